import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { salesforceRecord } from './field-mapping.fixtures.ts';
import { chooseMatch } from './match.ts';

const contact = salesforceRecord({ salesforceId: '003B', createdAt: '2026-03-01T00:00:00Z' });
const olderContact = salesforceRecord({ salesforceId: '003C', createdAt: '2026-02-01T00:00:00Z' });
const twinContact = salesforceRecord({ salesforceId: '003A', createdAt: '2026-03-01T00:00:00.000+0000' });
const lead = salesforceRecord({
  salesforceType: 'Lead',
  salesforceId: '00QA',
  createdAt: '2020-01-01T00:00:00Z',
});
const convertedLead = salesforceRecord({
  ...lead,
  salesforceId: '00Q0',
  createdAt: '2019-01-01T00:00:00Z',
  isConverted: true,
});

describe('chooseMatch', () => {
  it('chooses nothing among no candidates', () => {
    expect(chooseMatch([])).toEqual({ chosen: null, others: [] });
  });

  it.each([
    ['a Contact before an older Lead', [lead, contact], contact],
    ['an unconverted Lead before an older converted one', [convertedLead, lead], lead],
    ['the oldest of several Contacts', [contact, olderContact], olderContact],
    ['the smallest id of two created in the same second', [contact, twinContact], twinContact],
    ['a converted Lead when there is nothing else', [convertedLead], convertedLead],
    ['a readable creation time before one that is not', [{ ...contact, createdAt: '' }, contact], contact],
  ])('chooses %s', (_, candidates, expected) => {
    expect(chooseMatch(candidates).chosen).toBe(expected);
  });

  it('makes the same choice in whatever order the candidates come, and keeps all of them', () => {
    const inOrder = [olderContact, twinContact, contact, lead, convertedLead];
    fc.assert(
      fc.property(fc.shuffledSubarray(inOrder, { minLength: inOrder.length }), (candidates) => {
        const { chosen, others } = chooseMatch(candidates);
        expect([chosen, ...others]).toEqual(inOrder);
      }),
    );
  });
});
