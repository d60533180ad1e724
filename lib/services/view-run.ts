import type { ImportProgress, RunsResponse, RunView } from '#lib/contracts/runs.ts';
import { type OutcomeKind, outcomeKinds } from '#lib/domain/outcome.ts';
import { type ProgressSample, ratePerMinute, rateWindowMs } from '#lib/domain/sync-run.ts';
import type { SyncRun } from '#lib/ports/runs.ts';
import { type RequestContext, ServiceError } from './context.ts';

/** A run is taken to stand still when its newest progress is older than this. */
const staleRateMs = 30_000;

/** A run as the console shows it. */
export function viewRun(run: SyncRun, nowMs: number, waitingForList = 0): RunView {
  const waiting = run.enumerated - run.processed;
  const isFresh = nowMs - (run.samples.at(-1)?.[0] ?? 0) < staleRateMs;
  const perMinute = run.state === 'running' && isFresh ? ratePerMinute(samplesSinceStart(run, nowMs)) : null;
  const total = run.isEnumerationComplete ? run.enumerated : Math.max(run.enumerated, run.expectedTotal ?? 0);
  return {
    runId: run.runId,
    kind: run.kind,
    scope: run.scope,
    isDryRun: run.isDryRun,
    undoesRunId: run.undoesRunId,
    state: run.state,
    waitReason: run.waitReason,
    inclusionList: run.inclusionList,
    settingsRevision: run.settingsRevision,
    startedBy: run.startedBy,
    createdAt: run.createdAt,
    startedAt: run.startedAt,
    finishedAt: run.finishedAt,
    expectedTotal: run.expectedTotal,
    isEnumerationComplete: run.isEnumerationComplete,
    enumerated: run.enumerated,
    processed: run.processed,
    waiting,
    counts: Object.fromEntries(outcomeKinds.map((kind) => [kind, run.counts[kind] ?? 0])) as Record<
      OutcomeKind,
      number
    >,
    perMinute,
    remainingSeconds:
      perMinute === null || perMinute === 0 ? null : ((total - run.processed) / perMinute) * 60,
    import: viewImport(run, waitingForList),
  };
}

function viewImport({ selection, tallies }: SyncRun, waitingForList: number): ImportProgress | null {
  if (selection === null) return null;
  return {
    salesforceTypes: [...selection.salesforceTypes],
    created: tallies.created ?? 0,
    linked: tallies.linked ?? 0,
    waitingForList,
    synced: tallies.synced ?? 0,
    emailOnly: tallies.email_only ?? 0,
  };
}

/** The same, with how many of an import's contacts wait for the list. */
export async function viewRunNow({ stores, clock }: RequestContext, run: SyncRun): Promise<RunView> {
  const isGoing = run.kind === 'import' && run.finishedAt === null;
  const { joined } = isGoing ? await stores.imports.countWaiting(run.runId) : { joined: 0 };
  return viewRun(run, clock.now(), joined);
}

/** In its first minute a run is measured from its start: its first batches are recorded nearly at once. */
function samplesSinceStart({ startedAt, samples }: SyncRun, nowMs: number): readonly ProgressSample[] {
  const startMs = startedAt === null ? 0 : Date.parse(startedAt);
  return nowMs - startMs < rateWindowMs ? [[startMs, 0], ...samples] : samples;
}

/** @throws ServiceError `not_found`. */
export async function readRun(context: RequestContext, runId: string): Promise<RunView> {
  const run = await context.stores.runs.read(runId);
  if (run === null) throw new ServiceError('not_found');
  return viewRunNow(context, run);
}

const runsPerPage = 50;

/**
 * The newest runs first.
 *
 * @param before where the page before ended
 */
export async function listRuns(context: RequestContext, before: string | null = null): Promise<RunsResponse> {
  const found = await context.stores.runs.listRecent(runsPerPage + 1, before);
  const page = found.slice(0, runsPerPage);
  const runs = await Promise.all(page.map((run) => viewRunNow(context, run)));
  return { runs, nextBefore: found.length > runsPerPage ? (page.at(-1)?.runId ?? null) : null };
}
