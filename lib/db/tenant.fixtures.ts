import { randomBytes, randomUUID } from 'node:crypto';
import { createTokenCipher, type TokenCipher } from '#lib/platform/token-cipher.ts';
import type { Directory } from '#lib/ports/directory.ts';
import type { TenantStores } from '#lib/ports/stores.ts';
import { type Database, openDatabase } from './database.ts';
import { createDirectory } from './directory.ts';
import { openTenantStores } from './tenant-stores.ts';

/** A real database with as many tenants as a test wants. */
export type TestTenants = {
  readonly db: Database;
  readonly cipher: TokenCipher;
  readonly directory: Directory;
  /** A new portal whose admin has just signed in for the first time; its stores go by `clock`. */
  openTenant(clock?: { now(): number }): Promise<TenantStores>;
  /** A live change of a contact, coalescing into the one that waits, as whatever watches HubSpot stores it. */
  addHint(tenantId: string, hubspotContactId: string, notBefore?: Date): Promise<void>;
  /** How many transactions wait for a lock that another one holds. */
  countBlocked(): Promise<number>;
  close(): Promise<void>;
};

/** Starts a resync and stores its only page. */
export async function startRun(stores: TenantStores, contactIds: readonly string[]): Promise<string> {
  const runId = randomUUID();
  const { revision, settings } = await stores.settings.readCurrent();
  const { inclusionList } = settings;
  const started = { runId, settingsRevision: revision, inclusionList, startedBy: null, expectedTotal: null };
  await stores.runs.startResync(started);
  await stores.runs.beginQueued();
  await stores.runs.storePage(runId, { fromCheckpoint: null, contactIds, nextCheckpoint: null });
  return runId;
}

export function openTestTenants(databaseUrl: string, key = randomBytes(32)): TestTenants {
  const db = openDatabase(databaseUrl, 8);
  const cipher = createTokenCipher([{ keyId: 'test', key }]);
  const directory = createDirectory(db, cipher);
  let portals = 0;
  return {
    db,
    cipher,
    directory,
    async openTenant(clock) {
      portals += 1;
      const { tenant } = await directory.signIn({
        portalId: String(1_000 + portals),
        portalName: `Portal ${portals}`,
        uiDomain: 'app.hubspot.com',
        timeZone: 'Europe/Rome',
        hubspotUserId: '1',
        email: 'admin@example.com',
      });
      return openTenantStores(db, cipher, tenant.tenantId, clock);
    },
    async addHint(tenantId, hubspotContactId, notBefore = new Date()) {
      await db.$executeRaw`
        INSERT INTO pending_change (tenant_id, side, record_kind, record_id, lane, triggers,
                                    first_occurred_at, last_occurred_at, not_before)
        VALUES (${tenantId}::uuid, 'hubspot', 'contact', ${hubspotContactId}, 0, '{contact_changed}',
                now(), now(), ${notBefore})
        ON CONFLICT (tenant_id, side, record_id, run_id) DO UPDATE
        SET hint_version = pending_change.hint_version + 1, last_occurred_at = now()`;
    },
    async countBlocked() {
      const [row] = await db.$queryRaw<{ blocked: number }[]>`
        SELECT count(*)::int AS blocked FROM pg_stat_activity
        WHERE datname = current_database() AND wait_event_type = 'Lock'`;
      return row?.blocked ?? 0;
    },
    close: () => db.$disconnect(),
  };
}
