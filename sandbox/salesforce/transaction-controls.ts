import type { Hono } from 'hono';
import { z } from 'zod';
import { withBody } from '#sandbox/kernel/control-routes.ts';
import { type LongTransactions, NoTransaction } from './acting/long-transactions.ts';
import { plainly } from './plain-error.ts';

const changesSchema = z.array(
  z.strictObject({
    object: z.string(),
    /** Without it the record is new. */
    recordId: z.string().optional(),
    values: z.record(z.string(), z.unknown()),
  }),
);

/** Long transactions of somebody else: begin, save more, commit, roll back. */
export function addTransactionControls(app: Hono, transactions: LongTransactions): void {
  const path = '/_control/transactions';

  function answer(act: () => Response): Response {
    try {
      return plainly(act);
    } catch (error) {
      if (error instanceof NoTransaction) return Response.json({ error: error.message }, { status: 404 });
      throw error;
    }
  }

  const beginSchema = z.strictObject({ orgId: z.string().optional(), changes: changesSchema.default([]) });
  app.post(path, (c) =>
    withBody(c, beginSchema, ({ orgId, changes }) =>
      c.json({ transactionId: transactions.begin(changes, orgId) }, 201),
    ),
  );
  app.post(`${path}/:transactionId/changes`, (c) =>
    withBody(c, z.strictObject({ changes: changesSchema }), ({ changes }) =>
      answer(() => {
        transactions.save(c.req.param('transactionId'), changes);
        return c.body(null, 204);
      }),
    ),
  );
  app.post(`${path}/:transactionId/commit`, (c) =>
    withBody(c, z.strictObject({}), () =>
      answer(() => c.json({ recordIds: transactions.commit(c.req.param('transactionId')) })),
    ),
  );
  app.delete(`${path}/:transactionId`, (c) =>
    answer(() => {
      transactions.rollback(c.req.param('transactionId'));
      return c.body(null, 204);
    }),
  );
}
