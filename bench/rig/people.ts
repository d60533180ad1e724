import { defaultMappings } from '#lib/domain/field-mapping.ts';
import type { TenantSession } from '#lib/services/sync-session.ts';
import type { Rig } from './start-rig.ts';

/** Every default field goes both ways, so that an edit on either side is one write on the other. */
export const twoWayMappings = defaultMappings().map((mapping) => ({ ...mapping, rule: 'two_way' }) as const);

/** Nothing waits for the list to settle: what is counted and timed is work, not waiting. */
export const openSettings = { mappings: twoWayMappings, settleDelaySeconds: 0 };

/** An active list of the contacts with one of these account tiers. */
export async function makeTierList(rig: Rig, tiers: readonly string[]): Promise<string> {
  const filter = {
    filterType: 'PROPERTY',
    property: 'account_tier',
    operation: {
      operationType: 'ENUMERATION',
      operator: 'IS_ANY_OF',
      values: tiers,
      includeObjectsWithNoValueSet: false,
    },
  };
  const branch = { filterBranchType: 'AND', filterBranches: [], filters: [filter] };
  const tokens = await rig.container.openStores(rig.tenantId).connections.readTokens('hubspot');
  const answer = await fetch(`${rig.hubspotUrl}/crm/lists/2026-09`, {
    method: 'POST',
    headers: { authorization: `Bearer ${tokens?.accessToken}`, 'content-type': 'application/json' },
    body: JSON.stringify({
      name: `Tiers ${tiers.join()}`,
      objectTypeId: '0-1',
      processingType: 'DYNAMIC',
      filterBranch: { filterBranchType: 'OR', filterBranches: [branch], filters: [] },
    }),
  });
  if (!answer.ok) throw new Error(await answer.text());
  const { list } = await answer.json();
  return String(list.listId);
}

/** Waits until the list's evaluation has come to its end. Answers its size. */
export async function settleList({ hubspot }: TenantSession, listId: string): Promise<number> {
  for (;;) {
    const list = await hubspot.readList(listId);
    if (list !== null && !list.isProcessing) return list.size ?? 0;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

export async function listMembers({ hubspot }: TenantSession, listId: string): Promise<string[]> {
  const contactIds: string[] = [];
  for (let after: string | null = null; ; ) {
    const page = await hubspot.readMembersPage(listId, after);
    contactIds.push(...page.contactIds);
    if (page.next === null) return contactIds;
    after = page.next;
  }
}

export async function listLinks({ stores }: TenantSession) {
  const links = await stores.links.listPage({ after: null, limit: 1_000_000, memberOf: null });
  return links.map(({ salesforceId, salesforceType, hubspotContactId }) => ({
    salesforceId,
    salesforceType,
    hubspotContactId,
  }));
}

export async function retitleContacts(
  { hubspot }: TenantSession,
  contactIds: readonly string[],
  title: string,
) {
  for (let start = 0; start < contactIds.length; start += 100) {
    const part = contactIds.slice(start, start + 100);
    await hubspot.updateContacts(
      part.map((hubspotContactId) => ({ hubspotContactId, properties: { jobtitle: title } })),
    );
  }
}

export async function retitleRecords(session: TenantSession, title: string): Promise<void> {
  const links = await listLinks(session);
  for (let start = 0; start < links.length; start += 200) {
    const part = links.slice(start, start + 200);
    await session.salesforce.update(
      part.map(({ salesforceId, salesforceType }) => ({
        salesforceId,
        salesforceType,
        fields: { Title: title },
      })),
    );
  }
}
