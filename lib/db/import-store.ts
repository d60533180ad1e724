import { z } from 'zod';
import { outcomeKinds } from '#lib/domain/outcome.ts';
import { unfinishedStates } from '#lib/domain/sync-run.ts';
import type { Clock } from '#lib/platform/clock.ts';
import type { ImportStore, SelectedRecords } from '#lib/ports/imports.ts';
import { lanes } from '#lib/ports/inbox.ts';
import type { Database, Transaction } from './database.ts';
import { toLink } from './link-store.ts';
import { toRun } from './run-row.ts';

const rowSchema = z.object({
  salesforceType: z.enum(['Lead', 'Contact']).nullable(),
  salesforceId: z.string(),
  email: z.string().nullable(),
  hubspotContactId: z.string().nullable(),
  hasCreated: z.boolean(),
  outcome: z.enum(outcomeKinds),
  reason: z.string().nullable(),
});

export function createImportStore(db: Database, tenantId: string, clock: Pick<Clock, 'now'>): ImportStore {
  const now = () => new Date(clock.now());
  return {
    storePage: (runId, page) => db.$transaction((tx) => storePage(tx, tenantId, now(), runId, page)),
    async list(limit) {
      const where = { tenantId, kind: 'import' as const, isDryRun: false };
      const rows = await db.syncRun.findMany({ where, orderBy: { createdAt: 'desc' }, take: limit });
      return rows.map(toRun);
    },
    async listUnfinishedPreviews() {
      const state = { in: [...unfinishedStates] };
      const rows = await db.syncRun.findMany({ where: { tenantId, kind: 'import', isDryRun: true, state } });
      return rows.map(toRun);
    },
    async countWaiting(runId) {
      const where = { tenantId, runId };
      const [open, joined] = await Promise.all([
        db.pendingChange.count({ where: { ...where, isJoined: false } }),
        db.pendingChange.count({ where: { ...where, isJoined: true } }),
      ]);
      return { open, joined };
    },
    async readRowsPage(runId, after, limit) {
      const rows = await db.$queryRaw<unknown[]>`
        SELECT a.salesforce_id AS "salesforceId",
          (array_agg(a.salesforce_kind::text ORDER BY a.attempt_id DESC))[1] AS "salesforceType",
          (array_agg(a.email ORDER BY a.attempt_id DESC))[1] AS email,
          (array_agg(a.hubspot_contact_id ORDER BY a.attempt_id DESC))[1] AS "hubspotContactId",
          bool_or(a.outcome = 'created_in_hubspot') AS "hasCreated",
          (array_agg(a.outcome ORDER BY a.attempt_id DESC))[1] AS outcome,
          (array_agg(coalesce(a.reason, a.failure ->> 'code') ORDER BY a.attempt_id DESC))[1] AS reason
        FROM sync_attempt a
        WHERE a.tenant_id = ${tenantId}::uuid AND a.run_id = ${runId}::uuid AND a.salesforce_id > ${after ?? ''}
        GROUP BY a.salesforce_id
        ORDER BY a.salesforce_id
        LIMIT ${limit}`;
      return z.array(rowSchema).parse(rows);
    },
    async listEmailOnly(before, limit) {
      const mark = readMark(before);
      const rows = await db.recordLink.findMany({
        where: {
          tenantId,
          state: 'email_only',
          ...(mark !== null && {
            OR: [
              { createdAt: { lt: mark.createdAt } },
              { createdAt: mark.createdAt, hubspotContactId: { lt: mark.hubspotContactId } },
            ],
          }),
        },
        orderBy: [{ createdAt: 'desc' }, { hubspotContactId: 'desc' }],
        take: limit,
      });
      return rows.map((row) => ({
        link: toLink(row),
        since: row.createdAt.toISOString(),
        mark: `${row.createdAt.getTime()}-${row.hubspotContactId}`,
      }));
    },
    countEmailOnly: () => db.recordLink.count({ where: { tenantId, state: 'email_only' } }),
  };
}

/** A mark that is none of ours begins at the newest. */
function readMark(before: string | null): { createdAt: Date; hubspotContactId: string } | null {
  const parts = /^(\d{1,15})-(\d{1,20})$/.exec(before ?? '');
  return parts === null ? null : { createdAt: new Date(Number(parts[1])), hubspotContactId: parts[2] ?? '' };
}

async function storePage(
  tx: Transaction,
  tenantId: string,
  now: Date,
  runId: string,
  page: SelectedRecords,
): Promise<boolean> {
  const [run] = await tx.$queryRaw<{ checkpoint: string | null }[]>`
    SELECT checkpoint FROM sync_run
    WHERE tenant_id = ${tenantId}::uuid AND run_id = ${runId}::uuid
      AND state = 'running' AND NOT is_enumeration_complete
    FOR UPDATE`;
  if (run === undefined || run.checkpoint !== page.fromCheckpoint) return false;
  const added = await tx.$executeRaw`
    INSERT INTO pending_change
      (tenant_id, side, record_kind, record_id, run_id, lane, triggers,
       first_occurred_at, last_occurred_at, not_before)
    SELECT ${tenantId}::uuid, 'salesforce', ${page.salesforceType}::record_kind, p.record_id, ${runId}::uuid,
           ${lanes.import}, ARRAY['import'], ${now}, ${now}, ${now}
    FROM unnest(${[...page.salesforceIds]}::text[]) AS p(record_id)
    WHERE NOT EXISTS (SELECT 1 FROM sync_attempt a WHERE a.tenant_id = ${tenantId}::uuid
      AND a.run_id = ${runId}::uuid AND a.salesforce_id = p.record_id AND a.outcome <> 'created_in_hubspot')
    ON CONFLICT DO NOTHING`;
  await tx.syncRun.update({
    where: { tenantId_runId: { tenantId, runId } },
    data: {
      enumerated: { increment: added },
      checkpoint: page.nextCheckpoint,
      isEnumerationComplete: page.nextCheckpoint === null,
    },
  });
  return true;
}
