import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createAdaptorServer } from '@hono/node-server';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createClock } from './clock.ts';
import { createRandom } from './random.ts';
import { createService, type Service, UnknownScenario } from './service.ts';

const clock = createClock({ mode: 'manual' });
let service: Service;
let effects: number;

beforeEach(() => {
  service = createService({ name: 'sample', clock, random: createRandom(1) });
  effects = 0;
  service.app.post('/things/:thing', async (c) => {
    effects += 1;
    return c.json({ thing: c.req.param('thing'), got: await c.req.text() });
  });
  service.app.get('/empty', (c) => c.body(null, 204));
  service.app.get('/broken', () => {
    throw new Error('on purpose');
  });
});

const call = (method: string, path: string, body?: unknown): Promise<Response> =>
  Promise.resolve(
    service.app.fetch(
      new Request(`http://sample.test${path}`, {
        method,
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      }),
    ),
  );

describe('counters', () => {
  it('count calls by route pattern and status, bytes both ways, and forget on reset', async () => {
    await call('POST', '/things/1', { a: 1 });
    await call('POST', '/things/2', { a: 2 });
    await call('GET', '/nowhere');
    const seen = await (await call('GET', '/_control/counters')).json();
    expect(seen.calls['POST /things/:thing']).toEqual({ 200: 2 });
    expect(Object.values(seen.calls)).toContainEqual({ 404: 1 });
    expect(seen.bytes.in).toBe(14);
    expect(seen.bytes.out).toBeGreaterThan(40);
    await call('POST', '/_control/counters/reset');
    expect((await (await call('GET', '/_control/counters')).json()).calls).toEqual({});
  });

  it('count writes by record', () => {
    service.counters.recordWrite('sample', 'thing', '7');
    service.counters.recordWrite('sample', 'thing', '7');
    expect(service.counters.read().writes).toEqual({ total: 2, byRecord: { 'sample:thing:7': 2 } });
  });

  it('report the highest number of requests at once', async () => {
    await call('POST', '/_control/latency', { p50Ms: 50 });
    const both = Promise.all([call('POST', '/things/1'), call('POST', '/things/2')]);
    await new Promise((resolve) => setImmediate(resolve));
    clock.advance(1_000);
    await both;
    expect(service.counters.read()).toMatchObject({ maxConcurrency: 2, inFlight: 0 });
  });
});

describe('faults', () => {
  it('answer instead of the handler, for the given number of times', async () => {
    await call('POST', '/_control/faults', {
      method: 'POST',
      path: '/things/*',
      status: 502,
      body: { message: 'bad gateway' },
      headers: { 'retry-after': '3' },
      times: 1,
    });
    const refused = await call('POST', '/things/1');
    expect(refused.status).toBe(502);
    expect(refused.headers.get('retry-after')).toBe('3');
    expect(await refused.json()).toEqual({ message: 'bad gateway' });
    expect(effects).toBe(0);
    expect((await call('POST', '/things/1')).status).toBe(200);
  });

  it('lose the answer after the effect', async () => {
    service.faults.add({ path: '/things/**', when: 'after', status: 504 });
    expect((await call('POST', '/things/1')).status).toBe(504);
    expect(effects).toBe(1);
  });

  it('wait for their turn and look at the body', async () => {
    service.faults.add({ path: '/things/*', skip: 1, bodyIncludes: '"x"', status: 500 });
    const statuses = [];
    for (const body of ['x', 'y', 'x', 'x']) statuses.push((await call('POST', '/things/1', body)).status);
    expect(statuses).toEqual([200, 200, 500, 500]);
  });

  it('hit with a probability that a seed decides', async () => {
    service.faults.add({ path: '/empty', probability: 0.3, status: 500 });
    let hits = 0;
    for (let i = 0; i < 200; i++) if ((await call('GET', '/empty')).status === 500) hits += 1;
    expect(hits).toBeGreaterThan(30);
    expect(hits).toBeLessThan(90);
  });

  it('delay by the clock', async () => {
    service.faults.add({ path: '/empty', delayMs: 5_000 });
    let isAnswered = false;
    const pending = call('GET', '/empty').then((response) => {
      isAnswered = true;
      return response.status;
    });
    await new Promise((resolve) => setImmediate(resolve));
    expect(isAnswered).toBe(false);
    clock.advance(5_000);
    expect(await pending).toBe(204);
  });

  it('hang until they are cleared', async () => {
    service.faults.add({ path: '/things/*', hang: true, when: 'after' });
    const pending = call('POST', '/things/1');
    await new Promise((resolve) => setImmediate(resolve));
    expect(effects).toBe(1);
    await call('DELETE', '/_control/faults');
    expect((await pending).status).toBe(503);
  });

  it.each([[{ path: '/x' }], [{ path: 'x', status: 500 }], [{ path: '/x', status: 500, typo: 1 }]])(
    'refuse the rule %j',
    async (rule) => {
      const answer = await call('POST', '/_control/faults', rule);
      expect(answer.status).toBe(400);
      expect((await answer.json()).error).not.toBe('');
    },
  );
});

describe('over a socket', () => {
  let baseUrl: string;
  let stop: () => Promise<void>;
  beforeEach(async () => {
    const server = createAdaptorServer({ fetch: service.app.fetch });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    stop = () => new Promise((resolve) => server.close(() => resolve()));
  });
  afterEach(() => stop());

  it('cuts the connection in the middle of the body', async () => {
    service.faults.add({ path: '/things/*', cutAfterBytes: 5 });
    const response = await fetch(`${baseUrl}/things/1`, { method: 'POST', body: 'hello' });
    expect(response.status).toBe(200);
    await expect(response.text()).rejects.toThrow();
    expect(effects).toBe(1);
  });

  it('notices a client that gives up on a hanging answer', async () => {
    service.faults.add({ path: '/empty', hang: true });
    await expect(fetch(`${baseUrl}/empty`, { signal: AbortSignal.timeout(30) })).rejects.toThrow();
    await expect.poll(() => service.counters.read().inFlight).toBe(0);
  });
});

it('records every exchange as one line of JSON', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'recording-'));
  const path = join(folder, 'exchanges.jsonl');
  await call('POST', '/_control/recording', { path });
  await call('POST', '/things/1', { a: 1 });
  await call('POST', '/_control/recording', { path: null });
  await call('POST', '/things/2');
  const lines = readFileSync(path, 'utf8').trim().split('\n');
  await rm(folder, { recursive: true });
  expect(lines).toHaveLength(1);
  expect(JSON.parse(lines[0] ?? '')).toMatchObject({
    service: 'sample',
    method: 'POST',
    body: '{"a":1}',
    status: 200,
    responseBody: '{"thing":"1","got":"{\\"a\\":1}"}',
  });
});

it('resets and loads scenarios through the hooks of its owner', async () => {
  const events: string[] = [];
  service.onReset(() => events.push('reset'));
  service.onScenario((name) => {
    if (name !== 'empty') throw new UnknownScenario(name, ['empty']);
    events.push(name);
  });
  expect((await call('POST', '/_control/reset')).status).toBe(204);
  expect((await call('POST', '/_control/scenario', { name: 'empty' })).status).toBe(200);
  const refused = await call('POST', '/_control/scenario', { name: 'nope' });
  expect(refused.status).toBe(400);
  expect((await refused.json()).error).toContain('Known: empty');
  expect(events).toEqual(['reset', 'empty']);
});

it('answers 500 when a handler breaks', async () => {
  expect((await call('GET', '/broken')).status).toBe(500);
});
