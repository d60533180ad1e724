import { type Clock, systemClock } from '#lib/platform/clock.ts';
import type { TokenCipher } from '#lib/platform/token-cipher.ts';
import type { TenantStores } from '#lib/ports/stores.ts';
import { createApiUsageStore } from './api-usage-store.ts';
import { createAttemptStore } from './attempt-store.ts';
import { createAuditStore } from './audit-store.ts';
import { createBatchStore } from './batch-store.ts';
import { createConnectionStore } from './connection-store.ts';
import type { Database } from './database.ts';
import { createErrorGroupStore } from './error-group-store.ts';
import { createHealthStore } from './health-store.ts';
import { createImpactStore } from './impact-store.ts';
import { createImportStore } from './import-store.ts';
import { createInboxStore } from './inbox-store.ts';
import { createLinkStore } from './link-store.ts';
import { bindOrganization, releaseOrganization } from './organization.ts';
import { createRunStore } from './run-store.ts';
import { createSettingsStore } from './settings-store.ts';
import { createSweepStore } from './sweep-store.ts';
import { fingerprintKeyContext, tenantFields } from './tenant-row.ts';
import { createUserStore } from './user-store.ts';

/** The only way to a tenant's rows: every query below is bound to this `tenantId`. */
export function openTenantStores(
  db: Database,
  cipher: TokenCipher,
  tenantId: string,
  clock: Pick<Clock, 'now'> = systemClock,
): TenantStores {
  return {
    tenantId,
    readTenant: () => db.tenant.findUniqueOrThrow({ where: { tenantId }, select: tenantFields }),
    async readFingerprintKey() {
      const select = { fingerprintKeySealed: true };
      const row = await db.tenant.findUniqueOrThrow({ where: { tenantId }, select });
      return Buffer.from(cipher.open(row.fingerprintKeySealed, fingerprintKeyContext(tenantId)), 'base64');
    },
    async raiseFence() {
      const { drainFence } = await db.tenant.update({
        where: { tenantId },
        data: { drainFence: { increment: 1 } },
        select: { drainFence: true },
      });
      return drainFence;
    },
    readUser: (hubspotUserId) =>
      db.user.findUnique({
        where: { tenantId_hubspotUserId: { tenantId, hubspotUserId } },
        select: { hubspotUserId: true, email: true, role: true },
      }),
    bindOrganization: (organizationId) => bindOrganization(db, tenantId, organizationId),
    releaseOrganization: () => releaseOrganization(db, tenantId),
    settings: createSettingsStore(db, tenantId, clock),
    connections: createConnectionStore(db, cipher, tenantId, clock),
    inbox: createInboxStore(db, tenantId, clock),
    sweeps: createSweepStore(db, tenantId, clock),
    runs: createRunStore(db, tenantId, clock),
    imports: createImportStore(db, tenantId, clock),
    impacts: createImpactStore(db, tenantId, clock),
    links: createLinkStore(db, tenantId, clock),
    batches: createBatchStore(db, tenantId),
    attempts: createAttemptStore(db, tenantId),
    errorGroups: createErrorGroupStore(db, tenantId),
    audit: createAuditStore(db, tenantId, clock),
    users: createUserStore(db, tenantId),
    health: createHealthStore(db, tenantId, clock),
    apiUsage: createApiUsageStore(db, tenantId),
  };
}
