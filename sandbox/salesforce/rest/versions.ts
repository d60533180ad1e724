const oldest = 50;
const newest = 68;
const seasons = ['Winter', 'Spring', 'Summer'];

/** `v67.0` when that version is served, else null. */
export function resolveVersion(text: string): string | null {
  const major = Number(/^v(\d+)\.0$/.exec(text)?.[1]);
  return major >= oldest && major <= newest ? `v${major}.0` : null;
}

/** The public list of versions; three releases a year since Winter '21 (v50.0). */
export function listVersions() {
  return Array.from({ length: newest - oldest + 1 }, (_, index) => ({
    label: `${seasons[index % 3]} '${21 + Math.floor(index / 3)}`,
    url: `/services/data/v${oldest + index}.0`,
    version: `${oldest + index}.0`,
  }));
}
