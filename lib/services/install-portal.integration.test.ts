import { afterAll, describe, expect, it } from 'vitest';
import { openTestTenants } from '#lib/db/tenant.fixtures.ts';
import { openTenantStores } from '#lib/db/tenant-stores.ts';
import type { HubspotTokenOwner } from '#lib/ports/authorization.ts';
import { createTestDatabase } from '#scripts/local/test-database.ts';
import { type InstallPorts, installPortal } from './install-portal.ts';

const databaseUrl = await createTestDatabase();
const tenants = openTestTenants(databaseUrl);
afterAll(() => tenants.close());

type Owner = Extract<HubspotTokenOwner, { isActive: true }>;

let portals = 5_000;
function newOwner(changes: Partial<Owner> = {}): Owner {
  portals += 1;
  return {
    isActive: true,
    portalId: String(portals),
    portalName: 'Acme',
    userId: '1',
    userEmail: 'Ada@Example.com',
    appId: '77',
    scopes: ['oauth', 'crm.lists.read'],
    ...changes,
  };
}

/** HubSpot as it answers for tokens of `owner`. */
function openPorts(owner: HubspotTokenOwner) {
  const woken: string[] = [];
  const ports: InstallPorts = {
    authorizer: {
      introspect: async () => owner,
      readAccount: async () => ({
        portalId: owner.isActive ? owner.portalId : '',
        uiDomain: 'app-eu1.hubspot.com',
        timeZone: 'Europe/Rome',
        accountType: 'STANDARD',
      }),
      refresh: () => Promise.reject(new Error('not part of these tests')),
    },
    directory: tenants.directory,
    requiredScopes: ['oauth', 'crm.lists.read'],
    openStores: (tenantId) => openTenantStores(tenants.db, tenants.cipher, tenantId),
    wakeDrain: async (tenantId) => void woken.push(tenantId),
  };
  return { ports, woken };
}

const grant = { accessToken: 'a', refreshToken: 'r', expiresAt: null, scopes: [] };

describe('installing', () => {
  it('keeps the tokens of the portal that HubSpot names, and wakes its drain', async () => {
    const owner = newOwner();
    const { ports, woken } = openPorts(owner);
    const installation = await installPortal(ports, grant, null);
    if (installation.kind !== 'installed') throw new Error(installation.kind);
    const stores = ports.openStores(installation.tenantId);
    expect(installation.user).toEqual({ hubspotUserId: '1', email: 'ada@example.com', role: 'admin' });
    expect(await stores.readTenant()).toMatchObject({ portalId: owner.portalId, timeZone: 'Europe/Rome' });
    expect(await stores.connections.read('hubspot')).toMatchObject({
      accountId: owner.portalId,
      appId: '77',
      scopes: owner.scopes,
      status: 'connected',
    });
    expect(woken).toEqual([installation.tenantId]);
  });

  it('stays the work of whoever connected, since then, when others sign in with fresh tokens', async () => {
    const owner = newOwner();
    const { ports } = openPorts(owner);
    const installation = await installPortal(ports, grant, null);
    if (installation.kind !== 'installed') throw new Error(installation.kind);
    const { connections } = ports.openStores(installation.tenantId);
    const before = await connections.read('hubspot');
    const other = openPorts({ ...owner, userId: '2', userEmail: 'bob@example.com' }).ports;
    await installPortal(other, { ...grant, accessToken: 'b' }, null);
    expect(await connections.read('hubspot')).toEqual(before);
    expect(await connections.readTokens('hubspot')).toMatchObject({ accessToken: 'b' });
    await installPortal(other, grant, installation.tenantId);
    expect(await connections.read('hubspot')).toMatchObject({ accountUser: 'bob@example.com' });
  });

  it('takes another portal for the one of the session only after that was disconnected', async () => {
    const { ports } = openPorts(newOwner());
    const first = await installPortal(ports, grant, null);
    if (first.kind !== 'installed') throw new Error(first.kind);
    const others = openPorts(newOwner()).ports;
    expect(await installPortal(others, grant, first.tenantId)).toMatchObject({ kind: 'wrong_account' });
    await ports.openStores(first.tenantId).connections.remove('hubspot', async () => {});
    const second = await installPortal(others, grant, first.tenantId);
    if (second.kind !== 'installed') throw new Error(second.kind);
    expect(second.tenantId).not.toBe(first.tenantId);
  });

  it('again ends a lost connection of the same portal', async () => {
    const { ports } = openPorts(newOwner());
    const installation = await installPortal(ports, grant, null);
    if (installation.kind !== 'installed') throw new Error(installation.kind);
    const { tenantId } = installation;
    await ports.openStores(tenantId).connections.markLost('hubspot', 'BAD_REFRESH_TOKEN');
    expect(await installPortal(ports, { ...grant, refreshToken: 'r2' }, tenantId)).toEqual(installation);
    expect(await ports.openStores(tenantId).connections.read('hubspot')).toMatchObject({
      status: 'connected',
    });
    expect(await ports.openStores(tenantId).connections.readTokens('hubspot')).toMatchObject({
      refreshToken: 'r2',
    });
  });

  it('of another portal than the one that is being reconnected is refused and stores nothing', async () => {
    const installation = await installPortal(openPorts(newOwner()).ports, grant, null);
    if (installation.kind !== 'installed') throw new Error(installation.kind);
    const other = newOwner();
    const { ports, woken } = openPorts(other);
    expect(await installPortal(ports, grant, installation.tenantId)).toEqual({
      kind: 'wrong_account',
      portalId: other.portalId,
    });
    expect(await tenants.db.tenant.count({ where: { portalId: other.portalId } })).toBe(0);
    expect(woken).toEqual([]);
  });

  it('without all scopes names the missing ones and stores nothing', async () => {
    const owner = newOwner({ scopes: ['oauth'] });
    expect(await installPortal(openPorts(owner).ports, grant, null)).toEqual({
      kind: 'missing_scopes',
      scopes: ['crm.lists.read'],
    });
    expect(await tenants.db.tenant.count({ where: { portalId: owner.portalId } })).toBe(0);
  });

  it('with a token that is not active fails as an authorization that is over', async () => {
    const { ports } = openPorts({ isActive: false });
    await expect(installPortal(ports, grant, null)).rejects.toMatchObject({ kind: 'auth_expired' });
  });
});
