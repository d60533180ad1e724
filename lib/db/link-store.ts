import type { LinkStore, RecordLink } from '#lib/ports/stores.ts';
import type { Database } from './database.ts';
import type { RecordLink as RecordLinkRow } from './generated/client.ts';
import { baseColumn } from './stored-json.ts';

export function createLinkStore(db: Database, tenantId: string): LinkStore {
  return {
    async findByHubspotIds(hubspotContactIds) {
      const where = { tenantId, hubspotContactId: { in: [...hubspotContactIds] } };
      return (await db.recordLink.findMany({ where })).map(toLink);
    },
    async findBySalesforceIds(salesforceIds) {
      const where = { tenantId, salesforceId: { in: [...salesforceIds] } };
      return (await db.recordLink.findMany({ where })).map(toLink);
    },
  };
}

function toLink(row: RecordLinkRow): RecordLink {
  if (row.salesforceKind === 'contact')
    throw new Error('a link points to a Lead or a Contact, not to HubSpot');
  return {
    hubspotContactId: row.hubspotContactId,
    salesforceId: row.salesforceId,
    salesforceType: row.salesforceKind,
    state: row.state,
    isPinned: row.isPinned,
    base: baseColumn.parse(row.base),
  };
}
