import { expect, it } from 'vitest';
import { callsWithin, countedAtLeast, forecastLimit } from './api-forecast.ts';

const hourMs = 3_600_000;
const now = 100 * hourMs;
const hoursAgo = (ago: number, calls: number) => ({ startedAt: now - ago * hourMs, calls });

it('counts the calls between two moments, and the share of an hour that is cut', () => {
  const hours = [hoursAgo(3, 60), hoursAgo(2, 30), hoursAgo(1, 10)];
  expect(callsWithin(hours, now - 2.5 * hourMs, now)).toBe(70);
  expect(callsWithin(hours, now - 10 * hourMs, now - 3 * hourMs)).toBe(0);
});

it('says that a limit is reached once nothing is left', () => {
  expect(forecastLimit({ used: 100, limit: 100 }, [], now)).toEqual({ kind: 'reached' });
});

it('foresees no end without calls, or with as many as the day before', () => {
  expect(forecastLimit({ used: 99, limit: 100 }, [], now)).toEqual({ kind: 'within' });
  const even = Array.from({ length: 24 }, (_, index) => hoursAgo(index + 1, 10));
  expect(forecastLimit({ used: 95 * 10, limit: 95 * 10 + 5 }, even, now)).toEqual({ kind: 'within' });
});

it('foresees the hour in which calls that have become more reach the limit', () => {
  const busy = [hoursAgo(3, 100), hoursAgo(2, 100), hoursAgo(1, 100)];
  expect(forecastLimit({ used: 500, limit: 1_000 }, busy, now)).toEqual({
    kind: 'reached_at',
    atMs: now + 5 * hourMs,
  });
});

it('lets the calls of the day before fall out of the count', () => {
  const hours = [hoursAgo(24, 900), hoursAgo(3, 100), hoursAgo(2, 100), hoursAgo(1, 100)];
  expect(forecastLimit({ used: 1_300, limit: 1_350 }, hours, now)).toEqual({
    kind: 'reached_at',
    atMs: now + 10 * hourMs,
  });
});

it('takes what the org said for old where we have called more often since', () => {
  const hours = [hoursAgo(25, 500), hoursAgo(3, 40), hoursAgo(1, 30)];
  const longAgo = now - 300 * hourMs;
  expect(countedAtLeast({ used: 60, limit: 100 }, hours, longAgo, now)).toBe(70);
  expect(countedAtLeast({ used: 90, limit: 100 }, hours, longAgo, now)).toBe(90);
  expect(countedAtLeast({ used: 60, limit: 65 }, hours, longAgo, now)).toBe(65);
});

it('does not hold calls against an org that it was connected after', () => {
  const hours = [hoursAgo(3, 40), hoursAgo(1, 30)];
  expect(countedAtLeast({ used: 5, limit: 100 }, hours, now - 0.5 * hourMs, now)).toBe(30);
});
