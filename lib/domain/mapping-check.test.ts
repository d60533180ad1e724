import { describe, expect, it } from 'vitest';
import { emailSchemas, field, property } from './field-mapping.fixtures.ts';
import { defaultMappings, type FieldMapping, type SyncRule, syncRules } from './field-mapping.ts';
import { checkMappings } from './mapping-check.ts';

const properties = byName(
  property(emailSchemas[0]),
  property({ name: 'firstname', label: 'First name' }),
  property({ name: 'jobtitle', label: 'Job title' }),
  property({ name: 'birthday', label: 'Date of birth', type: 'date' }),
  property({ name: 'score', label: 'Score', type: 'number', isWritable: false }),
);
const contactFields = byName(
  field(emailSchemas[1]),
  field({ name: 'FirstName', label: 'First Name' }),
  field({ name: 'Title', label: 'Title' }),
  field({ name: 'Birthdate', label: 'Birthdate', type: 'date' }),
  field({ name: 'Signed__c', label: 'Signed', type: 'date' }),
  field({
    name: 'Rank__c',
    label: 'Rank',
    type: 'double',
    isCalculated: true,
    isUpdateable: false,
    isCreateable: false,
  }),
  field({ name: 'Origin__c', label: 'Origin', isUpdateable: false }),
  field({ name: 'Name', label: 'Full Name', isUpdateable: false, isCreateable: false }),
  field({ name: 'Points__c', label: 'Points', type: 'double' }),
);
const fields = { Lead: contactFields, Contact: contactFields };

const email = map('email', 'Email');

describe('checkMappings', () => {
  it('resolves sound mappings with both schemas', () => {
    const { resolved, faults } = checkMappings([email, map('firstname', 'FirstName')], properties, fields);
    expect(faults).toEqual([]);
    expect(resolved).toEqual([
      { ...email, property: properties.get('email'), field: contactFields.get('Email') },
      {
        ...map('firstname', 'FirstName'),
        property: properties.get('firstname'),
        field: contactFields.get('FirstName'),
      },
    ]);
  });

  it('finds nothing wrong with the mappings a tenant starts with', () => {
    const names = defaultMappings();
    const standardProperties = byName(...names.map((each) => property({ name: each.hubspotProperty })));
    const standardFields = (type: string) =>
      byName(
        ...names
          .filter((each) => each.salesforceType === type)
          .map((each) => field({ name: each.salesforceField })),
      );
    const live = { Lead: standardFields('Lead'), Contact: standardFields('Contact') };
    const { resolved, faults } = checkMappings(names, standardProperties, live);
    expect(faults).toEqual([]);
    expect(resolved).toHaveLength(names.length);
  });

  it('names every fault at once, with what would do instead', () => {
    const wrong = [
      map('fristname', 'FirstNam'),
      map('birthday', 'Title'),
      map('score', 'Rank__c'),
      map('nothing_like_it', 'Points__c'),
    ];
    expect(checkMappings(wrong, properties, fields)).toEqual({
      resolved: [],
      faults: [
        {
          mapping: { ...map('email', 'Email'), rule: 'prefer_salesforce_unless_blank' },
          code: 'email_not_mapped',
          suggestions: ['Email'],
        },
        { mapping: wrong[0], code: 'unknown_property', suggestions: ['firstname'] },
        { mapping: wrong[0], code: 'unknown_field', suggestions: ['FirstName'] },
        { mapping: wrong[1], code: 'incompatible_types', suggestions: ['Birthdate', 'Signed__c'] },
        { mapping: wrong[2], code: 'read_only_property', suggestions: [] },
        { mapping: wrong[2], code: 'calculated_field', suggestions: [] },
        { mapping: wrong[3], code: 'unknown_property', suggestions: [] },
      ],
    });
  });

  it('finds a property by the label a person typed instead of its name', () => {
    const { faults } = checkMappings([email, map('Date of birth', 'Birthdate')], properties, fields);
    expect(faults.map(({ suggestions }) => suggestions)).toEqual([['birthday']]);
  });

  it('suggests nothing that is mapped already or cannot be joined', () => {
    const taken = map('birthday', 'Birthdate');
    const { faults } = checkMappings([email, taken, map('birthdate', 'Signed__c')], properties, fields);
    expect(faults).toEqual([
      { mapping: map('birthdate', 'Signed__c'), code: 'unknown_property', suggestions: [] },
    ]);
    expect(checkMappings([email, map('jobtitle', 'Birthdat')], properties, fields).faults).toEqual([
      { mapping: map('jobtitle', 'Birthdat'), code: 'unknown_field', suggestions: [] },
    ]);
  });

  it('refuses a property or a field that an earlier mapping of the type uses', () => {
    const again = [map('firstname', 'Title'), map('jobtitle', 'FirstName')];
    const { resolved, faults } = checkMappings(
      [email, map('firstname', 'FirstName'), ...again],
      properties,
      fields,
    );
    expect(resolved).toHaveLength(2);
    expect(faults).toEqual(again.map((mapping) => ({ mapping, code: 'duplicate_mapping', suggestions: [] })));
  });

  it('lets Leads and Contacts map the same property', () => {
    const both = [email, { ...email, salesforceType: 'Lead' as const }];
    expect(checkMappings(both, properties, fields).faults).toEqual([]);
  });

  it('asks for the e-mail address of each type that is mapped, and of both when none is', () => {
    const missing = (mappings: FieldMapping[]) =>
      checkMappings(mappings, properties, fields).faults.map(({ mapping }) => mapping.salesforceType);
    expect(missing([])).toEqual(['Lead', 'Contact']);
    expect(missing([map('firstname', 'FirstName')])).toEqual(['Contact']);
    expect(missing([email])).toEqual([]);
  });

  const writesSalesforce = syncRules.filter((rule) => rule !== 'always_salesforce' && rule !== 'none');
  const writesHubspot = syncRules.filter((rule) => rule !== 'always_hubspot' && rule !== 'none');
  const readOnlySides: readonly [string, FieldMapping, string, readonly SyncRule[], readonly string[]][] = [
    [
      'a formula field',
      map('birthday', 'Formula__c'),
      'calculated_field',
      writesSalesforce,
      ['always_salesforce'],
    ],
    [
      'a read-only field',
      map('jobtitle', 'Name'),
      'read_only_field',
      writesSalesforce,
      ['always_salesforce'],
    ],
    [
      'a field set once',
      map('jobtitle', 'Origin__c'),
      'not_writable_by_rule',
      writesSalesforce,
      ['always_salesforce'],
    ],
    [
      'a read-only property',
      map('score', 'Points__c'),
      'read_only_property',
      writesHubspot,
      ['always_hubspot'],
    ],
  ];
  const formula = field({ name: 'Formula__c', label: 'F', type: 'date', isCalculated: true });
  const withFormula = { ...fields, Contact: new Map([...contactFields, [formula.name, formula]]) };

  it.each(readOnlySides)(
    'refuses %s only under rules that write it',
    (_, mapping, code, refusedUnder, suggestions) => {
      for (const rule of syncRules) {
        const candidate = { ...mapping, rule };
        const { resolved, faults } = checkMappings([email, candidate], properties, withFormula);
        const expected = refusedUnder.includes(rule) ? [{ mapping: candidate, code, suggestions }] : [];
        expect(faults).toEqual(expected);
        expect(resolved).toHaveLength(2 - expected.length);
      }
    },
  );
});

function map(hubspotProperty: string, salesforceField: string): FieldMapping {
  return {
    salesforceType: 'Contact',
    hubspotProperty,
    salesforceField,
    rule: 'two_way',
    hasBlankProtection: false,
  };
}

function byName<Schema extends { readonly name: string }>(...schemas: Schema[]): ReadonlyMap<string, Schema> {
  return new Map(schemas.map((schema) => [schema.name, schema]));
}
