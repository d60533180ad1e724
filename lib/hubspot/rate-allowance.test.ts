import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  type Allowance,
  allowanceFor,
  createBucket,
  observe,
  pause,
  searchAllowance,
  standardAllowance,
  take,
} from './rate-allowance.ts';

type Arrival = { gapMs: number; reading: { max: number; remaining: number; intervalMs: number } | null };

/** When each request leaves, if each waits its turn. */
function departures(allowance: Allowance, arrivals: readonly Arrival[]): number[] {
  let bucket = createBucket(allowance, 0);
  let now = 0;
  return arrivals.map(({ gapMs, reading }) => {
    now += gapMs;
    if (reading !== null) bucket = observe(bucket, reading, now);
    for (;;) {
      const taken = take(bucket, now);
      bucket = taken.bucket;
      if (taken.waitMs === 0) return now;
      now += taken.waitMs;
    }
  });
}

/** The most departures in any window of this length. */
function busiestWindow(times: readonly number[], windowMs: number): number {
  let start = 0;
  let most = 0;
  for (const [end, time] of times.entries()) {
    while ((times[start] ?? time) <= time - windowMs) start += 1;
    most = Math.max(most, end - start + 1);
  }
  return most;
}

/** Mostly floods, now and then a lull. */
const gapMs = fc.oneof(
  { weight: 30, arbitrary: fc.constant(0) },
  { weight: 5, arbitrary: fc.integer({ min: 0, max: 50 }) },
  { weight: 1, arbitrary: fc.integer({ min: 0, max: 20_000 }) },
);
/** Mostly none, so that what a reading did has time to show. */
const reading = fc.oneof(
  { weight: 20, arbitrary: fc.constant(null) },
  {
    weight: 1,
    arbitrary: fc.record({
      max: fc.integer({ min: 1, max: 250 }),
      remaining: fc.integer({ min: 0, max: 250 }),
      intervalMs: fc.constantFrom(1_000, 10_000),
    }),
  },
);
const arrivals = fc.array(fc.record({ gapMs, reading }), { minLength: 1, maxLength: 400, size: 'max' });

test('no ten seconds see more than 110 less the reserve, whatever arrives and is reported', () => {
  fc.assert(
    fc.property(arrivals, (pattern) => {
      expect(busiestWindow(departures(standardAllowance, pattern), 10_000)).toBeLessThanOrEqual(99);
    }),
  );
});

test('no second sees more than four searches', () => {
  fc.assert(
    fc.property(arrivals, (pattern) => {
      const silent = pattern.map((arrival) => ({ ...arrival, reading: null }));
      expect(busiestWindow(departures(searchAllowance, silent), 1_000)).toBeLessThanOrEqual(4);
    }),
  );
});

test('a smaller limit than a public app’s is kept as well', () => {
  fc.assert(
    fc.property(fc.integer({ min: 2, max: 110 }), (max) => {
      const flood = Array.from({ length: 300 }, () => ({ gapMs: 0, reading: null }));
      expect(
        busiestWindow(departures(allowanceFor({ max, intervalMs: 10_000 }), flood), 10_000),
      ).toBeLessThanOrEqual(Math.max(1, Math.floor(max * 0.9)));
    }),
  );
});

test('a larger limit than a public app’s is not used', () => {
  const generous = { max: 190, remaining: 190, intervalMs: 10_000 };
  const flood = Array.from({ length: 300 }, () => ({ gapMs: 0, reading: generous }));
  expect(busiestWindow(departures(standardAllowance, flood), 10_000)).toBeLessThanOrEqual(99);
});

test('a steady flood uses nine tenths of the limit', () => {
  const flood = Array.from({ length: 1_000 }, () => ({ gapMs: 0, reading: null }));
  const last = departures(standardAllowance, flood).at(-1) ?? 0;
  expect(1_000 / (last / 10_000)).toBeGreaterThan(94);
});

test('what other processes used slows us down', () => {
  const full = observe(createBucket(standardAllowance, 0), { max: 110, remaining: 0, intervalMs: 10_000 }, 0);
  expect(take(full, 0).waitMs).toBeGreaterThan(1_000);
  const roomy = observe(
    createBucket(standardAllowance, 0),
    { max: 110, remaining: 90, intervalMs: 10_000 },
    0,
  );
  expect(take(roomy, 0).waitMs).toBe(0);
});

test('nothing leaves during a pause, and a shorter pause does not end a longer one', () => {
  const paused = pause(pause(createBucket(standardAllowance, 0), 5_000), 1_000);
  expect(take(paused, 1_500).waitMs).toBe(3_500);
  expect(take(paused, 5_000).waitMs).toBe(0);
});

test('a clock that is set back gives nothing for free', () => {
  let bucket = createBucket(standardAllowance, 100_000);
  for (let count = 0; count < standardAllowance.burst; count += 1) bucket = take(bucket, 100_000).bucket;
  expect(take(bucket, 50_000).waitMs).toBeGreaterThan(0);
});
