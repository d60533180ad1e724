import type { HubspotPropertySchema, ResolvedMapping, SalesforceFieldSchema } from './field-mapping.ts';
import type { FieldKind, ValueContext } from './field-values.ts';
import type { SalesforceRecord, SalesforceValue } from './records.ts';

/** Schemas, mappings and records for tests: complete and sound unless a test says otherwise. */

export function property(changes: Partial<HubspotPropertySchema> = {}): HubspotPropertySchema {
  return {
    name: 'nickname',
    label: 'Nickname',
    type: 'string',
    fieldType: 'text',
    isWritable: true,
    isMultiple: false,
    isOwner: false,
    options: [],
    ...changes,
  };
}

export function field(changes: Partial<SalesforceFieldSchema> = {}): SalesforceFieldSchema {
  return {
    name: 'Nickname__c',
    label: 'Nickname',
    type: 'string',
    maxLength: null,
    scale: null,
    isCreateable: true,
    isUpdateable: true,
    isCalculated: false,
    isRequiredOnCreate: false,
    isRestrictedPicklist: false,
    picklistValues: [],
    referenceTo: [],
    ...changes,
  };
}

export function mapping(
  propertyChanges: Partial<HubspotPropertySchema> = {},
  fieldChanges: Partial<SalesforceFieldSchema> = {},
  changes: Partial<Pick<ResolvedMapping, 'rule' | 'hasBlankProtection' | 'salesforceType'>> = {},
): ResolvedMapping {
  const theProperty = property(propertyChanges);
  const theField = field(fieldChanges);
  return {
    salesforceType: 'Contact',
    hubspotProperty: theProperty.name,
    salesforceField: theField.name,
    rule: 'two_way',
    hasBlankProtection: false,
    ...changes,
    property: theProperty,
    field: theField,
  };
}

export const emailSchemas = [
  { name: 'email', label: 'Email' },
  { name: 'Email', label: 'Email', type: 'email', maxLength: 80 },
] as const;

const languages = [
  { value: 'en', label: 'English' },
  { value: 'de', label: 'German' },
  { value: 'fr', label: 'French' },
];

const spokenLanguages = [
  { value: 'EN', label: 'English' },
  { value: 'German', label: 'German' },
  { value: 'fr', label: 'Français' },
];

/** One value of a kind in HubSpot's and in Salesforce's form. */
export type SampleValue = { readonly hubspot: string; readonly salesforce: SalesforceValue };

/** A mapping of every kind that Salesforce can clear, with three different values in both forms. */
export const clearableKinds: readonly {
  readonly kind: Exclude<FieldKind, 'boolean'>;
  readonly mapping: ResolvedMapping;
  readonly values: readonly [SampleValue, SampleValue, SampleValue];
}[] = [
  {
    kind: 'text',
    mapping: mapping(),
    values: [same('Ada'), same('Grace'), same('Edsger')],
  },
  {
    kind: 'long_text',
    mapping: mapping({ fieldType: 'textarea' }, { type: 'textarea' }),
    values: [same('a\nb'), same('c\n\nd'), same('a b')],
  },
  {
    kind: 'email',
    mapping: mapping({}, { type: 'email' }),
    values: [same('ada@example.com'), same('grace@example.com'), same('edsger@example.com')],
  },
  {
    kind: 'phone',
    mapping: mapping({}, { type: 'phone' }),
    values: [same('+1 (555) 010-0001'), same('+15550100002'), same('0555 010 0003')],
  },
  {
    kind: 'url',
    mapping: mapping({}, { type: 'url' }),
    values: [same('https://example.com/a'), same('https://example.com/A'), same('example.com')],
  },
  {
    kind: 'number',
    mapping: mapping({ type: 'number' }, { type: 'double', scale: 2 }),
    values: [
      { hubspot: '1234.5', salesforce: 1234.5 },
      { hubspot: '0', salesforce: 0 },
      { hubspot: '-7', salesforce: -7 },
    ],
  },
  {
    kind: 'date',
    mapping: mapping({ type: 'date' }, { type: 'date' }),
    values: [same('2026-02-28'), same('2026-03-01'), same('1999-12-31')],
  },
  {
    kind: 'datetime',
    mapping: mapping({ type: 'datetime' }, { type: 'datetime' }),
    values: [instant('2026-02-28T10:00:00'), instant('2026-02-28T10:00:01'), instant('1999-12-31T23:59:59')],
  },
  {
    kind: 'single_choice',
    mapping: mapping(
      { type: 'enumeration', options: languages },
      { type: 'picklist', picklistValues: spokenLanguages, isRestrictedPicklist: true },
    ),
    values: [
      { hubspot: 'en', salesforce: 'EN' },
      { hubspot: 'de', salesforce: 'German' },
      { hubspot: 'fr', salesforce: 'fr' },
    ],
  },
  {
    kind: 'multi_choice',
    mapping: mapping(
      { type: 'enumeration', isMultiple: true, options: languages },
      { type: 'multipicklist', picklistValues: spokenLanguages, isRestrictedPicklist: true },
    ),
    values: [
      { hubspot: 'de;en', salesforce: 'German;EN' },
      { hubspot: 'en', salesforce: 'EN' },
      { hubspot: 'de;en;fr', salesforce: 'German;EN;fr' },
    ],
  },
  {
    kind: 'owner',
    mapping: mapping(
      { type: 'enumeration', isOwner: true },
      { type: 'reference', referenceTo: ['User'], name: 'Advisor__c' },
    ),
    values: [
      { hubspot: '11', salesforce: '005000000000001AAA' },
      { hubspot: '12', salesforce: '005000000000002AAA' },
      { hubspot: '13', salesforce: '005000000000003AAA' },
    ],
  },
];

const people = [
  ['11', 'ada@example.com', '005000000000001AAA'],
  ['12', 'grace@example.com', '005000000000002AAA'],
  ['13', 'edsger@example.com', '005000000000003AAA'],
] as const;

export const context: ValueContext = {
  portalTimeZone: 'America/New_York',
  ownerEmailById: new Map(people.map(([ownerId, email]) => [ownerId, email])),
  ownerIdByEmail: new Map(people.map(([ownerId, email]) => [email, ownerId])),
  userEmailById: new Map(people.map(([, email, userId]) => [userId, email])),
  userIdByEmail: new Map(people.map(([, email, userId]) => [email, userId])),
};

export function salesforceRecord(changes: Partial<SalesforceRecord> = {}): SalesforceRecord {
  return {
    salesforceType: 'Contact',
    salesforceId: '003000000000001AAA',
    email: 'ada@example.com',
    fields: {},
    createdAt: '2026-01-01T00:00:00Z',
    lastModifiedAt: '2026-01-01T00:00:00Z',
    isConverted: false,
    convertedContactId: null,
    ...changes,
  };
}

function same(text: string): SampleValue {
  return { hubspot: text, salesforce: text };
}

function instant(text: string): SampleValue {
  return { hubspot: `${text}.000Z`, salesforce: `${text}.000+0000` };
}
