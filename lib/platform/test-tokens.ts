import type { AccessToken, TokenSource } from '#lib/ports.ts';

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

type Grant = { readonly accessToken: string; readonly refreshToken: string; readonly instanceUrl?: string };

/** A token source over a real grant: one refresh at a time, a rotated token kept, as a stored connection does. */
export function createGrantTokens(
  granted: Grant,
  refresh: (refreshToken: string) => Promise<Grant>,
): TokenSource & { refreshes(): number } {
  let grant = granted;
  let refreshes = 0;
  let running: Promise<AccessToken> | null = null;
  const current = () => ({ accessToken: grant.accessToken, instanceUrl: grant.instanceUrl ?? null });
  const renew = async () => {
    grant = await refresh(grant.refreshToken);
    refreshes += 1;
    return current();
  };
  return {
    refreshes: () => refreshes,
    readToken: async () => current(),
    replaceToken(stale) {
      if (stale !== grant.accessToken) return Promise.resolve(current());
      running ??= renew().finally(() => {
        running = null;
      });
      return running;
    },
  };
}
