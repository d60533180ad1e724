import type { InboxStore } from '#lib/ports/stores.ts';
import type { Database } from './database.ts';
import type { PendingChange as PendingChangeRow } from './generated/client.ts';

export function createInboxStore(db: Database, tenantId: string): InboxStore {
  return {
    async claim(limit, excluding) {
      const rows = await db.$queryRaw<ClaimedRow[]>`
        SELECT c.change_id AS "changeId", c.side, c.record_kind AS "recordKind", c.record_id AS "recordId",
               c.run_id AS "runId", c.triggers, c.attempts, c.hint_version AS "hintVersion"
        FROM pending_change c
        LEFT JOIN sync_run r ON r.tenant_id = c.tenant_id AND r.run_id = c.run_id
        WHERE c.tenant_id = ${tenantId}::uuid
          AND c.not_before <= now()
          AND c.change_id <> ALL (${excluding.map(BigInt)}::bigint[])
          AND (r.run_id IS NULL OR r.state = 'running')
        ORDER BY c.lane, c.change_id
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
    async releaseAll() {
      await db.pendingChange.updateMany({
        where: { tenantId, notBefore: { gt: new Date() } },
        data: { notBefore: new Date() },
      });
    },
  };
}

type ClaimedRow = Pick<
  PendingChangeRow,
  'changeId' | 'side' | 'recordKind' | 'recordId' | 'runId' | 'triggers' | 'attempts' | 'hintVersion'
>;
