import { z } from 'zod';
import { withBody } from '#sandbox/kernel/control-routes.ts';
import type { Service } from '#sandbox/kernel/service.ts';
import type { SObject } from './metadata/schema.ts';
import { convertLead } from './records/convert-lead.ts';
import { mergeRecords, undeleteRecord } from './records/merge-records.ts';
import type { Row } from './records/row.ts';
import { createRuleBook } from './records/rule-book.ts';
import type { Saving } from './records/save-record.ts';
import { openTransaction } from './records/transaction.ts';
import { generateRecords } from './world/load-scenario.ts';
import type { Org } from './world/org.ts';
import type { World } from './world/world.ts';

const ofOrg = { orgId: z.string().optional() };

function findRecord(org: Org, recordId: string): { object: SObject; row: Row } {
  const object = org.schema.objectByPrefix(recordId);
  const row = object && org.table(object).get(recordId);
  if (!object || !row) throw new Error(`No record ${recordId}`);
  return { object, row };
}

/** Saves as the org's first user, with every rule that could refuse switched as for a person who insists. */
function runControlSaving<T>(world: World, org: Org, change: (saving: Saving) => T): T {
  const [user] = org.tableOf('User').rows();
  if (!user) throw new Error('This org has no user');
  const actor = { userId: user.Id, now: world.clock.now(), channel: 'control' as const };
  const transaction = openTransaction(org, actor);
  const ruleBook = createRuleBook(org, org.sourceFor(user));
  const duplicates = { allowSave: true, includeRecordDetails: false };
  try {
    const result = change({
      org,
      actor,
      transaction,
      ruleBook,
      duplicates,
      assignsOwner: false,
      version: 'v67.0',
    });
    transaction.commit();
    return result;
  } catch (error) {
    transaction.rollback();
    throw error;
  }
}

/** What only a person, Apex or SOAP can do in the real service: convert, merge, undelete, empty the recycle bin. */
export function addRecordControls(
  service: Service,
  world: World,
  findOrg: (orgId: string | undefined) => Org,
): void {
  const { app } = service;

  const convertSchema = z.strictObject({
    ...ofOrg,
    leadId: z.string(),
    accountId: z.string().optional(),
    contactId: z.string().optional(),
    createsOpportunity: z.boolean().default(false),
  });
  app.post('/_control/records/convert', (c) =>
    withBody(c, convertSchema, ({ orgId, leadId, ...wish }) => {
      const org = findOrg(orgId);
      return c.json(
        runControlSaving(world, org, (saving) => convertLead(saving, findRecord(org, leadId).row, wish)),
      );
    }),
  );

  const mergeSchema = z.strictObject({ ...ofOrg, masterId: z.string(), loserIds: z.array(z.string()) });
  app.post('/_control/records/merge', (c) =>
    withBody(c, mergeSchema, ({ orgId, masterId, loserIds }) => {
      const org = findOrg(orgId);
      const { object, row } = findRecord(org, masterId);
      const losers = loserIds.map((recordId) => findRecord(org, recordId).row);
      runControlSaving(world, org, (saving) => mergeRecords(saving, object, row, losers, {}));
      return c.json({ masterId, loserIds });
    }),
  );

  app.post('/_control/records/undelete', (c) =>
    withBody(c, z.strictObject({ ...ofOrg, recordId: z.string() }), ({ orgId, recordId }) => {
      const org = findOrg(orgId);
      const { object, row } = findRecord(org, recordId);
      runControlSaving(world, org, (saving) => undeleteRecord(saving, object, row));
      return c.json({ recordId });
    }),
  );

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

  const lockSchema = z.strictObject({ ...ofOrg, recordId: z.string(), times: z.int().positive().default(1) });
  app.post('/_control/records/lock', (c) =>
    withBody(c, lockSchema, ({ orgId, recordId, times }) => {
      findOrg(orgId).locks.hold(recordId, times);
      return c.json({ recordId, times });
    }),
  );

  app.post('/_control/transactions', (c) =>
    withBody(c, z.strictObject(ofOrg), ({ orgId }) => {
      const transactionId = world.random.uuid();
      findOrg(orgId).openTransactions.set(transactionId, world.clock.now());
      return c.json({ transactionId }, 201);
    }),
  );
  app.delete('/_control/transactions/:transactionId', (c) => {
    const wasOpen = world.orgs().some((org) => org.openTransactions.delete(c.req.param('transactionId')));
    return c.body(null, wasOpen ? 204 : 404);
  });

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
