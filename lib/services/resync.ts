import type { ChangeRunStateRequest, ResyncEstimate, RunView } from '#lib/contracts/runs.ts';
import type { SyncSettings } from '#lib/domain/settings.ts';
import { type RequestContext, ServiceError } from './context.ts';
import { readListState } from './read-list-state.ts';
import { viewRun } from './view-run.ts';

const membersPerPage = 250;
const contactsPerCall = 100;
const emailsPerQuery = 350;
const recordsPerWrite = 200;
/** What the limiter lets through: 110 per 10 s less a tenth for the console and sweeps. */
const hubspotCallsPerMinute = 594;

/** What a resync of everybody who would be in it costs, at the most: nobody linked yet, everybody written. */
export async function estimateResync(context: RequestContext): Promise<ResyncEstimate> {
  const { settings } = await context.stores.settings.readCurrent();
  const state = await readListState(context.hubspot, settings.inclusionList);
  const unknown = { contacts: null, hubspotCalls: null, salesforceCalls: null, minutes: null };
  if (state.kind !== 'usable') return unknown;
  const contacts = await countContacts(context, settings, state.size);
  if (contacts === null) return unknown;
  return { contacts, ...costOf(contacts, settings.inclusionList !== null) };
}

/** What a backfill costs at the most: of the linked contacts those that the list, where there is one, may hold. */
export async function estimateBackfill(context: RequestContext): Promise<ResyncEstimate> {
  const { settings } = await context.stores.settings.readCurrent();
  const state = await readListState(context.hubspot, settings.inclusionList);
  const linked = await context.stores.links.count();
  const size = state.kind === 'usable' && settings.inclusionList !== null ? state.size : null;
  const contacts = size === null ? linked : Math.min(linked, size);
  return { contacts, ...costOf(contacts, settings.inclusionList !== null) };
}

/** What going through so many contacts costs at the most: nobody linked yet, everybody written. */
export function costOf(contacts: number, isLimited: boolean) {
  const perPage = isLimited ? membersPerPage : contactsPerCall;
  const hubspotCalls = Math.ceil(contacts / perPage) + 2 * Math.ceil(contacts / contactsPerCall);
  const salesforceCalls = 2 * Math.ceil(contacts / emailsPerQuery) + Math.ceil(contacts / recordsPerWrite);
  return { hubspotCalls, salesforceCalls, minutes: hubspotCalls / hubspotCallsPerMinute };
}

/**
 * Pauses, resumes or cancels a run.
 *
 * @throws ServiceError `not_found`; `run_not_active` when the run is not in a state that allows it.
 */
export async function changeRunState(
  context: RequestContext,
  runId: string,
  { action }: ChangeRunStateRequest,
): Promise<RunView> {
  const { runs, audit } = context.stores;
  const before = await runs.read(runId);
  if (before === null) throw new ServiceError('not_found');
  const hasChanged = await carryOut();
  const run = await runs.read(runId);
  if (run === null) throw new ServiceError('not_found');
  if (!hasChanged) throw new ServiceError('run_not_active', { state: run.state });
  await audit.record(context.user.email, `run.${action}`, { runId });
  if (action === 'resume') await context.wakeDrain();
  return viewRun(run, context.clock.now());

  function carryOut(): Promise<boolean> {
    switch (action) {
      case 'pause':
        return runs.changeState(runId, 'paused', null);
      case 'resume':
        return runs.changeState(runId, 'running', null);
      case 'cancel':
        return runs.cancel(runId);
    }
  }
}

/** How many contacts a resync of everybody goes through; `null` when HubSpot does not say. */
export async function countContacts(
  { hubspot }: RequestContext,
  { inclusionList }: SyncSettings,
  listSize: number | null,
): Promise<number | null> {
  return inclusionList === null ? hubspot.countContacts() : listSize;
}
