import type { ResolvedMapping } from './field-mapping.ts';
import { comparableValue, readHubspotValue, readSalesforceValue, type ValueContext } from './field-values.ts';
import {
  type BaseValues,
  baseKey,
  crossToHubspot,
  crossToSalesforce,
  type FieldWrites,
  type Fingerprint,
  noWrites,
  placeholderBase,
  sortMappings,
} from './field-writes.ts';
import { normaliseText } from './normalise.ts';
import type { Side } from './outcome.ts';
import type { HubspotContact, SalesforceRecord, SalesforceType, SalesforceValue } from './records.ts';
import { ruleWrites } from './sync-decision.ts';

export type SalesforceCreation = Pick<FieldWrites, 'changes' | 'faults' | 'nextBase'> & {
  readonly fields: Record<string, SalesforceValue>;
  /** Required fields without a value; Salesforce would refuse the record. */
  readonly missingRequired: string[];
};

export type HubspotCreation = Pick<FieldWrites, 'changes' | 'faults' | 'nextBase'> & {
  readonly properties: Record<string, string>;
};

/** What Salesforce asks of every Lead and Contact, mapped or not. */
const alwaysRequired: Readonly<Record<SalesforceType, readonly string[]>> = {
  Lead: ['LastName', 'Company'],
  Contact: ['LastName'],
};

/**
 * Plans a new Salesforce record from a contact: every mapped value crosses, as at any first contact.
 *
 * Only values that cross get a base, and our own defaults one of their own kind. A blank property gets none,
 * because Salesforce may fill the field by a default of its own, which must not pass for an edit to be undone.
 *
 * @param mappings of the one Salesforce type that is created.
 * @param defaults field → value for required or mapped fields the contact leaves blank; others are ignored (a
 *   Contact has no `Company`). A value that was refused is not replaced by a default.
 */
export function planSalesforceCreate(
  mappings: readonly ResolvedMapping[],
  hubspot: Pick<HubspotContact, 'properties'>,
  defaults: Readonly<Record<string, string>>,
  fingerprint: Fingerprint,
  context: ValueContext,
): SalesforceCreation {
  const writes = noWrites();
  for (const mapping of mappingsToCross(mappings, 'salesforce')) {
    const canonical = readHubspotValue(hubspot.properties[mapping.hubspotProperty], mapping, context);
    if (canonical === null) continue;
    const target = { before: null, isWritable: mapping.field.isCreateable };
    const change = crossToSalesforce(canonical, mapping, writes, context, target);
    if (change !== null) writes.nextBase[baseKey(mapping)] = fingerprint(comparableValue(canonical, mapping));
  }
  const required = requiredFields(mappings);
  const fillable = new Set([...required, ...mappings.map(({ salesforceField }) => salesforceField)]);
  for (const field of [...fillable].sort()) {
    const filled = fillBlank(field, defaults[field], writes);
    const mapping = mappings.find(({ salesforceField }) => salesforceField === field);
    if (filled === null || mapping === undefined) continue;
    writes.nextBase[baseKey(mapping)] = placeholderBase(fingerprint(comparableValue(filled, mapping)));
  }
  return {
    fields: writes.toSalesforce,
    changes: writes.changes,
    faults: writes.faults,
    nextBase: writes.nextBase,
    missingRequired: required.filter((field) => writes.toSalesforce[field] === undefined),
  };
}

/**
 * The base of a record that is met for the first time and holds our defaults: it was made by us, and a crash kept
 * us from noting it. Without it the default would pass for a value and be written to HubSpot.
 */
export function baseOfDefaults(
  mappings: readonly ResolvedMapping[],
  salesforce: Pick<SalesforceRecord, 'fields'>,
  defaults: Readonly<Record<string, string>>,
  fingerprint: Fingerprint,
  context: ValueContext,
): BaseValues {
  const base: Record<string, string> = {};
  for (const mapping of mappings) {
    const field = mapping.salesforceField;
    const held = comparableValue(readSalesforceValue(salesforce.fields[field], mapping, context), mapping);
    const isDefault =
      held !== null && held === comparableValue(normaliseText(defaults[field] ?? ''), mapping);
    if (isDefault) base[baseKey(mapping)] = placeholderBase(fingerprint(held));
  }
  return base;
}

/** Plans a new contact from a Salesforce record; bases as in `planSalesforceCreate`. */
export function planHubspotCreate(
  mappings: readonly ResolvedMapping[],
  salesforce: Pick<SalesforceRecord, 'fields'>,
  fingerprint: Fingerprint,
  context: ValueContext,
): HubspotCreation {
  const writes = noWrites();
  for (const mapping of mappingsToCross(mappings, 'hubspot')) {
    const canonical = readSalesforceValue(salesforce.fields[mapping.salesforceField], mapping, context);
    if (canonical === null) continue;
    const target = { before: null, isWritable: mapping.property.isWritable };
    const change = crossToHubspot(canonical, mapping, writes, context, target);
    if (change !== null) writes.nextBase[baseKey(mapping)] = fingerprint(comparableValue(canonical, mapping));
  }
  const { toHubspot: properties, changes, faults, nextBase } = writes;
  return { properties, changes, faults, nextBase };
}

/**
 * The mappings whose values a new record takes: all but "Don't sync", and the e-mail address under any rule,
 * because it is the key by which a record made twice is found. A target that can never be set is left out
 * where its rule never writes it (a formula field under "Always use Salesforce"), and a field that can be set
 * only later is left to the next sync.
 */
function mappingsToCross(mappings: readonly ResolvedMapping[], side: Side): ResolvedMapping[] {
  return sortMappings(mappings).filter((mapping) => {
    if (mapping.rule === 'none') return isEmailKey(mapping);
    if (side === 'hubspot') return mapping.property.isWritable || ruleWrites(mapping.rule, side);
    const { isCreateable, isUpdateable } = mapping.field;
    return isCreateable || (!isUpdateable && ruleWrites(mapping.rule, side));
  });
}

/** The mapping by which a contact and a Salesforce record are the same person. */
export function isEmailKey(mapping: Pick<ResolvedMapping, 'hubspotProperty' | 'salesforceField'>): boolean {
  return mapping.hubspotProperty === 'email' && mapping.salesforceField === 'Email';
}

function requiredFields(mappings: readonly ResolvedMapping[]): string[] {
  const always = mappings.flatMap(({ salesforceType }) => alwaysRequired[salesforceType]);
  const mapped = mappings.filter(({ field }) => field.isRequiredOnCreate).map((each) => each.salesforceField);
  return [...new Set([...always, ...mapped])].sort();
}

/** The value a blank was filled with; `null` when it was not. */
function fillBlank(field: string, givenDefault: string | undefined, writes: FieldWrites): string | null {
  const value = normaliseText(givenDefault ?? '');
  const isFilled = writes.toSalesforce[field] !== undefined;
  const isRefused = writes.faults.some((fault) => fault.field === field);
  if (value === null || isFilled || isRefused) return null;
  writes.toSalesforce[field] = value;
  writes.changes.push({ side: 'salesforce', field, before: null, after: value });
  return value;
}
