import { randomUUID } from 'node:crypto';
import type { Reconciliation } from '#lib/contracts/runs.ts';
import { FenceLostError } from '#lib/ports/batches.ts';
import type { StartedRun } from '#lib/ports/runs.ts';
import type { SavedSettings } from '#lib/ports/settings.ts';
import type { Watermark } from '#lib/ports/sweeps.ts';
import type { RequestContext } from './context.ts';
import type { SweepResult } from './read-feed.ts';
import { readListState } from './read-list-state.ts';
import { requireUsableList } from './require-usable-list.ts';
import type { TenantSession } from './sync-session.ts';
import { viewRun } from './view-run.ts';

/** When the next reconciliation begins is kept like the turn of a change feed. */
export const reconciliationStream = 'reconciliation';

const dayMs = 86_400_000;

/** Part of Salesforce's calls of the day from which on the night's work leaves the rest to people and live changes. */
const budgetForOthers = 0.5;

/**
 * Begins the night's comparison of all linked contacts, which shows what was changed past every change feed. It is left
 * out in the first day after connecting, where nobody is linked, while the list cannot be used, and when Salesforce's
 * calls of the day are half used up.
 *
 * @param begin when the tenant's Salesforce org was connected, ISO 8601
 * @throws ProviderFailure; FenceLostError when another process sweeps the tenant
 */
export async function reconcileNightly(
  session: TenantSession,
  stored: Watermark | null,
  begin: string,
): Promise<SweepResult> {
  const { stores, clock } = session;
  const saved = await stores.settings.readCurrent();
  const isTime = clock.now() - Date.parse(begin) >= dayMs && (await mayCompare(session, saved));
  // Moved first: whoever takes the tenant over meanwhile would begin a second one.
  const value = new Date(clock.now()).toISOString();
  const from = stored?.value ?? null;
  const isOurs = await stores.sweeps.moveWatermark(reconciliationStream, from, { value, dueAt: null });
  if (!isOurs) throw new FenceLostError();
  if (isTime) await compareLinked(session, saved, randomUUID(), null);
  return { found: 0, isDone: true };
}

async function mayCompare(
  { stores, hubspot, salesforce }: TenantSession,
  { settings }: SavedSettings,
): Promise<boolean> {
  const usage = salesforce.apiUsage();
  if (usage !== null && usage.used > usage.limit * budgetForOthers) return false;
  const { kind } = await readListState(hubspot, settings.inclusionList);
  return kind === 'usable' && (await stores.links.count()) > 0;
}

/**
 * The same, asked for by a person.
 *
 * @throws ServiceError `inclusion_list_unusable`.
 */
export async function startReconciliation(context: RequestContext, runId: string): Promise<StartedRun> {
  const { stores, user } = context;
  const { saved } = await requireUsableList(context);
  const started = await compareLinked(context, saved, runId, user.email);
  if (!started.hasJoined) await stores.audit.record(user.email, 'reconciliation.started', { runId });
  return started;
}

/** The newest reconciliation, and when the next one begins by itself. */
export async function readReconciliation({ stores, clock }: RequestContext): Promise<Reconciliation> {
  const run = await stores.runs.readLast('reconciliation');
  const turn = (await stores.sweeps.list()).get(reconciliationStream);
  return { run: run && viewRun(run, clock.now()), nextAt: turn?.dueAt ?? null };
}

async function compareLinked(
  { stores }: Pick<TenantSession, 'stores'>,
  { revision, settings }: SavedSettings,
  runId: string,
  startedBy: string | null,
): Promise<StartedRun> {
  const { inclusionList } = settings;
  // Without a list it is everybody who is linked; of a list nobody knows how many members are.
  const expectedTotal = inclusionList === null ? await stores.links.count() : null;
  return stores.runs.startReconciliation({
    runId,
    settingsRevision: revision,
    inclusionList,
    startedBy,
    expectedTotal,
  });
}
