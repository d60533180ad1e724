import { afterAll, describe, expect, it } from 'vitest';
import { openTestTenants } from '#lib/db/tenant.fixtures.ts';
import { createTestDatabase } from '#scripts/local/test-database.ts';
import { changeRole } from './change-role.ts';
import { openRequest } from './context.fixtures.ts';
import { listUsers } from './list-users.ts';
import { setScene } from './sync.fixtures.ts';

const databaseUrl = await createTestDatabase();
const tenants = openTestTenants(databaseUrl);
afterAll(() => tenants.close());

/** A portal in which Grace has signed in after its admin. */
async function openPortal() {
  const stores = await tenants.openTenant();
  const { portalId, portalName, uiDomain, timeZone } = await stores.readTenant();
  const portal = { portalId, portalName, uiDomain, timeZone };
  await tenants.directory.signIn({ ...portal, hubspotUserId: '2', email: 'grace@example.com' });
  return openRequest(await setScene(stores), tenants.directory);
}

describe('roles', () => {
  it('are given by name, hold for the next request, and are noted', async () => {
    const { context } = await openPortal();
    const { users } = await changeRole(context, '2', { role: 'admin' });
    expect(users).toMatchObject([
      { email: 'admin@example.com', role: 'admin', isYou: true },
      { email: 'grace@example.com', role: 'admin', isYou: false },
    ]);
    expect(await context.stores.readUser('2')).toMatchObject({ role: 'admin' });
    await changeRole(context, '2', { role: 'admin' });
    expect(await context.stores.audit.list({ before: null, limit: 10 })).toMatchObject([
      { action: 'role.changed', detail: { email: 'grace@example.com', before: 'viewer', after: 'admin' } },
    ]);
  });

  it('leave an admin, also when two take it from each other at once', async () => {
    const { context } = await openPortal();
    await expect(changeRole(context, '1', { role: 'viewer' })).rejects.toMatchObject({ code: 'last_admin' });
    await changeRole(context, '2', { role: 'admin' });
    const results = await Promise.allSettled(
      ['1', '2'].map((userId) => changeRole(context, userId, { role: 'viewer' })),
    );
    expect(results.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected']);
    const { users } = await listUsers(context);
    expect(users.filter(({ role }) => role === 'admin')).toHaveLength(1);
  });

  it('belong to the own portal', async () => {
    const { context } = await openPortal();
    await expect(changeRole(context, '99', { role: 'admin' })).rejects.toMatchObject({ code: 'not_found' });
  });
});
