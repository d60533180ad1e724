import { beforeEach, describe, expect, it } from 'vitest';
import {
  type Account,
  contacts,
  lists,
  startHubspot,
  type TestHubspot,
} from '#sandbox/hubspot/testing/start-hubspot.ts';
import { createClock } from '#sandbox/kernel/clock.ts';
import { createRateLimiter } from './rate-limits.ts';

describe('the window', () => {
  it('holds no more than the limit at any moment, however the calls are spread', () => {
    const clock = createClock({ mode: 'manual' });
    const limiter = createRateLimiter(clock, 10_000);
    const allowed: number[] = [];
    for (let i = 0; i < 600; i++) {
      if (limiter.take('k', 7).isAllowed) allowed.push(clock.now());
      clock.advance((i * 137) % 900);
    }
    expect(allowed.length).toBeGreaterThan(50);
    for (const at of allowed) {
      expect(allowed.filter((other) => other > at - 10_000 && other <= at).length).toBeLessThanOrEqual(7);
    }
  });
});

describe('an account', () => {
  let hubspot: TestHubspot;
  let account: Account;
  beforeEach(async () => {
    hubspot = startHubspot();
    account = await hubspot.install();
  });

  it('may call 110 times in ten seconds, and again as the window rolls on', async () => {
    for (let i = 0; i < 110; i++) {
      if (i === 60) hubspot.clock.advance(5_000);
      const { status, headers } = await account.call('GET', `${contacts}?limit=1`);
      expect(status).toBe(200);
      expect(headers.get('x-hubspot-ratelimit-max')).toBe('110');
      expect(headers.get('x-hubspot-ratelimit-remaining')).toBe(String(109 - i));
      expect(headers.get('x-hubspot-ratelimit-interval-milliseconds')).toBe('10000');
    }
    const refused = await account.call('GET', `${contacts}?limit=1`);
    expect(refused.status).toBe(429);
    expect(refused.headers.get('x-hubspot-ratelimit-remaining')).toBe('0');
    expect(refused.headers.get('retry-after')).toBeNull();
    expect(refused.body).toEqual({
      status: 'error',
      message: 'You have reached your ten_secondly_rolling limit.',
      errorType: 'RATE_LIMIT',
      policyName: 'TEN_SECONDLY_ROLLING',
      correlationId: expect.any(String),
    });
    hubspot.clock.advance(5_000);
    const statuses = [];
    for (let i = 0; i < 61; i++) statuses.push((await account.call('POST', `${lists}/search`, {})).status);
    expect(statuses.filter((status) => status === 200)).toHaveLength(60);
    expect(hubspot.counters.read().rateLimited).toBe(2);
  });

  it('may search five times a second, which costs no other call and shows no headers', async () => {
    for (let i = 0; i < 5; i++) {
      const { status, headers } = await account.call('POST', `${contacts}/search`, {});
      expect(status).toBe(200);
      expect(headers.has('x-hubspot-ratelimit-max')).toBe(false);
    }
    const refused = await account.call('POST', `${contacts}/search`, {});
    expect(refused.status).toBe(429);
    expect(refused.body).toMatchObject({
      message: 'You have reached your secondly limit.',
      policyName: 'SECONDLY',
    });
    expect((await account.call('GET', contacts)).headers.get('x-hubspot-ratelimit-remaining')).toBe('109');
    hubspot.clock.advance(1_000);
    expect((await account.call('POST', `${contacts}/search`, {})).status).toBe(200);
  });

  it('is not limited when the limits are switched off', async () => {
    await hubspot.control('settings', { callsPerTenSeconds: null, searchesPerSecond: null });
    for (let i = 0; i < 150; i++) expect((await account.call('GET', `${contacts}?limit=1`)).status).toBe(200);
    for (let i = 0; i < 10; i++)
      expect((await account.call('POST', `${contacts}/search`, {})).status).toBe(200);
  });
});
