import { describe, expect, it } from 'vitest';
import { dayOf, spanOfLiteral, startOfDay } from './date-literals.ts';

/** Sunday 15 November 2026, 23:30 in Rome. */
const calendar = { now: Date.UTC(2026, 10, 15, 22, 30), timeZone: 'Europe/Rome', weekStartsOn: 1 as const };

describe('date literals', () => {
  it.each([
    ['TODAY', '2026-11-15', '2026-11-16'],
    ['YESTERDAY', '2026-11-14', '2026-11-15'],
    ['TOMORROW', '2026-11-16', '2026-11-17'],
    ['THIS_WEEK', '2026-11-09', '2026-11-16'],
    ['LAST_WEEK', '2026-11-02', '2026-11-09'],
    ['NEXT_WEEK', '2026-11-16', '2026-11-23'],
    ['THIS_MONTH', '2026-11-01', '2026-12-01'],
    ['LAST_MONTH', '2026-10-01', '2026-11-01'],
    ['NEXT_MONTH', '2026-12-01', '2027-01-01'],
    ['THIS_QUARTER', '2026-10-01', '2027-01-01'],
    ['LAST_QUARTER', '2026-07-01', '2026-10-01'],
    ['NEXT_QUARTER', '2027-01-01', '2027-04-01'],
    ['THIS_YEAR', '2026-01-01', '2027-01-01'],
    ['LAST_FISCAL_YEAR', '2025-01-01', '2026-01-01'],
    ['LAST_90_DAYS', '2026-08-17', '2026-11-16'],
    ['NEXT_90_DAYS', '2026-11-16', '2027-02-14'],
    ['LAST_N_DAYS:3', '2026-11-12', '2026-11-16'],
    ['NEXT_N_DAYS:3', '2026-11-16', '2026-11-19'],
    ['N_DAYS_AGO:3', '2026-11-12', '2026-11-13'],
    ['LAST_N_WEEKS:2', '2026-10-26', '2026-11-09'],
    ['LAST_N_MONTHS:2', '2026-09-01', '2026-11-01'],
    ['NEXT_N_MONTHS:2', '2026-12-01', '2027-02-01'],
    ['N_MONTHS_AGO:1', '2026-10-01', '2026-11-01'],
    ['LAST_N_QUARTERS:1', '2026-07-01', '2026-10-01'],
    ['last_n_years:2', '2024-01-01', '2026-01-01'],
  ])('%s runs from %s up to %s', (literal, from, to) => {
    expect(spanOfLiteral(literal, calendar)).toEqual({ from, to });
  });

  it('starts the American week on Sunday', () => {
    expect(spanOfLiteral('THIS_WEEK', { ...calendar, weekStartsOn: 0 })).toEqual({
      from: '2026-11-15',
      to: '2026-11-22',
    });
  });

  it('knows no other words', () => {
    expect(spanOfLiteral('SOMEDAY', calendar)).toBeNull();
  });

  it.each([
    ['2026-11-15', 'Europe/Rome', '2026-11-14T23:00:00.000Z'],
    ['2026-07-15', 'Europe/Rome', '2026-07-14T22:00:00.000Z'],
    ['2026-03-29', 'Europe/Rome', '2026-03-28T23:00:00.000Z'],
    ['2026-10-25', 'Europe/Rome', '2026-10-24T22:00:00.000Z'],
    ['2026-11-01', 'America/New_York', '2026-11-01T04:00:00.000Z'],
    ['2026-11-02', 'America/New_York', '2026-11-02T05:00:00.000Z'],
  ])('starts %s in %s at %s', (day, timeZone, instant) => {
    const start = startOfDay(day, timeZone);
    expect(new Date(start).toISOString()).toBe(instant);
    expect(dayOf(start, timeZone)).toBe(day);
    expect(dayOf(start - 1, timeZone)).not.toBe(day);
  });
});
