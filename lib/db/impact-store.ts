import { z } from 'zod';
import { listEffects } from '#lib/domain/list-impact.ts';
import { outcomeKinds } from '#lib/domain/outcome.ts';
import type { Clock } from '#lib/platform/clock.ts';
import type { ImpactStore } from '#lib/ports/impacts.ts';
import type { Database } from './database.ts';
import { createImpactSteps } from './impact-steps.ts';

const contactSchema = z.object({
  hubspotContactId: z.string(),
  effect: z.enum(listEffects),
  outcome: z.enum(outcomeKinds).nullable(),
  reason: z.string().nullable(),
  salesforceType: z.enum(['Lead', 'Contact']).nullable(),
  salesforceId: z.string().nullable(),
});

const tallySchema = z.object({
  listed: z.number(),
  listedBefore: z.number(),
  listedUnlinked: z.number(),
  stopping: z.number(),
  drawn: z.number(),
  drawnAfter: z.number(),
});

export function createImpactStore(db: Database, tenantId: string, clock: Pick<Clock, 'now'>): ImpactStore {
  const active = { tenantId, state: 'active' as const };
  return {
    ...createImpactSteps(db, tenantId, clock),
    async drawLinked(limit) {
      const rows = await db.$queryRaw<{ contactId: string }[]>`
        SELECT hubspot_contact_id AS "contactId" FROM record_link
        WHERE tenant_id = ${tenantId}::uuid AND state = 'active'
        ORDER BY md5(hubspot_contact_id) LIMIT ${limit}`;
      return rows.map(({ contactId }) => contactId);
    },
    countLinked: () => db.recordLink.count({ where: active }),
    async readTally(runId) {
      const [row] = await db.$queryRaw<unknown[]>`
        SELECT count(*) FILTER (WHERE is_listed)::integer AS listed,
          count(*) FILTER (WHERE is_listed AND is_before)::integer AS "listedBefore",
          count(*) FILTER (WHERE is_listed AND NOT is_linked)::integer AS "listedUnlinked",
          count(*) FILTER (WHERE is_linked AND is_before AND NOT is_after)::integer AS stopping,
          count(*) FILTER (WHERE is_drawn)::integer AS drawn,
          count(*) FILTER (WHERE is_drawn AND is_after)::integer AS "drawnAfter"
        FROM impact_contact WHERE tenant_id = ${tenantId}::uuid AND run_id = ${runId}::uuid`;
      return tallySchema.parse(row);
    },
    async readPage(runId, { effect, after, limit }) {
      const rows = await db.$queryRaw<unknown[]>`
        SELECT i.hubspot_contact_id AS "hubspotContactId",
          CASE WHEN NOT i.is_listed THEN 'stop' WHEN i.is_before THEN 'unchanged' ELSE 'start' END AS effect,
          a.outcome, coalesce(a.reason, a.failure ->> 'code') AS reason,
          coalesce(a.salesforce_kind, l.salesforce_kind)::text AS "salesforceType",
          coalesce(a.salesforce_id, l.salesforce_id) AS "salesforceId"
        FROM impact_contact i
        LEFT JOIN record_link l ON l.tenant_id = i.tenant_id AND l.hubspot_contact_id = i.hubspot_contact_id
        LEFT JOIN LATERAL (
          SELECT * FROM sync_attempt s
          WHERE s.tenant_id = i.tenant_id AND s.run_id = i.run_id AND s.hubspot_contact_id = i.hubspot_contact_id
          ORDER BY s.attempt_id DESC LIMIT 1) a ON true
        WHERE i.tenant_id = ${tenantId}::uuid AND i.run_id = ${runId}::uuid AND i.hubspot_contact_id > ${after ?? ''}
          AND (i.is_listed OR (i.is_linked AND i.is_before AND NOT i.is_after))
          AND CASE ${effect ?? ''}::text
            WHEN 'start' THEN i.is_listed AND NOT i.is_before
            WHEN 'unchanged' THEN i.is_listed AND i.is_before
            WHEN 'stop' THEN NOT i.is_listed
            WHEN 'create' THEN a.outcome = 'created_in_salesforce'
            ELSE true END
        ORDER BY i.hubspot_contact_id
        LIMIT ${limit}`;
      return z.array(contactSchema).parse(rows);
    },
    async stop(runId, reason) {
      await db.$transaction(async (tx) => {
        const { count } = await tx.syncRun.updateMany({
          where: { tenantId, runId, kind: 'impact', state: 'running' },
          data: { state: 'failed', waitReason: reason, finishedAt: new Date(clock.now()) },
        });
        if (count === 1) await tx.pendingChange.deleteMany({ where: { tenantId, runId } });
      });
    },
    async forget(at) {
      const runs = await db.syncRun.findMany({
        where: { tenantId, kind: 'impact', createdAt: { lt: at } },
        select: { runId: true },
      });
      const ofRuns = { tenantId, runId: { in: runs.map(({ runId }) => runId) } };
      if (runs.length === 0) return;
      await db.$transaction(async (tx) => {
        await tx.syncRun.deleteMany({ where: ofRuns });
        await tx.pendingChange.deleteMany({ where: ofRuns });
        await tx.syncAttempt.deleteMany({ where: ofRuns });
        await tx.impactContact.deleteMany({ where: ofRuns });
      });
    },
  };
}
