import type { SavedSettings } from '#lib/ports/settings.ts';
import { type RequestContext, ServiceError } from './context.ts';
import { readListState } from './read-list-state.ts';

/** The settings in force, with how many members their inclusion list has; `null`: no limit, or HubSpot does not say. */
export type UsableList = { readonly saved: SavedSettings; readonly size: number | null };

/**
 * What a run that a person starts goes by.
 *
 * @throws ServiceError `inclusion_list_unusable` when the inclusion list was deleted, converted or cannot be read.
 */
export async function requireUsableList({ stores, hubspot }: RequestContext): Promise<UsableList> {
  const saved = await stores.settings.readCurrent();
  const { inclusionList } = saved.settings;
  const state = await readListState(hubspot, inclusionList);
  if (state.kind !== 'usable') {
    throw new ServiceError('inclusion_list_unusable', { listName: inclusionList?.name ?? null });
  }
  return { saved, size: state.size };
}
