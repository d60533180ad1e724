import { randomUUID } from 'node:crypto';
import type { TokenCipher } from '#lib/platform/token-cipher.ts';
import type { Directory, SignIn } from '#lib/ports/directory.ts';
import type { Database, Transaction } from './database.ts';
import { createFingerprintKey, fingerprintKeyContext, tenantFields } from './tenant-row.ts';

export function createDirectory(db: Database, cipher: TokenCipher): Directory {
  return {
    signIn: (person) => db.$transaction((tx) => signIn(tx, cipher, person)),
    async beginSalesforceAuthorization({ codeVerifier, ...authorization }, expiresAt) {
      const verifierSealed = cipher.seal(codeVerifier, `authorization/${authorization.state}`);
      await db.salesforceAuthorization.deleteMany({ where: { expiresAt: { lt: new Date() } } });
      await db.salesforceAuthorization.create({ data: { ...authorization, verifierSealed, expiresAt } });
    },
    async spendSalesforceAuthorization(state) {
      const [row] = await db.salesforceAuthorization
        .findMany({ where: { state, expiresAt: { gt: new Date() } } })
        .then(async (rows) => {
          const { count } = await db.salesforceAuthorization.deleteMany({ where: { state } });
          return count === 1 ? rows : [];
        });
      if (row === undefined) return null;
      const { verifierSealed, expiresAt: _, ...authorization } = row;
      return { ...authorization, codeVerifier: cipher.open(verifierSealed, `authorization/${state}`) };
    },
    async findJoinedTenant(portalId) {
      const where = { portalId, salesforceOrganizationId: { not: null } };
      return (await db.tenant.findFirst({ where, select: { tenantId: true } }))?.tenantId ?? null;
    },
    listInclusionLists: () => db.$queryRaw<{ portalId: string; listId: string }[]>`
      SELECT t.portal_id AS "portalId", s.list_id AS "listId"
      FROM tenant t CROSS JOIN LATERAL (
        SELECT settings #>> '{inclusionList,listId}' AS list_id FROM settings_revision r
        WHERE r.tenant_id = t.tenant_id ORDER BY r.revision DESC LIMIT 1
      ) s
      WHERE t.salesforce_organization_id IS NOT NULL AND s.list_id IS NOT NULL`,
    async listTenantsWithWork() {
      const rows = await db.$queryRaw<{ tenantId: string }[]>`
        SELECT tenant_id AS "tenantId" FROM sync_run WHERE state IN ('queued', 'running')
        UNION
        SELECT tenant_id FROM pending_change WHERE run_id IS NULL AND not_before <= now()`;
      return rows.map((row) => row.tenantId);
    },
    async listTenantsToSweep() {
      const rows = await db.$queryRaw<{ tenantId: string }[]>`
        SELECT c.tenant_id AS "tenantId" FROM connection c
        LEFT JOIN watermark w ON w.tenant_id = c.tenant_id AND w.due_at IS NOT NULL
        WHERE c.status <> 'reconnect_needed' AND (c.paused_until IS NULL OR c.paused_until <= now())
        GROUP BY c.tenant_id
        HAVING count(DISTINCT c.platform) = 2 AND (count(w.stream) = 0 OR min(w.due_at) <= now())`;
      return rows.map((row) => row.tenantId);
    },
  };
}

async function signIn(tx: Transaction, cipher: TokenCipher, person: SignIn) {
  const { portalId, portalName, uiDomain, timeZone, hubspotUserId, email } = person;
  const described = { portalName, uiDomain, timeZone };
  const newTenantId = randomUUID();
  const fingerprintKeySealed = cipher.seal(createFingerprintKey(), fingerprintKeyContext(newTenantId));
  const tenant = await tx.tenant.upsert({
    where: { portalId },
    create: { tenantId: newTenantId, portalId, fingerprintKeySealed, ...described },
    update: described,
    select: tenantFields,
  });
  const { tenantId } = tenant;
  await tx.$queryRaw`SELECT 1 FROM tenant WHERE tenant_id = ${tenantId}::uuid FOR UPDATE`;
  const isFirst = (await tx.user.count({ where: { tenantId } })) === 0;
  const user = await tx.user.upsert({
    where: { tenantId_hubspotUserId: { tenantId, hubspotUserId } },
    create: { tenantId, hubspotUserId, email, role: isFirst ? 'admin' : 'viewer', lastSignInAt: new Date() },
    update: { email, lastSignInAt: new Date() },
    select: { hubspotUserId: true, email: true, role: true },
  });
  return { tenant, user };
}
