import { describe, expect, it } from 'vitest';
import {
  bindConditions,
  type FilterField,
  filterKinds,
  filterOperators,
  operatorsFor,
} from './import-selection.ts';

const fields: FilterField[] = filterKinds.map((kind) => ({
  name: `A_${kind}`,
  label: kind,
  kind,
  picklistValues: [],
}));

const valid = {
  text: 'x',
  picklist: 'x',
  multipicklist: 'x',
  number: '-12.5',
  date: '2026-11-25',
  datetime: '2026-11-25T10:00:00Z',
  boolean: 'true',
} as const;

describe('a condition', () => {
  it.each(filterKinds)('on a %s takes exactly the operators of that kind', (kind) => {
    const accepted = filterOperators.filter((operator) => {
      const condition = { field: `A_${kind}`, operator, value: valid[kind] };
      return bindConditions('Lead', [condition], fields).faults.length === 0;
    });
    expect(accepted.toSorted()).toEqual([...operatorsFor(kind)].toSorted());
  });

  it('gets the kind and the spelling of its field', () => {
    const condition = { field: 'a_NUMBER', operator: 'greater', value: '5' } as const;
    expect(bindConditions('Lead', [condition], fields).bound).toEqual([
      { ...condition, field: 'A_number', kind: 'number' },
    ]);
  });

  it.each([
    ['number', 'equals', '1 OR Id != null'],
    ['number', 'equals', '1e5'],
    ['number', 'equals', ''],
    ['date', 'equals', '2026-13-40'],
    ['date', 'greater', 'TODAY'],
    ['datetime', 'greater', 'yesterday'],
    ['boolean', 'equals', 'yes'],
    ['text', 'equals', '   '],
  ] as const)('on a %s (%s) is refused the value %j', (kind, operator, value) => {
    const { faults } = bindConditions('Contact', [{ field: `A_${kind}`, operator, value }], fields);
    expect(faults).toMatchObject([
      { code: 'value_not_valid', salesforceType: 'Contact', field: `A_${kind}` },
    ]);
  });

  it('on a field that cannot be read is told with all others', () => {
    const conditions = [
      { field: 'Hidden__c', operator: 'equals', value: 'x' },
      { field: 'A_boolean', operator: 'contains', value: 'x' },
    ] as const;
    expect(bindConditions('Lead', conditions, fields).faults.map(({ code }) => code)).toEqual([
      'field_not_readable',
      'operator_not_applicable',
    ]);
  });
});
