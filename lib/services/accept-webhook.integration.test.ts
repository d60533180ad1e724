import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { openTestTenants } from '#lib/db/tenant.fixtures.ts';
import { openTenantStores } from '#lib/db/tenant-stores.ts';
import type { SyncTrigger } from '#lib/domain/sync-trigger.ts';
import type { Hint } from '#lib/ports/inbox.ts';
import type { TenantStores } from '#lib/ports/stores.ts';
import { createTestDatabase } from '#scripts/local/test-database.ts';
import { acceptWebhook, type WebhookPorts } from './accept-webhook.ts';

const tenants = openTestTenants(await createTestDatabase());
afterAll(() => tenants.close());

let mine: TenantStores;
let others: TenantStores;
let woken: string[] = [];
beforeEach(async () => {
  [mine, others] = [await tenants.openTenant(), await tenants.openTenant()];
  await mine.bindOrganization('00D-mine');
  await others.bindOrganization('00D-others');
  woken = [];
});

const ports: WebhookPorts = {
  directory: tenants.directory,
  openStores: (tenantId) => openTenantStores(tenants.db, tenants.cipher, tenantId),
  wakeDrain: async (tenantId) => void woken.push(tenantId),
};

const at = (second: number) => new Date(Date.UTC(2026, 10, 25, 9, 0, second)).toISOString();
const name = (recordId: string, trigger: SyncTrigger, second = 0): Hint => ({
  side: 'hubspot',
  recordKind: 'contact',
  recordId,
  trigger,
  occurredAt: at(second),
});

async function accept(hints: readonly Hint[], stores: TenantStores = mine): Promise<void> {
  const { portalId } = await stores.readTenant();
  await acceptWebhook(ports, { kind: 'genuine', hintsByPortal: new Map([[portalId, hints]]) });
}

const rowsOf = ({ tenantId }: TenantStores) =>
  tenants.db.pendingChange.findMany({ where: { tenantId }, orderBy: { recordId: 'asc' } });

describe('a delivery', () => {
  it('is in the inbox of its portal and of no other, and wakes that tenant', async () => {
    await accept([name('51', 'contact_created'), name('52', 'contact_deleted')]);
    expect((await rowsOf(mine)).map(({ recordId }) => recordId)).toEqual(['51', '52']);
    expect(await rowsOf(others)).toEqual([]);
    expect(woken).toEqual([mine.tenantId]);
  });

  it('that comes twice, late or out of order is one piece of work for each contact', async () => {
    const events = [
      name('51', 'contact_changed', 5),
      name('51', 'contact_created', 1),
      name('51', 'contact_changed', 3),
    ];
    await accept(events);
    await accept(events.toReversed());
    const [row, ...more] = await rowsOf(mine);
    expect(more).toEqual([]);
    expect(row?.triggers.sort()).toEqual(['contact_changed', 'contact_created']);
    expect(row?.firstOccurredAt.toISOString()).toBe(at(1));
    expect(row?.lastOccurredAt.toISOString()).toBe(at(5));
  });

  it('that comes many times at once waits for nobody for ever', async () => {
    const hints = Array.from({ length: 100 }, (_, index) => name(String(index), 'contact_changed'));
    await Promise.all(
      Array.from({ length: 10 }, (_, turn) => accept(turn % 2 === 0 ? hints : hints.toReversed())),
    );
    expect((await rowsOf(mine)).length).toBe(100);
  });

  it('of a portal that nobody connected, or that has no org yet, is passed over', async () => {
    const alone = await tenants.openTenant();
    await accept([name('51', 'contact_created')], alone);
    await acceptWebhook(ports, {
      kind: 'genuine',
      hintsByPortal: new Map([['999999', [name('51', 'contact_created')]]]),
    });
    expect(await rowsOf(alone)).toEqual([]);
    expect(woken).toEqual([]);
  });

  it('that names nobody wakes nobody', async () => {
    await accept([]);
    expect(woken).toEqual([]);
  });

  it('that cannot be stored fails, so that HubSpot sends it again', async () => {
    const broken: WebhookPorts = {
      ...ports,
      openStores: () => ({
        inbox: { ...mine.inbox, addHints: () => Promise.reject(new Error('the database is down')) },
      }),
    };
    const { portalId } = await mine.readTenant();
    const hintsByPortal = new Map([[portalId, [name('51', 'contact_created')]]]);
    await expect(acceptWebhook(broken, { kind: 'genuine', hintsByPortal })).rejects.toThrow('down');
    expect(woken).toEqual([]);
  });
});
