import type { Hono } from 'hono';
import { z } from 'zod';
import { withBody } from '#sandbox/kernel/control-routes.ts';
import type { Org } from './world/org.ts';

const ofOrg = { orgId: z.string().optional() };

/** Saves that fail for reasons of the org: a row that somebody holds, a trigger, a limit, a missing right. */
export function addRefusalControls(app: Hono, findOrg: (orgId: string | undefined) => Org): void {
  const lockSchema = z.strictObject({ ...ofOrg, recordId: z.string(), times: z.int().positive().default(1) });
  app.post('/_control/records/lock', (c) =>
    withBody(c, lockSchema, ({ orgId, recordId, times }) => {
      findOrg(orgId).locks.hold(recordId, times);
      return c.json({ recordId, times });
    }),
  );

  const refuseSchema = z.strictObject({
    ...ofOrg,
    object: z.string(),
    recordId: z.string().optional(),
    times: z.int().positive().default(1),
    code: z.string(),
    message: z.string(),
    fields: z.array(z.string()).default([]),
  });
  app.post('/_control/records/refuse', (c) =>
    withBody(c, refuseSchema, ({ orgId, object: name, recordId, times, ...error }) => {
      const org = findOrg(orgId);
      const object = org.schema.object(name);
      if (!object) throw new Error(`No object ${name}`);
      org.refusals.add({ object: object.name, recordId, error, times });
      return c.json({ object: object.name, times }, 201);
    }),
  );
  app.delete('/_control/records/refuse', (c) => {
    findOrg(c.req.query('orgId')).refusals.clear();
    return c.body(null, 204);
  });
}
