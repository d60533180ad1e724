import { beforeEach, describe, expect, it } from 'vitest';
import {
  type Account,
  contacts,
  createContacts,
  entries,
  type Json,
  startHubspot,
  type TestHubspot,
} from '#sandbox/hubspot/testing/start-hubspot.ts';

let hubspot: TestHubspot;
let account: Account;
let told: Json[];

beforeEach(async () => {
  told = [];
  hubspot = startHubspot('empty', {
    webhooks: { targetUrl: 'https://app.test/hook' },
    webhookTransport: {
      now: () => hubspot.clock.now(),
      async send(request) {
        told.push(...entries(JSON.parse(await request.text())));
        return new Response(null);
      },
    },
  });
  account = await hubspot.install();
});

/** Names the fields of the one event that `act` causes for a subscription. */
async function fieldsOf(subscriptionType: string, act: (a: string, b: string) => Promise<unknown>) {
  const [a = '', b = ''] = await createContacts(
    account,
    { email: 'a@w.example', city: 'Asti' },
    { email: 'b@w.example', zip: '14100' },
  );
  await hubspot.advance(1_000);
  told = [];
  const isLegacy = subscriptionType.startsWith('contact.');
  const propertyName = subscriptionType.endsWith('propertyChange') ? 'city' : undefined;
  const subscription = { subscriptionType, ...(propertyName && { propertyName }), active: true };
  await hubspot.control('webhooks', {
    subscriptions: isLegacy
      ? { legacyCrmObjects: [subscription] }
      : { crmObjects: [{ ...subscription, objectType: 'contact' }] },
  });
  await act(a, b);
  await hubspot.advance(1_000);
  expect(told).toHaveLength(1);
  expect(told[0]).toMatchObject({ subscriptionType });
  return Object.keys(told[0] ?? {}).sort();
}

const common = [
  'appId',
  'attemptNumber',
  'changeSource',
  'eventId',
  'objectId',
  'occurredAt',
  'portalId',
  'sourceId',
  'subscriptionId',
  'subscriptionType',
];
const merged = ['mergedObjectIds', 'newObjectId', 'numberOfPropertiesMoved', 'primaryObjectId'];
const erase = (objectId: string) => account.call('POST', `${contacts}/gdpr-delete`, { objectId });

const kinds: [string, string[], (a: string, b: string) => Promise<unknown>][] = [
  ['creation', ['changeFlag'], () => createContacts(account, { email: 'c@w.example' })],
  [
    'propertyChange',
    ['isSensitive', 'propertyName', 'propertyValue'],
    (a) => account.call('PATCH', `${contacts}/${a}`, { properties: { city: 'Alba' } }),
  ],
  [
    'merge',
    merged,
    (a, b) => account.call('POST', `${contacts}/merge`, { primaryObjectId: a, objectIdToMerge: b }),
  ],
  ['deletion', ['changeFlag'], (a) => account.call('DELETE', `${contacts}/${a}`)],
  [
    'restore',
    ['changeFlag'],
    async (a) => {
      await account.call('DELETE', `${contacts}/${a}`);
      await hubspot.control('contacts/restore', { contactId: a });
    },
  ],
];

describe.each(kinds)('%s', (kind, fields, act) => {
  it('carries the documented fields, with the type of object in the generic form', async () => {
    expect(await fieldsOf(`object.${kind}`, act)).toEqual([...common, ...fields, 'objectTypeId'].sort());
  });
  it('carries the documented fields without a type of object in the contact form', async () => {
    expect(await fieldsOf(`contact.${kind}`, act)).toEqual([...common, ...fields].sort());
  });
});

describe('a privacy deletion', () => {
  it('carries the common fields', async () => {
    expect(await fieldsOf('contact.privacyDeletion', erase)).toEqual(common);
  });
  it.each(['contact.deletion', 'object.deletion'])('is told to %s too', async (subscriptionType) => {
    expect(await fieldsOf(subscriptionType, erase)).toContain('changeFlag');
  });
});

it('a value that is cleared is told as an empty text', async () => {
  await fieldsOf('object.propertyChange', (a) =>
    account.call('PATCH', `${contacts}/${a}`, { properties: { city: '' } }),
  );
  expect(told).toMatchObject([{ propertyName: 'city', propertyValue: '' }]);
});
