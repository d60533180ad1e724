import { afterAll, describe, expect, it } from 'vitest';
import { openTestTenants } from '#lib/db/tenant.fixtures.ts';
import { createTestDatabase } from '#scripts/local/test-database.ts';
import { addContact, addRecord } from './platforms.fixtures.ts';
import {
  Crash,
  deleteRecord,
  dieAt,
  hint,
  linksOf,
  listId,
  type PortCall,
  recordsByEmail,
  type Scene,
  setScene,
  startResync,
} from './sync.fixtures.ts';

const databaseUrl = await createTestDatabase();
const tenants = openTestTenants(databaseUrl);
afterAll(() => tenants.close());

const later = '2026-06-02T12:00:00.000Z';

/** One live change of every sort, on both sides, waiting to be worked off at once. */
async function setLiveScene(): Promise<Scene> {
  const scene = await setScene(await tenants.openTenant(), {
    contacts: 8,
    members: 7,
    settings: {
      autoCreateSince: { Lead: '2026-06-01T12:00:00.000Z', Contact: null },
      onSalesforceDelete: 'archive',
    },
  });
  const { portal, org } = scene;
  await startResync(scene.stores);
  await scene.drainAll();
  const idOf = (contactId: string) =>
    [...org.records].find(([, { fields }]) => fields.Email === `person-${contactId}@example.com`)?.[0] ?? '';

  addContact(portal, '001', { phone: '555 0101' });
  await hint(scene, '001', 'contact_changed');
  Object.assign(org.records.get(idOf('002'))?.fields ?? {}, { Title: 'Countess' });
  await hint(scene, idOf('002'), 'record_changed');
  addContact(portal, '003', { city: 'Rome' });
  Object.assign(org.records.get(idOf('003'))?.fields ?? {}, { Title: 'Countess' });
  await hint(scene, '003', 'contact_changed');
  await hint(scene, idOf('003'), 'record_changed');

  const lead = org.records.get(idOf('004'));
  const { Company, ...fields } = lead?.fields ?? {};
  const converted = addRecord(org, 'Contact', { ...fields, Title: 'Lady' });
  await hint(scene, idOf('004'), 'record_converted');
  if (lead !== undefined) lead.convertedContactId = converted;

  const deleted = idOf('005');
  deleteRecord(scene, deleted);
  await hint(scene, deleted, 'record_deleted');
  portal.contacts.delete('006');
  await hint(scene, '006', 'contact_deleted');
  portal.lists.get(listId)?.members.delete('007');
  addContact(portal, '007', { phone: '555 0107' });
  await hint(scene, '007', 'contact_changed');

  const met = addRecord(org, 'Lead', { Email: 'person-008@example.com', LastName: 'Byron', Title: 'Lady' });
  const made = addRecord(org, 'Lead', { Email: 'new@example.com', LastName: 'New', Title: 'Lady' });
  for (const salesforceId of [met, made]) {
    Object.assign(org.records.get(salesforceId) ?? {}, { createdAt: later });
    await hint(scene, salesforceId, 'record_created');
  }
  addContact(portal, '020');
  portal.lists.get(listId)?.members.add('020');
  await hint(scene, '020', 'contact_created');
  return scene;
}

/** Everything that a person could see of it afterwards; ids of new records differ from scene to scene. */
async function lookAt(scene: Scene) {
  const { org, portal, stores } = scene;
  const links = Object.entries(await linksOf(scene)).map(([salesforceId, contactId]) => [
    portal.contacts.get(contactId)?.email,
    org.records.get(salesforceId)?.fields.Email,
  ]);
  return {
    records: recordsByEmail(org),
    contacts: [...portal.contacts.values()].sort((first, second) =>
      String(first.email) < String(second.email) ? -1 : 1,
    ),
    links: links.sort(),
    creationSyncs: await tenants.db.creationSync.count({ where: { tenantId: stores.tenantId } }),
    waiting: await tenants.db.pendingChange.count({ where: { tenantId: stores.tenantId } }),
  };
}

async function runUndisturbed() {
  const scene = await setLiveScene();
  const calls: PortCall[] = [];
  await scene.drain({ before: (call) => void calls.push(call) });
  await scene.drainAll();
  return { end: await lookAt(scene), calls };
}
const undisturbed = await runUndisturbed();

/** Rows that a crash left to be tried again later are due now. */
async function drainToTheEnd(scene: Scene): Promise<void> {
  for (let round = 0; round < 3; round += 1) {
    await scene.drainAll();
    await scene.stores.inbox.releaseAll();
  }
}

it('live changes of every sort end as the rule book says', () => {
  const { records, contacts, links, creationSyncs, waiting } = undisturbed.end;
  const contact = (email: string) => contacts.find((each) => each.email === email);
  const person = (number: string) => `person-${number}@example.com`;
  expect(records[person('001')]).toMatchObject([{ Phone: '555 0101' }]);
  expect(contact(person('002'))).toMatchObject({ jobtitle: 'Countess' });
  expect(records[person('003')]).toMatchObject([{ City: 'Rome', Title: 'Countess' }]);
  expect(contact(person('003'))).toMatchObject({ city: 'Rome', jobtitle: 'Countess' });
  expect(contact(person('004'))).toMatchObject({ jobtitle: 'Lady' });
  expect(contact(person('005'))).toBeUndefined();
  expect(records[person('006')]).toHaveLength(1);
  expect(records[person('007')]?.[0]).not.toHaveProperty('Phone');
  expect(contact(person('008'))).toMatchObject({ lastname: 'Byron', jobtitle: 'Lady' });
  expect(contact('new@example.com')).toMatchObject({ lastname: 'New', jobtitle: 'Lady' });
  expect(records[person('020')]).toHaveLength(1);
  expect(links.map(([email]) => email)).toEqual(
    ['new@example.com', ...['001', '002', '003', '004', '007', '008', '020'].map(person)].sort(),
  );
  expect(creationSyncs).toBe(2);
  expect(waiting).toBe(0);
});

describe('a process that dies over live changes', () => {
  it.each(
    undisturbed.calls.flatMap(({ name, number }) =>
      (['before', 'after'] as const).map((moment) => [moment, number, name] as const),
    ),
  )('%s call %i (%s) leaves the same as an undisturbed one', async (moment, number) => {
    const scene = await setLiveScene();
    await expect(scene.drain(dieAt(number, moment))).rejects.toThrow(Crash);
    await drainToTheEnd(scene);
    expect(await lookAt(scene)).toEqual(undisturbed.end);
  });
});
