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
    async findCreationSyncs(salesforceIds) {
      if (salesforceIds.length === 0) return new Map();
      const where = { tenantId, salesforceId: { in: [...salesforceIds] } };
      const rows = await db.creationSync.findMany({ where, select: { salesforceId: true, at: true } });
      return new Map(rows.map(({ salesforceId, at }) => [salesforceId, at.toISOString()]));
    },
    async listPage({ after, limit, memberOf }) {
      const isMember = [
        { reading: { path: ['listId'], equals: memberOf ?? '' } },
        { reading: { path: ['answer'], equals: 'member' } },
      ];
      const rows = await db.recordLink.findMany({
        where: {
          tenantId,
          ...(after !== null && { hubspotContactId: { gt: after } }),
          ...(memberOf !== null && { AND: isMember }),
        },
        orderBy: { hubspotContactId: 'asc' },
        take: limit,
      });
      return rows.map(toLink);
    },
    count: () => db.recordLink.count({ where: { tenantId } }),
    pin: ({ hubspotContactId, salesforceId, salesforceType }) =>
      db.$transaction(async (tx) => {
        // Waits for a batch that is being recorded; the next one finds a fence that is not its own.
        await tx.$queryRaw`SELECT 1 FROM tenant WHERE tenant_id = ${tenantId}::uuid FOR UPDATE`;
        const holder = await tx.recordLink.findFirst({ where: { tenantId, salesforceId } });
        if (holder !== null && holder.hubspotContactId !== hubspotContactId) return false;
        await tx.tenant.update({ where: { tenantId }, data: { drainFence: { increment: 1 } } });
        const pinned = {
          salesforceId,
          salesforceKind: salesforceType,
          isPinned: true,
          ...(holder === null && { base: {} }),
        };
        await tx.recordLink.upsert({
          where: { tenantId_hubspotContactId: { tenantId, hubspotContactId } },
          create: { tenantId, hubspotContactId, ...pinned },
          update: pinned,
        });
        return true;
      }),
  };
}

export function toLink(row: RecordLinkRow): RecordLink {
  if (row.salesforceKind === 'contact')
    throw new Error('a link points to a Lead or a Contact, not to HubSpot');
  return {
    hubspotContactId: row.hubspotContactId,
    salesforceId: row.salesforceId,
    salesforceType: row.salesforceKind,
    state: row.state,
    isPinned: row.isPinned,
    base: baseColumn.parse(row.base),
    criteriaPrint: row.criteriaPrint,
  };
}
