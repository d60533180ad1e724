import type { Context, Handler } from 'hono';
import type { App } from '#sandbox/hubspot/apps.ts';
import type { World } from '#sandbox/hubspot/world.ts';
import { expiredCredentials, missingScopes, noCredentials } from './errors.ts';

/** A call by an app itself, on behalf of no account. */
export interface AppCall {
  c: Context;
  world: World;
  app: App;
}

/** Wraps a route that takes an app's own token (`client_credentials`) with the scope; no limit counts such calls. */
export function appEndpoint(
  world: World,
  scope: string,
  handle: (call: AppCall) => Response | Promise<Response>,
): Handler {
  return async (c) => {
    const bearer = /^Bearer\s+(\S+)$/i.exec(c.req.header('authorization') ?? '')?.[1];
    const token = bearer === undefined ? undefined : world.grants.accessTokens.get(bearer);
    if (!token || token.installation) throw noCredentials();
    const now = world.clock.now();
    if (token.expiresAt <= now) throw expiredCredentials(token.expiresAt, now);
    if (!token.scopes.includes(scope)) throw missingScopes([scope]);
    return handle({ c, world, app: token.app });
  };
}
