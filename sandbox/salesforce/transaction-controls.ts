import type { Hono } from 'hono';
import { z } from 'zod';
import { withBody } from '#sandbox/kernel/control-routes.ts';
import { runControlSaving } from './control-saving.ts';
import { createRecord, findLiving, updateRecord } from './records/save-record.ts';
import type { LongTransaction, Org } from './world/org.ts';
import type { World } from './world/world.ts';

const beginSchema = z.strictObject({
  orgId: z.string().optional(),
  changes: z
    .array(
      z.strictObject({
        object: z.string(),
        /** Without it the record is new. */
        recordId: z.string().optional(),
        values: z.record(z.string(), z.unknown()),
      }),
    )
    .default([]),
});

/** Saves what the transaction held, stamped with the moment it began: the late commit of the real service. */
function commit(org: Org, { startedAt, changes }: LongTransaction): string[] {
  return runControlSaving(org, startedAt, (saving) =>
    changes.map(({ object: objectName, recordId, values }) => {
      const object = org.schema.object(objectName);
      if (!object) throw new Error(`No object ${objectName}`);
      if (recordId === undefined) return createRecord(saving, object, values).Id;
      return updateRecord(saving, object, findLiving(org, object, recordId, 'url'), values).Id;
    }),
  );
}

/** Long transactions of somebody else: begin, commit, roll back. */
export function addTransactionControls(
  app: Hono,
  world: World,
  findOrg: (orgId: string | undefined) => Org,
): void {
  app.post('/_control/transactions', (c) =>
    withBody(c, beginSchema, ({ orgId, changes }) => {
      const transactionId = world.random.uuid();
      findOrg(orgId).openTransactions.set(transactionId, { startedAt: world.clock.now(), changes });
      return c.json({ transactionId }, 201);
    }),
  );

  app.post('/_control/transactions/:transactionId/commit', (c) =>
    withBody(c, z.strictObject({}), () => {
      const transactionId = c.req.param('transactionId');
      for (const org of world.orgs()) {
        const transaction = org.openTransactions.get(transactionId);
        if (!transaction) continue;
        org.openTransactions.delete(transactionId);
        return c.json({ recordIds: commit(org, transaction) });
      }
      return c.json({ error: `No transaction ${transactionId}` }, 404);
    }),
  );

  app.delete('/_control/transactions/:transactionId', (c) => {
    const wasOpen = world.orgs().some((org) => org.openTransactions.delete(c.req.param('transactionId')));
    return c.body(null, wasOpen ? 204 : 404);
  });
}
