import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import {
  type Account,
  contacts,
  createContacts,
  demoPortal,
  entries,
  type Json,
  otherPortal,
  startHubspot,
  type TestHubspot,
} from '#sandbox/hubspot/testing/start-hubspot.ts';
import { signWebhook } from './sign-webhook.ts';

interface Received {
  body: string;
  events: Json[];
  signature: string;
  timestamp: number;
}

let hubspot: TestHubspot;
let account: Account;
let receiver: Server;
let target = '';
let received: Received[] = [];
/** What the receiver answers; `undefined` never does. */
let answerWith: number | undefined;

beforeEach(async () => {
  received = [];
  answerWith = 200;
  receiver = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk) => {
      body += chunk;
    });
    request.on('end', () => {
      const { 'x-hubspot-signature-v3': signature, 'x-hubspot-request-timestamp': timestamp } =
        request.headers;
      received.push({
        body,
        events: entries(JSON.parse(body)),
        signature: String(signature),
        timestamp: Number(timestamp),
      });
      if (answerWith !== undefined) response.writeHead(answerWith).end();
    });
  });
  await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve));
  target = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/api/webhooks/hubspot`;
  hubspot = startHubspot();
  account = await hubspot.install();
  await configure({ targetUrl: target });
});
afterEach(async () => {
  receiver.closeAllConnections();
  await new Promise((resolve) => receiver.close(resolve));
});

const configure = async (body: object) => (await hubspot.control('webhooks', body)).json();
const counts = () => hubspot.world.webhooks.counts();
const untilIdle = () => vi.waitFor(() => expect(counts()).toMatchObject({ waiting: 0, inFlight: 0 }));
const told = () => received.flatMap(({ events }) => events);
const toldTypes = () => told().map(({ subscriptionType }) => String(subscriptionType));

/** Lets collected events leave and waits until they have arrived. */
async function deliver(): Promise<void> {
  hubspot.clock.advance(500);
  await untilIdle();
}

describe('the signature', () => {
  it('is the one HubSpot publishes as an example', () => {
    const signature = signWebhook('yyyyyyyy-yyyy-yyyy-yyyy-yyyyyyyyyyyy', {
      method: 'POST',
      uri: 'https://www.example.com/webhook_uri',
      body: "{'example_field':'example_value'}",
      timestamp: 1_693_657_560_000,
    });
    expect(signature).toBe('K36dawei4A+QBNolUOqo7s91KQDWQ5MXZ/QufNYuk/Y=');
  });

  it('undoes some escapes of the address and leaves the others', () => {
    const sign = (uri: string) => signWebhook('secret', { method: 'POST', uri, body: '', timestamp: 1 });
    expect(sign('https://x.test/a%2Fb%3A%40')).toBe(sign('https://x.test/a/b:@'));
    expect(sign('https://x.test/a%20b')).not.toBe(sign('https://x.test/a b'));
  });

  it('covers exactly the body that was sent, at the receiver’s time', async () => {
    await createContacts(account, { email: 'new@w.example' });
    await deliver();
    const [first] = received;
    expect(first?.signature).toBe(
      signWebhook('test-secret', {
        method: 'POST',
        uri: target,
        body: first?.body ?? '',
        timestamp: first?.timestamp ?? 0,
      }),
    );
    expect(first?.timestamp).toBeGreaterThan(hubspot.clock.now());
  });
});

describe('events', () => {
  it('tell of a creation and its values, by whom and when', async () => {
    const [contactId] = await createContacts(account, { email: 'new@w.example', firstname: 'Ada' });
    await deliver();
    expect(toldTypes()).toEqual(['object.creation', 'object.propertyChange', 'object.propertyChange']);
    expect(told()[1]).toMatchObject({
      portalId: demoPortal,
      appId: 4_820_117,
      objectId: Number(contactId),
      objectTypeId: '0-1',
      propertyName: 'email',
      propertyValue: 'new@w.example',
      changeSource: 'INTEGRATION',
      sourceId: '4820117',
      attemptNumber: 0,
      occurredAt: hubspot.clock.now() - 500,
    });
    expect(new Set(told().map(({ eventId }) => eventId)).size).toBe(1);
  });

  it('leave out what nobody subscribed to', async () => {
    await configure({
      subscriptions: {
        crmObjects: [
          {
            subscriptionType: 'object.propertyChange',
            objectType: 'contact',
            propertyName: 'city',
            active: true,
          },
          { subscriptionType: 'object.creation', objectType: 'contact', active: false },
          { subscriptionType: 'object.creation', objectType: 'company', active: true },
        ],
        legacyCrmObjects: [{ subscriptionType: 'contact.propertyChange', propertyName: 'zip', active: true }],
      },
    });
    const [contactId] = await createContacts(account, { email: 'new@w.example', firstname: 'Ada' });
    await account.call('PATCH', `${contacts}/${contactId}`, { properties: { city: 'Bari', zip: '70121' } });
    await deliver();
    expect(told()).toMatchObject([
      { subscriptionType: 'object.propertyChange', objectTypeId: '0-1', propertyName: 'city' },
      { subscriptionType: 'contact.propertyChange', propertyName: 'zip' },
    ]);
    expect(told()[1]).not.toHaveProperty('objectTypeId');
  });

  it('name both sides of a merge', async () => {
    const [a = '', b = ''] = await createContacts(
      account,
      { email: 'a@w.example' },
      { email: 'b@w.example' },
    );
    await deliver();
    received = [];
    await account.call('POST', `${contacts}/merge`, { primaryObjectId: a, objectIdToMerge: b });
    const mergedAt = hubspot.clock.now();
    await deliver();
    expect(new Set(told().map(({ occurredAt }) => occurredAt))).toEqual(new Set([mergedAt]));
    const merge = told()[toldTypes().indexOf('object.merge')];
    expect(merge).toMatchObject({
      primaryObjectId: Number(a),
      mergedObjectIds: [Number(b)],
      newObjectId: Number(b) + 1,
      changeSource: 'MERGE_OBJECTS',
      numberOfPropertiesMoved: expect.any(Number),
    });
  });

  it('tell of deletion, restoring and privacy deletion', async () => {
    const [contactId = ''] = await createContacts(account, { email: 'a@w.example' });
    await account.call('DELETE', `${contacts}/${contactId}`);
    await hubspot.control('contacts/restore', { contactId });
    await account.call('POST', `${contacts}/gdpr-delete`, { objectId: contactId });
    await deliver();
    // A privacy deletion is told twice; the receiver matches the two by contact.
    expect(toldTypes().slice(2)).toEqual([
      'object.deletion',
      'object.restore',
      'object.deletion',
      'contact.privacyDeletion',
    ]);
    expect(new Set(told().map(({ objectId }) => objectId))).toEqual(new Set([Number(contactId)]));
  });

  it('come from accounts with the app only', async () => {
    const other = await hubspot.install(otherPortal);
    await hubspot.control('uninstall', { portalId: demoPortal });
    const [portal] = [...hubspot.world.portals.values()];
    portal?.contacts.create(new Map([['email', 'x@w.example']]), { sourceType: 'CRM_UI', sourceId: '1' }, 1);
    await createContacts(other, { email: 'y@w.example' });
    await deliver();
    expect(new Set(told().map(({ portalId }) => portalId))).toEqual(new Set([otherPortal]));
  });

  it.each(['lastmodifieddate', 'num_unique_conversion_events'])(
    'of %s cannot be had',
    async (propertyName) => {
      const answer = await hubspot.control('webhooks', {
        subscriptions: {
          crmObjects: [{ subscriptionType: 'object.propertyChange', propertyName, active: true }],
        },
      });
      expect(answer.status).toBe(400);
    },
  );
});

describe('deliveries', () => {
  const createMany = (count: number) =>
    account.call('POST', `${contacts}/batch/create`, {
      inputs: Array.from({ length: count }, (_, index) => ({ properties: { email: `p${index}@w.example` } })),
    });

  it('carry at most 100 events', async () => {
    await createMany(100);
    await deliver();
    expect(received.map(({ events }) => events.length)).toEqual([100, 100]);
  });

  it('are never more at once than the app allows', async () => {
    answerWith = undefined;
    await configure({ maxConcurrentRequests: 6 });
    for (let round = 0; round < 4; round++) {
      await account.call('POST', `${contacts}/batch/create`, {
        inputs: Array.from({ length: 100 }, (_, index) => ({
          properties: { email: `r${round}p${index}@w.example` },
        })),
      });
    }
    hubspot.clock.advance(500);
    await vi.waitFor(() => expect(received).toHaveLength(6));
    expect(counts()).toMatchObject({ inFlight: 6, waiting: 200 });
  });

  it('are repeated ten times within a day, then given up', async () => {
    answerWith = 503;
    await createContacts(account, { email: 'a@w.example' });
    hubspot.clock.advance(500);
    for (let attempt = 0; attempt < 10; attempt++) {
      await vi.waitFor(() => expect(counts()).toMatchObject({ failedAttempts: attempt + 1, inFlight: 0 }));
      hubspot.clock.advance(12 * 3_600_000);
    }
    await vi.waitFor(() => expect(counts()).toMatchObject({ failedAttempts: 11, givenUp: 2, waiting: 0 }));
    expect(received.map(({ events }) => events[0]?.attemptNumber)).toEqual([
      0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10,
    ]);
    expect(new Set(received.map(({ events }) => events[0]?.eventId)).size).toBe(1);
  });

  it('that are refused come again soon, and only until they are taken', async () => {
    answerWith = 401;
    await createContacts(account, { email: 'a@w.example' });
    hubspot.clock.advance(500);
    await vi.waitFor(() => expect(counts()).toMatchObject({ failedAttempts: 1, inFlight: 0 }));
    answerWith = 204;
    hubspot.clock.advance(60_000);
    await untilIdle();
    expect(counts()).toMatchObject({ delivered: 2, failedAttempts: 1, givenUp: 0 });
  });

  it('that are not answered within five seconds count as failed', async () => {
    answerWith = undefined;
    await createContacts(account, { email: 'a@w.example' });
    hubspot.clock.advance(500);
    await vi.waitFor(() => expect(received).toHaveLength(1));
    hubspot.clock.advance(4_999);
    expect(counts()).toMatchObject({ inFlight: 1 });
    hubspot.clock.advance(1);
    await vi.waitFor(() => expect(counts()).toMatchObject({ inFlight: 0, failedAttempts: 1 }));
  });

  it('may come twice', async () => {
    await configure({ duplicateProbability: 1 });
    await createContacts(account, { email: 'a@w.example' });
    await deliver();
    expect(toldTypes().sort()).toEqual([
      'object.creation',
      'object.creation',
      'object.propertyChange',
      'object.propertyChange',
    ]);
  });

  it('may come out of order', async () => {
    await configure({ isReordered: true });
    await createMany(40);
    await deliver();
    const objects = told().map(({ objectId }) => Number(objectId));
    expect(objects).not.toEqual([...objects].sort((a, b) => a - b));
    expect(objects).toHaveLength(80);
  });

  it('stop while HubSpot is down, and what happened then is lost', async () => {
    await configure({ isStopped: true });
    await createContacts(account, { email: 'lost@w.example' });
    await deliver();
    await configure({ isStopped: false });
    await createContacts(account, { email: 'told@w.example' });
    await deliver();
    expect(told().map(({ propertyValue }) => propertyValue)).toEqual([undefined, 'told@w.example']);
  });

  it('cost nothing of the rate limit', async () => {
    await createContacts(account, { email: 'a@w.example' });
    await deliver();
    const { headers } = await account.call('GET', `${contacts}?limit=1`);
    expect(headers.get('x-hubspot-ratelimit-remaining')).toBe('108');
  });

  it('end with a reset', async () => {
    answerWith = 500;
    await createContacts(account, { email: 'a@w.example' });
    hubspot.clock.advance(500);
    await vi.waitFor(() => expect(counts()).toMatchObject({ failedAttempts: 1, inFlight: 0 }));
    await hubspot.control('reset');
    hubspot.clock.advance(86_400_000);
    expect(counts()).toEqual({ waiting: 0, inFlight: 0, delivered: 0, failedAttempts: 0, givenUp: 0 });
    expect(received).toHaveLength(1);
  });
});
