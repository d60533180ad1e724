/** Two channels and the gate between them. */
export function BrandMark() {
  return (
    <svg viewBox="0 0 32 32" width="24" height="24" aria-hidden="true">
      <rect width="32" height="32" rx="6" fill="#33475b" />
      <path d="M6 11h20M6 21h20" stroke="#6bc2d1" strokeWidth="3" strokeLinecap="round" />
      <path d="M16 6v20" stroke="#ff9f78" strokeWidth="3" strokeLinecap="round" />
    </svg>
  );
}
