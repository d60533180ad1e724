import { expect, test } from 'vitest';
import { adviseRetry, backOffMs, neverRetry, retry } from './retry.ts';
import { createTestClock } from './test-clock.ts';

const failure = (kind: string, facts = {}) => ({
  kind,
  retryAfterMs: null,
  mayHaveTakenEffect: false,
  ...facts,
});

test('what was rate limited waits as long as asked, writes too', () => {
  expect(adviseRetry(failure('rate_limited', { retryAfterMs: 2_000 }), 'write')).toEqual({
    retryAfterMs: 2_000,
  });
});

test('a write whose answer was lost is not repeated, a read is', () => {
  const lost = failure('unavailable', { mayHaveTakenEffect: true });
  expect(adviseRetry(lost, 'write')).toEqual(neverRetry);
  expect(adviseRetry(lost, 'read')).toEqual({ retryAfterMs: 'back_off' });
  expect(adviseRetry(failure('unavailable'), 'write')).toEqual({ retryAfterMs: 'back_off' });
});

test.each(['rejected', 'auth_expired', 'ambiguous_match'])('%s is never repeated', (kind) => {
  expect(adviseRetry(failure(kind), 'read')).toEqual(neverRetry);
});

test('back-off doubles up to a bound and spreads', () => {
  expect([1, 2, 3, 9].map((attempt) => backOffMs(attempt, 1))).toEqual([500, 1_000, 2_000, 8_000]);
  expect(backOffMs(1, 0)).toBe(250);
});

function failing(times: number) {
  const runs = { count: 0 };
  const run = async () => {
    runs.count += 1;
    if (runs.count <= times) throw new Error(`run ${runs.count}`);
    return 'done';
  };
  return { runs, run };
}

test('runs until it succeeds', async () => {
  const clock = createTestClock();
  const { run } = failing(2);
  const limits = { clock, maxAttempts: 5, totalMs: 60_000, random: () => 1 };
  await expect(retry(run, () => ({ retryAfterMs: 'back_off' }), limits)).resolves.toBe('done');
  expect(clock.delays).toEqual([500, 1_000]);
});

test('ends with the last failure after the allowed attempts', async () => {
  const { run, runs } = failing(9);
  const limits = { clock: createTestClock(), maxAttempts: 3, totalMs: 60_000 };
  await expect(retry(run, () => ({ retryAfterMs: 1 }), limits)).rejects.toThrow('run 3');
  expect(runs.count).toBe(3);
});

test('does not begin a wait that ends after the total time', async () => {
  const clock = createTestClock();
  const { run } = failing(9);
  const limits = { clock, maxAttempts: 9, totalMs: 25_000 };
  await expect(retry(run, () => ({ retryAfterMs: 10_000 }), limits)).rejects.toThrow('run 3');
  expect(clock.delays).toEqual([10_000, 10_000]);
});
