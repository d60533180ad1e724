import type { InclusionListView, RulesSettings, SettingsResponse } from '#lib/contracts/settings.ts';
import type { SyncSettings } from '#lib/domain/settings.ts';
import type { InclusionList, InclusionListState } from '#lib/domain/sync-gate.ts';
import type { SavedSettings } from '#lib/ports/settings.ts';
import type { RequestContext } from './context.ts';
import { hubspotLinks } from './hubspot-links.ts';
import { readListState } from './read-list-state.ts';

/** The settings in force, with the inclusion list as HubSpot has it right now. */
export async function readSettings(context: RequestContext): Promise<SettingsResponse> {
  return viewSettings(context, await context.stores.settings.readCurrent());
}

/** A saved revision as the console shows it. */
export async function viewSettings(context: RequestContext, saved: SavedSettings): Promise<SettingsResponse> {
  const { inclusionList, createInSalesforce, defaultCompany, defaultLastName } = saved.settings;
  return {
    revision: saved.revision,
    savedAt: saved.savedAt,
    savedBy: saved.savedBy,
    inclusionList: inclusionList === null ? null : await viewInclusionList(context, inclusionList),
    creating: { createInSalesforce, defaultCompany, defaultLastName },
    rules: viewRules(saved.settings),
  };
}

/** The rules of a revision, in the words of the console. */
export function viewRules(settings: SyncSettings): RulesSettings {
  const { autoCreateSince, contactForKnownAccount, onSalesforceDelete, syncOnJoin } = settings;
  return {
    createFromLeads: autoCreateSince.Lead !== null,
    createFromContacts: autoCreateSince.Contact !== null,
    contactForKnownAccount,
    onSalesforceDelete,
    syncOnJoin,
    settleDelaySeconds: settings.settleDelaySeconds,
    importWaitMinutes: settings.importWaitMinutes,
    historyDays: settings.historyDays,
    largeChangePercent: settings.largeChangePercent,
  };
}

async function viewInclusionList(
  context: RequestContext,
  inclusionList: InclusionList,
): Promise<InclusionListView> {
  const [tenant, state] = await Promise.all([
    context.stores.readTenant(),
    readListState(context.hubspot, inclusionList),
  ]);
  return {
    ...inclusionList,
    state: stateWord(state),
    size: state.kind === 'usable' ? state.size : null,
    listUrl: hubspotLinks(context, tenant).list(inclusionList.listId),
  };
}

function stateWord(state: InclusionListState): InclusionListView['state'] {
  if (state.kind !== 'usable') return state.kind;
  return state.isProcessing ? 'processing' : 'usable';
}
