import { afterAll, expect, test } from 'vitest';
import { createTestDatabase } from '#scripts/local/test-database.ts';
import { openTestTenants } from './tenant.fixtures.ts';

const databaseUrl = await createTestDatabase();
const tenants = openTestTenants(databaseUrl);
afterAll(() => tenants.close());

test('a tenant joins one org for good', async () => {
  const stores = await tenants.openTenant();
  expect(await stores.bindOrganization('00D-first')).toBe(true);
  expect(await stores.bindOrganization('00D-first')).toBe(true);
  expect(await stores.bindOrganization('00D-other')).toBe(false);
  expect(await stores.readTenant()).toMatchObject({ salesforceOrganizationId: '00D-first' });
});

test('of two orgs that a portal is joined with at once one wins', async () => {
  const stores = await tenants.openTenant();
  const bound = await Promise.all(['00D-a', '00D-b', '00D-c'].map((each) => stores.bindOrganization(each)));
  expect(bound.filter((isBound) => isBound)).toHaveLength(1);
});

test('every drain gets a higher fence than the one before', async () => {
  const [own, other] = [await tenants.openTenant(), await tenants.openTenant()];
  const fences = await Promise.all([own.raiseFence(), own.raiseFence(), own.raiseFence()]);
  expect(fences.toSorted()).toEqual([1, 2, 3]);
  expect(await other.raiseFence()).toBe(1);
});

test('the fingerprint key is 32 bytes, lasts, is the tenant’s own and is sealed', async () => {
  const [own, other] = [await tenants.openTenant(), await tenants.openTenant()];
  const key = await own.readFingerprintKey();
  expect(key).toHaveLength(32);
  expect(await own.readFingerprintKey()).toEqual(key);
  expect(await other.readFingerprintKey()).not.toEqual(key);
  const rows = await tenants.db.$queryRaw`SELECT fingerprint_key_sealed FROM tenant`;
  expect(JSON.stringify(rows)).not.toContain(key.toString('base64'));
  await tenants.db.$executeRaw`
    UPDATE tenant SET fingerprint_key_sealed =
      (SELECT fingerprint_key_sealed FROM tenant WHERE tenant_id = ${other.tenantId}::uuid)
    WHERE tenant_id = ${own.tenantId}::uuid`;
  await expect(own.readFingerprintKey()).rejects.toThrow();
});

test('a user is known in the own portal only', async () => {
  const own = await tenants.openTenant();
  expect(await own.readUser('1')).toEqual({ hubspotUserId: '1', email: 'admin@example.com', role: 'admin' });
  expect(await own.readUser('2')).toBeNull();
});

test('what a person did is kept', async () => {
  const { audit, tenantId } = await tenants.openTenant();
  await audit.record('admin@example.com', 'resync.started', { revision: 3, listName: null });
  const events = await tenants.db.auditEvent.findMany({ where: { tenantId } });
  expect(events).toMatchObject([
    { actor: 'admin@example.com', action: 'resync.started', detail: { revision: 3, listName: null } },
  ]);
});

test('what was done is read page by page, newest first, in the own portal only', async () => {
  const own = await tenants.openTenant({ now: () => 1_000 });
  const other = await tenants.openTenant();
  await other.audit.record('grace@example.com', 'resync.started', {});
  const change = { setting: 'historyDays' as const, subject: null, before: '90', after: '30' };
  for (const revision of [1, 2, 3, 4, 5]) {
    await own.audit.record('ada@example.com', 'rules.saved', { revision }, [change]);
  }
  const first = await own.audit.list({ before: null, limit: 3 });
  const second = await own.audit.list({ before: first.at(-1)?.eventId ?? '', limit: 3 });
  const revisions = [...first, ...second].map(({ detail }) => detail.revision);
  expect(revisions.toSorted()).toEqual([1, 2, 3, 4, 5]);
  expect(first[0]).toMatchObject({ actor: 'ada@example.com', action: 'rules.saved', changes: [change] });
  const foreign = (await other.audit.list({ before: null, limit: 3 }))[0]?.eventId ?? '';
  expect(await own.audit.list({ before: foreign, limit: 3 })).toEqual([]);
});
