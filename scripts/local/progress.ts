const heartbeatMs = 10_000;

function secondsSince(startedAt: number): string {
  return `${((performance.now() - startedAt) / 1000).toFixed(1)} s`;
}

/** Says what is being done, that it is still being done, and how long it took. */
export async function showProgress<T>(title: string, work: () => Promise<T>): Promise<T> {
  const startedAt = performance.now();
  console.log(`${title} …`);
  const heartbeat = setInterval(
    () => console.log(`  … still going (${secondsSince(startedAt)})`),
    heartbeatMs,
  );
  try {
    const result = await work();
    console.log(`  done in ${secondsSince(startedAt)}`);
    return result;
  } finally {
    clearInterval(heartbeat);
  }
}
