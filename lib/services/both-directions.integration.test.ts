import { afterAll, describe, expect, it } from 'vitest';
import { openTestTenants } from '#lib/db/tenant.fixtures.ts';
import { createTestDatabase } from '#scripts/local/test-database.ts';
import { addContact, addRecord } from './platforms.fixtures.ts';
import {
  deleteRecord,
  hint,
  linksOf,
  listId,
  type Scene,
  type saveSettings,
  setScene,
  startResync,
  writesOf,
} from './sync.fixtures.ts';

const databaseUrl = await createTestDatabase();
const tenants = openTestTenants(databaseUrl);
afterAll(() => tenants.close());

/** Contacts 001 to 003 are in the list and linked with a Lead each. */
async function linkedScene(settings: Parameters<typeof saveSettings>[1] = {}) {
  const scene = await setScene(await tenants.openTenant(), { contacts: 4, settings });
  await startResync(scene.stores);
  await scene.drainAll();
  scene.calls.clear();
  const leadOf = async (contactId: string) => {
    const [link] = await scene.stores.links.findByHubspotIds([contactId]);
    return link?.salesforceId ?? '';
  };
  const ids = { one: await leadOf('001'), two: await leadOf('002'), three: await leadOf('003') };
  return { scene, ids };
}

const edit = ({ org }: Scene, salesforceId: string, fields: Record<string, string | null>) =>
  Object.assign(org.records.get(salesforceId)?.fields ?? {}, fields);
const leaveList = ({ portal }: Scene, contactId: string) =>
  portal.lists.get(listId)?.members.delete(contactId);
const waiting = ({ stores }: Scene) =>
  tenants.db.pendingChange.count({ where: { tenantId: stores.tenantId } });
const lastAttempts = ({ stores }: Scene, count = 1) =>
  tenants.db.syncAttempt.findMany({
    where: { tenantId: stores.tenantId },
    orderBy: { attemptId: 'desc' },
    take: count,
  });

describe('an edit in Salesforce', () => {
  it('arrives in HubSpot, and its echo from there asks Salesforce for nothing', async () => {
    const { scene, ids } = await linkedScene();
    edit(scene, ids.one, { Title: 'Countess' });
    await hint(scene, ids.one, 'record_changed');
    await scene.drainAll();
    expect(scene.portal.contacts.get('001')).toMatchObject({ jobtitle: 'Countess' });
    expect(writesOf(scene.calls)).toBe(1);
    scene.calls.clear();
    await hint(scene, '001', 'contact_changed');
    await scene.drainAll();
    expect(writesOf(scene.calls)).toBe(0);
    expect(await waiting(scene)).toBe(0);
    expect([...scene.calls.keys()]).not.toContain('hubspot.readMemberships');
    expect([...scene.calls.keys()]).not.toContain('salesforce.findByEmails');
  });

  it('that is our own write coming back asks HubSpot for no contact', async () => {
    const { scene, ids } = await linkedScene();
    addContact(scene.portal, '001', { phone: '555 0100' });
    await hint(scene, '001', 'contact_changed');
    await scene.drainAll();
    expect(scene.org.records.get(ids.one)?.fields).toMatchObject({ Phone: '555 0100' });
    scene.calls.clear();
    await hint(scene, ids.one, 'record_changed');
    await scene.drainAll();
    expect(scene.calls.get('hubspot.readContacts') ?? 0).toBe(0);
    expect(scene.calls.get('hubspot.readContactsByEmail') ?? 0).toBe(0);
    expect(scene.calls.get('hubspot.readMemberships') ?? 0).toBe(0);
    expect(writesOf(scene.calls)).toBe(0);
    expect(await waiting(scene)).toBe(0);
  });

  it('stays there while the contact is not in the list, and crosses once it joins', async () => {
    const { scene, ids } = await linkedScene();
    leaveList(scene, '001');
    edit(scene, ids.one, { Title: 'Countess' });
    await hint(scene, ids.one, 'record_changed');
    await scene.drainAll();
    expect(writesOf(scene.calls)).toBe(0);
    expect(await lastAttempts(scene)).toMatchObject([{ outcome: 'excluded' }]);
    scene.portal.lists.get(listId)?.members.add('001');
    await hint(scene, '001', 'list_joined');
    await scene.drainAll();
    expect(scene.portal.contacts.get('001')).toMatchObject({ jobtitle: 'Countess' });
  });

  it('of a record that nobody has, with automatic creation off, is skipped', async () => {
    const { scene } = await linkedScene();
    const id = addRecord(scene.org, 'Lead', { Email: 'new@example.com', LastName: 'New' });
    await hint(scene, id, 'record_created');
    await scene.drainAll();
    expect(await lastAttempts(scene)).toMatchObject([{ outcome: 'skipped', reason: 'creation_disabled' }]);
    expect(writesOf(scene.calls)).toBe(0);
  });

  it('of a second record with a linked address changes nothing', async () => {
    const { scene } = await linkedScene();
    const id = addRecord(scene.org, 'Contact', { Email: 'person-001@example.com', LastName: 'Byron' });
    await hint(scene, id, 'record_created');
    await scene.drainAll();
    expect(await lastAttempts(scene)).toMatchObject([{ reason: 'other_record_linked' }]);
    expect(writesOf(scene.calls)).toBe(0);
  });
});

describe('a Lead that is converted', () => {
  const convert = (scene: Scene, leadId: string) => {
    const stored = scene.org.records.get(leadId);
    const { Company, ...fields } = stored?.fields ?? {};
    const contactId = addRecord(scene.org, 'Contact', { ...fields, Title: 'Countess' });
    if (stored !== undefined) stored.convertedContactId = contactId;
    return contactId;
  };

  it.each([
    ['the Lead', ['lead']],
    ['the new Contact', ['contact']],
    ['both', ['lead', 'contact']],
  ] as const)('hands its link to the Contact, named by %s', async (_, names) => {
    const { scene, ids } = await linkedScene();
    const contactId = convert(scene, ids.one);
    for (const name of names) {
      if (name === 'lead') await hint(scene, ids.one, 'record_converted');
      else await hint(scene, contactId, 'record_created');
    }
    await scene.drainAll();
    expect(await linksOf(scene)).toMatchObject({ [contactId]: '001' });
    expect(scene.portal.contacts.get('001')).toMatchObject({ jobtitle: 'Countess' });
    expect(scene.portal.contacts.size).toBe(4);
  });

  it('hands it over for an excluded contact too, and nothing crosses', async () => {
    const { scene, ids } = await linkedScene();
    leaveList(scene, '001');
    const contactId = convert(scene, ids.one);
    await hint(scene, ids.one, 'record_converted');
    await scene.drainAll();
    expect(await linksOf(scene)).toMatchObject({ [contactId]: '001' });
    expect(writesOf(scene.calls)).toBe(0);
  });
});

describe('records that are merged in Salesforce', () => {
  it('leave the winner linked, where only the loser was', async () => {
    const { scene, ids } = await linkedScene();
    const winner = addRecord(scene.org, 'Lead', { Email: 'person-001@example.com', LastName: 'Winner' });
    deleteRecord(scene, ids.one, winner);
    await hint(scene, ids.one, 'record_merged');
    await scene.drainAll();
    expect(await linksOf(scene)).toMatchObject({ [winner]: '001' });
    expect(scene.portal.contacts.get('001')).toMatchObject({ lastname: 'Winner' });
  });

  it('and were both linked: the winner’s link stands, the other contact is in conflict', async () => {
    const { scene, ids } = await linkedScene();
    deleteRecord(scene, ids.one, ids.two);
    await hint(scene, ids.one, 'record_merged');
    await hint(scene, '001', 'contact_changed');
    addContact(scene.portal, '001', { phone: '555 0100' });
    await scene.drainAll();
    expect(await linksOf(scene)).toMatchObject({ [ids.two]: '002' });
    expect(scene.org.records.get(ids.two)?.fields.Phone).toBeUndefined();
    expect(scene.org.records.size).toBe(2);
    const attempts = await lastAttempts(scene, 2);
    expect(attempts.map(({ reason }) => reason)).toContain('link_conflict');
  });
});

describe('records that were both linked and are merged in Salesforce', () => {
  /** What the sweep tells of a merge: the record that is gone, and the one that took it in. */
  const merge = async (scene: Scene, loser: string, winner: string) => {
    deleteRecord(scene, loser, winner);
    await hint(scene, loser, 'record_merged');
    await hint(scene, winner, 'record_changed');
    await scene.drainAll();
  };

  it('put the loser’s contact in conflict at once, although nobody touches it', async () => {
    const { scene, ids } = await linkedScene();
    await merge(scene, ids.one, ids.two);
    expect(await lastAttempts(scene)).toMatchObject([
      { hubspotContactId: '001', outcome: 'conflict', reason: 'link_conflict' },
    ]);
    expect(await scene.stores.errorGroups.listOpen(5)).toMatchObject([{ code: 'link_conflict', records: 1 }]);
    expect(writesOf(scene.calls)).toBe(0);
    expect(await waiting(scene)).toBe(0);
  });

  it('leave the conflict standing: later edits of that contact write nothing', async () => {
    const { scene, ids } = await linkedScene();
    await merge(scene, ids.one, ids.two);
    addContact(scene.portal, '001', { phone: '555 0100' });
    await hint(scene, '001', 'contact_changed');
    await scene.drainAll();
    expect(await lastAttempts(scene)).toMatchObject([{ reason: 'link_conflict' }]);
    expect(scene.org.records.size).toBe(2);
    expect(writesOf(scene.calls)).toBe(0);
  });

  it('leave it standing, too, when an edit changes nothing that is mapped', async () => {
    const { scene, ids } = await linkedScene();
    await merge(scene, ids.one, ids.two);
    await hint(scene, '001', 'contact_changed');
    await scene.drainAll();
    expect(await scene.stores.errorGroups.listOpen(5)).toMatchObject([{ code: 'link_conflict', records: 1 }]);
  });

  it('hand the winner over once its own contact is gone', async () => {
    const { scene, ids } = await linkedScene();
    await merge(scene, ids.one, ids.two);
    scene.portal.contacts.delete('002');
    await hint(scene, '002', 'contact_deleted');
    await scene.drainAll();
    expect(await linksOf(scene)).toEqual({ [ids.two]: '001', [ids.three]: '003' });
    expect(await scene.stores.errorGroups.listOpen(5)).toEqual([]);
    expect(await waiting(scene)).toBe(0);
  });

  it('hand it over, too, where it is gone in the very moment of the merge', async () => {
    const { scene, ids } = await linkedScene();
    deleteRecord(scene, ids.one, ids.two);
    scene.portal.contacts.delete('002');
    await hint(scene, ids.one, 'record_merged');
    await hint(scene, '002', 'contact_erased');
    await scene.drainAll();
    expect(await linksOf(scene)).toEqual({ [ids.two]: '001', [ids.three]: '003' });
    expect(await scene.stores.errorGroups.listOpen(5)).toEqual([]);
  });

  it('hand it over once a person has pinned another record to its contact', async () => {
    const { scene, ids } = await linkedScene();
    await merge(scene, ids.one, ids.two);
    const other = addRecord(scene.org, 'Lead', { Email: 'person-002@example.com', LastName: 'Other' });
    const pinned = { hubspotContactId: '002', salesforceId: other, salesforceType: 'Lead' } as const;
    expect(await scene.stores.links.pin(pinned)).toBe(true);
    await scene.drainAll();
    expect(await linksOf(scene)).toMatchObject({ [ids.two]: '001', [other]: '002' });
  });
});

describe('contacts that are merged in HubSpot, both linked', () => {
  it('leave the survivor’s link and end the other', async () => {
    const { scene, ids } = await linkedScene();
    scene.portal.contacts.delete('002');
    scene.portal.merged.set('002', '001');
    scene.portal.secondaryEmails.set('001', ['person-002@example.com']);
    await hint(scene, '002', 'contact_merged');
    await scene.drainAll();
    expect(await linksOf(scene)).toEqual({ [ids.one]: '001', [ids.three]: '003' });
    expect(scene.org.records.size).toBe(3);
  });
});
