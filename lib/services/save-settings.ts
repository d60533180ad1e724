import type {
  ChooseInclusionListRequest,
  SaveCreatingRequest,
  SettingsResponse,
} from '#lib/contracts/settings.ts';
import { readChoosableList } from './choosable-list.ts';
import type { RequestContext } from './context.ts';
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
  const inclusionList = (await readChoosableList(context, listId))?.inclusionList ?? null;
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
