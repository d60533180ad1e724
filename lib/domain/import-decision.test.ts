import { describe, expect, it } from 'vitest';
import { isEmailAddress, judgeImported, type OutsideFacts, waitForList } from './import-decision.ts';
import type { SalesforceRecord } from './records.ts';

describe('an address', () => {
  it.each([
    'ada@example.com',
    'ada.lovelace+tag@mail.example.co.uk',
    "o'brien@example.ie",
    'ada@xn--mnchen-3ya.example',
    'müller@münchen.example',
    `${'a'.repeat(64)}@example.com`,
  ])('%s can be a contact’s', (address) => {
    expect(isEmailAddress(address)).toBe(true);
  });

  it.each([
    '',
    'ada',
    '@example.com',
    'ada@',
    'ada@example',
    'ada@example.c',
    'ada@.example.com',
    'ada@example..com',
    'ada@-example.com',
    'ada@example.com.',
    'ada lovelace@example.com',
    '.ada@example.com',
    'ada.@example.com',
    'a..b@example.com',
    'ada@lovelace@example.com',
    'ada@127.0.0.1',
    'ada@example.com, grace@example.com',
    '<ada@example.com>',
    `${'a'.repeat(65)}@example.com`,
    `ada@${'a'.repeat(250)}.com`,
  ])('%j cannot', (address) => {
    expect(isEmailAddress(address)).toBe(false);
  });
});

const record: SalesforceRecord = {
  salesforceType: 'Contact',
  salesforceId: '003000000000001AAA',
  email: 'ada@example.com',
  fields: {},
  createdAt: '2026-01-01T00:00:00.000Z',
  lastModifiedAt: '2026-01-01T00:00:00.000Z',
  isConverted: false,
  convertedContactId: null,
};

describe('a selected record', () => {
  it.each([
    ['that is there no more', null, 'salesforce_record_gone'],
    ['without an address', { ...record, email: null }, 'no_email'],
    ['with an address nobody can have', { ...record, email: 'ada@' }, 'invalid_email'],
    ['of a person account', { ...record, fields: { IsPersonAccount: true } }, 'person_account'],
  ] as const)('%s is skipped', (_, read, reason) => {
    expect(judgeImported(read)).toEqual({ kind: 'skip', reason });
  });

  it('with an address is imported', () => {
    expect(judgeImported(record)).toEqual({ kind: 'import', email: 'ada@example.com', record });
  });
});

describe('a contact that is not in the list', () => {
  const minute = 60_000;
  const made: OutsideFacts = {
    createdAtMs: 0,
    lastJoinAtMs: null,
    isListProcessing: false,
    nowMs: 30_000,
    settleMs: 30_000,
    limitMs: 15 * minute,
  };

  it.each<[string, Partial<OutsideFacts>, number | null]>([
    ['made long ago is outside', { nowMs: 24 * 60 * minute }, null],
    ['is outside once the list has settled', {}, null],
    ['waits while it is younger than the settle delay', { nowMs: 29_000 }, 58_000],
    ['waits five seconds at the least', { nowMs: 1_000 }, 6_000],
    ['waits while the list is being evaluated', { isListProcessing: true }, 60_000],
    ['waits while others are joining', { nowMs: 40_000, lastJoinAtMs: 35_000 }, 80_000],
    ['is outside when nobody has joined for the settle delay', { nowMs: 65_000, lastJoinAtMs: 35_000 }, null],
    ['waits twice as long each time', { nowMs: 2 * minute, isListProcessing: true }, 4 * minute],
    ['waits four minutes at the most', { nowMs: 8 * minute, isListProcessing: true }, 12 * minute],
    ['waits no longer than the limit', { nowMs: 14 * minute, isListProcessing: true }, 15 * minute],
    ['is outside at the limit, whatever the list does', { nowMs: 15 * minute, isListProcessing: true }, null],
    ['made by a clock ahead of ours waits', { createdAtMs: 5_000, nowMs: 0 }, 5_000],
  ])('%s', (_, facts, until) => {
    expect(waitForList({ ...made, ...facts })).toBe(until);
  });
});
