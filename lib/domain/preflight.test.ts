import { describe, expect, it } from 'vitest';
import type { SalesforceFieldSchema } from './field-mapping.ts';
import type { LiveFields } from './mapping-check.ts';
import { judgeApiCalls, judgeObjects, judgeScopes } from './preflight.ts';
import { initialSettings } from './settings.ts';

const field = (name: string, changes: Partial<SalesforceFieldSchema> = {}): SalesforceFieldSchema => ({
  name,
  label: name,
  type: 'string',
  maxLength: 80,
  scale: null,
  isCreateable: true,
  isUpdateable: true,
  isCalculated: false,
  isRequiredOnCreate: false,
  isRestrictedPicklist: false,
  picklistValues: [],
  referenceTo: [],
  ...changes,
});

const of = (...fields: SalesforceFieldSchema[]) => new Map(fields.map((each) => [each.name, each]));
const named = [
  field('LastName', { isRequiredOnCreate: true }),
  field('Company', { isRequiredOnCreate: true }),
];
const codesOf = (fields: LiveFields, changes = {}) =>
  judgeObjects({ ...initialSettings(), ...changes }, fields).map(({ code, detail }) => [code, detail]);

describe('the objects', () => {
  it('are fine with defaults for what is required', () => {
    expect(codesOf({ Lead: of(...named), Contact: of(...named) })).toEqual([]);
  });

  it('are hidden when they have no fields', () => {
    expect(codesOf({ Lead: of(), Contact: of(...named) })).toEqual([['object_hidden', { object: 'Lead' }]]);
  });

  it('have to take what is written: creating matters only where records are made', () => {
    const frozen = of(field('LastName', { isCreateable: false, isUpdateable: false }));
    expect(codesOf({ Lead: frozen, Contact: frozen })).toEqual([
      ['object_not_updateable', { object: 'Lead' }],
      ['object_not_createable', { object: 'Lead' }],
      ['object_not_updateable', { object: 'Contact' }],
    ]);
    expect(codesOf({ Lead: of(field('A')), Contact: frozen }, { contactForKnownAccount: true })).toHaveLength(
      2,
    );
    expect(
      codesOf({ Lead: frozen, Contact: of(field('A')) }, { createInSalesforce: 'nothing' }),
    ).toHaveLength(1);
  });

  it('name every required field that nothing fills', () => {
    const region = field('Region__c', { isRequiredOnCreate: true });
    const fields = { Lead: of(...named, region), Contact: of(...named, region) };
    expect(codesOf(fields, { defaultCompany: '' })).toEqual([
      ['default_missing', { object: 'Lead', field: 'Company' }],
      ['required_field_unmapped', { object: 'Lead', field: 'Region__c' }],
    ]);
    const rule = 'two_way' as const;
    const mapping = {
      salesforceType: 'Lead' as const,
      hubspotProperty: 'region',
      salesforceField: 'Region__c',
      rule,
      hasBlankProtection: false,
    };
    expect(codesOf(fields, { mappings: [mapping] })).toEqual([]);
    expect(codesOf(fields, { mappings: [{ ...mapping, rule: 'none' as const }] })).toHaveLength(1);
  });
});

describe('the calls that are left', () => {
  it.each([
    [0, 'api_calls_enough', 'ok'],
    [79, 'api_calls_enough', 'ok'],
    [80, 'api_calls_low', 'warning'],
    [95, 'api_calls_spent', 'problem'],
    [120, 'api_calls_spent', 'problem'],
  ])('of 100 after %i are %s', (used, code, status) => {
    expect(judgeApiCalls({ used, limit: 100 })).toMatchObject({
      code,
      status,
      detail: { left: Math.max(0, 100 - used) },
    });
  });

  it('are unknown before the first answer', () => {
    expect(judgeApiCalls(null)).toMatchObject({ code: 'api_calls_unknown', status: 'note' });
  });
});

it('names each scope that is missing', () => {
  expect(judgeScopes('hubspot', ['oauth'], ['oauth', 'crm.lists.read'])).toMatchObject([
    { code: 'hubspot_scope_missing', fixer: 'hubspot_admin', detail: { scope: 'crm.lists.read' } },
  ]);
});
