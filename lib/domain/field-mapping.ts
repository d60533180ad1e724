import type { SalesforceType } from './records.ts';

/**
 * HubSpot's four rules and our two mirror images (rule book, section 5).
 * `none` is HubSpot's "Don't sync".
 */
export const syncRules = [
  'prefer_salesforce_unless_blank',
  'always_salesforce',
  'two_way',
  'none',
  'prefer_hubspot_unless_blank',
  'always_hubspot',
] as const;
export type SyncRule = (typeof syncRules)[number];

/** One HubSpot property joined with one field of one Salesforce object. */
export type FieldMapping = {
  readonly salesforceType: SalesforceType;
  readonly hubspotProperty: string;
  readonly salesforceField: string;
  readonly rule: SyncRule;
  /** "A blank never overwrites a value." */
  readonly hasBlankProtection: boolean;
};

/** HubSpot's property types that can be mapped. */
export type HubspotPropertyType = 'string' | 'number' | 'date' | 'datetime' | 'bool' | 'enumeration';

/** A HubSpot contact property as `GET /crm/properties/…/contacts` describes it. */
export type HubspotPropertySchema = {
  readonly name: string;
  readonly label: string;
  /** HubSpot's own word; types outside `HubspotPropertyType` cannot be mapped. */
  readonly type: string;
  readonly fieldType: string;
  /** Writable iff `modificationMetadata.readOnlyValue` is false and it is not calculated. */
  readonly isWritable: boolean;
  /** Multi-checkbox: values joined by `;`. */
  readonly isMultiple: boolean;
  /** Holds an owner id. */
  readonly isOwner: boolean;
  /** Internal values that may be written; empty when the property has no options. */
  readonly options: readonly { readonly value: string; readonly label: string }[];
};

/** A Salesforce field as `describe` reports it. A field hidden by field-level security is absent. */
export type SalesforceFieldSchema = {
  readonly name: string;
  readonly label: string;
  /** Salesforce's own word: string, textarea, email, phone, url, picklist, multipicklist, boolean, … */
  readonly type: string;
  /** Longest value in characters; `null` where Salesforce reports no length. */
  readonly maxLength: number | null;
  /** Digits after the decimal point; `null` for anything but numbers. */
  readonly scale: number | null;
  readonly isCreateable: boolean;
  readonly isUpdateable: boolean;
  readonly isCalculated: boolean;
  /** createable, not nillable, not defaulted on create. */
  readonly isRequiredOnCreate: boolean;
  readonly isRestrictedPicklist: boolean;
  readonly picklistValues: readonly { readonly value: string; readonly label: string }[];
  readonly referenceTo: readonly string[];
};

/** A mapping together with both live schemas, ready to be applied. */
export type ResolvedMapping = FieldMapping & {
  readonly property: HubspotPropertySchema;
  readonly field: SalesforceFieldSchema;
};

const nativeDefaults: readonly [hubspotProperty: string, lead: string, contact: string][] = [
  ['email', 'Email', 'Email'],
  ['firstname', 'FirstName', 'FirstName'],
  ['lastname', 'LastName', 'LastName'],
  ['phone', 'Phone', 'Phone'],
  ['mobilephone', 'MobilePhone', 'MobilePhone'],
  ['jobtitle', 'Title', 'Title'],
  ['address', 'Street', 'MailingStreet'],
  ['city', 'City', 'MailingCity'],
  ['state', 'State', 'MailingState'],
  ['zip', 'PostalCode', 'MailingPostalCode'],
  ['country', 'Country', 'MailingCountry'],
];

/** The mappings a new tenant starts with; a Contact has no company name of its own, so `company` is for Leads only. */
export function defaultMappings(): FieldMapping[] {
  const rows: [SalesforceType, string, string][] = nativeDefaults.flatMap(([property, lead, contact]) => [
    ['Lead', property, lead] as [SalesforceType, string, string],
    ['Contact', property, contact] as [SalesforceType, string, string],
  ]);
  rows.push(['Lead', 'company', 'Company']);
  return rows.map(([salesforceType, hubspotProperty, salesforceField]) => ({
    salesforceType,
    hubspotProperty,
    salesforceField,
    rule: 'prefer_salesforce_unless_blank',
    hasBlankProtection: false,
  }));
}
