import { Hono } from 'hono';
import { readJsonObject } from '#sandbox/hubspot/api/endpoint.ts';
import { HubspotError } from '#sandbox/hubspot/api/errors.ts';
import type { App } from '#sandbox/hubspot/apps.ts';
import type { World } from '#sandbox/hubspot/world.ts';
import type { AccessToken, Installation } from './grants.ts';

/** What is known about a token of this app; `{ active: false }` for any other, expired or revoked one. */
export function introspect(world: World, app: App, token: string): Record<string, unknown> {
  const accessToken = world.grants.accessTokens.get(token);
  if (
    accessToken?.installation &&
    accessToken.app.appId === app.appId &&
    accessToken.expiresAt > world.clock.now()
  ) {
    return {
      active: true,
      ...describeInstallation(world, accessToken.installation),
      token,
      expires_in: secondsLeft(world, accessToken),
      signed_access_token: signAccessToken(accessToken.installation, accessToken),
      token_use: 'access_token',
    };
  }
  const refreshToken = world.grants.refreshTokens.get(token);
  if (refreshToken && !refreshToken.isRevoked && refreshToken.installation.app.appId === app.appId) {
    return {
      active: true,
      ...describeInstallation(world, refreshToken.installation),
      token,
      token_use: 'refresh_token',
    };
  }
  return { active: false };
}

/** `GET|DELETE /oauth/v1/{access,refresh}-tokens/{token}`: the legacy way to ask, without client credentials. */
export function createLegacyInformationRoutes(world: World): Hono {
  const app = new Hono();
  app.get('/access-tokens/:token', (c) => {
    const accessToken = world.grants.accessTokens.get(c.req.param('token'));
    if (!accessToken?.installation || accessToken.expiresAt <= world.clock.now()) throw unknownToken();
    const {
      client_id: _,
      is_private_distribution: __,
      ...shown
    } = describeInstallation(world, accessToken.installation);
    return c.json({
      ...shown,
      token: accessToken.token,
      expires_in: secondsLeft(world, accessToken),
      token_type: 'access',
    });
  });
  app.get('/refresh-tokens/:token', (c) => {
    const refreshToken = world.grants.refreshTokens.get(c.req.param('token'));
    if (!refreshToken || refreshToken.isRevoked) throw unknownToken();
    const {
      app_id: _,
      is_private_distribution: __,
      ...shown
    } = describeInstallation(world, refreshToken.installation);
    return c.json({ ...shown, token: refreshToken.token, token_type: 'refresh' });
  });
  app.delete('/refresh-tokens/:token', (c) => {
    const refreshToken = world.grants.refreshTokens.get(c.req.param('token'));
    if (refreshToken) refreshToken.isRevoked = true;
    return c.body(null, 204);
  });
  return app;
}

/** `POST /oauth/v2/private-apps/get/access-token-info`: whose a bearer token is; any account's token will do here. */
export function createPrivateAppRoute(world: World): Hono {
  const app = new Hono();
  app.post('/get/access-token-info', async (c) => {
    const { tokenKey } = await readJsonObject(c);
    const accessToken = world.grants.accessTokens.get(String(tokenKey));
    if (!accessToken?.installation || accessToken.expiresAt <= world.clock.now()) throw unknownToken();
    const { portalId, user, scopes } = accessToken.installation;
    return c.json({ userId: user.userId, hubId: portalId, appId: accessToken.app.appId, scopes });
  });
  return app;
}

function unknownToken(): HubspotError {
  return new HubspotError(404, { message: 'token not found or expired', category: 'OBJECT_NOT_FOUND' });
}

function secondsLeft(world: World, { expiresAt }: AccessToken): number {
  return Math.max(0, Math.floor((expiresAt - world.clock.now()) / 1_000));
}

function describeInstallation(world: World, { app, portalId, user, scopes }: Installation) {
  return {
    hub_id: portalId,
    user_id: user.userId,
    user: user.email,
    // The website of the customer, not the address of HubSpot's pages.
    hub_domain: world.portals.get(portalId)?.profile.hubDomain ?? '',
    app_id: app.appId,
    client_id: app.clientId,
    scopes,
    is_private_distribution: false,
    token_type: 'bearer',
  };
}

function signAccessToken(installation: Installation, { token, expiresAt }: AccessToken) {
  return {
    expiresAt,
    scopes: Buffer.from(installation.scopes.join(' ')).toString('base64url'),
    hubId: installation.portalId,
    userId: installation.user.userId,
    appId: installation.app.appId,
    signature: token.slice(1, 29),
    newSignature: token.slice(29, 73),
    scopeToScopeGroupPks: '',
    hublet: installation.hublet,
    trialScopes: '',
    trialScopeToScopeGroupPks: '',
    isUserLevel: false,
    isPrivateDistribution: false,
    installingUserId: installation.user.userId,
  };
}
