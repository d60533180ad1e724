/** Next calls this once when the server starts: an incomplete environment ends the start, not the first request. */
export async function register(): Promise<void> {
  if (process.env.NEXT_RUNTIME !== 'nodejs') return;
  const { getContainer } = await import('#lib/http/container.ts');
  try {
    getContainer();
  } catch (error) {
    // Thrown on, it would be printed while the server goes on without a single page that works.
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exit(1);
  }
}
