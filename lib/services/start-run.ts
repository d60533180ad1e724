import type { ResyncScope, StartRunRequest, StartRunResponse } from '#lib/contracts/runs.ts';
import type { NewRun, SyncRun } from '#lib/ports/runs.ts';
import type { SavedSettings } from '#lib/ports/settings.ts';
import { type RequestContext, ServiceError } from './context.ts';
import { startReconciliation } from './reconcile.ts';
import { requireUsableList } from './require-usable-list.ts';
import { countContacts, estimateBackfill } from './resync.ts';
import { viewRun } from './view-run.ts';

/**
 * Starts a run, or joins the one of its kind that is going.
 *
 * @throws ServiceError when it cannot start: nothing was queued then.
 */
export async function startRun(
  context: RequestContext,
  runId: string,
  request: StartRunRequest,
): Promise<StartRunResponse> {
  await requireSalesforce(context);
  const started = await startByKind(context, runId, request);
  await context.wakeDrain();
  return { run: viewRun(started.run, context.clock.now()), hasJoined: started.hasJoined };
}

function startByKind(context: RequestContext, runId: string, request: StartRunRequest): Promise<Started> {
  const { isDryRun } = request;
  switch (request.kind) {
    case 'resync':
      return startResync(context, runId, request.scope, isDryRun);
    case 'backfill':
      return startBackfill(context, runId, isDryRun);
    case 'reconciliation':
      return startReconciliation(context, runId);
    case 'undo':
      return startUndo(context, runId, request.runId, isDryRun);
  }
}

type Started = { readonly run: SyncRun; readonly hasJoined: boolean };

/** @throws ServiceError `inclusion_list_unusable`; `nobody_selected` when no record stands behind the failure. */
async function startResync(
  context: RequestContext,
  runId: string,
  scope: ResyncScope,
  isDryRun: boolean,
): Promise<Started> {
  const { stores, user } = context;
  const { saved, size } = await requireUsableList(context);
  const run = describeRun(context, runId, saved, isDryRun);
  const detail = { runId, revision: saved.revision, scope: scope.kind, isDryRun: String(isDryRun) };
  if (scope.kind === 'all') {
    const expectedTotal = await countContacts(context, saved.settings, size);
    const started = await stores.runs.startResync({ ...run, expectedTotal });
    if (!started.hasJoined) await stores.audit.record(user.email, 'resync.started', detail);
    return started;
  }
  const selected = await stores.runs.startSelected(run, scope);
  if (selected === null) throw new ServiceError('nobody_selected');
  await stores.audit.record(user.email, 'resync.started', detail);
  return { run: selected, hasJoined: false };
}

/**
 * Goes through the linked contacts again, which fills fields that are mapped only now. Nobody is created by it.
 *
 * @throws ServiceError `inclusion_list_unusable`.
 */
async function startBackfill(context: RequestContext, runId: string, isDryRun: boolean): Promise<Started> {
  const { stores, user } = context;
  const { saved } = await requireUsableList(context);
  const { contacts } = await estimateBackfill(context);
  const run = { ...describeRun(context, runId, saved, isDryRun), expectedTotal: contacts };
  const started = await stores.runs.startBackfill(run);
  if (!started.hasJoined) {
    await stores.audit.record(user.email, 'backfill.started', { runId, isDryRun: String(isDryRun) });
  }
  return started;
}

/**
 * @throws ServiceError `not_found`; `run_not_undoable` with the reason; `nothing_to_undo` when the run wrote nothing or
 *   was undone before; `undo_going` while another run is being undone.
 */
async function startUndo(
  context: RequestContext,
  runId: string,
  undoesRunId: string,
  isDryRun: boolean,
): Promise<Started> {
  const { stores, user } = context;
  const target = await stores.runs.read(undoesRunId);
  if (target === null) throw new ServiceError('not_found');
  const reason = reasonAgainstUndo(target);
  if (reason !== null) throw new ServiceError('run_not_undoable', { reason });
  const undos = await stores.runs.listUndosOf(undoesRunId);
  const expectedTotal = await stores.attempts.countWrittenContacts(undoesRunId);
  const isUndone = undos.some(({ state }) => state === 'completed');
  if (isUndone || expectedTotal === 0) throw new ServiceError('nothing_to_undo');
  const saved = await stores.settings.readCurrent();
  const run = { ...describeRun(context, runId, saved, isDryRun), inclusionList: null, expectedTotal };
  const started = await stores.runs.startUndo(run, undoesRunId);
  if (started.hasJoined && started.run.undoesRunId !== undoesRunId) throw new ServiceError('undo_going');
  if (!started.hasJoined) {
    await stores.audit.record(user.email, 'undo.started', {
      runId,
      undoesRunId,
      isDryRun: String(isDryRun),
    });
  }
  return started;
}

/** What was only foretold, is still going on, or is an undo itself cannot be taken back. */
function reasonAgainstUndo({ kind, isDryRun, finishedAt }: SyncRun): string | null {
  if (isDryRun) return 'is_dry_run';
  if (kind === 'undo') return 'is_undo';
  if (kind === 'import') return 'is_import';
  return finishedAt === null ? 'not_finished' : null;
}

function describeRun(
  { user }: RequestContext,
  runId: string,
  { revision, settings }: SavedSettings,
  isDryRun: boolean,
): NewRun {
  const { inclusionList } = settings;
  return {
    runId,
    settingsRevision: revision,
    inclusionList,
    startedBy: user.email,
    expectedTotal: null,
    isDryRun,
  };
}

/** @throws ServiceError `salesforce_not_connected`, `salesforce_reconnect_needed`. */
export async function requireSalesforce({ stores }: RequestContext): Promise<void> {
  const connection = await stores.connections.read('salesforce');
  if (connection === null) throw new ServiceError('salesforce_not_connected');
  if (connection.status === 'reconnect_needed') throw new ServiceError('salesforce_reconnect_needed');
}
