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
import { createHubspotClient } from './client.ts';
import { createPortalLimiter } from './limiter.ts';

let server: TestServer | undefined;
afterEach(() => server?.stop());

const schema = z.object({ name: z.string() });
const whole = { name: 'whole' };
const read = { method: 'GET', path: '/thing', schema } as const;
const write = { method: 'POST', path: '/thing', body: { name: 'x' }, schema } as const;

async function connect(answer: Parameters<typeof startTestServer>[0], patience = inBackground) {
  server = await startTestServer(answer);
  const clock = createTestClock();
  const tokens = createTestTokens();
  const limiter = createPortalLimiter({ clock });
  const client = createHubspotClient({
    apiUrl: server.url,
    tokens,
    limiter,
    clock,
    random: () => 1,
    patience,
  });
  return { client, clock, tokens, requests: server.requests };
}

test('sends JSON with the token and reads the answer', async () => {
  const { client, requests } = await connect((_, response) => sendJson(response, 200, whole));
  await expect(client.request({ ...write, query: { a: 'b c' } })).resolves.toEqual(whole);
  expect(requests[0]).toMatchObject({ method: 'POST', url: '/thing?a=b+c', body: '{"name":"x"}' });
  expect(requests[0]?.headers.authorization).toBe('Bearer token-1');
});

test('an expired token is replaced once, also for a write', async () => {
  const { client, tokens, requests } = await connect(({ headers }, response) =>
    headers.authorization === 'Bearer token-2' ? sendJson(response, 200, whole) : sendJson(response, 401, {}),
  );
  await expect(client.request(write)).resolves.toEqual(whole);
  expect(tokens.refreshes()).toBe(1);
  expect(requests).toHaveLength(2);
});

test('a 401 that stays after the refresh ends as auth_expired', async () => {
  const { client, tokens, requests } = await connect((_, response) =>
    sendJson(response, 401, { category: 'INVALID_AUTHENTICATION' }),
  );
  await expect(client.request(read)).rejects.toMatchObject({
    kind: 'auth_expired',
    code: 'INVALID_AUTHENTICATION',
  });
  expect(tokens.refreshes()).toBe(1);
  expect(requests).toHaveLength(2);
});

test('one request refreshes once, whatever happens between its attempts', async () => {
  const { client, tokens, requests } = await connect((_, response, count) =>
    count === 2 ? sendJson(response, 503, {}) : sendJson(response, 401, {}),
  );
  await expect(client.request(read)).rejects.toMatchObject({ kind: 'auth_expired' });
  expect(tokens.refreshes()).toBe(1);
  expect(requests).toHaveLength(3);
});

test('requests that expire together refresh once', async () => {
  const { client, tokens } = await connect(({ headers }, response) =>
    headers.authorization === 'Bearer token-2' ? sendJson(response, 200, whole) : sendJson(response, 401, {}),
  );
  await Promise.all([1, 2, 3, 4].map(() => client.request(read)));
  expect(tokens.refreshes()).toBe(1);
});

test('a burst of 429 is waited out, writes included', async () => {
  const { client, clock, requests } = await connect((_, response, count) =>
    count <= 3
      ? sendJson(response, 429, { errorType: 'RATE_LIMIT', policyName: 'TEN_SECONDLY_ROLLING' })
      : sendJson(response, 200, whole),
  );
  await expect(client.request(write)).resolves.toEqual(whole);
  expect(requests).toHaveLength(4);
  expect(clock.now()).toBeGreaterThanOrEqual(30_000);
});

test('a limit that lasts longer than a minute goes to the caller', async () => {
  const { client, requests } = await connect((_, response) =>
    sendJson(response, 429, { policyName: 'DAILY' }),
  );
  await expect(client.request(read)).rejects.toMatchObject({
    kind: 'rate_limited',
    retryAfterMs: 3_600_000,
  });
  expect(requests).toHaveLength(1);
});

test('after a 429 nobody else’s request leaves for a while', async () => {
  const arrivals: number[] = [];
  const { client, clock } = await connect((_, response, count) => {
    arrivals.push(clock.now());
    return count === 1 ? sendJson(response, 429, { policyName: 'DAILY' }) : sendJson(response, 200, whole);
  });
  await client.request(read).catch(() => undefined);
  await client.request(read);
  expect(arrivals).toEqual([0, 10_000]);
});

test('a data centre migration says how long to wait', async () => {
  const { client } = await connect((_, response) => sendJson(response, 477, {}, { 'retry-after': '7200' }));
  await expect(client.request(write)).rejects.toMatchObject({
    kind: 'rate_limited',
    retryAfterMs: 7_200_000,
    mayHaveTakenEffect: false,
  });
});

test('a lock is waited out for two seconds', async () => {
  const { client, clock } = await connect((_, response, count) =>
    count === 1 ? sendJson(response, 423, {}) : sendJson(response, 200, whole),
  );
  await expect(client.request(write)).resolves.toEqual(whole);
  expect(clock.delays).toContain(2_000);
});

test.each([
  ['cut', sendCutBody],
  ['502', (response: Parameters<typeof sendJson>[0]) => sendJson(response, 502, {})],
  ['not JSON', (response: Parameters<typeof sendJson>[0]) => response.end('<html>')],
])('a read whose answer is %s is repeated, a write is not', async (_, fault) => {
  const { client, requests } = await connect((_request, response, count) =>
    count % 2 === 1 ? fault(response) : sendJson(response, 200, whole),
  );
  await expect(client.request(read)).resolves.toEqual(whole);
  expect(requests).toHaveLength(2);
  await expect(client.request(write)).rejects.toMatchObject({
    kind: 'unavailable',
    mayHaveTakenEffect: true,
  });
  expect(requests).toHaveLength(3);
});

test('a POST that only reads is repeated like a read', async () => {
  const { client } = await connect((_, response, count) =>
    count === 1 ? sendCutBody(response) : sendJson(response, 200, whole),
  );
  await expect(client.request({ ...write, effect: 'read' })).resolves.toEqual(whole);
});

test('a write that took effect and timed out says that it may have', async () => {
  const { client, clock } = await connect((_, response) => {
    sendHungBody(response);
    setImmediate(() => clock.expireLimits());
  });
  await expect(client.request(write)).rejects.toMatchObject({
    kind: 'unavailable',
    code: 'TIMEOUT',
    mayHaveTakenEffect: true,
  });
});

test('a write to a server that is down is repeated, and surely had no effect', async () => {
  const { client, clock } = await connect(() => undefined);
  await server?.stop();
  await expect(client.request(write)).rejects.toMatchObject({
    kind: 'unavailable',
    code: 'ECONNREFUSED',
    mayHaveTakenEffect: false,
  });
  expect(clock.delays).toEqual([500, 1_000, 2_000, 4_000]);
});

test('a refusal is not repeated', async () => {
  const { client, requests } = await connect((_, response) =>
    sendJson(response, 403, {
      category: 'MISSING_SCOPES',
      errors: [{ context: { requiredGranularScopes: ['crm.lists.read'] } }],
    }),
  );
  await expect(client.request(read)).rejects.toMatchObject({
    kind: 'rejected',
    code: 'MISSING_SCOPES',
    missingPermissions: ['crm.lists.read'],
  });
  expect(requests).toHaveLength(1);
});

test('somebody who waits is told within seconds that the platform is away', async () => {
  const away = await connect((_, response) => sendJson(response, 503, {}), whileSomebodyWaits);
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
