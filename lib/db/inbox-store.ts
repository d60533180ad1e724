import { chunksOf } from '#lib/domain/chunks.ts';
import type { ConflictReason } from '#lib/domain/outcome.ts';
import type { SyncTrigger } from '#lib/domain/sync-trigger.ts';
import type { Clock } from '#lib/platform/clock.ts';
import { type Hint, type InboxStore, lanes } from '#lib/ports/inbox.ts';
import type { Database, Transaction } from './database.ts';
import type { PendingChange as PendingChangeRow } from './generated/client.ts';

/** Rows of one statement. */
const hintsAtOnce = 5_000;

export function createInboxStore(db: Database, tenantId: string, clock: Pick<Clock, 'now'>): InboxStore {
  const now = () => new Date(clock.now());
  return {
    addHints: (hints) => addHints(db, tenantId, now(), hints),
    async claim(limit, excluding) {
      const rows = await db.$queryRaw<ClaimedRow[]>`
        SELECT c.change_id AS "changeId", c.side, c.record_kind AS "recordKind", c.record_id AS "recordId",
               c.run_id AS "runId", c.triggers, c.attempts, c.hint_version AS "hintVersion",
               c.is_joined AS "isJoined", c.first_occurred_at AS "firstOccurredAt"
        FROM pending_change c
        LEFT JOIN sync_run r ON r.tenant_id = c.tenant_id AND r.run_id = c.run_id
        WHERE c.tenant_id = ${tenantId}::uuid
          AND c.not_before <= ${now()}
          AND c.change_id <> ALL (${excluding.map(BigInt)}::bigint[])
          AND (r.run_id IS NULL OR (r.state = 'running' AND r.kind <> 'undo'))
        ORDER BY c.lane, c.change_id
        LIMIT ${limit}`;
      return rows.map((row) => ({ ...row, changeId: String(row.changeId) }));
    },
    async claimOfRun(runId, limit) {
      const rows = await db.$queryRaw<ClaimedRow[]>`
        SELECT c.change_id AS "changeId", c.side, c.record_kind AS "recordKind", c.record_id AS "recordId",
               c.run_id AS "runId", c.triggers, c.attempts, c.hint_version AS "hintVersion",
               c.is_joined AS "isJoined", c.first_occurred_at AS "firstOccurredAt"
        FROM pending_change c
        JOIN sync_run r ON r.tenant_id = c.tenant_id AND r.run_id = c.run_id AND r.state = 'running'
        WHERE c.tenant_id = ${tenantId}::uuid AND c.run_id = ${runId}::uuid AND c.not_before <= ${now()}
        ORDER BY c.change_id
        LIMIT ${limit}`;
      return rows.map((row) => ({ ...row, changeId: String(row.changeId) }));
    },
    async readNextDue() {
      const [row] = await db.$queryRaw<{ due: Date | null }[]>`
        SELECT min(c.not_before) AS due
        FROM pending_change c
        LEFT JOIN sync_run r ON r.tenant_id = c.tenant_id AND r.run_id = c.run_id
        WHERE c.tenant_id = ${tenantId}::uuid AND (r.run_id IS NULL OR r.state = 'running')`;
      return row?.due ?? null;
    },
    async listWaiting(recordIds) {
      const rows = await db.pendingChange.findMany({
        where: { tenantId, recordId: { in: [...recordIds] } },
        orderBy: { notBefore: 'asc' },
        take: 50,
      });
      return rows.map(({ side, recordId, runId, triggers, attempts, notBefore }) => {
        return { side, recordId, runId, triggers, attempts, notBefore: notBefore.toISOString() };
      });
    },
    async releaseAll() {
      await db.pendingChange.updateMany({
        where: { tenantId, notBefore: { gt: now() } },
        data: { notBefore: now() },
      });
    },
    retryFailing: () => nameFailing(db, tenantId, now(), 'settings_changed'),
  };
}

/** Names every contact again that is in conflict because another one holds its record. */
export async function nameConflicting(tx: Transaction, tenantId: string, at: Date): Promise<void> {
  await nameFailing(tx, tenantId, at, 'record_freed', 'link_conflict' satisfies ConflictReason);
}

/** Names every contact again that stands behind a failure, or behind this one; answers how many there are. */
async function nameFailing(
  tx: Transaction,
  tenantId: string,
  at: Date,
  trigger: SyncTrigger,
  code?: string,
): Promise<number> {
  const rows = await tx.$queryRaw<{ recordId: string }[]>`
    SELECT DISTINCT f.hubspot_contact_id AS "recordId"
    FROM failing_record f JOIN error_group g ON g.tenant_id = f.tenant_id AND g.group_id = f.group_id
    WHERE f.tenant_id = ${tenantId}::uuid AND (${code ?? null}::text IS NULL OR g.code = ${code ?? null})`;
  const named = { side: 'hubspot', recordKind: 'contact', trigger, occurredAt: at.toISOString() } as const;
  for (const part of chunksOf(rows, hintsAtOnce)) {
    const hints = part.map(({ recordId }): Hint => ({ ...named, recordId }));
    await addHints(tx, tenantId, at, hints);
  }
  return rows.length;
}

/** Rows are taken in one order by everybody: two senders of the same records would deadlock otherwise. */
export async function addHints(
  tx: Transaction,
  tenantId: string,
  now: Date,
  hints: readonly Hint[],
): Promise<void> {
  if (hints.length === 0) return;
  await tx.$executeRaw`
    INSERT INTO pending_change
      (tenant_id, side, record_kind, record_id, lane, triggers, first_occurred_at, last_occurred_at, not_before)
    SELECT ${tenantId}::uuid, h.side::platform, min(h."recordKind")::record_kind, h."recordId", ${lanes.live},
           array_agg(DISTINCT h.trigger), min(h."occurredAt"), max(h."occurredAt"), ${now}
    FROM jsonb_to_recordset(${JSON.stringify(hints)}::jsonb) AS h(
      side text, "recordKind" text, "recordId" text, trigger text, "occurredAt" timestamptz)
    GROUP BY h.side, h."recordId"
    ORDER BY h.side, h."recordId"
    ON CONFLICT (tenant_id, side, record_id, run_id) DO UPDATE SET
      triggers = ARRAY(SELECT DISTINCT unnest(pending_change.triggers || excluded.triggers)),
      first_occurred_at = least(pending_change.first_occurred_at, excluded.first_occurred_at),
      last_occurred_at = greatest(pending_change.last_occurred_at, excluded.last_occurred_at),
      not_before = least(pending_change.not_before, excluded.not_before),
      attempts = 0, hint_version = pending_change.hint_version + 1`;
}

type ClaimedRow = Pick<
  PendingChangeRow,
  | 'changeId'
  | 'side'
  | 'recordKind'
  | 'recordId'
  | 'runId'
  | 'triggers'
  | 'attempts'
  | 'hintVersion'
  | 'isJoined'
  | 'firstOccurredAt'
>;
