import type {
  ChooseInclusionListRequest,
  SaveCreatingRequest,
  SettingsResponse,
} from '#lib/contracts/settings.ts';
import type { InclusionList } from '#lib/domain/sync-gate.ts';
import { type RequestContext, ServiceError } from './context.ts';
import { contactObjectTypeId, stateOf } from './read-list-state.ts';
import { viewSettings } from './read-settings.ts';
import { saveOnTop } from './save-revision.ts';

/**
 * Chooses the inclusion list, or no limit. Syncs nobody; what waited because the former list could not be
 * used is released.
 *
 * @throws ServiceError `list_not_found`, `list_deleted`, `list_static`, `list_not_of_contacts`: setting
 *   unchanged. `settings_changed_meanwhile` when somebody else saved first.
 */
export async function chooseInclusionList(
  context: RequestContext,
  { expectedRevision, listId }: ChooseInclusionListRequest,
): Promise<SettingsResponse> {
  const inclusionList = listId === null ? null : await readChoosableList(context, listId);
  const saved = await saveOnTop(context, expectedRevision, { inclusionList }, 'inclusion_list.chosen', {
    inclusionListId: inclusionList?.listId ?? null,
  });
  return viewSettings(context, saved);
}

/** Saves what is made in Salesforce for contacts that have no record there. */
export async function saveCreatingSettings(
  context: RequestContext,
  { expectedRevision, creating }: SaveCreatingRequest,
): Promise<SettingsResponse> {
  return viewSettings(context, await saveOnTop(context, expectedRevision, creating, 'creating.saved'));
}

async function readChoosableList({ hubspot }: RequestContext, listId: string): Promise<InclusionList> {
  const list = await hubspot.readList(listId);
  if (list === null) throw new ServiceError('list_not_found');
  const { name } = list;
  const state = stateOf(list);
  if (state.kind === 'deleted') throw new ServiceError('list_deleted', { listName: name });
  if (list.objectTypeId !== contactObjectTypeId)
    throw new ServiceError('list_not_of_contacts', { listName: name });
  if (state.kind !== 'usable') throw new ServiceError('list_static', { listName: name });
  return { listId: list.listId, name };
}
