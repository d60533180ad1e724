/** Next calls this once when the server starts: an incomplete environment ends the start, not the first request. */
export async function register(): Promise<void> {
  if (process.env.NEXT_RUNTIME !== 'nodejs') return;
  const { getContainer } = await import('#lib/http/container.ts');
  getContainer();
}
