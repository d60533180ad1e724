import { expect, it, test } from 'vitest';
import { nextNight, nextTurn, sweepInterval } from './sweep-schedule.ts';

const minute = 60_000;
const day = 86_400_000;

test.each([
  { quietMs: 0, budgetUsed: null, every: minute },
  { quietMs: day, budgetUsed: null, every: minute },
  { quietMs: day + 1, budgetUsed: null, every: 5 * minute },
  { quietMs: 0, budgetUsed: 0.8, every: minute },
  { quietMs: 0, budgetUsed: 0.81, every: 5 * minute },
  { quietMs: 9 * day, budgetUsed: 0.81, every: 5 * minute },
  { quietMs: 0, budgetUsed: 0.95, every: 5 * minute },
  { quietMs: 0, budgetUsed: 0.96, every: 60 * minute },
  { quietMs: 0, budgetUsed: 1, every: 60 * minute },
])('quiet for $quietMs ms with $budgetUsed of the calls used: every $every ms', ({ every, ...pace }) => {
  expect(sweepInterval({ intervalMs: minute, ...pace })).toBe(every);
});

const tenantIds = Array.from({ length: 1_000 }, (_, index) => `tenant-${index}`);

it('is always the tenant’s own point of the minute, and always ahead', () => {
  for (const tenantId of tenantIds.slice(0, 50)) {
    const first = nextTurn(tenantId, minute, 1_764_000_000_000);
    expect(first).toBeGreaterThan(1_764_000_000_000);
    expect(first).toBeLessThanOrEqual(1_764_000_000_000 + minute);
    expect(nextTurn(tenantId, minute, first)).toBe(first + minute);
    expect(nextTurn(tenantId, minute, first - 1)).toBe(first);
  }
});

it('spreads tenants over the minute', () => {
  const perSecond = new Map<number, number>();
  for (const tenantId of tenantIds) {
    const second = Math.floor((nextTurn(tenantId, minute, 0) % minute) / 1_000);
    perSecond.set(second, (perSecond.get(second) ?? 0) + 1);
  }
  expect(perSecond.size).toBe(60);
  expect(Math.max(...perSecond.values())).toBeLessThan(40);
});

it('puts the night’s turn of each tenant at its own point of the first four hours of the day', () => {
  const noon = Date.parse('2026-11-29T12:00:00Z');
  const quarters = new Set<number>();
  for (const tenantId of tenantIds) {
    const turn = nextNight(tenantId, noon);
    expect(turn).toBeGreaterThanOrEqual(Date.parse('2026-11-30T00:00:00Z'));
    expect(turn).toBeLessThan(Date.parse('2026-11-30T04:00:00Z'));
    expect(nextNight(tenantId, turn - 1)).toBe(turn);
    expect(nextNight(tenantId, turn)).toBe(turn + day);
    quarters.add(Math.floor((turn % day) / (15 * minute)));
  }
  expect(quarters.size).toBe(16);
});
