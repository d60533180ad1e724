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

export type OAuthState = {
  nextGrantId: number;
  settings: OAuthSettings;
  grants: Grant[];
  sessions: Session[];
};

export type OAuthStore = ReturnType<typeof createOAuthStore>;

/** Authorization codes: 15 minutes, one use. */
function createCodes(clock: Clock, random: Random) {
  const codes = new Map<string, AuthorizationCode>();
  return {
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
    forgetCodes: (): void => codes.clear(),
  };
}

/** Approvals and their refresh tokens. */
function createGrants(random: Random, revokeGrant: (grant: Grant) => void) {
  const grants = new Map<number, Grant>();
  let nextGrantId = 1;
  const makeRefreshToken = (): string => `5Aep861${random.hex(80)}`;
  const find = (test: (grant: Grant) => boolean): Grant | undefined => [...grants.values()].find(test);

  return {
    grants,
    nextGrantId: () => nextGrantId,
    continueFrom(grantId: number): void {
      nextGrantId = grantId;
    },
    /** Records an approval. Salesforce keeps five per user and app; the sixth revokes the oldest. */
    openGrant(approval: Pick<Grant, 'clientId' | 'orgId' | 'userId' | 'scopes'>): Grant {
      const { userId, clientId, scopes } = approval;
      const earlier = [...grants.values()].filter(
        (grant) => grant.refreshToken !== null && grant.userId === userId && grant.clientId === clientId,
      );
      const oldest = earlier[0];
      if (oldest && earlier.length >= approvalsPerUserAndApp) revokeGrant(oldest);
      const mayRefresh = scopes.includes('refresh_token') || scopes.includes('offline_access');
      const refreshToken = mayRefresh ? makeRefreshToken() : null;
      const grant: Grant = { ...approval, grantId: nextGrantId++, refreshToken, retiredRefreshTokens: [] };
      grants.set(grant.grantId, grant);
      return grant;
    },
    findGrantByRefreshToken: (token: string) => find((grant) => grant.refreshToken === token),
    findGrantByRetiredToken: (token: string) => find((grant) => grant.retiredRefreshTokens.includes(token)),
    /** Replaces the refresh token; the old one is remembered, so that its reuse is noticed. */
    rotate(grant: Grant): string {
      if (grant.refreshToken) grant.retiredRefreshTokens.push(grant.refreshToken);
      grant.refreshToken = makeRefreshToken();
      return grant.refreshToken;
    },
  };
}

/** Codes, grants and sessions. Plain data in, plain data out; who may have what is decided by the routes. */
export function createOAuthStore(clock: Clock, random: Random) {
  const sessions = new Map<string, Session>();
  const settings = defaultSettings(clock);

  function revokeGrant(grant: Grant): void {
    kept.grants.delete(grant.grantId);
    for (const [accessToken, session] of sessions) {
      if (session.grantId === grant.grantId) sessions.delete(accessToken);
    }
  }
  const kept = createGrants(random, revokeGrant);
  const codes = createCodes(clock, random);

  function findLiveSession(accessToken: string): Session | undefined {
    const session = sessions.get(accessToken);
    return session && clock.now() - session.lastUsedAt <= settings.sessionTimeoutMs ? session : undefined;
  }

  return {
    ...codes,
    ...kept,
    settings,
    revokeGrant,
    openSession(grant: Grant): Session {
      const accessToken = `${grant.orgId.slice(0, 15)}!AQ${random.hex(90)}`;
      const session = { accessToken, grantId: grant.grantId, lastUsedAt: clock.now() };
      sessions.set(accessToken, session);
      return session;
    },
    /** The grant behind a living access token. Looking does not keep the session alive. */
    findSession: (accessToken: string): Grant | undefined =>
      kept.grants.get(findLiveSession(accessToken)?.grantId ?? 0),
    /** The grant behind a living access token, whose inactivity clock starts over. */
    touchSession(accessToken: string): Grant | undefined {
      const session = findLiveSession(accessToken);
      if (session) session.lastUsedAt = clock.now();
      return session && kept.grants.get(session.grantId);
    },
    revokeSession: (accessToken: string): boolean => sessions.delete(accessToken),
    revokeAll(): void {
      for (const grant of kept.grants.values()) revokeGrant(grant);
    },
    expireSessions: (): void => sessions.clear(),
    reset(): void {
      codes.forgetCodes();
      kept.grants.clear();
      sessions.clear();
      Object.assign(settings, defaultSettings(clock));
    },
    exportState: (): OAuthState => ({
      nextGrantId: kept.nextGrantId(),
      settings: { ...settings },
      grants: [...kept.grants.values()],
      sessions: [...sessions.values()],
    }),
    importState(state: OAuthState): void {
      kept.continueFrom(state.nextGrantId);
      Object.assign(settings, state.settings);
      for (const grant of state.grants) kept.grants.set(grant.grantId, grant);
      for (const session of state.sessions) sessions.set(session.accessToken, session);
    },
  };
}
