import { afterAll, describe, expect, it } from 'vitest';
import { openTestTenants } from '#lib/db/tenant.fixtures.ts';
import { createTestDatabase } from '#scripts/local/test-database.ts';
import { addContact, addRecord } from './platforms.fixtures.ts';
import {
  attemptsOf,
  deleteRecord,
  hint,
  lead,
  listId,
  readRun,
  type Scene,
  setScene,
  startResync,
  writesOf,
} from './sync.fixtures.ts';

const databaseUrl = await createTestDatabase();
const tenants = openTestTenants(databaseUrl);
afterAll(() => tenants.close());

const newScene = async (options: Parameters<typeof setScene>[1] = {}) =>
  setScene(await tenants.openTenant(), options);

describe('one Salesforce record and two contacts', () => {
  it('is a conflict for the one that does not hold the link', async () => {
    const scene = await newScene({ members: 2 });
    const Email = 'person-001@example.com';
    addRecord(scene.org, 'Lead', { ...lead('001'), Email });
    await tenants.addHint(scene.stores.tenantId, '001');
    await scene.drainAll();
    addContact(scene.portal, '001', { email: 'ada@new.example' });
    addContact(scene.portal, '002', { email: Email });
    const runId = await startResync(scene.stores);
    const contactIds = ['002'];
    await scene.stores.runs.storePage(runId, { fromCheckpoint: null, contactIds, nextCheckpoint: null });
    await scene.drainAll();
    expect((await attemptsOf(scene, runId))['002']).toMatchObject({
      outcome: 'conflict',
      reason: 'link_conflict',
    });
    expect(scene.org.records.size).toBe(1);
    expect(await readRun(scene.stores, runId)).toMatchObject({ state: 'completed_with_errors' });
  });

  it('goes to the first when both ask at once', async () => {
    const scene = await newScene({ members: 2 });
    addRecord(scene.org, 'Contact', { LastName: 'Lovelace 001', Email: 'shared@example.com' });
    scene.portal.secondaryEmails.set('001', ['shared@example.com']);
    scene.portal.secondaryEmails.set('002', ['shared@example.com']);
    const runId = await startResync(scene.stores);
    await scene.drainAll();
    const attempts = await attemptsOf(scene, runId);
    expect(attempts['001']).toMatchObject({ outcome: 'updated' });
    expect(attempts['002']).toMatchObject({ outcome: 'conflict' });
    expect(scene.org.records.size).toBe(1);
  });
});

describe('a linked record that was merged into one with another contact’s address', () => {
  it('takes its link there, whoever of the two contacts is asked about first', async () => {
    const scene = await newScene({ contacts: 2, members: 1 });
    scene.portal.lists.get(listId)?.members.clear();
    scene.portal.lists.get(listId)?.members.add('002');
    await tenants.addHint(scene.stores.tenantId, '002');
    await scene.drainAll();
    const [loser = ''] = scene.org.records.keys();
    const winner = addRecord(scene.org, 'Lead', { ...lead('001'), Email: 'person-001@example.com' });
    deleteRecord(scene, loser, winner);
    await tenants.addHint(scene.stores.tenantId, '001');
    await hint(scene, loser, 'record_merged');
    await scene.drainAll();
    expect(await scene.stores.links.findByHubspotIds(['001', '002'])).toMatchObject([
      { hubspotContactId: '002', salesforceId: winner },
    ]);
  });
});

describe('a contact that was merged away', () => {
  const merge = ({ portal }: Scene, loser: string, survivor: string) => {
    const { email } = portal.contacts.get(loser) ?? {};
    portal.contacts.delete(loser);
    portal.merged.set(loser, survivor);
    portal.secondaryEmails.set(survivor, email === undefined ? [] : [email]);
    portal.lists.get(listId)?.members.delete(loser);
  };

  it.each([
    ['by its old id', '001'],
    ['by the survivor’s id', '002'],
  ])('leaves its link to the survivor, named %s', async (_, named) => {
    const scene = await newScene();
    await tenants.addHint(scene.stores.tenantId, '001');
    await scene.drainAll();
    merge(scene, '001', '002');
    await tenants.addHint(scene.stores.tenantId, named);
    await scene.drainAll();
    expect(scene.org.records.size).toBe(1);
    expect(await scene.stores.links.findByHubspotIds(['001', '002'])).toMatchObject([
      { hubspotContactId: '002', salesforceId: [...scene.org.records.keys()][0] },
    ]);
  });

  it('is the survivor’s work when both are named', async () => {
    const scene = await newScene();
    const runId = await startResync(scene.stores);
    const contactIds = ['001', '002'];
    await scene.stores.runs.storePage(runId, { fromCheckpoint: null, contactIds, nextCheckpoint: null });
    merge(scene, '001', '002');
    await scene.drainAll();
    expect(scene.org.records.size).toBe(1);
    expect(await readRun(scene.stores, runId)).toMatchObject({ state: 'completed', processed: 2 });
  });
});

describe('a contact that was deleted', () => {
  it('ends its link and leaves Salesforce alone', async () => {
    const scene = await newScene();
    await startResync(scene.stores);
    await scene.drainAll();
    scene.portal.contacts.delete('001');
    scene.calls.clear();
    await tenants.addHint(scene.stores.tenantId, '001');
    await scene.drainAll();
    expect(writesOf(scene.calls)).toBe(0);
    expect(await scene.stores.links.findByHubspotIds(['001'])).toEqual([]);
    expect(scene.org.records.size).toBe(3);
  });

  it('and made again is joined with the record it left, even when nobody told us', async () => {
    const scene = await newScene();
    await startResync(scene.stores);
    await scene.drainAll();
    const properties = scene.portal.contacts.get('001');
    scene.portal.contacts.delete('001');
    addContact(scene.portal, '901', properties);
    scene.portal.lists.get(listId)?.members.add('901');
    await tenants.addHint(scene.stores.tenantId, '901');
    await scene.drainAll();
    expect(scene.org.records.size).toBe(3);
    expect(await scene.stores.links.findByHubspotIds(['001', '901'])).toMatchObject([
      { hubspotContactId: '901' },
    ]);
  });
});

describe('a Lead that was converted', () => {
  it('hands its link to the Contact it became and is not written any more', async () => {
    const scene = await newScene({ members: 1 });
    await startResync(scene.stores);
    await scene.drainAll();
    const [leadId = ''] = scene.org.records.keys();
    const stored = scene.org.records.get(leadId);
    const contactId = addRecord(scene.org, 'Contact', {
      Email: stored?.fields.Email ?? null,
      LastName: 'Lovelace 001',
    });
    if (stored !== undefined) stored.convertedContactId = contactId;
    const before = { ...stored?.fields };
    addContact(scene.portal, '001', { phone: '555 0100' });
    await tenants.addHint(scene.stores.tenantId, '001');
    await scene.drainAll();
    expect(stored?.fields).toEqual(before);
    expect(scene.org.records.get(contactId)?.fields).toMatchObject({ Phone: '555 0100' });
    expect(await scene.stores.links.findByHubspotIds(['001'])).toMatchObject([
      { salesforceId: contactId, salesforceType: 'Contact' },
    ]);
  });

  it('is nobody’s match where its Contact has another address', async () => {
    const scene = await newScene({ members: 1 });
    const { tenantId } = scene.stores;
    await startResync(scene.stores);
    await scene.drainAll();
    const [lead] = scene.org.records.values();
    const contactId = addRecord(scene.org, 'Contact', { Email: 'somebody@else.example', LastName: 'Else' });
    if (lead !== undefined) lead.convertedContactId = contactId;
    await tenants.db.recordLink.deleteMany({ where: { tenantId } });
    const before = structuredClone([...scene.org.records]);
    const runId = await startResync(scene.stores);
    await scene.drainAll();
    expect([...scene.org.records]).toEqual(before);
    expect(await scene.stores.runs.read(runId)).toMatchObject({ counts: { conflict: 1 } });
    expect(await scene.stores.links.findByHubspotIds(['001'])).toEqual([]);
  });
});
