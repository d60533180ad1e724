import type { Hono } from 'hono';
import { z } from 'zod';
import { withBody } from '#sandbox/kernel/control-routes.ts';
import { actAs, findPerson, type UserActions } from './acting/user-actions.ts';
import { plainly } from './plain-error.ts';
import { generateRecords } from './world/load-scenario.ts';
import type { Org } from './world/org.ts';
import type { World } from './world/world.ts';

/** Whose hands: a user by name, else the first user of the org, else of the first org. */
const who = { orgId: z.string().optional(), username: z.string().optional() };
const values = z.record(z.string(), z.unknown());

/** Every verb of a person's hands; the body names the person. */
export function addRecordControls(app: Hono, world: World): void {
  const by = (person: { orgId?: string | undefined; username?: string | undefined }): UserActions =>
    actAs(world, findPerson(world, person));

  app.post('/_control/records', (c) =>
    withBody(c, z.strictObject({ ...who, object: z.string(), values }), (body) =>
      plainly(() => c.json({ recordId: by(body).create(body.object, body.values) }, 201)),
    ),
  );

  const convertSchema = z.strictObject({
    ...who,
    leadId: z.string(),
    accountId: z.string().optional(),
    contactId: z.string().optional(),
    createsOpportunity: z.boolean().default(false),
  });
  app.post('/_control/records/convert', (c) =>
    withBody(c, convertSchema, ({ leadId, orgId, username, ...wish }) =>
      plainly(() => c.json(by({ orgId, username }).convert(leadId, wish))),
    ),
  );

  const mergeSchema = z.strictObject({
    ...who,
    masterId: z.string(),
    loserIds: z.array(z.string()),
    values: values.default({}),
  });
  app.post('/_control/records/merge', (c) =>
    withBody(c, mergeSchema, (body) =>
      plainly(() => {
        const { masterId, loserIds } = body;
        by(body).merge(masterId, loserIds, body.values);
        return c.json({ masterId, loserIds });
      }),
    ),
  );

  app.post('/_control/records/undelete', (c) =>
    withBody(c, z.strictObject({ ...who, recordId: z.string() }), (body) =>
      plainly(() => {
        by(body).undelete(body.recordId);
        return c.json({ recordId: body.recordId });
      }),
    ),
  );

  app.patch('/_control/records/:recordId', (c) =>
    withBody(c, z.strictObject({ ...who, values }), (body) =>
      plainly(() => {
        by(body).update(c.req.param('recordId'), body.values);
        return c.body(null, 204);
      }),
    ),
  );
  app.delete('/_control/records/:recordId', (c) =>
    withBody(c, z.strictObject(who), (body) =>
      plainly(() => {
        by(body).delete(c.req.param('recordId'));
        return c.body(null, 204);
      }),
    ),
  );
}

/** What the org as a whole does with records: fill itself, empty its recycle bin, forget its delete log. */
export function addBulkRecordControls(
  app: Hono,
  world: World,
  findOrg: (orgId: string | undefined) => Org,
): void {
  const ofOrg = { orgId: z.string().optional() };

  const generateSchema = z.strictObject({
    ...ofOrg,
    seed: z.string().default('generated'),
    leads: z.int().nonnegative().default(0),
    contacts: z.int().nonnegative().default(0),
  });
  app.post('/_control/generate', (c) =>
    withBody(c, generateSchema, ({ orgId, ...wish }) => {
      const org = findOrg(orgId);
      generateRecords(org, world.clock.now(), wish);
      return c.json({ leads: org.tableOf('Lead').size(), contacts: org.tableOf('Contact').size() });
    }),
  );

  const replicationSchema = z.strictObject({
    ...ofOrg,
    mostIds: z.int().positive().optional(),
    purgesDeleteLog: z.boolean().default(false),
  });
  app.post('/_control/replication', (c) =>
    withBody(c, replicationSchema, ({ orgId, mostIds, purgesDeleteLog }) => {
      const { replication } = findOrg(orgId);
      if (mostIds !== undefined) replication.mostIds = mostIds;
      if (purgesDeleteLog) replication.deleteLogSince = world.clock.now();
      return c.json(replication);
    }),
  );

  app.post('/_control/recycle-bin/empty', (c) =>
    withBody(c, z.strictObject(ofOrg), ({ orgId }) => {
      const org = findOrg(orgId);
      let removed = 0;
      for (const [, table] of org.tables()) {
        for (const row of [...table.rows()]) {
          if (!row.IsDeleted) continue;
          table.remove(row);
          removed++;
        }
      }
      return c.json({ removed });
    }),
  );
}
