import { expect, test } from 'vitest';
import { createTestClock } from '#lib/platform/test-clock.ts';
import { createPortalLimiter, readRateHeaders } from './limiter.ts';
import { standardAllowance } from './rate-allowance.ts';

const rateHeaders = (max: number, remaining: number) =>
  new Headers({
    'X-HubSpot-RateLimit-Max': String(max),
    'X-HubSpot-RateLimit-Remaining': String(remaining),
    'X-HubSpot-RateLimit-Interval-Milliseconds': '10000',
  });

test('requests leave in the order they came', async () => {
  const limiter = createPortalLimiter({ clock: createTestClock() });
  const left: number[] = [];
  const turns = Array.from({ length: 30 }, (_, turn) =>
    limiter.admit('standard').then(() => left.push(turn)),
  );
  await Promise.all(turns);
  expect(left).toEqual([...Array(30).keys()]);
});

test('a flood takes as long as the limit says', async () => {
  const clock = createTestClock();
  const limiter = createPortalLimiter({ clock });
  await Promise.all(Array.from({ length: 200 }, () => limiter.admit('standard')));
  expect(clock.now()).toBeGreaterThanOrEqual((200 - standardAllowance.burst) / standardAllowance.perMs);
});

test('search has a bucket of its own', async () => {
  const clock = createTestClock();
  const limiter = createPortalLimiter({ clock });
  limiter.pauseFor('search', 10_000);
  await limiter.admit('standard');
  expect(clock.now()).toBe(0);
  await limiter.admit('search');
  expect(clock.now()).toBe(10_000);
});

test('a pause holds the requests that already wait', async () => {
  const clock = createTestClock();
  const limiter = createPortalLimiter({ clock });
  for (let count = 0; count < standardAllowance.burst; count += 1) await limiter.admit('standard');
  const waiting = limiter.admit('standard');
  limiter.pauseFor('standard', 10_000);
  await waiting;
  expect(clock.now()).toBeGreaterThanOrEqual(10_000);
});

test('HubSpot’s own count is followed', async () => {
  const clock = createTestClock();
  const limiter = createPortalLimiter({ clock });
  limiter.observeAnswer(rateHeaders(110, 0));
  await limiter.admit('standard');
  expect(clock.now()).toBeGreaterThan(1_000);
});

test('an answer without the headers changes nothing', () => {
  expect(readRateHeaders(new Headers())).toBeNull();
  expect(readRateHeaders(new Headers({ 'X-HubSpot-RateLimit-Max': 'many' }))).toBeNull();
  expect(readRateHeaders(rateHeaders(110, 3))).toEqual({ max: 110, remaining: 3, intervalMs: 10_000 });
});
