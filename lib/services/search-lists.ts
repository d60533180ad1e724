import type { ListOption, ListSearchResponse } from '#lib/contracts/lists.ts';
import { type HubspotList, ProviderFailure } from '#lib/ports.ts';
import { type RequestContext, ServiceError } from './context.ts';
import { hubspotLinks } from './hubspot-links.ts';

/** The most lists HubSpot hands out at once. */
const mostPerSearch = 500;

/**
 * One page of the lists an admin can choose from, then static ones with the reason why not. Newest first as long
 * as one search holds all of them, so that a list made a moment ago is on the first page; HubSpot does not say by
 * what its own order can be changed.
 *
 * @throws ServiceError `lists_not_permitted` when the portal's plan or our scopes give no lists.
 */
export async function searchLists(
  context: RequestContext,
  request: { query: string; offset: number; count: number },
): Promise<ListSearchResponse> {
  const tenant = await context.stores.readTenant();
  const page = await readPage(context, request).catch((error: unknown) => {
    if (!(error instanceof ProviderFailure) || error.kind !== 'rejected') throw error;
    throw new ServiceError('lists_not_permitted', {
      permission: error.missingPermissions.join(', ') || null,
    });
  });
  return {
    lists: page.lists.map(toListOption),
    total: page.total,
    nextOffset: page.nextOffset,
    createListUrl: hubspotLinks(context, tenant).createList,
  };
}

type ListPage = Awaited<ReturnType<RequestContext['hubspot']['searchLists']>>;

async function readPage(
  { hubspot }: RequestContext,
  { query, offset, count }: { query: string; offset: number; count: number },
): Promise<ListPage> {
  const all = await hubspot.searchLists({ query, offset: 0, count: mostPerSearch });
  if (all.nextOffset !== null) return hubspot.searchLists({ query, offset, count });
  const newestFirst = all.lists.toSorted(byChoosabilityAndAge);
  const end = offset + count;
  return {
    lists: newestFirst.slice(offset, end),
    total: newestFirst.length,
    nextOffset: end < newestFirst.length ? end : null,
  };
}

/** Active lists before static ones, which cannot be chosen; the newest first. */
function byChoosabilityAndAge(first: HubspotList, second: HubspotList): number {
  const isActive = ({ processingType }: HubspotList) => Number(processingType === 'DYNAMIC');
  const byKind = isActive(second) - isActive(first);
  return byKind === 0 ? (second.createdAt ?? '').localeCompare(first.createdAt ?? '') : byKind;
}

function toListOption(list: HubspotList): ListOption {
  const isActive = list.processingType === 'DYNAMIC';
  return {
    listId: list.listId,
    name: list.name,
    size: list.size,
    isActive,
    isProcessing: list.isProcessing,
    createdAt: list.createdAt,
    updatedAt: list.updatedAt,
    refusal: isActive ? null : 'static',
  };
}
