import type { ListOption, ListSearchResponse } from '#lib/contracts/lists.ts';
import { type HubspotList, ProviderFailure } from '#lib/ports.ts';
import { type RequestContext, ServiceError } from './context.ts';
import { hubspotLinks } from './hubspot-links.ts';

/**
 * One page of the lists an admin can choose from, static ones with the reason why not.
 *
 * @throws ServiceError `lists_not_permitted` when the portal's plan or our scopes give no lists.
 */
export async function searchLists(
  context: RequestContext,
  request: { query: string; offset: number; count: number },
): Promise<ListSearchResponse> {
  const tenant = await context.stores.readTenant();
  const page = await context.hubspot.searchLists(request).catch((error: unknown) => {
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
