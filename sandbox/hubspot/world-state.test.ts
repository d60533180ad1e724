import { deserialize, serialize } from 'node:v8';
import { expect, it } from 'vitest';
import {
  contacts,
  createContacts,
  lists,
  properties,
  startHubspot,
} from '#sandbox/hubspot/testing/start-hubspot.ts';

it('goes on after a restart where it stopped: contacts, history, lists, tokens, properties, numbers', async () => {
  const before = startHubspot();
  const account = await before.install();
  const [id] = await createContacts(account, { email: 'a@made.example', city: 'Asti' });
  await account.call('PATCH', `${contacts}/${id}`, { properties: { city: 'Alba' } });
  await account.call('DELETE', `${contacts}/51000000002`);
  await account.call('POST', `${contacts}/merge`, {
    primaryObjectId: '51000000003',
    objectIdToMerge: '51000000004',
  });
  await account.call('DELETE', `${lists}/12`);
  await account.call('POST', properties, {
    name: 'mine',
    label: 'Mine',
    type: 'string',
    fieldType: 'text',
    groupName: 'energy_profile',
  });
  const saved = serialize(before.exportState());

  const after = startHubspot('empty');
  after.clock.advance(before.clock.now() - after.clock.now());
  after.importState(deserialize(saved));
  const call = (method: string, path: string, body?: unknown) =>
    after.send(path, {
      method,
      headers: { authorization: `Bearer ${account.tokens.access_token}`, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
  const read = async (path: string) => (await call('GET', path)).json();

  const contact = await read(`${contacts}/${id}?properties=city&propertiesWithHistory=city`);
  expect(contact.properties.city).toBe('Alba');
  expect(contact.propertiesWithHistory.city).toHaveLength(2);
  expect((await read(`${contacts}/51000000003`)).id).not.toBe('51000000003');
  expect((await call('GET', `${contacts}/51000000002`)).status).toBe(404);
  expect((await read(`${lists}/12`)).list.deletedAt).toEqual(expect.any(String));
  expect((await read(`${properties}/mine`)).label).toBe('Mine');
  expect((await call('POST', contacts, { properties: { email: 'A@made.example' } })).status).toBe(409);
  const created = await (
    await call('POST', contacts, { properties: { email: 'b@made.example', lifecyclestage: 'customer' } })
  ).json();
  expect(Number(created.id)).toBeGreaterThan(Number(id));
  after.clock.advance(5_000);
  const memberships = await read(`${lists}/records/0-1/${created.id}/memberships`);
  expect(memberships.total).toBeGreaterThan(0);
});
