import type { RunWaitReason } from '#lib/domain/sync-run.ts';
import type { SyncRun } from '#lib/ports/runs.ts';
import type { SyncRun as SyncRunRow } from './generated/client.ts';
import {
  countsColumn,
  impactColumn,
  inclusionListColumn,
  samplesColumn,
  selectionColumn,
  tallyPrefix,
} from './stored-json.ts';

export function toRun(row: SyncRunRow): SyncRun {
  const counts = countsColumn.parse(row.counts);
  return {
    runId: row.runId,
    kind: row.kind,
    state: row.state,
    waitReason: row.waitReason as RunWaitReason | null,
    settingsRevision: row.settingsRevision,
    inclusionList: inclusionListColumn.nullable().parse(row.inclusionList),
    scope: row.scope === 'selected' ? 'selected' : 'all',
    isDryRun: row.isDryRun,
    selection: row.kind === 'import' ? selectionColumn.parse(row.selection) : null,
    impact: row.kind === 'impact' ? impactColumn.parse(row.selection) : null,
    tallies: Object.fromEntries(
      Object.entries(counts).flatMap(([name, count]) =>
        name.startsWith(tallyPrefix) ? [[name.slice(tallyPrefix.length), count]] : [],
      ),
    ),
    undoesRunId: row.undoesRunId,
    startedBy: row.startedBy,
    expectedTotal: row.expectedTotal,
    isEnumerationComplete: row.isEnumerationComplete,
    checkpoint: row.checkpoint,
    enumerated: row.enumerated,
    processed: row.processed,
    counts,
    samples: samplesColumn.parse(row.samples),
    createdAt: row.createdAt.toISOString(),
    startedAt: row.startedAt?.toISOString() ?? null,
    finishedAt: row.finishedAt?.toISOString() ?? null,
  };
}
