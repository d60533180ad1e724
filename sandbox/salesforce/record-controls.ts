import { z } from 'zod';
import { withBody } from '#sandbox/kernel/control-routes.ts';
import type { Service } from '#sandbox/kernel/service.ts';
import { runControlSaving } from './control-saving.ts';
import type { SObject } from './metadata/schema.ts';
import { convertLead } from './records/convert-lead.ts';
import { mergeRecords, undeleteRecord } from './records/merge-records.ts';
import type { Row } from './records/row.ts';
import { addRefusalControls } from './refusal-controls.ts';
import { addTransactionControls } from './transaction-controls.ts';
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
        runControlSaving(org, world.clock.now(), (saving) =>
          convertLead(saving, findRecord(org, leadId).row, wish),
        ),
      );
    }),
  );

  const mergeSchema = z.strictObject({ ...ofOrg, masterId: z.string(), loserIds: z.array(z.string()) });
  app.post('/_control/records/merge', (c) =>
    withBody(c, mergeSchema, ({ orgId, masterId, loserIds }) => {
      const org = findOrg(orgId);
      const { object, row } = findRecord(org, masterId);
      const losers = loserIds.map((recordId) => findRecord(org, recordId).row);
      runControlSaving(org, world.clock.now(), (saving) => mergeRecords(saving, object, row, losers, {}));
      return c.json({ masterId, loserIds });
    }),
  );

  app.post('/_control/records/undelete', (c) =>
    withBody(c, z.strictObject({ ...ofOrg, recordId: z.string() }), ({ orgId, recordId }) => {
      const org = findOrg(orgId);
      const { object, row } = findRecord(org, recordId);
      runControlSaving(org, world.clock.now(), (saving) => undeleteRecord(saving, object, row));
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

  addRefusalControls(app, findOrg);
  addTransactionControls(app, world, findOrg);

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
