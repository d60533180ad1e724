import { afterAll, describe, expect, it } from 'vitest';
import { initialSettings } from '#lib/domain/settings.ts';
import type { SignIn } from '#lib/ports/directory.ts';
import type { TenantStores } from '#lib/ports/stores.ts';
import { createTestDatabase } from '#scripts/local/test-database.ts';
import { openTestTenants } from './tenant.fixtures.ts';

const databaseUrl = await createTestDatabase();
const tenants = openTestTenants(databaseUrl);
const { directory } = tenants;
afterAll(() => tenants.close());

let portals = 0;
function newPortal(): SignIn {
  portals += 1;
  return {
    portalId: `portal-${portals}`,
    portalName: 'Acme',
    uiDomain: 'app.hubspot.com',
    timeZone: 'Europe/Rome',
    hubspotUserId: '1',
    email: 'ada@example.com',
  };
}
const inSeconds = (seconds: number) => new Date(Date.now() + seconds * 1_000);

describe('signing in', () => {
  it('makes the first person of a portal its admin and the next ones viewers', async () => {
    const person = newPortal();
    const first = await directory.signIn(person);
    const second = await directory.signIn({ ...person, hubspotUserId: '2', email: 'grace@example.com' });
    expect([first.user.role, second.user.role]).toEqual(['admin', 'viewer']);
    expect(second.tenant).toEqual(first.tenant);
  });

  it('keeps the role and takes over the new name of portal and person', async () => {
    const person = newPortal();
    const before = await directory.signIn(person);
    await directory.signIn({ ...person, hubspotUserId: '2' });
    const again = await directory.signIn({ ...person, portalName: 'Acme Ltd', email: 'ada@new.example' });
    expect(again.tenant).toEqual({ ...before.tenant, portalName: 'Acme Ltd' });
    expect(again.user).toEqual({ hubspotUserId: '1', email: 'ada@new.example', role: 'admin' });
  });

  it('gives one portal one tenant and one admin, however many sign in for the first time at once', async () => {
    const person = newPortal();
    const people = ['1', '2', '3', '4', '5', '6'].map((hubspotUserId) => ({ ...person, hubspotUserId }));
    const signedIn = await Promise.all(people.map((each) => directory.signIn(each)));
    expect(new Set(signedIn.map(({ tenant }) => tenant.tenantId)).size).toBe(1);
    expect(signedIn.filter(({ user }) => user.role === 'admin')).toHaveLength(1);
  });

  it('gives two portals two tenants, even to the same person', async () => {
    const [first, second] = [await directory.signIn(newPortal()), await directory.signIn(newPortal())];
    expect(first.tenant.tenantId).not.toBe(second.tenant.tenantId);
    expect(second.user.role).toBe('admin');
  });
});

describe('a Salesforce authorization', () => {
  const begin = async (state: string, expiresAt = inSeconds(60)) => {
    const { tenantId } = await tenants.openTenant();
    const loginUrl = 'https://login.salesforce.com';
    const authorization = { state, tenantId, hubspotUserId: '1', codeVerifier: 'plain-verifier', loginUrl };
    await directory.beginSalesforceAuthorization(authorization, expiresAt);
    return authorization;
  };

  it('can be spent once', async () => {
    const authorization = await begin('once');
    expect(await directory.spendSalesforceAuthorization('once')).toEqual(authorization);
    expect(await directory.spendSalesforceAuthorization('once')).toBeNull();
  });

  it('is spent by one of many callers at once', async () => {
    await begin('race');
    const spending = Array.from({ length: 6 }, () => directory.spendSalesforceAuthorization('race'));
    expect((await Promise.all(spending)).filter((each) => each !== null)).toHaveLength(1);
  });

  it('is nothing to somebody who made the state up', async () => {
    await begin('mine');
    expect(await directory.spendSalesforceAuthorization('yours')).toBeNull();
  });

  it('is worth nothing when it has expired, and is cleared away', async () => {
    await begin('late', inSeconds(-1));
    expect(await directory.spendSalesforceAuthorization('late')).toBeNull();
    await begin('later', inSeconds(-1));
    await begin('fresh');
    const rows = await tenants.db.salesforceAuthorization.findMany();
    const states = rows.map(({ state }) => state);
    expect(states).toContain('fresh');
    expect(states).not.toContain('late');
    expect(states).not.toContain('later');
  });

  it('keeps its verifier sealed', async () => {
    await begin('sealed');
    const rows = await tenants.db.$queryRaw`SELECT * FROM salesforce_authorization`;
    expect(JSON.stringify(rows)).toContain('sealed');
    expect(JSON.stringify(rows)).not.toContain('plain-verifier');
  });
});

describe('tenants with work', () => {
  it('are those with a run that goes on or a live change that is due', async () => {
    const [running, paused, live, later, idle] = await Promise.all(
      Array.from({ length: 5 }, () => tenants.openTenant()),
    );
    const run = { settingsRevision: 0, inclusionList: null, startedBy: null, expectedTotal: null };
    const pausedRunId = crypto.randomUUID();
    await running?.runs.startResync({ ...run, runId: crypto.randomUUID() });
    await paused?.runs.startResync({ ...run, runId: pausedRunId });
    await paused?.runs.changeState(pausedRunId, 'paused', null);
    await tenants.addHint(live?.tenantId ?? '', '1');
    await tenants.addHint(later?.tenantId ?? '', '1', inSeconds(3_600));
    const withWork = new Set(await directory.listTenantsWithWork());
    const of = [running, paused, live, later, idle].map((each) => withWork.has(each?.tenantId ?? ''));
    expect(of).toEqual([true, false, true, false, false]);
  });
});

describe('tenants to sweep', () => {
  const connect = async (stores: TenantStores, platforms: readonly ('hubspot' | 'salesforce')[]) => {
    for (const platform of platforms) {
      await stores.connections.save({
        platform,
        accountId: '1',
        accountUser: 'admin',
        instanceUrl: null,
        loginUrl: null,
        appId: null,
        grant: { accessToken: 'a', refreshToken: 'r', expiresAt: null, scopes: [] },
      });
    }
    return stores;
  };
  const both = ['hubspot', 'salesforce'] as const;

  it('are connected to both platforms, and have a feed that is due or none yet', async () => {
    const open = () => tenants.openTenant();
    const [fresh, half, due, later, lost, paused] = [
      await connect(await open(), both),
      await connect(await open(), ['hubspot']),
      await connect(await open(), both),
      await connect(await open(), both),
      await connect(await open(), both),
      await connect(await open(), both),
    ];
    const at = (seconds: number) => ({ value: 'v', dueAt: inSeconds(seconds).toISOString() });
    await due.sweeps.moveWatermark('one', null, at(-1));
    await due.sweeps.moveWatermark('other', null, at(3_600));
    await later.sweeps.moveWatermark('one', null, at(3_600));
    await later.sweeps.moveWatermark('old list', null, { value: 'v', dueAt: null });
    await lost.connections.markLost('salesforce', 'revoked');
    await paused.connections.pauseUntil('salesforce', inSeconds(3_600).toISOString(), 'limit');
    const toSweep = new Set(await directory.listTenantsToSweep());
    const of = [fresh, half, due, later, lost, paused].map(({ tenantId }) => toSweep.has(tenantId));
    expect(of).toEqual([true, false, true, false, false, false]);
  });
});

describe('a portal', () => {
  it('is joined when it has an org, and its inclusion list is that of its newest settings', async () => {
    const stores = await tenants.openTenant();
    const { portalId } = await stores.readTenant();
    expect(await directory.findJoinedTenant(portalId)).toBeNull();
    await stores.bindOrganization('00D');
    expect(await directory.findJoinedTenant(portalId)).toBe(stores.tenantId);
    expect(await directory.findJoinedTenant('no such portal')).toBeNull();
    const listed = async () =>
      (await directory.listInclusionLists()).filter((each) => each.portalId === portalId);
    expect(await listed()).toEqual([]);
    const choose = (revision: number, listId: string | null) =>
      stores.settings.save(
        revision,
        { ...initialSettings(), inclusionList: listId === null ? null : { listId, name: 'List' } },
        'admin',
      );
    await choose(0, '7');
    await choose(1, '8');
    expect(await listed()).toEqual([{ portalId, listId: '8' }]);
    await choose(2, null);
    expect(await listed()).toEqual([]);
  });
});
