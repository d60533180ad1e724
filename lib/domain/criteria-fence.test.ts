import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type FenceFacts,
  fenceUntil,
  joinCriteria,
  type ListCriteria,
  noCriteria,
  printCriteria,
} from './criteria-fence.ts';
import type { HubspotContact } from './records.ts';

const contact: HubspotContact = {
  hubspotContactId: '101',
  email: 'ada@example.com',
  additionalEmails: [],
  mergedIds: [],
  properties: { city: 'Rome', phone: '06 1' },
  createdAt: '2026-01-01T00:00:00.000Z',
  updatedAt: '2026-01-02T00:00:00.000Z',
};
const fingerprint = (text: string | null) => text ?? '';
const ofCity: ListCriteria = { properties: new Set(['city']), isComplete: true };
const print = (changes: Partial<HubspotContact>, criteria = ofCity) =>
  printCriteria('7', 'allowed', criteria, { ...contact, ...changes }, fingerprint);

describe('the print of a list’s criteria', () => {
  it('changes with a property that they use', () => {
    expect(print({ properties: { ...contact.properties, city: 'Milan' } })).not.toBe(print({}));
  });

  it('does not change with any other property, nor with the time of the change', () => {
    const properties = { ...contact.properties, phone: '06 2' };
    expect(print({ properties, updatedAt: '2026-01-03T00:00:00.000Z' })).toBe(print({}));
  });

  it('tells a blank from no value by nothing, and a list from another by its id', () => {
    const { city: _, ...without } = contact.properties;
    expect(print({ properties: without })).toBe(print({ properties: { ...without, city: null } }));
    expect(printCriteria('8', 'allowed', ofCity, contact, fingerprint)).not.toBe(print({}));
  });

  it('changes with what HubSpot has made of the same values', () => {
    expect(printCriteria('7', 'excluded', ofCity, contact, fingerprint)).not.toBe(print({}));
  });

  it('changes with every change where criteria look at more than properties', () => {
    const incomplete = joinCriteria([ofCity, { ...noCriteria, isComplete: false }]);
    const later = { updatedAt: '2026-01-03T00:00:00.000Z' };
    expect(print(later, incomplete)).not.toBe(print({}, incomplete));
  });

  it('holds the criteria of all lists that are joined', () => {
    const both = joinCriteria([ofCity, { properties: new Set(['phone']), isComplete: true }]);
    expect(print({ properties: { ...contact.properties, phone: '06 2' } }, both)).not.toBe(print({}, both));
  });
});

describe('the fence', () => {
  const facts: FenceFacts = {
    print: 'new',
    settledPrint: 'old',
    modifiedAtMs: 100_000,
    isListProcessing: false,
    nowMs: 110_000,
    settleMs: 30_000,
  };
  const cases: [string, Partial<FenceFacts>, number | null][] = [
    ['holds a contact whose criteria values have just changed', {}, 130_000],
    ['holds one that was never seen before', { settledPrint: null }, 130_000],
    ['lets it pass when the delay is over', { nowMs: 130_000 }, null],
    ['lets equal values pass at once', { print: 'old' }, null],
    ['lets equal values pass while the list is processed', { print: 'old', isListProcessing: true }, null],
    ['goes on holding while the list is processed', { nowMs: 140_000, isListProcessing: true }, 145_000],
    [
      'does not hold a stranger for a list that is processed for long',
      { nowMs: 140_000, isListProcessing: true, settledPrint: null },
      null,
    ],
  ];
  it.each(cases)('%s', (_, changes, until) => {
    expect(fenceUntil({ ...facts, ...changes })).toBe(until);
  });

  const anyFacts = fc.record({
    print: fc.constantFrom('old', 'new'),
    settledPrint: fc.constantFrom('old', null),
    modifiedAtMs: fc.integer({ min: 0, max: 200_000 }),
    isListProcessing: fc.boolean(),
    nowMs: fc.integer({ min: 0, max: 200_000 }),
    settleMs: fc.integer({ min: 0, max: 60_000 }),
  });

  it('never holds equal values, and never names a moment that has passed', () => {
    fc.assert(
      fc.property(anyFacts, (some) => {
        const until = fenceUntil(some);
        if (some.print === some.settledPrint) expect(until).toBeNull();
        if (until !== null) expect(until).toBeGreaterThan(some.nowMs);
      }),
    );
  });

  it('never lets known values that changed pass before the delay is over and the list evaluated', () => {
    fc.assert(
      fc.property(anyFacts, (some) => {
        const isSettled = some.nowMs >= some.modifiedAtMs + some.settleMs && !some.isListProcessing;
        if (some.settledPrint !== null && some.print !== some.settledPrint) {
          expect(fenceUntil(some) === null).toBe(isSettled);
        }
      }),
    );
  });

  it('lets everybody pass in the end: whoever comes back when told finds it open, once the list is evaluated', () => {
    fc.assert(
      fc.property(anyFacts, (some) => {
        const until = fenceUntil(some);
        if (until !== null) expect(fenceUntil({ ...some, nowMs: until, isListProcessing: false })).toBeNull();
      }),
    );
  });
});
