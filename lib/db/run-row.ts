import type { RunWaitReason } from '#lib/domain/sync-run.ts';
import type { SyncRun } from '#lib/ports/stores.ts';
import type { SyncRun as SyncRunRow } from './generated/client.ts';
import { countsColumn, inclusionListColumn, samplesColumn } from './stored-json.ts';

export function toRun(row: SyncRunRow): SyncRun {
  return {
    runId: row.runId,
    kind: row.kind,
    state: row.state,
    waitReason: row.waitReason as RunWaitReason | null,
    settingsRevision: row.settingsRevision,
    inclusionList: inclusionListColumn.nullable().parse(row.inclusionList),
    scope: row.scope === 'selected' ? 'selected' : 'all',
    isDryRun: row.isDryRun,
    undoesRunId: row.undoesRunId,
    startedBy: row.startedBy,
    expectedTotal: row.expectedTotal,
    isEnumerationComplete: row.isEnumerationComplete,
    checkpoint: row.checkpoint,
    enumerated: row.enumerated,
    processed: row.processed,
    counts: countsColumn.parse(row.counts),
    samples: samplesColumn.parse(row.samples),
    createdAt: row.createdAt.toISOString(),
    startedAt: row.startedAt?.toISOString() ?? null,
    finishedAt: row.finishedAt?.toISOString() ?? null,
  };
}
