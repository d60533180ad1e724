import { z } from 'zod';
import { withBody } from '#sandbox/kernel/control-routes.ts';
import type { Service } from '#sandbox/kernel/service.ts';
import type { LongTransactions } from './acting/long-transactions.ts';
import { fieldSpecSchema, objectSpecSchema } from './metadata/object-spec.ts';
import { rulesSchema } from './metadata/rules.ts';
import type { OAuthStore } from './oauth/oauth-store.ts';
import { addBulkRecordControls, addRecordControls } from './record-controls.ts';
import { addRefusalControls } from './refusal-controls.ts';
import { addTransactionControls } from './transaction-controls.ts';
import type { Org } from './world/org.ts';
import type { World } from './world/world.ts';

const ofOrg = { orgId: z.string().optional() };

const orgSettingsSchema = z.strictObject({
  ...ofOrg,
  isApiDisabled: z.boolean().optional(),
  isAppBlocked: z.boolean().optional(),
  hasTooManyLongRequests: z.boolean().optional(),
  dailyApiLimit: z.int().nonnegative().optional(),
  apiCallsUsed: z.int().nonnegative().optional(),
});

const oauthSettingsSchema = z.strictObject({
  rotatesRefreshTokens: z.boolean().optional(),
  requiresPkce: z.boolean().optional(),
  sessionTimeoutMs: z.int().positive().optional(),
  refreshHoldMs: z.int().nonnegative().optional(),
});

const bulkSettingsSchema = z.strictObject({
  ...ofOrg,
  queueMs: z.int().nonnegative().optional(),
  batchMs: z.int().nonnegative().optional(),
  mostRowsPerPage: z.int().positive().optional(),
  ingestBatchesUsed: z.int().nonnegative().optional(),
  queryJobsUsed: z.int().nonnegative().optional(),
});

function describeOrg(org: Org) {
  const sizes = [...org.tables()].map(([name, table]) => [name, table.size()]);
  return {
    orgId: org.orgId,
    name: org.name,
    isApiDisabled: org.isApiDisabled,
    api: { used: org.usage.used(), limit: org.usage.limit() },
    users: [...org.tableOf('User').rows()].map(({ Id, Username, IsActive }) => ({ Id, Username, IsActive })),
    records: Object.fromEntries(sizes),
  };
}

/** What a test may do to this Salesforce beyond the routes both servers share. Without `orgId`: the first org. */
export function addSalesforceControls(
  service: Service,
  world: World,
  store: OAuthStore,
  transactions: LongTransactions,
): void {
  const { app } = service;

  function findOrg(orgId: string | undefined): Org {
    const org = orgId === undefined ? world.orgs()[0] : world.org(orgId);
    if (!org) throw new Error(`No org ${orgId}`);
    return org;
  }

  app.get('/_control/orgs', (c) => c.json({ orgs: world.orgs().map(describeOrg) }));

  app.post('/_control/sessions/expire', (c) => {
    store.expireSessions();
    return c.body(null, 204);
  });
  app.post('/_control/tokens/revoke', (c) => {
    store.revokeAll();
    return c.body(null, 204);
  });

  app.get('/_control/oauth', (c) => c.json(store.settings));
  app.post('/_control/oauth', (c) =>
    withBody(c, oauthSettingsSchema, (settings) => c.json(Object.assign(store.settings, settings))),
  );

  app.post('/_control/users', (c) =>
    withBody(c, z.strictObject({ username: z.string(), isActive: z.boolean() }), ({ username, isActive }) => {
      const login = world.findLogin(username);
      if (!login) throw new Error(`No user ${username}`);
      login.org.tableOf('User').update(login.user, { IsActive: isActive });
      return c.json({ username, isActive });
    }),
  );

  app.post('/_control/org', (c) =>
    withBody(c, orgSettingsSchema, (settings) => {
      const { orgId, dailyApiLimit, apiCallsUsed, ...switches } = settings;
      const org = findOrg(orgId);
      Object.assign(org, switches);
      if (dailyApiLimit !== undefined) org.usage.setLimit(dailyApiLimit);
      if (apiCallsUsed !== undefined) org.usage.setUsed(apiCallsUsed);
      return c.json(describeOrg(org));
    }),
  );

  app.post('/_control/bulk', (c) =>
    withBody(c, bulkSettingsSchema, ({ orgId, ingestBatchesUsed, queryJobsUsed, ...settings }) => {
      const { bulk } = findOrg(orgId);
      Object.assign(bulk.settings, settings);
      if (ingestBatchesUsed !== undefined) bulk.ingestBatches.setUsed(ingestBatchesUsed);
      if (queryJobsUsed !== undefined) bulk.queryJobs.setUsed(queryJobsUsed);
      return c.json(bulk.settings);
    }),
  );

  // Before the verbs on one record, whose paths would take `refuse` for a record id.
  addRefusalControls(app, findOrg);
  addRecordControls(app, world);
  addBulkRecordControls(app, world, findOrg);
  addTransactionControls(app, transactions);

  app.get('/_control/rules', (c) => c.json(findOrg(c.req.query('orgId')).rules));
  app.put('/_control/rules', (c) =>
    withBody(c, rulesSchema.extend(ofOrg), ({ orgId, ...rules }) => {
      const org = findOrg(orgId);
      org.rules = rules;
      return c.json(org.rules);
    }),
  );

  app.post('/_control/objects', (c) =>
    withBody(c, z.strictObject({ ...ofOrg, object: objectSpecSchema }), ({ orgId, object }) => {
      const org = findOrg(orgId);
      org.defineObject(object);
      return c.json({ object: object.name }, 201);
    }),
  );
  app.post('/_control/objects/:object/fields', (c) =>
    withBody(c, z.strictObject({ ...ofOrg, fields: z.array(fieldSpecSchema) }), ({ orgId, fields }) => {
      const org = findOrg(orgId);
      const object = org.schema.object(c.req.param('object'));
      if (!object) throw new Error(`No object ${c.req.param('object')}`);
      org.defineObject({ ...object.spec, fields: [...object.spec.fields, ...fields] });
      return c.json({ object: object.name, fields: fields.map((field) => field.name) }, 201);
    }),
  );
}
