import { afterAll, describe, expect, it } from 'vitest';
import { openTestTenants } from '#lib/db/tenant.fixtures.ts';
import { createTestDatabase } from '#scripts/local/test-database.ts';
import { addRecord, providerFailure } from './platforms.fixtures.ts';
import { hint, linksOf, listId, type Scene, saveSettings, setScene, writesOf } from './sync.fixtures.ts';

const databaseUrl = await createTestDatabase();
const tenants = openTestTenants(databaseUrl);
afterAll(() => tenants.close());

const switchedOn = '2026-06-01T12:00:00.000Z';
const earlier = '2026-05-31T12:00:00.000Z';
const later = '2026-06-02T12:00:00.000Z';

/** Leads create their contacts since `switchedOn`; contact 004 is there and not in the list. */
async function newScene(since: string | null = switchedOn): Promise<Scene> {
  const autoCreateSince = { Lead: since, Contact: null };
  return setScene(await tenants.openTenant(), { contacts: 4, settings: { autoCreateSince } });
}

function addLead({ org }: Scene, email: string, createdAt: string, fields: Record<string, string> = {}) {
  const id = addRecord(org, 'Lead', { Email: email, LastName: 'Byron', Company: 'Acme', ...fields });
  Object.assign(org.records.get(id) ?? {}, { createdAt });
  return id;
}

const edit = ({ org }: Scene, id: string, fields: Record<string, string>) =>
  Object.assign(org.records.get(id)?.fields ?? {}, fields);
const outcomesOf = async ({ stores }: Scene) => {
  const where = { tenantId: stores.tenantId };
  const attempts = await tenants.db.syncAttempt.findMany({ where, orderBy: { attemptId: 'asc' } });
  return attempts.map(({ outcome, reason }) => (reason === null ? outcome : `${outcome}: ${reason}`));
};
const waiting = ({ stores }: Scene) =>
  tenants.db.pendingChange.count({ where: { tenantId: stores.tenantId } });
const emailsOf = ({ portal }: Scene) => [...portal.contacts.values()].map(({ email }) => email);

describe('a record without a contact, automatic creation on', () => {
  it.each([
    ['created since', later],
    ['there before', earlier],
  ])('%s makes its contact once, with all mapped fields; the next edit is excluded', async (_, createdAt) => {
    const scene = await newScene();
    const id = addLead(scene, 'new@example.com', createdAt, { Title: 'Lady', City: 'Rome' });
    await hint(scene, id, 'record_created');
    await scene.drainAll();
    const created = {
      email: 'new@example.com',
      lastname: 'Byron',
      company: 'Acme',
      jobtitle: 'Lady',
      city: 'Rome',
    };
    expect(scene.portal.contacts.get('005')).toEqual(created);
    expect(await linksOf(scene)).toEqual({ [id]: '005' });

    edit(scene, id, { Title: 'Countess' });
    await hint(scene, id, 'record_changed');
    await scene.drainAll();
    expect(scene.portal.contacts.get('005')).toEqual(created);
    expect(await outcomesOf(scene)).toEqual(['created_in_hubspot', 'excluded: not_in_inclusion_list']);

    scene.portal.lists.get(listId)?.members.add('005');
    await hint(scene, '005', 'list_joined');
    await scene.drainAll();
    expect(scene.portal.contacts.get('005')).toMatchObject({ jobtitle: 'Countess' });
    expect(await waiting(scene)).toBe(0);
  });

  it('makes one contact for several records of one address in one wave, linked with the oldest', async () => {
    const scene = await newScene();
    const [young, old] = [
      addLead(scene, 'new@example.com', later),
      addLead(scene, 'new@example.com', earlier),
    ];
    await hint(scene, young, 'record_created');
    await hint(scene, old, 'record_created');
    await scene.drainAll();
    expect(emailsOf(scene).filter((email) => email === 'new@example.com')).toHaveLength(1);
    expect(await linksOf(scene)).toEqual({ [old]: '005' });
    expect(await waiting(scene)).toBe(0);
  });

  it('is found again where HubSpot’s answer was lost', async () => {
    const scene = await newScene();
    const id = addLead(scene, 'new@example.com', later);
    await hint(scene, id, 'record_created');
    await scene.drain({
      after: ({ name }) => {
        if (name === 'hubspot.createContacts') throw providerFailure('hubspot', 'unavailable');
      },
    });
    await scene.drainAll();
    expect(emailsOf(scene).filter((email) => email === 'new@example.com')).toHaveLength(1);
    expect(await linksOf(scene)).toEqual({ [id]: '005' });
  });

  it('joins the contact that somebody made in the same moment', async () => {
    const scene = await newScene();
    const id = addLead(scene, 'new@example.com', later);
    await hint(scene, id, 'record_created');
    const race = {
      before: ({ name }: { name: string }) => {
        if (name === 'hubspot.createContacts') scene.portal.contacts.set('009', { email: 'new@example.com' });
      },
    };
    expect(await scene.drainAll(race)).toMatchObject({ kind: 'wait' });
    await scene.stores.inbox.releaseAll();
    await scene.drainAll();
    expect(emailsOf(scene).filter((email) => email === 'new@example.com')).toHaveLength(1);
    expect(await linksOf(scene)).toEqual({ [id]: '009' });
    expect(scene.portal.contacts.get('009')).toMatchObject({ lastname: 'Byron', company: 'Acme' });
  });
});

describe('a record whose contact exists and is not in the list', () => {
  it('syncs once to HubSpot and nothing back, is linked, and is excluded from then on', async () => {
    const scene = await newScene();
    scene.portal.contacts.set('004', { email: 'person-004@example.com', phone: '555 0104', lastname: '' });
    const id = addLead(scene, 'person-004@example.com', later, { Title: 'Lady' });
    await hint(scene, id, 'record_created');
    await scene.drainAll();
    expect(scene.portal.contacts.get('004')).toMatchObject({ lastname: 'Byron', jobtitle: 'Lady' });
    expect(scene.org.records.get(id)?.fields.Phone).toBeUndefined();
    expect(await linksOf(scene)).toEqual({ [id]: '004' });
    expect(scene.calls.get('salesforce.update')).toBeUndefined();

    scene.calls.clear();
    edit(scene, id, { Title: 'Countess' });
    await hint(scene, id, 'record_changed');
    await hint(scene, '004', 'contact_created');
    await scene.drainAll();
    expect(writesOf(scene.calls)).toBe(0);
    expect(await outcomesOf(scene)).toEqual(['updated', 'excluded: not_in_inclusion_list']);
  });

  it('does not have a second such sync when its link has ended', async () => {
    const scene = await newScene();
    const id = addLead(scene, 'person-004@example.com', later);
    await hint(scene, id, 'record_created');
    await scene.drainAll();
    await tenants.db.recordLink.deleteMany({ where: { tenantId: scene.stores.tenantId } });
    edit(scene, id, { Title: 'Countess' });
    await hint(scene, id, 'record_changed');
    await scene.drainAll();
    expect(scene.portal.contacts.get('004')?.jobtitle).toBeUndefined();
    expect(await linksOf(scene)).toEqual({});
  });

  it.each([
    ['was created before the switch', switchedOn, earlier],
    ['was created while creation was off', null, later],
  ])('is excluded when it %s', async (_, since, createdAt) => {
    const scene = await newScene(since);
    const id = addLead(scene, 'person-004@example.com', createdAt, { Title: 'Lady' });
    await hint(scene, id, 'record_changed');
    await scene.drainAll();
    expect(writesOf(scene.calls)).toBe(0);
    expect(await outcomesOf(scene)).toEqual(['excluded: not_in_inclusion_list']);
  });

  it('is joined with a contact that is in the list, automatic creation off', async () => {
    const scene = await newScene(null);
    const id = addLead(scene, 'person-001@example.com', later, { Title: 'Lady' });
    await hint(scene, id, 'record_created');
    await scene.drainAll();
    expect(await linksOf(scene)).toEqual({ [id]: '001' });
    expect(scene.portal.contacts.get('001')).toMatchObject({ jobtitle: 'Lady' });
    expect(scene.org.records.get(id)?.fields).toMatchObject({ FirstName: 'Ada' });
  });
});

describe('a new contact whose company is known', () => {
  it('becomes a Contact of the Account, others a Lead', async () => {
    const scene = await setScene(await tenants.openTenant(), { contacts: 2, members: 2 });
    await saveSettings(scene, { contactForKnownAccount: true });
    scene.portal.contacts.set('001', { email: 'ada@acme.example', lastname: 'Lovelace' });
    scene.org.accounts.set('acme.example', '001000000000001AAA');
    await hint(scene, '001', 'contact_created');
    await hint(scene, '002', 'contact_created');
    await scene.drainAll();
    const records = [...scene.org.records.values()];
    expect(records.map(({ salesforceType }) => salesforceType).sort()).toEqual(['Contact', 'Lead']);
    const contact = records.find(({ salesforceType }) => salesforceType === 'Contact');
    expect(contact?.fields).toMatchObject({ AccountId: '001000000000001AAA', Email: 'ada@acme.example' });
    expect(scene.calls.get('salesforce.findAccounts')).toBe(1);
  });
});
