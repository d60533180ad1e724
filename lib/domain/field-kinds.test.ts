import { describe, expect, it } from 'vitest';
import { field, property } from './field-mapping.fixtures.ts';
import { joinedKind } from './field-values.ts';

const yesNo = [
  { value: 'true', label: 'Yes' },
  { value: 'false', label: 'No' },
];

describe('joinedKind', () => {
  it.each([
    ['string', 'string', 'text'],
    ['string', 'reference', 'text'],
    ['string', 'textarea', 'long_text'],
    ['string', 'email', 'email'],
    ['string', 'phone', 'phone'],
    ['string', 'url', 'url'],
    ['string', 'picklist', 'single_choice'],
    ['string', 'combobox', 'single_choice'],
    ['string', 'multipicklist', 'multi_choice'],
    ['string', 'double', null],
    ['string', 'boolean', null],
    ['string', 'date', null],
    ['string', 'address', null],
    ['number', 'double', 'number'],
    ['number', 'int', 'number'],
    ['number', 'currency', 'number'],
    ['number', 'percent', 'number'],
    ['number', 'string', null],
    ['bool', 'boolean', 'boolean'],
    ['bool', 'string', null],
    ['date', 'date', 'date'],
    ['date', 'datetime', 'date'],
    ['datetime', 'date', 'date'],
    ['datetime', 'datetime', 'datetime'],
    ['date', 'string', null],
    ['enumeration', 'picklist', 'single_choice'],
    ['enumeration', 'string', 'single_choice'],
    ['enumeration', 'multipicklist', null],
    ['enumeration', 'boolean', null],
    ['enumeration', 'double', null],
    ['object_coordinates', 'string', null],
    ['json', 'textarea', null],
  ])('joins %s with %s as %s', (type, salesforceType, expected) => {
    expect(joinedKind(property({ type }), field({ type: salesforceType }))).toBe(expected);
  });

  it('joins a property of several choices with lists and text, never with a single choice', () => {
    const several = property({ type: 'enumeration', isMultiple: true });
    expect(joinedKind(several, field({ type: 'multipicklist' }))).toBe('multi_choice');
    expect(joinedKind(several, field({ type: 'textarea' }))).toBe('multi_choice');
    expect(joinedKind(several, field({ type: 'picklist' }))).toBeNull();
  });

  it('joins an enumeration of true and false with a checkbox', () => {
    const checkbox = property({ type: 'enumeration', fieldType: 'booleancheckbox', options: yesNo });
    expect(joinedKind(checkbox, field({ type: 'boolean' }))).toBe('boolean');
  });

  it('joins an owner only with a reference to users', () => {
    const owner = property({ type: 'enumeration', isOwner: true });
    expect(joinedKind(owner, field({ type: 'reference', referenceTo: ['Group', 'User'] }))).toBe('owner');
    expect(joinedKind(owner, field({ type: 'reference', referenceTo: ['Account'] }))).toBeNull();
    expect(joinedKind(owner, field({ type: 'string' }))).toBeNull();
  });
});
