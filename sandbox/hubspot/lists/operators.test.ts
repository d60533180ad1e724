import { describe, expect, it } from 'vitest';
import { ContactStore } from '#sandbox/hubspot/contacts/contact-store.ts';
import { createPropertyCatalog } from '#sandbox/hubspot/properties/catalog.ts';
import { compileFilter } from './filter-compiler.ts';
import { checkFilterBranch } from './filter-validation.ts';

const now = Date.UTC(2026, 10, 2, 9, 0, 0);
const source = { sourceType: 'IMPORT', sourceId: '1' } as const;
const properties = createPropertyCatalog();

/** Whether a contact with this one value (and, before it, these) meets the operation. */
function passes(property: string, operation: Record<string, unknown>, ...values: string[]): boolean {
  const contacts = new ContactStore();
  const [first = '', ...later] = values;
  const row = contacts.create(new Map([[property, first]]), source, now - 1_000);
  for (const value of later) contacts.update(row, new Map([[property, value]]), source, now);
  const branch = {
    filterBranchType: 'OR',
    filterBranches: [{ filterBranchType: 'AND', filters: [{ filterType: 'PROPERTY', property, operation }] }],
  };
  const checked = checkFilterBranch(branch, { properties, hasList: () => false });
  return compileFilter(checked, { contacts, properties, isMember: () => false }).makeTest(now)(row);
}

const multi = (operator: string, ...values: string[]) => ({ operationType: 'MULTISTRING', operator, values });
const text = (operator: string, value: string) => ({ operationType: 'STRING', operator, value });
const options = (operator: string, ...values: string[]) => ({
  operationType: 'ENUMERATION',
  operator,
  values,
});
const number = (operator: string, value: number) => ({ operationType: 'NUMBER', operator, value });
const day = (year: number, month: number, dayOfMonth: number, zoneId = 'Europe/Rome') => ({
  timeType: 'DATE',
  zoneId,
  year,
  month,
  day: dayOfMonth,
});
const ago = (days: number) => ({
  timeType: 'INDEXED',
  zoneId: 'Europe/Rome',
  indexReference: { referenceType: 'TODAY' },
  offset: { days: -days },
});
const point = (operator: string, timePoint: unknown, endpointBehavior = 'EXCLUSIVE') => ({
  operationType: 'TIME_POINT',
  operator,
  timePoint,
  endpointBehavior,
});

describe('text', () => {
  it.each([
    [multi('IS_EQUAL_TO', 'ASTI', 'alba'), 'Alba', true],
    [multi('IS_EQUAL_TO', 'Asti'), 'Asti Nord', false],
    [multi('IS_NOT_EQUAL_TO', 'Asti'), 'Alba', true],
    [multi('IS_NOT_EQUAL_TO', 'Asti'), 'asti', false],
    [multi('CONTAINS', 'st', 'zz'), 'Asti', true],
    [multi('DOES_NOT_CONTAIN', 'st'), 'Asti', false],
    [multi('STARTS_WITH', 'as'), 'Asti', true],
    [multi('ENDS_WITH', 'TI'), 'Asti', true],
    [multi('ENDS_WITH', 'as'), 'Asti', false],
    [text('IS_EQUAL_TO', 'asti'), 'Asti', true],
    [text('CONTAINS', 'x'), 'Asti', false],
  ])('%j of "%s" is %s', (operation, value, expected) => {
    expect(passes('city', operation, value)).toBe(expected);
  });

  it.each([multi('IS_NOT_EQUAL_TO', 'Asti'), multi('DOES_NOT_CONTAIN', 'st'), multi('CONTAINS', 'st')])(
    'a blank passes %j only when the criteria say so',
    (operation) => {
      expect(passes('city', operation, '')).toBe(false);
      expect(passes('city', { ...operation, includeObjectsWithNoValueSet: true }, '')).toBe(true);
    },
  );
});

describe('presence', () => {
  it.each([
    ['IS_KNOWN', 'x', true],
    ['IS_KNOWN', '', false],
    ['IS_UNKNOWN', 'x', false],
    ['IS_UNKNOWN', '', true],
    ['IS_NOT_BLANK', 'x', true],
    ['IS_BLANK', '', true],
  ])('%s of "%s" is %s', (operator, value, expected) => {
    expect(passes('city', { operationType: 'ALL_PROPERTY', operator }, value)).toBe(expected);
  });
});

describe('options', () => {
  it.each([
    [options('IS_ANY_OF', 'solar', 'wind'), 'storage;wind', true],
    [options('IS_ANY_OF', 'solar'), 'storage;wind', false],
    [options('IS_NONE_OF', 'solar'), 'storage;wind', true],
    [options('IS_NONE_OF', 'wind'), 'storage;wind', false],
    [options('IS_EXACTLY', 'wind', 'storage'), 'storage;wind', true],
    [options('IS_EXACTLY', 'wind'), 'storage;wind', false],
    [options('IS_NOT_EXACTLY', 'wind'), 'storage;wind', true],
    [options('CONTAINS_ALL', 'wind', 'storage'), 'solar;storage;wind', true],
    [options('CONTAINS_ALL', 'wind', 'advice'), 'solar;storage;wind', false],
    [options('DOES_NOT_CONTAIN_ALL', 'wind', 'advice'), 'wind', true],
  ])('%j of "%s" is %s', (operation, value, expected) => {
    expect(passes('energy_interests', operation, value)).toBe(expected);
  });
});

describe('numbers and switches', () => {
  it.each([
    [number('IS_EQUAL_TO', 10), '10.0', true],
    [number('IS_NOT_EQUAL_TO', 10), '10', false],
    [number('IS_GREATER_THAN', 9), '10', true],
    [number('IS_GREATER_THAN', 10), '10', false],
    [number('IS_GREATER_THAN_OR_EQUAL_TO', 10), '10', true],
    [number('IS_LESS_THAN', 10), '9.5', true],
    [number('IS_LESS_THAN_OR_EQUAL_TO', 9), '9.5', false],
    [{ operationType: 'NUMBER_RANGED', operator: 'IS_BETWEEN', lowerBound: 5, upperBound: 10 }, '10', true],
    [
      { operationType: 'NUMBER_RANGED', operator: 'IS_NOT_BETWEEN', lowerBound: 5, upperBound: 10 },
      '11',
      true,
    ],
  ])('%j of "%s" is %s', (operation, value, expected) => {
    expect(passes('annual_consumption_kwh', operation, value)).toBe(expected);
  });

  it.each([
    ['IS_EQUAL_TO', 'true', true],
    ['IS_NOT_EQUAL_TO', 'true', false],
    ['IS_EQUAL_TO', 'false', false],
  ])('BOOL %s true of "%s" is %s', (operator, value, expected) => {
    expect(passes('newsletter_opt_in', { operationType: 'BOOL', operator, value: true }, value)).toBe(
      expected,
    );
  });
});

describe('times', () => {
  it.each([
    ['after its midnight in Rome', point('IS_AFTER', day(2026, 3, 1)), '2026-02-28T23:00:01.000Z', true],
    ['before its midnight in Rome', point('IS_AFTER', day(2026, 3, 1)), '2026-02-28T22:59:59.000Z', false],
    ['in summer time', point('IS_AFTER', day(2026, 7, 1)), '2026-06-30T22:00:01.000Z', true],
    ['exactly then, exclusive', point('IS_BEFORE', day(2026, 3, 1)), '2026-02-28T23:00:00.000Z', false],
    [
      'exactly then, inclusive',
      point('IS_BEFORE', day(2026, 3, 1), 'INCLUSIVE'),
      '2026-02-28T23:00:00.000Z',
      true,
    ],
    ['less than seven days ago', point('IS_AFTER', ago(7)), '2026-10-27T00:00:00.000Z', true],
    ['more than seven days ago', point('IS_BEFORE', ago(7)), '2026-10-25T22:00:00.000Z', true],
    ['on that day', point('IS_EQUAL_TO', day(2026, 3, 1)), '2026-03-01T12:00:00.000Z', true],
    ['on another day', point('IS_EQUAL_TO', day(2026, 3, 1)), '2026-03-02T12:00:00.000Z', false],
  ])('%s', (_, operation, value, expected) => {
    expect(passes('last_meter_reading_at', operation, value)).toBe(expected);
  });

  const between = (operator: string) => ({
    operationType: 'TIME_RANGED',
    operator,
    lowerBoundTimePoint: day(2026, 1, 1),
    upperBoundTimePoint: day(2026, 1, 31),
  });
  it.each([
    ['2026-01-01', true],
    ['2026-01-31', true],
    ['2026-02-01', false],
    ['2025-12-31', false],
  ])('a date has no time zone: %s is between: %s', (value, expected) => {
    expect(passes('contract_start_date', between('IS_BETWEEN'), value)).toBe(expected);
    expect(passes('contract_start_date', between('IS_NOT_BETWEEN'), value)).toBe(!expected);
  });

  it('may be about the last change instead of the value', () => {
    const operation = { ...point('IS_AFTER', ago(1)), propertyParser: 'UPDATED_AT' };
    expect(passes('contract_start_date', operation, '1999-01-01')).toBe(true);
  });
});

describe('history', () => {
  it.each([
    [options('HAS_EVER_BEEN_ANY_OF', 'lead'), ['lead', 'customer'], true],
    [options('HAS_EVER_BEEN_ANY_OF', 'opportunity'), ['lead', 'customer'], false],
    [options('HAS_NEVER_BEEN_ANY_OF', 'lead'), ['lead', 'customer'], false],
    [options('HAS_NEVER_BEEN_ANY_OF', 'other'), [''], true],
  ])('%j after %j is %s', (operation, values, expected) => {
    expect(passes('lifecyclestage', operation, ...values)).toBe(expected);
  });
});

it('groups are OR, filters in a group are AND', () => {
  const contacts = new ContactStore();
  const rows = [
    { city: 'Asti', country: 'Italy' },
    { city: 'Asti', country: 'France' },
    { city: 'Bra', country: 'Spain' },
  ].map((values) => contacts.create(new Map(Object.entries(values)), source, now));
  const is = (property: string, value: string) => ({
    filterType: 'PROPERTY',
    property,
    operation: multi('IS_EQUAL_TO', value),
  });
  const branch = {
    filterBranchType: 'OR',
    filterBranches: [
      { filterBranchType: 'AND', filters: [is('city', 'Asti'), is('country', 'Italy')] },
      { filterBranchType: 'AND', filters: [is('country', 'Spain')] },
    ],
  };
  const test = compileFilter(checkFilterBranch(branch, { properties, hasList: () => false }), {
    contacts,
    properties,
    isMember: () => false,
  }).makeTest(now);
  expect(rows.map(test)).toEqual([true, false, true]);
});
