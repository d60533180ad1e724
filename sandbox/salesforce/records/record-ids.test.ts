import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { idSuffix, makeRecordId, normaliseRecordId } from './record-ids.ts';

describe('record ids', () => {
  it.each([
    ['001D000000IqhSL', 'IAZ'],
    ['000000000000000', 'AAA'],
    ['ABCDEABCDEABCDE', '555'],
    ['AbcdeaBcdeabcdE', 'BCQ'],
  ])('ends %s with %s', (shortId, suffix) => {
    expect(idSuffix(shortId)).toBe(suffix);
    expect(normaliseRecordId(shortId)).toBe(shortId + suffix);
    expect(normaliseRecordId(shortId + suffix)).toBe(shortId + suffix);
  });

  it.each([
    '',
    '001D000000IqhS',
    '001D000000IqhSLIA',
    '001D000000IqhSLIAA',
    '001D000000Iqh-L',
    '001D000000IqhSL IAZ',
  ])('refuses %j', (text) => {
    expect(normaliseRecordId(text)).toBeNull();
  });

  it('never gives out an id twice', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 62 ** 5 }), fc.integer({ min: 1, max: 62 ** 5 }), (a, b) => {
        const ids = [a, b].map((sequence) => makeRecordId('00Q', 'gK', sequence));
        expect(ids[0] === ids[1]).toBe(a === b);
        for (const recordId of ids) expect(normaliseRecordId(recordId)).toBe(recordId);
      }),
    );
  });
});
