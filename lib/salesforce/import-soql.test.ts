import { isQueryValid } from '@jetstreamapp/soql-parser-js';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  type BoundCondition,
  type BoundFilter,
  filterOperators,
  operatorsFor,
} from '#lib/domain/import-selection.ts';
import { buildSelectionCount, buildSelectionJob, buildSelectionPage } from './soql.ts';

const everything: BoundFilter = { createdSince: null, modifiedSince: null, ownerId: null, conditions: [] };
const where = (...conditions: BoundCondition[]) =>
  buildSelectionJob('Contact', { ...everything, conditions }).replace('SELECT Id FROM Contact WHERE ', '');

describe('the query of an import', () => {
  it('of everything leaves out nothing but converted Leads', () => {
    expect(buildSelectionCount('Contact', everything)).toBe('SELECT COUNT() FROM Contact');
    expect(buildSelectionJob('Lead', everything)).toBe('SELECT Id FROM Lead WHERE IsConverted = false');
  });

  it('joins everything that was chosen, and goes on behind the last id', () => {
    const filter: BoundFilter = {
      createdSince: '2026-01-01T00:00:00+01:00',
      modifiedSince: '2026-02-01T00:00:00Z',
      ownerId: "005' OR Id != '",
      conditions: [{ field: 'City', kind: 'text', operator: 'equals', value: 'Torino' }],
    };
    expect(buildSelectionPage('Lead', filter, '00Q1', 2_000)).toBe(
      'SELECT Id FROM Lead WHERE IsConverted = false AND CreatedDate >= 2025-12-31T23:00:00.000Z' +
        ' AND LastModifiedDate >= 2026-02-01T00:00:00.000Z' +
        " AND OwnerId = '005\\' OR Id != \\'' AND City = 'Torino' AND Id > '00Q1' ORDER BY Id LIMIT 2000",
    );
  });

  it.each<[BoundCondition['kind'], BoundCondition['operator'], string, string]>([
    ['text', 'equals', "O'Brien", "F = 'O\\'Brien'"],
    ['text', 'contains', '50%_off\\', "F LIKE '%50\\\\%\\\\_off\\\\%'"],
    ['text', 'starts_with', 'a', "F LIKE 'a%'"],
    ['text', 'is_blank', '', 'F = null'],
    ['picklist', 'is_not_blank', '', 'F != null'],
    ['picklist', 'not_equals', 'Web', "F != 'Web'"],
    ['multipicklist', 'contains', 'A;B', "F INCLUDES ('A;B')"],
    ['number', 'greater', '-1.5', 'F > -1.5'],
    ['date', 'less', '2026-11-25', 'F < 2026-11-25'],
    ['datetime', 'greater', '2026-11-25T10:00:00+01:00', 'F > 2026-11-25T09:00:00.000Z'],
    ['boolean', 'equals', 'true', 'F = true'],
  ])('says %s %s %s', (kind, operator, value, soql) => {
    expect(where({ field: 'F', kind, operator, value })).toBe(soql);
  });

  it.each<[BoundCondition['kind'], string]>([
    ['number', '1 OR Id != null'],
    ['boolean', 'true OR Id != null'],
    ['date', '2026-01-01 OR Id != null'],
    ['datetime', 'TODAY'],
  ])('takes nothing but a %s for one', (kind, value) => {
    expect(() => where({ field: 'F', kind, operator: 'equals', value })).toThrow(RangeError);
  });

  it('takes no field that could go on as a query', () => {
    expect(() => where({ field: 'F = 1 OR G', kind: 'text', operator: 'is_blank', value: '' })).toThrow(
      RangeError,
    );
  });

  it('is a query with one condition, whatever text is compared with', () => {
    const operators = filterOperators.filter((operator) => operatorsFor('text').includes(operator));
    fc.assert(
      fc.property(fc.constantFrom(...operators), fc.string({ unit: 'binary-ascii' }), (operator, value) => {
        const soql = buildSelectionJob('Contact', {
          ...everything,
          conditions: [{ field: 'City', kind: 'text', operator, value }],
        });
        expect(isQueryValid(soql)).toBe(true);
        const withoutText = soql.replace(/'(\\.|[^\\'])*'/g, '?');
        expect(withoutText).toMatch(/^SELECT Id FROM Contact WHERE City (=|!=|LIKE) (\?|null)$/);
      }),
    );
  });
});
