import type { InclusionList } from '#lib/domain/sync-gate.ts';
import { type RequestContext, ServiceError } from './context.ts';
import { contactObjectTypeId, stateOf } from './read-list-state.ts';

export type ChoosableList = { readonly inclusionList: InclusionList; readonly size: number | null };

/**
 * A list that can be the inclusion list; `null` for no limit.
 *
 * @throws ServiceError `list_not_found`, `list_deleted`, `list_static`, `list_not_of_contacts`.
 */
export async function readChoosableList(
  { hubspot }: RequestContext,
  listId: string | null,
): Promise<ChoosableList | null> {
  if (listId === null) return null;
  const list = await hubspot.readList(listId);
  if (list === null) throw new ServiceError('list_not_found');
  const { name } = list;
  const state = stateOf(list);
  if (state.kind === 'deleted') throw new ServiceError('list_deleted', { listName: name });
  if (list.objectTypeId !== contactObjectTypeId)
    throw new ServiceError('list_not_of_contacts', { listName: name });
  if (state.kind !== 'usable') throw new ServiceError('list_static', { listName: name });
  return { inclusionList: { listId: list.listId, name }, size: state.isProcessing ? null : state.size };
}
