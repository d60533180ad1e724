import { joinedKind } from './field-kinds.ts';
import {
  defaultMappings,
  type FieldMapping,
  type HubspotPropertySchema,
  type ResolvedMapping,
  type SalesforceFieldSchema,
  syncRules,
} from './field-mapping.ts';
import { closestNames, similarNames } from './name-suggestions.ts';
import { isEmailKey } from './record-creation.ts';
import type { SalesforceType } from './records.ts';
import { ruleWrites } from './sync-decision.ts';

export const mappingFaultCodes = [
  'unknown_property',
  'unknown_field',
  'read_only_property',
  'read_only_field',
  'calculated_field',
  'incompatible_types',
  'duplicate_mapping',
  'email_not_mapped',
  /** The field can be set when a record is created, and the rule has to change it later. */
  'not_writable_by_rule',
] as const;
export type MappingFaultCode = (typeof mappingFaultCodes)[number];

/**
 * Why a mapping cannot be applied. `suggestions` are names that would do, the closest first: properties for
 * `unknown_property`, fields for `unknown_field`, `incompatible_types` and `email_not_mapped`, and sync rules
 * for the codes that say a side cannot be written.
 */
export type MappingFault = {
  /** For `email_not_mapped` the mapping that is missing. */
  readonly mapping: FieldMapping;
  readonly code: MappingFaultCode;
  readonly suggestions: string[];
};

/** The live schemas of both sides, by API name. */
export type LiveFields = Readonly<Record<SalesforceType, ReadonlyMap<string, SalesforceFieldSchema>>>;

/**
 * Checks mappings against both live schemas and names every fault at once. `resolved` holds the sound ones. Of
 * two mappings that share a property or a field the first stands, because two rules would fight over one value.
 */
export function checkMappings(
  mappings: readonly FieldMapping[],
  properties: ReadonlyMap<string, HubspotPropertySchema>,
  fields: LiveFields,
): { resolved: ResolvedMapping[]; faults: MappingFault[] } {
  const resolved: ResolvedMapping[] = [];
  const faults = findMissingEmail(mappings);
  for (const [position, mapping] of mappings.entries()) {
    const ofType = mappings.filter(({ salesforceType }) => salesforceType === mapping.salesforceType);
    const free: Schemas = {
      properties: [...properties.values()].filter(
        ({ name }) => !ofType.some(({ hubspotProperty }) => hubspotProperty === name),
      ),
      fields: [...fields[mapping.salesforceType].values()].filter(
        ({ name }) => !ofType.some(({ salesforceField }) => salesforceField === name),
      ),
    };
    const property = properties.get(mapping.hubspotProperty);
    const field = fields[mapping.salesforceType].get(mapping.salesforceField);
    const found = [
      ...findDuplicate(mapping, mappings.slice(0, position)),
      ...findUnknown(mapping, property, field, free),
      ...(property && field ? findUnfit({ ...mapping, property, field }, free) : []),
    ];
    faults.push(...found);
    if (property && field && found.length === 0) resolved.push({ ...mapping, property, field });
  }
  return { resolved, faults };
}

/** What a mapping could name instead: not mapped for its Salesforce type yet. */
type Schemas = {
  readonly properties: readonly HubspotPropertySchema[];
  readonly fields: readonly SalesforceFieldSchema[];
};

/** E-mail is the key: every Salesforce type that is mapped at all needs it. */
function findMissingEmail(mappings: readonly FieldMapping[]): MappingFault[] {
  const ofType = (type: SalesforceType) => mappings.filter(({ salesforceType }) => salesforceType === type);
  return defaultMappings()
    .filter(isEmailKey)
    .filter(({ salesforceType }) => mappings.length === 0 || ofType(salesforceType).length > 0)
    .filter(({ salesforceType }) => !ofType(salesforceType).some(isEmailKey))
    .map((mapping) => ({ mapping, code: 'email_not_mapped', suggestions: [mapping.salesforceField] }));
}

function findDuplicate(mapping: FieldMapping, earlier: readonly FieldMapping[]): MappingFault[] {
  const isTaken = earlier.some(
    ({ salesforceType, hubspotProperty, salesforceField }) =>
      salesforceType === mapping.salesforceType &&
      (hubspotProperty === mapping.hubspotProperty || salesforceField === mapping.salesforceField),
  );
  return isTaken ? [{ mapping, code: 'duplicate_mapping', suggestions: [] }] : [];
}

function findUnknown(
  mapping: FieldMapping,
  property: HubspotPropertySchema | undefined,
  field: SalesforceFieldSchema | undefined,
  free: Schemas,
): MappingFault[] {
  const faults: MappingFault[] = [];
  if (property === undefined) {
    const joinable = free.properties.filter(
      (each) => field === undefined || joinedKind(each, field) !== null,
    );
    const suggestions = similarNames(mapping.hubspotProperty, joinable);
    faults.push({ mapping, code: 'unknown_property', suggestions });
  }
  if (field === undefined) {
    const joinable = free.fields.filter(
      (each) => property === undefined || joinedKind(property, each) !== null,
    );
    const suggestions = similarNames(mapping.salesforceField, joinable);
    faults.push({ mapping, code: 'unknown_field', suggestions });
  }
  return faults;
}

/** Faults of a mapping whose two ends exist. */
function findUnfit(candidate: ResolvedMapping, free: Schemas): MappingFault[] {
  const { property, field, ...mapping } = candidate;
  const faults: MappingFault[] = [];
  if (joinedKind(property, field) === null) {
    const joinable = free.fields.filter((each) => joinedKind(property, each) !== null);
    const suggestions = closestNames(property.name, joinable);
    faults.push({ mapping, code: 'incompatible_types', suggestions });
  }
  const suggestions = syncRules.filter(
    (rule) => rule !== 'none' && findUnwritable({ ...candidate, rule }).length === 0,
  );
  return [...faults, ...findUnwritable(candidate).map((code) => ({ mapping, code, suggestions }))];
}

/** Sides that the rule writes and that do not take what it writes. */
function findUnwritable({ rule, property, field }: ResolvedMapping): MappingFaultCode[] {
  const codes: MappingFaultCode[] = [];
  if (ruleWrites(rule, 'hubspot') && !property.isWritable) codes.push('read_only_property');
  if (ruleWrites(rule, 'salesforce') && (field.isCalculated || !field.isUpdateable)) {
    const isSetOnce = field.isCreateable && !field.isCalculated;
    codes.push(
      field.isCalculated ? 'calculated_field' : isSetOnce ? 'not_writable_by_rule' : 'read_only_field',
    );
  }
  return codes;
}
