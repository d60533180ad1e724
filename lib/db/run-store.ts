import { z } from 'zod';
import { type RunState, runTransitions, statesBefore, unfinishedStates } from '#lib/domain/sync-run.ts';
import type { SyncTrigger } from '#lib/domain/sync-trigger.ts';
import type { Clock } from '#lib/platform/clock.ts';
import type { EnumeratedPage } from '#lib/ports/enumerated-page.ts';
import { lanes } from '#lib/ports/inbox.ts';
import type { RunKind, RunStore } from '#lib/ports/runs.ts';
import type { Database, Transaction } from './database.ts';
import { toRun } from './run-row.ts';
import { createRunStarts } from './run-starts.ts';

export function createRunStore(db: Database, tenantId: string, clock: Pick<Clock, 'now'>): RunStore {
  const now = () => new Date(clock.now());
  const key = (runId: string) => ({ tenantId_runId: { tenantId, runId } });
  const unfinished = { tenantId, state: { in: [...unfinishedStates] } };
  return {
    ...createRunStarts(db, tenantId, now),
    async read(runId) {
      if (!z.uuid().safeParse(runId).success) return null;
      const row = await db.syncRun.findUnique({ where: key(runId) });
      return row === null ? null : toRun(row);
    },
    async listRecent(limit, before = null) {
      const rows = await db.syncRun.findMany({
        // A preview is no run to the person who asked for it.
        where: { tenantId, NOT: [{ kind: 'import', isDryRun: true }, { kind: 'impact' }] },
        orderBy: [{ createdAt: 'desc' }, { runId: 'desc' }],
        ...(before !== null && { cursor: key(before), skip: 1 }),
        take: limit,
      });
      return rows.map(toRun);
    },
    async readLast(kind) {
      const row = await db.syncRun.findFirst({ where: { tenantId, kind }, orderBy: { createdAt: 'desc' } });
      return row === null ? null : toRun(row);
    },
    async listUnfinished() {
      return (await db.syncRun.findMany({ where: unfinished, orderBy: { createdAt: 'asc' } })).map(toRun);
    },
    async beginQueued() {
      await db.$executeRaw`
        UPDATE sync_run SET state = 'running', started_at = coalesce(started_at, ${now()}::timestamptz)
        WHERE tenant_id = ${tenantId}::uuid AND state = 'queued'`;
    },
    async changeState(runId, next, waitReason) {
      const count = await db.$executeRaw`
        UPDATE sync_run SET state = ${next}::run_state, wait_reason = ${waitReason},
          started_at = CASE WHEN ${next === 'running'} THEN coalesce(started_at, ${now()}::timestamptz) ELSE started_at END,
          finished_at = CASE WHEN ${isFinished(next)} THEN ${now()}::timestamptz ELSE finished_at END
        WHERE tenant_id = ${tenantId}::uuid AND run_id = ${runId}::uuid
          AND state = ANY (${statesBefore(next)}::text[]::run_state[])`;
      return count === 1;
    },
    async cancel(runId) {
      return db.$transaction(async (tx) => {
        const { count } = await tx.syncRun.updateMany({
          where: { runId, ...unfinished },
          data: { state: 'canceled', waitReason: null, finishedAt: now() },
        });
        if (count === 1) await tx.pendingChange.deleteMany({ where: { tenantId, runId } });
        return count === 1;
      });
    },
    async setWaitReason(waitReason) {
      // A plain inequality would never hold for a run that has no reason yet.
      await db.$executeRaw`
        UPDATE sync_run SET wait_reason = ${waitReason}
        WHERE tenant_id = ${tenantId}::uuid AND state IN ('queued', 'running')
          AND wait_reason IS DISTINCT FROM ${waitReason}`;
    },
    storePage: (runId, page) => db.$transaction((tx) => storePage(tx, tenantId, now(), runId, page)),
    async finishDone() {
      const rows = await db.$queryRaw<{ runId: string }[]>`
        UPDATE sync_run r
        SET state = (CASE WHEN r.counts ?| ARRAY['failed', 'conflict', 'with_faults']
                     THEN 'completed_with_errors' ELSE 'completed' END)::run_state,
            wait_reason = NULL, finished_at = ${now()}
        WHERE r.tenant_id = ${tenantId}::uuid AND r.state = 'running' AND r.is_enumeration_complete
          AND NOT EXISTS (SELECT 1 FROM pending_change c WHERE c.tenant_id = r.tenant_id AND c.run_id = r.run_id)
        RETURNING r.run_id AS "runId"`;
      return rows.map((row) => row.runId);
    },
  };
}

function isFinished(state: RunState): boolean {
  return runTransitions[state].length === 0;
}

function laneOf(kind: RunKind): number {
  return kind === 'backfill' || kind === 'reconciliation' ? lanes.background : lanes.manual;
}

const triggerOf = {
  resync: 'manual_resync',
  undo: 'undo',
  import: 'import',
  impact: 'manual_resync',
  backfill: 'backfill',
  reconciliation: 'reconciliation',
} as const satisfies Record<RunKind, SyncTrigger>;

async function storePage(
  tx: Transaction,
  tenantId: string,
  now: Date,
  runId: string,
  page: EnumeratedPage,
): Promise<boolean> {
  const [run] = await tx.$queryRaw<{ checkpoint: string | null; kind: RunKind }[]>`
    SELECT checkpoint, kind FROM sync_run
    WHERE tenant_id = ${tenantId}::uuid AND run_id = ${runId}::uuid
      AND state = 'running' AND NOT is_enumeration_complete
    FOR UPDATE`;
  if (run === undefined || run.checkpoint !== page.fromCheckpoint) return false;
  const added = await tx.$executeRaw`
    INSERT INTO pending_change
      (tenant_id, side, record_kind, record_id, run_id, lane, triggers,
       first_occurred_at, last_occurred_at, not_before)
    SELECT ${tenantId}::uuid, 'hubspot', 'contact', contact_id, ${runId}::uuid, ${laneOf(run.kind)},
           ARRAY[${triggerOf[run.kind]}::text], ${now}, ${now}, ${now}
    FROM unnest(${[...page.contactIds]}::text[]) AS page(contact_id)
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
