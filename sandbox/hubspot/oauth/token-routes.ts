import { createHash } from 'node:crypto';
import { type Context, Hono } from 'hono';
import { HubspotError } from '#sandbox/hubspot/api/errors.ts';
import type { App } from '#sandbox/hubspot/apps.ts';
import type { World } from '#sandbox/hubspot/world.ts';
import type { AuthorizationCode, Installation, RefreshToken } from './grants.ts';
import { introspect } from './introspection.ts';
import { tokenError } from './token-errors.ts';

type Form = Record<string, string>;

/** Scopes of the app itself rather than of an account; only `client_credentials` gives them. */
const APP_SCOPES = [
  'developer.app_install.read',
  'developer.webhooks_journal.read',
  'developer.webhooks_journal.subscriptions.read',
  'developer.webhooks_journal.subscriptions.write',
  'developer.webhooks_journal.snapshots.read',
  'developer.webhooks_journal.snapshots.write',
];

/** `/oauth/{version}/token` and its neighbours, mounted below each served version. */
export function createTokenRoutes(world: World): Hono {
  const app = new Hono();
  app.post('/token', async (c) => c.json(answerToken(world, await readForm(c), true)));
  app.post('/token/introspect', async (c) => {
    const form = await readForm(c);
    const client = authenticateApp(world, form);
    if (!form.token) throw tokenError('BAD_TOKEN');
    return c.json(introspect(world, client, form.token));
  });
  app.post('/token/revoke', async (c) => {
    const form = await readForm(c);
    const client = authenticateApp(world, form);
    const refreshToken = world.grants.refreshTokens.get(form.token ?? '');
    // Only the refresh token dies: access tokens already out stay good until their time is over.
    if (refreshToken?.installation.app.appId === client.appId) refreshToken.isRevoked = true;
    return c.body(null, 200);
  });
  return app;
}

/** The legacy token endpoint, which answers with fewer fields. */
export function createLegacyTokenRoute(world: World): Hono {
  const app = new Hono();
  app.post('/token', async (c) => c.json(answerToken(world, await readForm(c), false)));
  return app;
}

export async function readForm(c: Context): Promise<Form> {
  const contentType = c.req.header('content-type') ?? '';
  if (!contentType.toLowerCase().startsWith('application/x-www-form-urlencoded')) {
    throw new HubspotError(415, { message: 'HTTP 415 Unsupported Media Type', category: 'VALIDATION_ERROR' });
  }
  return Object.fromEntries(new URLSearchParams(await c.req.text()));
}

export function authenticateApp(world: World, form: Form): App {
  const app = world.apps.find((candidate) => candidate.clientId === form.client_id);
  if (!app) throw tokenError('BAD_CLIENT_ID');
  if (app.clientSecret !== form.client_secret) throw tokenError('BAD_CLIENT_SECRET');
  return app;
}

function answerToken(world: World, form: Form, isDetailed: boolean): Record<string, unknown> {
  switch (form.grant_type) {
    case 'authorization_code':
      return exchangeCode(world, form, isDetailed);
    case 'refresh_token':
      return refresh(world, form, isDetailed);
    case 'client_credentials':
      return grantToApp(world, form);
    default:
      throw tokenError('BAD_GRANT_TYPE');
  }
}

function exchangeCode(world: World, form: Form, isDetailed: boolean): Record<string, unknown> {
  const app = authenticateApp(world, form);
  const code = world.grants.codes.get(form.code ?? '');
  if (!code || code.isUsed || code.installation.app.appId !== app.appId) throw tokenError('BAD_AUTH_CODE');
  if (code.expiresAt <= world.clock.now()) throw tokenError('EXPIRED_AUTH_CODE');
  if (code.redirectUri !== form.redirect_uri) throw tokenError('BAD_REDIRECT_URI');
  if (!isVerified(code, form.code_verifier)) throw tokenError('BAD_CODE_VERIFIER');
  refuseInactivePortal(world, code.installation);
  code.isUsed = true;
  return issue(world, code.installation, world.grants.addRefreshToken(code.installation), isDetailed);
}

function isVerified({ challenge }: AuthorizationCode, verifier: string | undefined): boolean {
  if (!challenge) return true;
  if (!verifier) return false;
  const computed =
    challenge.method === 'plain' ? verifier : createHash('sha256').update(verifier).digest('base64url');
  return computed === challenge.value;
}

function refresh(world: World, form: Form, isDetailed: boolean): Record<string, unknown> {
  const app = authenticateApp(world, form);
  const refreshToken = world.grants.refreshTokens.get(form.refresh_token ?? '');
  if (!refreshToken || refreshToken.isRevoked || refreshToken.installation.app.appId !== app.appId) {
    throw tokenError('BAD_REFRESH_TOKEN');
  }
  refuseInactivePortal(world, refreshToken.installation);
  if (!world.settings.rotateRefreshTokens) {
    return issue(world, refreshToken.installation, refreshToken, isDetailed);
  }
  refreshToken.isRevoked = true;
  const next = world.grants.addRefreshToken(refreshToken.installation);
  return issue(world, refreshToken.installation, next, isDetailed);
}

function refuseInactivePortal(world: World, installation: Installation): void {
  if (!world.portals.get(installation.portalId)?.isActive) throw tokenError('BAD_HUB');
}

function issue(
  world: World,
  installation: Installation,
  refreshToken: RefreshToken,
  isDetailed: boolean,
): Record<string, unknown> {
  const { token } = world.grants.addAccessToken(installation.app, installation.scopes, installation);
  return {
    token_type: 'bearer',
    refresh_token: refreshToken.token,
    access_token: token,
    expires_in: Math.floor(world.settings.accessTokenLifeMs / 1_000),
    ...(isDetailed && {
      hub_id: installation.portalId,
      scopes: installation.scopes,
      user_id: installation.user.userId,
      token_use: 'access_token',
    }),
  };
}

function grantToApp(world: World, form: Form): Record<string, unknown> {
  const app = authenticateApp(world, form);
  const scopes = (form.scope ?? '').split(' ').filter((scope) => scope !== '');
  if (scopes.length === 0 || scopes.some((scope) => !APP_SCOPES.includes(scope)))
    throw tokenError('BAD_SCOPES');
  const { token } = world.grants.addAccessToken(app, scopes);
  return {
    token_type: 'bearer',
    access_token: token,
    expires_in: Math.floor(world.settings.accessTokenLifeMs / 1_000),
    scopes,
    token_use: 'client_credentials',
  };
}
