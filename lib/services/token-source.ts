import type { Side } from '#lib/domain/outcome.ts';
import type { ConnectionStore, StoredTokens } from '#lib/ports/connections.ts';
import { type AccessToken, ProviderFailure, type TokenGrant, type TokenSource } from '#lib/ports.ts';
import type { Clock } from './sync-session.ts';

/** A token this close to its end is replaced before it is used. */
const renewalMarginMs = 120_000;

/** Shorter than the margin, so that no token is used beyond its end. */
const cacheMs = 30_000;

/** Spends a refresh token. The login host matters to Salesforce only. */
export type RefreshGrant = (
  refreshToken: string,
  loginUrl: string | null,
) => Promise<TokenGrant & { readonly instanceUrl?: string }>;

/**
 * The tenant's tokens for one platform. A refresh happens under the connection's row lock and stores the
 * rotated token in the same transaction; whoever comes second finds the new token and keeps it.
 */
export function createTokenSource(
  connections: ConnectionStore,
  platform: Side,
  refresh: RefreshGrant,
  clock: Clock,
): TokenSource {
  const isExpiring = ({ expiresAt }: StoredTokens) =>
    expiresAt !== null && Date.parse(expiresAt) - clock.now() < renewalMarginMs;

  /** Saves a look into the database per call; a token that was replaced elsewhere answers 401 and is read anew. */
  let cached: { readonly token: AccessToken; readonly until: number } | null = null;

  function keep(tokens: StoredTokens | null): AccessToken {
    const token = usable(tokens, platform);
    cached = { token, until: clock.now() + cacheMs };
    return token;
  }

  async function replaceIf(isStale: (current: StoredTokens) => boolean): Promise<AccessToken> {
    const tokens = await connections.replaceTokens(platform, async (current) => {
      if (current.status === 'reconnect_needed' || !isStale(current)) return { kind: 'keep' };
      try {
        const { instanceUrl = null, ...grant } = await refresh(current.refreshToken, current.loginUrl);
        return { kind: 'replace', grant, instanceUrl };
      } catch (error) {
        if (!(error instanceof ProviderFailure) || error.kind !== 'auth_expired') throw error;
        return { kind: 'lost', reason: error.code };
      }
    });
    return keep(tokens);
  }

  return {
    async readToken() {
      if (cached !== null && clock.now() < cached.until) return cached.token;
      const tokens = await connections.readTokens(platform);
      const token = keep(tokens);
      return tokens !== null && isExpiring(tokens) ? replaceIf(isExpiring) : token;
    },
    replaceToken: (stale) => replaceIf(({ accessToken }) => accessToken === stale),
  };
}

function usable(tokens: StoredTokens | null, platform: Side): AccessToken {
  if (tokens !== null && tokens.status !== 'reconnect_needed') {
    return { accessToken: tokens.accessToken, instanceUrl: tokens.instanceUrl };
  }
  throw new ProviderFailure({
    platform,
    kind: 'auth_expired',
    code: tokens === null ? 'NOT_CONNECTED' : 'RECONNECT_NEEDED',
    message: tokens === null ? 'not connected' : 'the connection has ended',
  });
}
