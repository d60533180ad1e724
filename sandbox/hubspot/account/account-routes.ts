import { Hono } from 'hono';
import { endpoint } from '#sandbox/hubspot/api/endpoint.ts';
import type { World } from '#sandbox/hubspot/world.ts';

/** `GET /account-info/{version}/details` */
export function createAccountInfoRoutes(world: World): Hono {
  const app = new Hono();
  app.get(
    '/details',
    endpoint(world, { scopes: ['oauth'] }, ({ c, portal }) => {
      const { portalId, accountType, timeZone, utcOffset, utcOffsetMilliseconds } = portal.profile;
      const { uiDomain, dataHostingLocation, companyCurrency, additionalCurrencies } = portal.profile;
      return c.json({
        portalId,
        accountType,
        timeZone,
        companyCurrency,
        additionalCurrencies,
        utcOffset,
        utcOffsetMilliseconds,
        uiDomain,
        dataHostingLocation,
      });
    }),
  );
  return app;
}

/** `DELETE /appinstalls/{version}/external-install`: the app leaves the account, its tokens die. */
export function createExternalInstallRoutes(world: World): Hono {
  const app = new Hono();
  app.delete(
    '/external-install',
    endpoint(world, { scopes: ['oauth'] }, ({ c, portal, installation }) => {
      world.grants.uninstall(installation.app, portal.portalId);
      return c.body(null, 204);
    }),
  );
  return app;
}
