import type { CheckedSelection } from '#lib/domain/import-selection.ts';
import type { ImpactBasis } from '#lib/domain/list-impact.ts';
import type { InclusionList } from '#lib/domain/sync-gate.ts';
import type { OutcomeCounts, ProgressSample, RunState, RunWaitReason } from '#lib/domain/sync-run.ts';
import type { ImportTally } from './import-tally.ts';

export type RunKind = 'resync' | 'undo' | 'import' | 'impact' | 'backfill' | 'reconciliation';

export type SyncRun = {
  readonly runId: string;
  readonly kind: RunKind;
  readonly state: RunState;
  readonly waitReason: RunWaitReason | null;
  readonly settingsRevision: number;
  readonly inclusionList: InclusionList | null;
  /** `all`: the list's members, or every contact. `selected`: the contacts it was started with. */
  readonly scope: 'all' | 'selected';
  /** Goes through everything and writes nothing to either platform. */
  readonly isDryRun: boolean;
  /** Which records an import is about; `null` for every other run. */
  readonly selection: CheckedSelection | null;
  /** What an impact is counted from; `null` for every other run. */
  readonly impact: ImpactBasis | null;
  /** How many of an import's records came to what, beyond their outcomes. */
  readonly tallies: Readonly<Partial<Record<ImportTally, number>>>;
  /** The run whose writes this one takes back. */
  readonly undoesRunId: string | null;
  readonly startedBy: string | null;
  readonly expectedTotal: number | null;
  readonly isEnumerationComplete: boolean;
  readonly checkpoint: string | null;
  readonly enumerated: number;
  readonly processed: number;
  readonly counts: OutcomeCounts;
  readonly samples: readonly ProgressSample[];
  readonly createdAt: string;
  readonly startedAt: string | null;
  readonly finishedAt: string | null;
};
