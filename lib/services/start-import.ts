import type {
  ImportPreview,
  ImportSelectionRequest,
  ImportsResponse,
  StartImportResponse,
} from '#lib/contracts/import.ts';
import type { CheckedSelection } from '#lib/domain/import-selection.ts';
import type { NewRun, SyncRun } from '#lib/ports/runs.ts';
import { budgetFaults, type CheckedImport, checkImport, estimateImport } from './check-import.ts';
import { type RequestContext, ServiceError } from './context.ts';
import { requireUsableList } from './require-usable-list.ts';
import { requireSalesforce } from './start-run.ts';
import { viewRun, viewRunNow } from './view-run.ts';

/**
 * Starts an import, or joins the one that is going.
 *
 * @throws ServiceError `import_refused` with the first fault; `inclusion_list_unusable`.
 */
export async function startImport(
  context: RequestContext,
  runId: string,
  request: ImportSelectionRequest,
): Promise<StartImportResponse> {
  await requireSalesforce(context);
  const { stores, user, clock } = context;
  const checked = await checkImport(context, request);
  const [fault] = checked.faults;
  if (fault !== undefined) {
    const { code, ...facts } = fault;
    throw new ServiceError('import_refused', { fault: code, ...facts });
  }
  await requireUsableList(context);
  const run = await describeImport(context, runId, checked, false);
  const started = await stores.runs.startImport(run, checked.selection);
  if (!started.hasJoined) {
    await stores.audit.record(user.email, 'import.started', {
      runId,
      types: request.salesforceTypes.join(),
      records: checked.found,
    });
  }
  await context.wakeDrain();
  return { run: viewRun(started.run, clock.now()), hasJoined: started.hasJoined };
}

/** Starts counting what an import would do, and ends the preview before. */
export async function startPreview(
  context: RequestContext,
  previewId: string,
  request: ImportSelectionRequest,
): Promise<ImportPreview> {
  await requireSalesforce(context);
  const { stores } = context;
  const checked = await checkImport(context, request);
  for (const { runId } of await stores.imports.listUnfinishedPreviews()) await stores.runs.cancel(runId);
  if (checked.faults.some(({ code }) => code !== 'api_budget_too_small')) return refuse(context, checked);
  await requireUsableList(context);
  const run = await describeImport(context, previewId, checked, true);
  const { run: preview } = await stores.runs.startImport(run, checked.selection);
  await context.wakeDrain();
  return { ...viewPreview(context, preview), faults: [...checked.faults], estimate: checked.estimate };
}

/** @throws ServiceError `not_found`. */
export async function readPreview(context: RequestContext, previewId: string): Promise<ImportPreview> {
  const run = await context.stores.runs.read(previewId);
  if (run === null || run.kind !== 'import' || !run.isDryRun) throw new ServiceError('not_found');
  return viewPreview(context, run);
}

/** The newest imports first. */
export async function listImports(context: RequestContext): Promise<ImportsResponse> {
  const runs = await context.stores.imports.list(50);
  const imports = runs.flatMap(({ selection, ...run }) =>
    selection === null ? [] : [{ run: { ...run, selection }, selection }],
  );
  return {
    imports: await Promise.all(
      imports.map(async ({ run, selection }) => ({
        run: await viewRunNow(context, run),
        selection: viewSelection(selection),
      })),
    ),
  };
}

async function describeImport(
  { stores, user }: RequestContext,
  runId: string,
  { found }: CheckedImport,
  isDryRun: boolean,
): Promise<NewRun> {
  const { revision, settings } = await stores.settings.readCurrent();
  const { inclusionList } = settings;
  return {
    runId,
    settingsRevision: revision,
    inclusionList,
    startedBy: user.email,
    expectedTotal: found,
    isDryRun,
  };
}

async function refuse({ stores }: RequestContext, checked: CheckedImport): Promise<ImportPreview> {
  const { settings } = await stores.settings.readCurrent();
  return {
    previewId: null,
    state: 'refused',
    selection: viewSelection(checked.selection),
    faults: [...checked.faults],
    waitReason: null,
    counts: countsOf(checked.found, 0, {}),
    inclusionList: settings.inclusionList,
    estimate: checked.estimate,
  };
}

function viewPreview({ salesforce }: RequestContext, run: SyncRun): ImportPreview {
  const { selection, inclusionList, tallies, processed } = run;
  if (selection === null) throw new ServiceError('not_found');
  const found = run.isEnumerationComplete ? run.enumerated : (run.expectedTotal ?? 0);
  const estimate = estimateImport(found, inclusionList !== null, salesforce.apiUsage());
  return {
    previewId: run.runId,
    state: stateOf(run),
    selection: viewSelection(selection),
    faults: [...budgetFaults(estimate)],
    waitReason: run.waitReason,
    counts: countsOf(found, processed, tallies),
    inclusionList,
    estimate,
  };
}

function countsOf(found: number, examined: number, tallies: SyncRun['tallies']): ImportPreview['counts'] {
  return {
    found,
    examined,
    withoutEmail: tallies.without_email ?? 0,
    invalidEmail: tallies.invalid_email ?? 0,
    duplicateEmails: tallies.duplicate ?? 0,
    otherwiseSkipped: tallies.other ?? 0,
    alreadyInHubspot: tallies.existing ?? 0,
    new: tallies.new ?? 0,
    inList: tallies.in_list ?? 0,
    outsideList: tallies.outside_list ?? 0,
  };
}

function stateOf({ state }: SyncRun): ImportPreview['state'] {
  if (state === 'queued' || state === 'running') return 'counting';
  return state === 'completed' || state === 'completed_with_errors' ? 'ready' : 'stopped';
}

function viewSelection({ salesforceTypes, filter }: CheckedSelection): ImportPreview['selection'] {
  return {
    salesforceTypes: [...salesforceTypes],
    filter: { ...filter, conditions: filter.conditions.map((condition) => ({ ...condition })) },
  };
}
