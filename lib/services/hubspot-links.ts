import type { Tenant } from '#lib/ports/stores.ts';
import type { RequestContext } from './context.ts';

/** Deep links into a portal. HubSpot does not document them as a contract, so they live in this file only. */
export function hubspotLinks({ hubspotAppUrl }: Pick<RequestContext, 'hubspotAppUrl'>, tenant: Tenant) {
  const portal = `${hubspotAppUrl(tenant.uiDomain)}/contacts/${tenant.portalId}`;
  return {
    portal: hubspotAppUrl(tenant.uiDomain),
    createList: `${portal}/objectLists/create?objectTypeId=0-1`,
    list: (listId: string) => `${portal}/objectLists/${encodeURIComponent(listId)}`,
    contact: (hubspotContactId: string) => `${portal}/record/0-1/${encodeURIComponent(hubspotContactId)}`,
  };
}
