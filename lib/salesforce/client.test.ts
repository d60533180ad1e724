import { afterEach, expect, test } from 'vitest';
import { z } from 'zod';
import { inBackground, whileSomebodyWaits } from '#lib/platform/retry.ts';
import { createTestClock } from '#lib/platform/test-clock.ts';
import {
  sendCutBody,
  sendHungBody,
  sendJson,
  startTestServer,
  type TestServer,
} from '#lib/platform/test-server.ts';
import { createTestTokens } from '#lib/platform/test-tokens.ts';
import { createApiBudget } from './api-usage.ts';
import { createSalesforceClient } from './client.ts';

const servers: TestServer[] = [];
afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => server.stop()));
});

async function startServer(answer: Parameters<typeof startTestServer>[0]) {
  const server = await startTestServer(answer);
  servers.push(server);
  return server;
}

const schema = z.object({ name: z.string() });
const whole = { name: 'whole' };
const read = { method: 'GET', path: '/sobjects/Lead/describe', schema } as const;
const write = { method: 'PATCH', path: '/composite/sobjects', body: { records: [] }, schema } as const;
const expired = [{ errorCode: 'INVALID_SESSION_ID', message: 'Session expired or invalid' }];

async function connect(answer: Parameters<typeof startTestServer>[0], patience = inBackground) {
  const server = await startServer(answer);
  const clock = createTestClock();
  const tokens = createTestTokens(server.url);
  const budget = createApiBudget();
  const client = createSalesforceClient({ tokens, budget, clock, random: () => 1, patience });
  return { client, clock, tokens, budget, requests: server.requests };
}

test('requests go to the pinned version with the session and our name', async () => {
  const { client, requests } = await connect((_, response) => sendJson(response, 200, whole));
  await expect(client.request({ ...write, headers: { 'Sforce-Auto-Assign': 'FALSE' } })).resolves.toEqual(
    whole,
  );
  expect(requests[0]).toMatchObject({
    method: 'PATCH',
    url: '/services/data/v67.0/composite/sobjects',
    body: '{"records":[]}',
    headers: {
      authorization: 'Bearer token-1',
      'content-type': 'application/json',
      'sforce-call-options': 'client=Sluice',
      'sforce-auto-assign': 'FALSE',
    },
  });
});

test('every answer, good or bad, tells how many calls are left', async () => {
  const { client, budget } = await connect((_, response, count) =>
    count === 1
      ? sendJson(response, 200, whole, { 'Sforce-Limit-Info': 'api-usage=18/5000' })
      : sendJson(response, 404, [], { 'Sforce-Limit-Info': 'api-usage=19/5000' }),
  );
  expect(budget.usage()).toBeNull();
  await client.request(read);
  expect(budget.usage()).toEqual({ used: 18, limit: 5_000 });
  await client.request(read).catch(() => undefined);
  expect(budget.usage()).toEqual({ used: 19, limit: 5_000 });
});

test('an expired session is replaced once, also for a write', async () => {
  const { client, tokens, requests } = await connect(({ headers }, response) =>
    headers.authorization === 'Bearer token-2'
      ? sendJson(response, 200, whole)
      : sendJson(response, 401, expired),
  );
  await expect(client.request(write)).resolves.toEqual(whole);
  expect(tokens.refreshes()).toBe(1);
  expect(requests).toHaveLength(2);
});

test('a 401 that stays after the refresh ends as auth_expired instead of going round', async () => {
  const { client, tokens, requests } = await connect((_, response) => sendJson(response, 401, expired));
  await expect(client.request(read)).rejects.toMatchObject({
    kind: 'auth_expired',
    code: 'INVALID_SESSION_ID',
  });
  expect(tokens.refreshes()).toBe(1);
  expect(requests).toHaveLength(2);
});

test('one request refreshes once, whatever happens between its attempts', async () => {
  const { client, tokens, requests } = await connect((_, response, count) =>
    count === 2 ? sendJson(response, 503, {}) : sendJson(response, 401, expired),
  );
  await expect(client.request(read)).rejects.toMatchObject({ kind: 'auth_expired' });
  expect(tokens.refreshes()).toBe(1);
  expect(requests).toHaveLength(3);
});

test('a refresh that moves the org to another instance is followed', async () => {
  const newHome = await startServer((_, response) => sendJson(response, 200, whole));
  const oldHome = await startServer((_, response) => sendJson(response, 401, expired));
  const client = createSalesforceClient({
    tokens: {
      readToken: async () => ({ accessToken: 'old', instanceUrl: oldHome.url }),
      replaceToken: async () => ({ accessToken: 'new', instanceUrl: newHome.url }),
    },
    budget: createApiBudget(),
    clock: createTestClock(),
  });
  await expect(client.request(read)).resolves.toEqual(whole);
  expect(newHome.requests[0]?.headers.authorization).toBe('Bearer new');
});

test.each([
  ['cut', sendCutBody],
  ['503', (response: Parameters<typeof sendJson>[0]) => sendJson(response, 503, [])],
  ['a page in HTML', (response: Parameters<typeof sendJson>[0]) => response.end('<html>')],
  [
    'JSON in name only',
    (response: Parameters<typeof sendJson>[0]) =>
      response.writeHead(200, { 'content-type': 'application/json' }).end('{"na'),
  ],
])('a read whose answer is %s is repeated, a write is not', async (_, fault) => {
  const { client, requests } = await connect((_request, response, count) =>
    count % 2 === 1 ? fault(response) : sendJson(response, 200, whole),
  );
  await expect(client.request(read)).resolves.toEqual(whole);
  await expect(client.request(write)).rejects.toMatchObject({
    kind: 'unavailable',
    mayHaveTakenEffect: true,
  });
  expect(requests).toHaveLength(3);
});

test('a write that took effect and timed out says that it may have', async () => {
  const { client, clock } = await connect((_, response) => {
    sendHungBody(response);
    setImmediate(() => clock.expireLimits());
  });
  await expect(client.request(write)).rejects.toMatchObject({ code: 'TIMEOUT', mayHaveTakenEffect: true });
});

test('a locked row is tried again, for a write as well', async () => {
  const { client, clock } = await connect((_, response, count) =>
    count === 1
      ? sendJson(response, 400, [{ errorCode: 'UNABLE_TO_LOCK_ROW', message: 'unable to obtain' }])
      : sendJson(response, 200, whole),
  );
  await expect(client.request(write)).resolves.toEqual(whole);
  expect(clock.delays).toEqual([1_000]);
});

test('the last calls of the day are not burnt on retries', async () => {
  const { client, requests } = await connect((_, response) =>
    sendJson(
      response,
      403,
      [{ errorCode: 'REQUEST_LIMIT_EXCEEDED', message: 'TotalRequests Limit exceeded.' }],
      { 'Sforce-Limit-Info': 'api-usage=5000/5000' },
    ),
  );
  await expect(client.request(read)).rejects.toMatchObject({
    kind: 'rate_limited',
    code: 'REQUEST_LIMIT_EXCEEDED',
    retryAfterMs: 900_000,
  });
  expect(requests).toHaveLength(1);
});

test('a redirect is not followed, so the session stays with the instance', async () => {
  const elsewhere = await startServer((_, response) => sendJson(response, 200, whole));
  const { client } = await connect((_, response) =>
    response.writeHead(302, { location: elsewhere.url }).end(),
  );
  await expect(client.request(read)).rejects.toMatchObject({ kind: 'rejected', code: 'HTTP_302' });
  expect(elsewhere.requests).toHaveLength(0);
});

test('a session without an instance asks nothing', async () => {
  const client = createSalesforceClient({
    tokens: createTestTokens(null),
    budget: createApiBudget(),
    clock: createTestClock(),
  });
  await expect(client.request(read)).rejects.toMatchObject({ code: 'INSTANCE_URL_MISSING' });
});

test('somebody who waits is told within seconds that the platform is away', async () => {
  const away = await connect((_, response) => sendJson(response, 503, []), whileSomebodyWaits);
  await expect(away.client.request(read)).rejects.toMatchObject({ kind: 'unavailable' });
  expect(away.clock.delays).toEqual([500, 1_000]);
});

test('an answer that never comes is not waited for twice while somebody waits', async () => {
  const { client, clock, requests } = await connect((_, response) => {
    sendHungBody(response);
    setImmediate(() => {
      void clock.sleep(8_000);
      clock.expireLimits();
    });
  }, whileSomebodyWaits);
  await expect(client.request(read)).rejects.toMatchObject({ kind: 'unavailable', code: 'TIMEOUT' });
  expect(requests).toHaveLength(1);
});
