import type { Clock } from '#lib/platform/clock.ts';
import type { LinkStore, RecordLink } from '#lib/ports/links.ts';
import { type Database, Prisma } from './database.ts';
import type { RecordLink as RecordLinkRow } from './generated/client.ts';
import { nameConflicting } from './inbox-store.ts';
import { baseColumn } from './stored-json.ts';

export function createLinkStore(db: Database, tenantId: string, clock: Pick<Clock, 'now'>): LinkStore {
  /** Ids as one array: with a parameter for each of thousands PostgreSQL would plan longer than it reads. */
  async function findLinks(isWanted: Prisma.Sql): Promise<RecordLink[]> {
    const rows = await db.$queryRaw<(LinkRow & { readonly isFailing: boolean })[]>`
      SELECT hubspot_contact_id AS "hubspotContactId", salesforce_id AS "salesforceId",
             salesforce_kind AS "salesforceKind", state, is_pinned AS "isPinned", base,
             criteria_print AS "criteriaPrint",
             EXISTS (SELECT FROM failing_record f WHERE f.tenant_id = record_link.tenant_id
                       AND f.hubspot_contact_id = record_link.hubspot_contact_id) AS "isFailing"
      FROM record_link
      WHERE tenant_id = ${tenantId}::uuid AND ${isWanted}
      ORDER BY hubspot_contact_id`;
    return rows.map((row) => ({ ...toLink(row), ...(row.isFailing && { isFailing: true as const }) }));
  }
  return {
    findByHubspotIds: (hubspotContactIds) =>
      findLinks(Prisma.sql`hubspot_contact_id = ANY (${[...hubspotContactIds]}::text[])`),
    async findBySalesforceIds(salesforceIds) {
      if (salesforceIds.length === 0) return [];
      return findLinks(Prisma.sql`salesforce_id = ANY (${[...salesforceIds]}::text[])`);
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
        await nameConflicting(tx, tenantId, new Date(clock.now()));
        return true;
      }),
  };
}

type LinkRow = Pick<
  RecordLinkRow,
  'hubspotContactId' | 'salesforceId' | 'salesforceKind' | 'state' | 'isPinned' | 'base' | 'criteriaPrint'
>;

export function toLink(row: LinkRow): RecordLink {
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
