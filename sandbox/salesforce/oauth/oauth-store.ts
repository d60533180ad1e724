import type { Clock } from '#sandbox/kernel/clock.ts';
import type { Random } from '#sandbox/kernel/random.ts';

/** An app that may ask for access. Without a secret it is a public client. */
export type OAuthClient = {
  clientId: string;
  clientSecret: string | null;
  name: string;
  redirectUris: string[];
};

/** What an app asked for on the authorize page, already checked. */
export type AuthorizeRequest = {
  clientId: string;
  redirectUri: string;
  state: string | undefined;
  scopes: string[];
  /** S256 challenge; `undefined` when the app sent none. */
  codeChallenge: string | undefined;
  nonce: string | undefined;
};

export type AuthorizationCode = AuthorizeRequest & {
  code: string;
  orgId: string;
  userId: string;
  expiresAt: number;
};

/** One approval of one app by one user. Everything issued under it dies with it. */
export type Grant = {
  grantId: number;
  clientId: string;
  orgId: string;
  userId: string;
  scopes: string[];
  refreshToken: string | null;
  /** Rotated-out refresh tokens: whoever shows one of these again loses the whole grant. */
  retiredRefreshTokens: string[];
};

export type Session = { accessToken: string; grantId: number; lastUsedAt: number };

export type OAuthSettings = {
  rotatesRefreshTokens: boolean;
  requiresPkce: boolean;
  sessionTimeoutMs: number;
  /** How long a refresh takes; a second one with the same token meanwhile is refused. */
  refreshHoldMs: number;
};

const codeLifetimeMs = 15 * 60_000;
const approvalsPerUserAndApp = 5;

/** On a manual clock nobody would end the hold, so there a refresh takes no time unless a test says otherwise. */
const defaultSettings = (clock: Clock): OAuthSettings => ({
  rotatesRefreshTokens: false,
  requiresPkce: false,
  sessionTimeoutMs: 2 * 3_600_000,
  refreshHoldMs: clock.mode === 'real' ? 20 : 0,
});

type StoredState = { nextGrantId: number; settings: OAuthSettings; grants: Grant[]; sessions: Session[] };

export type OAuthStore = ReturnType<typeof createOAuthStore>;

/** Codes, grants and sessions. Plain data in, plain data out; who may have what is decided by the routes. */
export function createOAuthStore(clock: Clock, random: Random) {
  const codes = new Map<string, AuthorizationCode>();
  const grants = new Map<number, Grant>();
  const sessions = new Map<string, Session>();
  const settings = defaultSettings(clock);
  let nextGrantId = 1;

  function revokeGrant(grant: Grant): void {
    grants.delete(grant.grantId);
    for (const [accessToken, session] of sessions) {
      if (session.grantId === grant.grantId) sessions.delete(accessToken);
    }
  }

  function makeRefreshToken(): string {
    return `5Aep861${random.hex(80)}`;
  }

  return {
    settings,
    issueCode(request: AuthorizeRequest, orgId: string, userId: string): string {
      const code = `aPrx${random.hex(60)}`;
      codes.set(code, { ...request, code, orgId, userId, expiresAt: clock.now() + codeLifetimeMs });
      return code;
    },
    /** Takes a code out of circulation; `undefined` when it was never issued, already used or has expired. */
    takeCode(code: string): AuthorizationCode | undefined {
      const found = codes.get(code);
      codes.delete(code);
      return found && found.expiresAt > clock.now() ? found : undefined;
    },
    /** Records an approval. Salesforce keeps five per user and app; the sixth revokes the oldest. */
    openGrant(approval: { clientId: string; orgId: string; userId: string; scopes: string[] }): Grant {
      const earlier = [...grants.values()].filter(
        (grant) =>
          grant.refreshToken !== null &&
          grant.userId === approval.userId &&
          grant.clientId === approval.clientId,
      );
      const oldest = earlier[0];
      if (oldest && earlier.length >= approvalsPerUserAndApp) revokeGrant(oldest);
      const mayRefresh =
        approval.scopes.includes('refresh_token') || approval.scopes.includes('offline_access');
      const grant: Grant = {
        ...approval,
        grantId: nextGrantId++,
        refreshToken: mayRefresh ? makeRefreshToken() : null,
        retiredRefreshTokens: [],
      };
      grants.set(grant.grantId, grant);
      return grant;
    },
    openSession(grant: Grant): Session {
      const accessToken = `${grant.orgId.slice(0, 15)}!AQ${random.hex(90)}`;
      const session = { accessToken, grantId: grant.grantId, lastUsedAt: clock.now() };
      sessions.set(accessToken, session);
      return session;
    },
    /** The grant behind a living access token, whose inactivity clock starts over. */
    touchSession(accessToken: string): Grant | undefined {
      const session = sessions.get(accessToken);
      if (!session) return undefined;
      if (clock.now() - session.lastUsedAt > settings.sessionTimeoutMs) {
        sessions.delete(accessToken);
        return undefined;
      }
      session.lastUsedAt = clock.now();
      return grants.get(session.grantId);
    },
    findGrantByRefreshToken(refreshToken: string): Grant | undefined {
      return [...grants.values()].find((grant) => grant.refreshToken === refreshToken);
    },
    findGrantByRetiredToken(refreshToken: string): Grant | undefined {
      return [...grants.values()].find((grant) => grant.retiredRefreshTokens.includes(refreshToken));
    },
    rotate(grant: Grant): string {
      if (grant.refreshToken) grant.retiredRefreshTokens.push(grant.refreshToken);
      grant.refreshToken = makeRefreshToken();
      return grant.refreshToken;
    },
    revokeGrant,
    revokeSession: (accessToken: string): boolean => sessions.delete(accessToken),
    revokeUser(userId: string): void {
      for (const grant of grants.values()) if (grant.userId === userId) revokeGrant(grant);
    },
    revokeAll(): void {
      for (const grant of grants.values()) revokeGrant(grant);
    },
    expireSessions: (): void => sessions.clear(),
    reset(): void {
      codes.clear();
      grants.clear();
      sessions.clear();
      Object.assign(settings, defaultSettings(clock));
    },
    exportState: (): StoredState => ({
      nextGrantId,
      settings: { ...settings },
      grants: [...grants.values()],
      sessions: [...sessions.values()],
    }),
    importState(state: StoredState): void {
      nextGrantId = state.nextGrantId;
      Object.assign(settings, state.settings);
      for (const grant of state.grants) grants.set(grant.grantId, grant);
      for (const session of state.sessions) sessions.set(session.accessToken, session);
    },
  };
}
