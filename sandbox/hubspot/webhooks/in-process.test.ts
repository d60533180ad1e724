import { beforeEach, expect, it } from 'vitest';
import {
  type Account,
  base,
  callback,
  codeExchange,
  contacts,
  createContacts,
  entries,
  type Json,
  startHubspot,
  type TestHubspot,
} from '#sandbox/hubspot/testing/start-hubspot.ts';
import { signWebhook } from './sign-webhook.ts';

const target = 'https://sluice.test/api/webhooks/hubspot';
const DAY_MS = 86_400_000;

interface Delivery {
  at: number;
  events: Json[];
  body: string;
  headers: Headers;
}

let hubspot: TestHubspot;
let account: Account;
let deliveries: Delivery[];
/** What the receiver in this process does with a delivery; `undefined` leaves it without an answer. */
let receive: (delivery: Delivery) => Promise<Response | undefined>;

beforeEach(async () => {
  deliveries = [];
  receive = async () => new Response(null, { status: 204 });
  hubspot = startHubspot('empty', {
    webhooks: { targetUrl: target },
    webhookTransport: {
      now: () => hubspot.clock.now(),
      async send(request) {
        const body = await request.text();
        const delivery = {
          at: hubspot.clock.now(),
          events: entries(JSON.parse(body)),
          body,
          headers: request.headers,
        };
        deliveries.push(delivery);
        return receive(delivery);
      },
    },
  });
  account = await hubspot.install();
});

it('a delivery reaches a receiver in this process at the clock’s time, signed with that time', async () => {
  await createContacts(account, { email: 'a@p.example' });
  const createdAt = hubspot.clock.now();
  await hubspot.advance(10_000);
  expect(hubspot.clock.now()).toBe(createdAt + 10_000);
  const [delivery] = deliveries;
  expect(delivery?.at).toBe(createdAt + 500);
  expect(delivery?.headers.get('x-hubspot-request-timestamp')).toBe(String(createdAt + 500));
  expect(delivery?.headers.get('x-hubspot-signature-v3')).toBe(
    signWebhook('test-secret', {
      method: 'POST',
      uri: target,
      body: delivery?.body ?? '',
      timestamp: createdAt + 500,
    }),
  );
});

it('one leap of a day makes every repetition, each at its own moment', async () => {
  receive = async () => new Response(null, { status: 503 });
  await createContacts(account, { email: 'a@p.example' });
  await hubspot.advance(500 + DAY_MS);
  const first = deliveries[0]?.at ?? 0;
  expect(deliveries.map(({ at }) => (at - first) / 60_000)).toEqual([
    0, 1, 3, 8, 20, 45, 90, 180, 360, 720, 1_440,
  ]);
  expect(hubspot.world.webhooks.counts()).toMatchObject({ waiting: 0, inFlight: 0, givenUp: 2 });
});

it('a delivery that is never answered fails after five seconds of the clock, and holds nobody up', async () => {
  receive = async () => undefined;
  await createContacts(account, { email: 'a@p.example' });
  await hubspot.advance(5_499);
  expect(hubspot.world.webhooks.counts()).toMatchObject({ inFlight: 1, failedAttempts: 0 });
  await hubspot.advance(1);
  expect(hubspot.world.webhooks.counts()).toMatchObject({ inFlight: 0, failedAttempts: 1 });
});

it('a receiver that is not there is tried again', async () => {
  receive = async () => {
    receive = async () => new Response(null);
    throw new TypeError('nobody listens');
  };
  await createContacts(account, { email: 'a@p.example' });
  await hubspot.advance(120_000);
  expect(deliveries.map(({ events }) => events[0]?.attemptNumber)).toEqual([0, 1]);
  expect(hubspot.world.webhooks.counts()).toMatchObject({ delivered: 2, failedAttempts: 1 });
});

it('what a receiver does while it is told is over before time goes on', async () => {
  const read: Json[] = [];
  receive = async ({ events }) => {
    const inputs = events.map(({ objectId }) => ({ id: String(objectId) }));
    const { body } = await account.call('POST', `${contacts}/batch/read`, { inputs });
    read.push(...entries(body.results));
    return new Response(null);
  };
  await createContacts(account, { email: 'a@p.example' });
  await hubspot.advance(500);
  expect(read).toMatchObject([{ properties: { email: 'a@p.example' } }]);
});

it('the same seed tells the same story, duplicates and disorder included', async () => {
  const tell = async (): Promise<unknown> => {
    const told: string[] = [];
    const another = startHubspot('demo', {
      webhooks: { targetUrl: target, duplicateProbability: 0.4, isReordered: true },
      webhookTransport: {
        now: () => another.clock.now(),
        async send(request) {
          told.push(`${another.clock.now()} ${await request.text()}`);
          return new Response(null, { status: told.length % 3 === 0 ? 500 : 200 });
        },
      },
    });
    const installed = await another.install();
    const inputs = Array.from({ length: 60 }, (_, index) => ({
      properties: { email: `p${index}@s.example`, city: 'Asti' },
    }));
    const created = await installed.call('POST', `${contacts}/batch/create`, { inputs });
    await another.advance(DAY_MS);
    return { told, created: created.body.results };
  };
  expect(await tell()).toEqual(await tell());
});

it('needs no socket to be signed in to', async () => {
  const location = await hubspot.consent();
  const { body } = await hubspot.post(
    '/oauth/2026-09/token',
    codeExchange(location.searchParams.get('code') ?? ''),
  );
  expect(location.href.startsWith(callback)).toBe(true);
  expect(body).toMatchObject({ token_type: 'bearer' });
  expect((await hubspot.send(`${base}/`)).status).toBe(200);
});
