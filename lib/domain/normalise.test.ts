import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  comparePhone,
  compareUrl,
  dayOf,
  isCalendarDay,
  normaliseNumber,
  normaliseText,
  readInstant,
  readSecond,
  startOfDay,
} from './normalise.ts';

describe('normaliseText', () => {
  it.each([
    ['  Ada ', 'Ada'],
    [' \t\u00a0\n', null],
    ['', null],
    ['a\r\nb\rc\nd', 'a\nb\nc\nd'],
    ['Zoe\u0308', 'Zo\u00eb'],
  ])('reads %j as %j', (given, expected) => {
    expect(normaliseText(given)).toBe(expected);
  });
});

describe('comparePhone', () => {
  it.each([
    ['+1 (555) 010-9999', '+15550109999'],
    ['(+49) 30 1234', '+49301234'],
    ['555.010.9999', '5550109999'],
    ['555 010 9999 ext. 5', '5550109999ext5'],
    ['12+34', '1234'],
    ['-', '-'],
    ['+', '+'],
  ])('compares %j as %j', (given, expected) => {
    expect(comparePhone(given)).toBe(expected);
  });

  it('tells a number with a country code from one without', () => {
    expect(comparePhone('+15550109999')).not.toBe(comparePhone('15550109999'));
  });
});

describe('compareUrl', () => {
  it.each([
    ['HTTPS://Example.COM/', 'https://example.com'],
    ['https://example.com/A/', 'https://example.com/A/'],
    ['Example.com?Q=1', 'example.com?Q=1'],
    ['/only/a/path', '/only/a/path'],
  ])('compares %j as %j', (given, expected) => {
    expect(compareUrl(given)).toBe(expected);
  });
});

describe('normaliseNumber', () => {
  it.each([
    ['1234.5', null, '1234.5'],
    ['1234.50', 2, '1234.5'],
    ['1234.567', 2, '1234.57'],
    ['2.5', 0, '3'],
    ['-0', 2, '0'],
    ['-0.001', 2, '0'],
    ['1E3', null, '1000'],
    ['+7', null, '7'],
    ['.5', null, '0.5'],
    ['1,5', null, null],
    ['12 000', null, null],
    ['0x10', null, null],
    ['Infinity', null, null],
    ['1e999', null, null],
    ['', null, null],
  ])('reads %j at scale %j as %j', (given, scale, expected) => {
    expect(normaliseNumber(given, scale)).toBe(expected);
  });

  it('reads its own result as the same number', () => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), fc.nat(18), (value, scale) => {
        const once = normaliseNumber(String(value), scale);
        expect(once).not.toBeNull();
        expect(normaliseNumber(once ?? '', scale)).toBe(once);
      }),
    );
  });
});

describe('readInstant', () => {
  const instant = Date.UTC(2026, 10, 23, 10, 20, 30);

  it.each([
    ['2026-11-23T10:20:30Z', instant],
    ['2026-11-23T10:20:30.000+0000', instant],
    ['2026-11-23T11:20:30+01:00', instant],
    ['2026-11-23T10:20:30', instant],
    ['2026-11-23 10:20:30', instant],
    [String(instant), instant],
    ['0', 0],
    ['2026-11-23', Date.UTC(2026, 10, 23)],
    ['2026-02-30T00:00:00Z', null],
    ['23.11.2026', null],
    ['tomorrow', null],
    ['9999999999999999999', null],
    ['', null],
  ])('reads %j as %j', (given, expected) => {
    expect(readInstant(given)).toBe(expected);
  });

  it('keeps whole seconds only when asked for seconds', () => {
    expect(readSecond('2026-11-23T10:20:30.999Z')).toBe(instant / 1000);
  });
});

describe('days and time zones', () => {
  it.each([
    ['2026-02-28', true],
    ['2024-02-29', true],
    ['2026-02-29', false],
    ['2026-13-01', false],
    ['2026-1-1', false],
  ])('knows whether %s exists', (day, expected) => {
    expect(isCalendarDay(day)).toBe(expected);
  });

  it('puts one instant on different days in different zones', () => {
    const instant = Date.UTC(2026, 0, 1, 3);
    expect(dayOf(instant, 'America/New_York')).toBe('2025-12-31');
    expect(dayOf(instant, 'Asia/Tokyo')).toBe('2026-01-01');
  });

  it('takes an unknown zone for UTC', () => {
    expect(dayOf(Date.UTC(2026, 0, 1, 3), 'Nowhere/Atlantis')).toBe('2026-01-01');
  });

  it('starts a day at one o’clock where the clock change leaves midnight out', () => {
    expect(startOfDay('2018-11-04', 'America/Sao_Paulo')).toBe(Date.UTC(2018, 10, 4, 3));
    expect(startOfDay('2024-04-26', 'Africa/Cairo')).toBe(Date.UTC(2024, 3, 25, 22));
  });

  it('has no start for a day a zone skipped', () => {
    expect(startOfDay('2011-12-30', 'Pacific/Apia')).toBeNull();
  });

  it('finds an instant that falls on the day it was asked for, and none before it', () => {
    const zones = ['UTC', 'America/New_York', 'US/Eastern', 'Europe/Berlin', 'Asia/Kolkata', 'Africa/Cairo'];
    const days = fc.integer({
      min: Date.UTC(1950, 0, 1) / 86_400_000,
      max: Date.UTC(2060, 0, 1) / 86_400_000,
    });
    fc.assert(
      fc.property(days, fc.constantFrom(...zones), (dayNumber, zone) => {
        const day = new Date(dayNumber * 86_400_000).toISOString().slice(0, 10);
        const start = startOfDay(day, zone);
        expect(start).not.toBeNull();
        expect(dayOf(start ?? 0, zone)).toBe(day);
        expect(dayOf((start ?? 0) - 1000, zone)).not.toBe(day);
      }),
    );
  });
});
