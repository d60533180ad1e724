import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { createJournalCursor } from '#lib/db/journal-cursor.ts';
import { openTestTenants } from '#lib/db/tenant.fixtures.ts';
import { openTenantStores } from '#lib/db/tenant-stores.ts';
import { createHubspotJournal } from '#lib/hubspot/journal.ts';
import { credentials } from '#lib/hubspot/test-consent.ts';
import { createTestDatabase } from '#scripts/local/test-database.ts';
import { alignJournal, followJournal, type JournalPorts, readJournal } from './read-journal.ts';
import { type SandboxTenant, startSandboxes } from './sandbox.fixtures.ts';

const tenants = openTestTenants(await createTestDatabase());
const sandboxes = await startSandboxes(tenants);
const { time, clock, hubspotUrl } = sandboxes;
afterAll(async () => {
  await sandboxes.close();
  await tenants.close();
});

const person = { sourceType: 'CRM_UI', sourceId: 'userId:1' } as const;
let tenant: SandboxTenant;
let ports: JournalPorts;
let woken: string[] = [];
beforeEach(async () => {
  await sandboxes.reset();
  await tenants.db.journalCursor.deleteMany();
  await tenants.db.tenant.updateMany({ data: { salesforceOrganizationId: null } });
  tenant = await sandboxes.openTenant(0);
  await tenant.stores.bindOrganization(tenant.org.orgId);
  woken = [];
  ports = {
    journal: createHubspotJournal({ apiUrl: hubspotUrl, ...credentials, clock }),
    cursor: createJournalCursor(tenants.db),
    directory: tenants.directory,
    openStores: (tenantId) => openTenantStores(tenants.db, tenants.cipher, tenantId, clock),
    wakeDrain: async (tenantId) => void woken.push(tenantId),
  };
});

/** The tenant's portal as the directory knows it has a number of its own, which no sandbox portal has. */
async function usePortalOfSandbox() {
  const { tenantId } = tenant.stores;
  const portalId = String(tenant.portal.portalId);
  await tenants.db.tenant.updateMany({ where: { portalId }, data: { portalId: `old-${tenantId}` } });
  await tenants.db.tenant.update({ where: { tenantId }, data: { portalId } });
}

function createContact(email: string): string {
  const { contacts } = tenant.portal;
  return contacts.idOf(contacts.create(new Map([['email', email]]), person, time.now()));
}

function setCity(contactId: string, city: string) {
  const { contacts } = tenant.portal;
  contacts.update(contacts.rowOf(contactId) ?? -1, new Map([['city', city]]), person, time.now());
  time.advance(5_000);
}

async function inbox(): Promise<Record<string, string[]>> {
  const rows = await tenants.db.pendingChange.findMany({ where: { tenantId: tenant.stores.tenantId } });
  return Object.fromEntries(rows.map(({ recordId, triggers }) => [recordId, triggers.sort()]));
}

describe('the journal', () => {
  it('tells who joined and left the inclusion list since it was chosen, each once', async () => {
    await usePortalOfSandbox();
    const [before = '', later = ''] = ['a', 'b'].map((name) => createContact(`${name}@journal.example`));
    setCity(before, 'Torino');
    const listId = await tenant.makeTorinoList();
    time.advance(1_000);
    await tenant.chooseList(listId);
    await alignJournal(ports);
    await alignJournal(ports);
    expect(sandboxes.hubspot.world.journal.subscriptions.size).toBe(1);
    time.advance(1_000);
    setCity(later, 'Torino');
    setCity(before, 'Asti');
    await readJournal(ports);
    expect(await inbox()).toEqual({ [later]: ['list_joined'], [before]: ['list_left'] });
    expect(woken).toContain(tenant.stores.tenantId);
    await tenants.db.pendingChange.deleteMany();
    await tenants.db.journalCursor.deleteMany();
    await readJournal(ports);
    expect(await inbox()).toEqual({});
  });

  it('is subscribed to the list in force and to no other', async () => {
    await usePortalOfSandbox();
    const [first, second] = [await tenant.makeTorinoList(), await tenant.makeTorinoList()];
    const subscribed = () =>
      [...sandboxes.hubspot.world.journal.subscriptions.values()].flatMap((each) =>
        each.subscriptionType === 'LIST_MEMBERSHIP' ? each.listIds : [],
      );
    await tenant.chooseList(first);
    await alignJournal(ports);
    expect(subscribed()).toEqual([first]);
    await tenant.chooseList(second);
    await alignJournal(ports);
    expect(subscribed()).toEqual([second]);
    await tenant.chooseList(null);
    await alignJournal(ports);
    expect(subscribed()).toEqual([]);
  });

  it('is left alone for an hour where HubSpot refuses its scopes', async () => {
    sandboxes.hubspot.faults.add({
      path: '/oauth/**/token',
      bodyIncludes: 'client_credentials',
      status: 400,
      body: { status: 'BAD_SCOPES', message: 'scopes not allowed' },
    });
    const turn = await followJournal(ports, clock.now)();
    expect(turn).toMatchObject({ waitMs: 3_600_000, failure: { kind: 'rejected' } });
    sandboxes.hubspot.faults.clear();
    expect(await followJournal(ports, clock.now)()).toEqual({ waitMs: 5_000, failure: null });
  });
});
