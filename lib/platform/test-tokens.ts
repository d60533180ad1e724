import type { TokenSource } from '#lib/ports.ts';

/** A token source for tests: counts up with each refresh, as if somebody stored `token-2`, `token-3`, … */
export function createTestTokens(instanceUrl: string | null = null): TokenSource & { refreshes(): number } {
  let version = 1;
  const token = () => ({ accessToken: `token-${version}`, instanceUrl });
  return {
    refreshes: () => version - 1,
    readToken: async () => token(),
    async replaceToken(stale) {
      if (stale === `token-${version}`) version += 1;
      return token();
    },
  };
}
