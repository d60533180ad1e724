import { createHash, createHmac } from 'node:crypto';
import type { Context, Hono } from 'hono';
import type { Row } from '../records/row.ts';
import type { Org } from '../world/org.ts';
import type { World } from '../world/world.ts';
import type { IdTokens } from './id-token.ts';
import type { AuthorizationCode, Grant, OAuthClient, OAuthStore } from './oauth-store.ts';

type TokenError = { error: string; description: string };
type Answer = { status: 200 | 400; body: Record<string, string> };

const expiredToken: TokenError = { error: 'invalid_grant', description: 'expired access/refresh token' };

const inactiveUser: TokenError = { error: 'invalid_grant', description: 'inactive user' };

function refused({ error, description }: TokenError): Answer {
  return { status: 400, body: { error, error_description: description } };
}

/** Client id and secret from the form, or from a Basic header. */
function readClient(
  c: Context,
  form: URLSearchParams,
): { clientId: string | null; clientSecret: string | null } {
  const basic = /^Basic\s+(.+)$/i.exec(c.req.header('authorization') ?? '')?.[1];
  if (!basic) return { clientId: form.get('client_id'), clientSecret: form.get('client_secret') };
  const [clientId = '', clientSecret = ''] = Buffer.from(basic, 'base64').toString('utf8').split(':');
  return { clientId: decodeURIComponent(clientId), clientSecret: decodeURIComponent(clientSecret) };
}

function checkVerifier(code: AuthorizationCode, verifier: string | null): TokenError | null {
  if (code.codeChallenge === undefined) {
    return verifier === null ? null : { error: 'invalid_grant', description: 'invalid code verifier' };
  }
  if (verifier === null) return { error: 'invalid_grant', description: 'missing required code verifier' };
  const challenge = createHash('sha256').update(verifier).digest('base64url');
  return challenge === code.codeChallenge
    ? null
    : { error: 'invalid_request', description: 'invalid code verifier' };
}

type TokenContext = {
  world: World;
  store: OAuthStore;
  clients: readonly OAuthClient[];
  baseUrl: () => string;
  idTokens: IdTokens;
  /** Refresh tokens being exchanged at this moment. */
  refreshing: Set<string>;
};

function findUser(
  world: World,
  grant: { orgId: string; userId: string },
): { org: Org; user: Row } | undefined {
  const org = world.org(grant.orgId);
  const user = org?.tableOf('User').get(grant.userId);
  return org && user ? { org, user } : undefined;
}

/** The identity address of the user behind a grant; also the subject of introspection. */
function identityUrl(baseUrl: string, grant: Grant): string {
  return `${baseUrl}/id/${grant.orgId}/${grant.userId}`;
}

/** Every value is a string, and there is no `expires_in`: how long a session lives is the org's own policy. */
function answerTokens(
  context: TokenContext,
  client: OAuthClient,
  grant: Grant,
  refreshToken: string | null,
  nonce?: string,
): Answer {
  const { world, store, baseUrl, idTokens } = context;
  const { accessToken } = store.openSession(grant);
  const identity = identityUrl(baseUrl(), grant);
  const issuedAt = String(world.clock.now());
  const signature = createHmac('sha256', client.clientSecret ?? '')
    .update(identity + issuedAt)
    .digest('base64');
  return {
    status: 200,
    body: {
      access_token: accessToken,
      ...(refreshToken === null ? {} : { refresh_token: refreshToken }),
      signature,
      scope: grant.scopes.join(' '),
      instance_url: baseUrl(),
      id: identity,
      token_type: 'Bearer',
      issued_at: issuedAt,
      ...(grant.scopes.includes('openid') && {
        id_token: idTokens.sign({
          issuer: baseUrl(),
          subject: identity,
          clientId: client.clientId,
          nonce,
          accessToken,
          now: world.clock.now(),
        }),
      }),
    },
  };
}

function exchangeCode(context: TokenContext, client: OAuthClient, form: URLSearchParams): Answer {
  const { world, store } = context;
  const code = store.takeCode(form.get('code') ?? '');
  if (!code || code.clientId !== client.clientId) {
    return refused({ error: 'invalid_grant', description: 'expired authorization code' });
  }
  if (form.get('redirect_uri') !== code.redirectUri) {
    return refused({ error: 'redirect_uri_mismatch', description: 'redirect_uri must match configuration' });
  }
  const wrongVerifier = checkVerifier(code, form.get('code_verifier'));
  if (wrongVerifier) return refused(wrongVerifier);
  if (findUser(world, code)?.user.IsActive === false) return refused(inactiveUser);
  const { orgId, userId, scopes } = code;
  const grant = store.openGrant({ clientId: client.clientId, orgId, userId, scopes });
  return answerTokens(context, client, grant, grant.refreshToken, code.nonce);
}

/** A rotated-out token shown again costs the whole grant; two refreshes at once with one token, only the second. */
async function refresh(context: TokenContext, client: OAuthClient, form: URLSearchParams): Promise<Answer> {
  const { world, store, refreshing } = context;
  const refreshToken = form.get('refresh_token') ?? '';
  if (refreshing.has(refreshToken)) {
    return refused({ error: 'invalid_grant', description: 'token request is already being processed' });
  }
  const reused = store.findGrantByRetiredToken(refreshToken);
  if (reused) store.revokeGrant(reused);
  refreshing.add(refreshToken);
  try {
    await world.clock.sleep(store.settings.refreshHoldMs);
    const grant = store.findGrantByRefreshToken(refreshToken);
    if (!grant || grant.clientId !== client.clientId) return refused(expiredToken);
    if (findUser(world, grant)?.user.IsActive === false) return refused(inactiveUser);
    return answerTokens(
      context,
      client,
      grant,
      store.settings.rotatesRefreshTokens ? store.rotate(grant) : null,
    );
  } finally {
    refreshing.delete(refreshToken);
  }
}

async function answerTokenRequest(context: TokenContext, c: Context): Promise<Answer> {
  if (!/^application\/x-www-form-urlencoded/i.test(c.req.header('content-type') ?? '')) {
    const description = 'must use HTTP POST with application/x-www-form-urlencoded';
    return refused({ error: 'invalid_request', description });
  }
  const form = new URLSearchParams(await c.req.text());
  const { clientId, clientSecret } = readClient(c, form);
  const grantType = form.get('grant_type');
  if (grantType !== 'authorization_code' && grantType !== 'refresh_token') {
    return refused({ error: 'unsupported_grant_type', description: 'grant type not supported' });
  }
  const client = context.clients.find((known) => known.clientId === clientId);
  if (!client) return refused({ error: 'invalid_client_id', description: 'client identifier invalid' });
  if (client.clientSecret !== null && client.clientSecret !== clientSecret) {
    return refused({ error: 'invalid_client', description: 'invalid client credentials' });
  }
  return grantType === 'refresh_token' ? refresh(context, client, form) : exchangeCode(context, client, form);
}

/** Revoking a refresh token ends everything issued with it; revoking an access token ends that one only. */
async function answerRevoke({ store }: TokenContext, c: Context): Promise<Response> {
  const form = new URLSearchParams(c.req.method === 'GET' ? new URL(c.req.url).search : await c.req.text());
  const token = form.get('token') ?? '';
  const grant = store.findGrantByRefreshToken(token);
  if (grant) store.revokeGrant(grant);
  else if (!store.revokeSession(token)) {
    const body = new URLSearchParams({
      error: 'invalid_token',
      error_description: 'the token provided is invalid',
    });
    return c.body(body.toString(), 400, { 'Content-Type': 'application/x-www-form-urlencoded' });
  }
  return c.body(null, 200);
}

async function answerIntrospect(context: TokenContext, c: Context): Promise<Response> {
  const { world, store, clients, baseUrl } = context;
  const form = new URLSearchParams(await c.req.text());
  const { clientId, clientSecret } = readClient(c, form);
  const client = clients.find((known) => known.clientId === clientId && known.clientSecret === clientSecret);
  if (!client)
    return c.json({ error: 'invalid_client', error_description: 'invalid client credentials' }, 401);
  const token = form.get('token') ?? '';
  const grant = store.findSession(token) ?? store.findGrantByRefreshToken(token);
  const owner = grant && findUser(world, grant);
  if (!grant || !owner) return c.json({ active: false });
  return c.json({
    active: true,
    scope: grant.scopes.join(' '),
    client_id: grant.clientId,
    username: owner.user.Username,
    sub: identityUrl(baseUrl(), grant),
    token_type: token === grant.refreshToken ? 'refresh_token' : 'access_token',
  });
}

/** Token, revoke and introspect. */
export function addTokenRoutes(app: Hono, context: Omit<TokenContext, 'refreshing'>): void {
  const full: TokenContext = { ...context, refreshing: new Set() };
  app.post('/services/oauth2/token', async (c) => {
    const { status, body } = await answerTokenRequest(full, c);
    c.header('Cache-Control', 'no-store');
    c.header('Pragma', 'no-cache');
    return c.json(body, status);
  });
  app.get('/services/oauth2/token', (c) =>
    c.json(refused({ error: 'invalid_request', description: 'must use HTTP POST' }).body, 400),
  );
  app.on(['GET', 'POST'], '/services/oauth2/revoke', (c) => answerRevoke(full, c));
  app.post('/services/oauth2/introspect', (c) => answerIntrospect(full, c));
}
