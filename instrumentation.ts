/** Next calls this once when the server starts: an incomplete environment ends the start, not the first request. */
export async function register(): Promise<void> {
  if (process.env.NEXT_RUNTIME !== 'nodejs') return;
  const { getContainer } = await import('#lib/http/container.ts');
  try {
    const container = getContainer();
    // Opened by the first webhook, it would hold that one up for seconds.
    container.openQueue().catch((error: Error) => container.log.error({ err: error }, 'queue'));
  } catch (error) {
    // Thrown on, it would be printed while the server goes on without a single page that works.
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    process.exit(1);
  }
}
