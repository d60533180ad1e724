import type { Hono } from 'hono';
import { z } from 'zod';
import { withBody } from '#sandbox/kernel/control-routes.ts';
import type { Portal } from './portal.ts';
import { generateContacts } from './scenarios.ts';
import type { World } from './world.ts';

const portalSchema = z.strictObject({ portalId: z.number().int().optional() });
const settingsSchema = z.strictObject({
  evaluationLagMs: z.number().nonnegative().optional(),
  searchLagMs: z.number().nonnegative().optional(),
  accessTokenLifeMs: z.number().positive().optional(),
  authorizationCodeLifeMs: z.number().positive().optional(),
  callsPerTenSeconds: z.number().int().nonnegative().nullable().optional(),
  callsPerDay: z.number().int().nonnegative().nullable().optional(),
  searchesPerSecond: z.number().int().positive().nullable().optional(),
  rotateRefreshTokens: z.boolean().optional(),
});
const assumptionsSchema = z.strictObject({
  mergeCreatesNewRecord: z.boolean().optional(),
  traceIdsMakeUpdatesPartial: z.boolean().optional(),
  membershipBatchMax: z.number().int().positive().optional(),
  membershipPageMax: z.number().int().positive().optional(),
  deletedListHidesMembers: z.boolean().optional(),
  membershipBatchNamesUnknownRecords: z.boolean().optional(),
  searchTiesByRecordId: z.boolean().optional(),
});
const portalStateSchema = z.strictObject({
  deniedScopes: z.array(z.string()).optional(),
  isActive: z.boolean().optional(),
});
const restoreSchema = z.strictObject({ contactId: z.string(), portalId: z.number().int().optional() });
const generateSchema = z.strictObject({
  contacts: z.number().int().min(1).max(1_000_000),
  seed: z.string().default('generated'),
  portalId: z.number().int().optional(),
});
const appSchema = z.strictObject({
  appId: z.number().int(),
  name: z.string(),
  clientId: z.string(),
  clientSecret: z.string(),
  redirectUris: z.array(z.string()),
  requiredScopes: z.array(z.string()),
  optionalScopes: z.array(z.string()).default([]),
});

/** What only the HubSpot server can be told from outside. */
export function addHubspotControlRoutes(world: World, app: Hono): void {
  app.get('/_control/settings', (c) => c.json(world.settings));
  app.post('/_control/settings', (c) =>
    withBody(c, settingsSchema, (body) => {
      Object.assign(world.settings, body);
      return c.json(world.settings);
    }),
  );
  app.post('/_control/assumptions', (c) =>
    withBody(c, assumptionsSchema, (body) => {
      Object.assign(world.settings.assumptions, body);
      return c.json(world.settings.assumptions);
    }),
  );
  app.post('/_control/tokens/expire', (c) =>
    withBody(c, portalSchema, ({ portalId }) => {
      world.grants.expireAccessTokens(portalId);
      return c.body(null, 204);
    }),
  );
  app.post('/_control/tokens/revoke', (c) =>
    withBody(c, portalSchema, ({ portalId }) => {
      world.grants.revokeRefreshTokens(portalId);
      return c.body(null, 204);
    }),
  );
  app.post('/_control/uninstall', (c) =>
    withBody(c, z.strictObject({ portalId: z.number().int() }), ({ portalId }) => {
      for (const app of world.apps) world.grants.uninstall(app, portalId);
      return c.body(null, 204);
    }),
  );
  app.post('/_control/apps', (c) =>
    withBody(c, appSchema, (body) => {
      world.apps = [...world.apps.filter(({ clientId }) => clientId !== body.clientId), body];
      return c.json(body, 201);
    }),
  );
  addPortalControlRoutes(world, app);
}

function addPortalControlRoutes(world: World, app: Hono): void {
  app.get('/_control/portals', (c) => c.json({ portals: [...world.portals.values()].map(describePortal) }));
  app.post('/_control/portals/:portalId', (c) =>
    withBody(c, portalStateSchema, ({ deniedScopes, isActive }) => {
      const portal = findPortal(world, Number(c.req.param('portalId')));
      if (deniedScopes) portal.deniedScopes = new Set(deniedScopes);
      if (isActive !== undefined) portal.isActive = isActive;
      return c.json(describePortal(portal));
    }),
  );
  app.post('/_control/contacts/restore', (c) =>
    withBody(c, restoreSchema, ({ contactId, portalId }) => {
      const { contacts, clock } = findPortal(world, portalId);
      const row = contacts.rowOf(contactId);
      if (row === undefined || contacts.stateOf(row) !== 'archived')
        throw new Error(`${contactId} is not archived.`);
      contacts.restore(row, { sourceType: 'CRM_UI', sourceId: 'recycling-bin' }, clock.now());
      return c.body(null, 204);
    }),
  );
  app.post('/_control/generate', (c) =>
    withBody(c, generateSchema, ({ contacts, seed, portalId }) => {
      const portal = findPortal(world, portalId);
      generateContacts(portal, seed, contacts);
      return c.json(describePortal(portal), 201);
    }),
  );
}

/** Without a number the first portal, which is the one the scenarios fill. */
function findPortal(world: World, portalId: number | undefined): Portal {
  const portal = portalId === undefined ? [...world.portals.values()][0] : world.portals.get(portalId);
  if (!portal) throw new Error(`There is no portal ${portalId}.`);
  return portal;
}

function describePortal({ portalId, profile, contacts, lists, isActive, deniedScopes }: Portal) {
  return {
    portalId,
    name: profile.name,
    isActive,
    deniedScopes: [...deniedScopes],
    contacts: contacts.liveCount(),
    lists: lists.all().map(({ listId, name, members }) => ({ listId, name, size: members.size() })),
  };
}
