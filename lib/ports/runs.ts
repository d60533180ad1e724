import type { CheckedSelection } from '#lib/domain/import-selection.ts';
import type { ImpactBasis } from '#lib/domain/list-impact.ts';
import type { InclusionList } from '#lib/domain/sync-gate.ts';
import type { OutcomeCounts, ProgressSample, RunState, RunWaitReason } from '#lib/domain/sync-run.ts';
import type { EnumeratedPage } from './enumerated-page.ts';
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

export type NewRun = Pick<
  SyncRun,
  'runId' | 'settingsRevision' | 'inclusionList' | 'startedBy' | 'expectedTotal'
> & { readonly isDryRun?: boolean };

/** Whom a run that is not about everybody is about. */
export type SelectedContacts =
  | { readonly kind: 'contacts'; readonly hubspotContactIds: readonly string[] }
  | { readonly kind: 'error_group'; readonly groupId: string }
  | { readonly kind: 'failing' };

export type StartedRun = {
  readonly run: SyncRun;
  /** There was an unfinished one already, and this is it. */
  readonly hasJoined: boolean;
};

export interface RunStore {
  /** Starts a resync of everybody, or answers the unfinished one there is. */
  startResync(run: NewRun): Promise<StartedRun>;
  /** Starts a resync of these contacts, all of them waiting in the inbox at once; `null` when they are none. */
  startSelected(run: NewRun, selected: SelectedContacts): Promise<SyncRun | null>;
  /** Starts the undo of a run, or answers the unfinished undo there is, which may be another run's. */
  startUndo(run: NewRun, undoesRunId: string): Promise<StartedRun>;
  /** Starts an import, or answers the unfinished one there is; the same for the dry one that is its preview. */
  startImport(run: NewRun, selection: CheckedSelection): Promise<StartedRun>;
  /** Starts a backfill: everybody who is linked is gone through again, behind everything else. */
  startBackfill(run: NewRun): Promise<StartedRun>;
  /** Starts comparing everybody who is linked, behind everything else; nothing is written by it. */
  startReconciliation(run: NewRun): Promise<StartedRun>;
  /** Starts counting what another inclusion list, the run's, would mean; answers the unfinished one there is. */
  startImpact(run: NewRun, basis: ImpactBasis): Promise<StartedRun>;
  /** Undos of a run that were not dry, newest first. */
  listUndosOf(runId: string): Promise<readonly SyncRun[]>;
  read(runId: string): Promise<SyncRun | null>;
  /**
   * The newest first.
   *
   * @param before a run; only those behind it
   */
  listRecent(limit: number, before?: string | null): Promise<readonly SyncRun[]>;
  /** The newest of its kind, going or ended. */
  readLast(kind: RunKind): Promise<SyncRun | null>;
  listUnfinished(): Promise<readonly SyncRun[]>;
  /** Lets every queued run begin. */
  beginQueued(): Promise<void>;
  /** Changes the state only from a state that may go there; false when it is in another. */
  changeState(runId: string, next: RunState, waitReason: RunWaitReason | null): Promise<boolean>;
  /** Cancels and drops what was still waiting, which leaves the counters as they add up. */
  cancel(runId: string): Promise<boolean>;
  setWaitReason(waitReason: RunWaitReason | null): Promise<void>;
  /** Stores one enumerated page and its checkpoint in one transaction; false when the run moved on without us. */
  storePage(runId: string, page: EnumeratedPage): Promise<boolean>;
  /** Completes every running run that has nothing left to do. */
  finishDone(): Promise<readonly string[]>;
}
