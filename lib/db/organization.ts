import type { Database, Transaction } from './database.ts';

/**
 * Joins a tenant with an org for good; false when it is joined with another. An org other than the one that was
 * disconnected before finds nothing of it: record ids and feed positions mean nothing in it.
 */
export function bindOrganization(db: Database, tenantId: string, organizationId: string): Promise<boolean> {
  return db.$transaction(async (tx) => {
    await tx.$queryRaw`SELECT 1 FROM tenant WHERE tenant_id = ${tenantId}::uuid FOR UPDATE`;
    const tenant = await tx.tenant.findUniqueOrThrow({ where: { tenantId } });
    const { salesforceOrganizationId: current, formerOrganizationId: former } = tenant;
    if (current !== null) return current === organizationId;
    if (former !== null && former !== organizationId) await forgetOrganization(tx, tenantId);
    const data = { salesforceOrganizationId: organizationId, formerOrganizationId: null };
    await tx.tenant.update({ where: { tenantId }, data });
    return true;
  });
}

/** Lets a tenant be joined with another org, and remembers which one it was joined with. */
export async function releaseOrganization(db: Database, tenantId: string): Promise<void> {
  await db.$executeRaw`
    UPDATE tenant SET former_organization_id = salesforce_organization_id, salesforce_organization_id = NULL
    WHERE tenant_id = ${tenantId}::uuid AND salesforce_organization_id IS NOT NULL`;
}

/** Everything that points into the former org, but not the history. A drain that still speaks to it is shut out. */
async function forgetOrganization(tx: Transaction, tenantId: string): Promise<void> {
  const where = { tenantId };
  await tx.tenant.update({ where, data: { drainFence: { increment: 1 } } });
  await tx.syncRun.updateMany({
    where: { ...where, finishedAt: null },
    data: { state: 'canceled', waitReason: null, finishedAt: new Date() },
  });
  await tx.pendingChange.deleteMany({ where });
  await tx.recordLink.deleteMany({ where });
  await tx.creationSync.deleteMany({ where });
  await tx.failingRecord.deleteMany({ where });
  await tx.excludedContact.deleteMany({ where });
  await tx.impactContact.deleteMany({ where });
  await tx.watermark.deleteMany({ where });
  await tx.sweptRecord.deleteMany({ where });
}
