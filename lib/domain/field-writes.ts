import type { ResolvedMapping } from './field-mapping.ts';
import { type ValueContext, type Written, writeHubspotValue, writeSalesforceValue } from './field-values.ts';
import { compareText } from './normalise.ts';
import type { FieldChange, FieldFault, Side } from './outcome.ts';
import type { SalesforceValue } from './records.ts';

/** Turns a comparable value into what is stored instead of it; equal values give equal fingerprints. */
export type Fingerprint = (canonical: string | null) => string;

/** What both sides held after the last successful sync: fingerprints by `baseKey`. */
export type BaseValues = Readonly<Record<string, string>>;

/** What shall be written so that a pair agrees. Values are in the form of the side they go to. */
export type FieldWrites = {
  readonly toHubspot: Record<string, string>;
  readonly toSalesforce: Record<string, SalesforceValue>;
  readonly changes: FieldChange[];
  readonly faults: FieldFault[];
  /** The whole base after the writes succeed. A field that failed, is blocked or is not synced keeps its old entry or none. */
  readonly nextBase: Record<string, string>;
  /** Those of `changes` that overwrite the older of two edits (Two-way, both changed). */
  readonly lost: FieldChange[];
};

/** The key of a mapping in `BaseValues`. */
export function baseKey(mapping: Pick<ResolvedMapping, 'hubspotProperty' | 'salesforceField'>): string {
  return `${mapping.hubspotProperty}:${mapping.salesforceField}`;
}

/**
 * The base of a field that was filled with a default because the contact had nothing to fill it with. The blank
 * and the default then count as agreed: a default is no news for HubSpot, and gives way to any real value.
 */
export function placeholderBase(fingerprintOfDefault: string): string {
  return `~${fingerprintOfDefault}`;
}

/**
 * The base of a field whose sides were left with different values on purpose, by an undo. What each side holds
 * counts as agreed; the next edit of either is decided by the rule.
 */
export function apartBase(of: { readonly hubspot: string; readonly salesforce: string }): string {
  return of.hubspot === of.salesforce ? of.hubspot : `|${of.hubspot}|${of.salesforce}`;
}

const openMark = '!';

/**
 * The base of a field whose sides could not be brought together: refused, or held back by blank protection. It is
 * judged by what was agreed before, but a side that holds that again is no echo, because the other one does not.
 */
export function openBase(agreed: string): string {
  return agreed.startsWith(openMark) ? agreed : `${openMark}${agreed}`;
}

/** What was agreed on last, whether or not the field has been left open since. */
export function agreedBase(base: string | undefined): string | undefined {
  return base?.startsWith(openMark) ? base.slice(openMark.length) : base;
}

/** Whether a base says that this side held the fingerprinted value when the pair last agreed. */
export function isBaseOf(base: string | undefined, side: Side, fingerprint: string): boolean {
  if (base === undefined || !base.startsWith('|')) return base === fingerprint;
  return side === 'hubspot' ? base.startsWith(`|${fingerprint}|`) : base.endsWith(`|${fingerprint}`);
}

/** The base after one side was given an older value back, while the other one keeps what it agreed to. */
export function baseAfterRestoring(
  stored: string | undefined,
  side: Side,
  print: string,
): string | undefined {
  const base = agreedBase(stored);
  if (base === undefined) return undefined;
  const [, hubspot, salesforce] = /^\|([^|]*)\|([^|]*)$/.exec(base) ?? [];
  const both = base.replace(/^~/, '');
  return apartBase({ hubspot: hubspot ?? both, salesforce: salesforce ?? both, [side]: print });
}

/** Empty writes, to be filled. */
export function noWrites(): FieldWrites {
  return { toHubspot: {}, toSalesforce: {}, changes: [], faults: [], nextBase: {}, lost: [] };
}

/** A fixed order, so that a plan does not depend on the order in which mappings are stored. */
export function sortMappings(mappings: readonly ResolvedMapping[]): ResolvedMapping[] {
  return [...mappings].sort((first, second) => compareText(baseKey(first), baseKey(second)));
}

/** What the target of a write is like at this moment. */
type Target<T> = { readonly before: T | null; readonly isWritable: boolean };

/** Adds one value for HubSpot to the writes, or the fault that keeps it from crossing. */
export function crossToHubspot(
  canonical: string | null,
  mapping: ResolvedMapping,
  writes: FieldWrites,
  context: ValueContext,
  target: Target<string>,
): FieldChange | null {
  const field = mapping.hubspotProperty;
  const result = target.isWritable ? writeHubspotValue(canonical, mapping, context) : readOnly;
  if (result.ok) writes.toHubspot[field] = result.value;
  return record('hubspot', field, canonical, target.before, result, writes);
}

/** Adds one value for Salesforce to the writes, or the fault that keeps it from crossing. */
export function crossToSalesforce(
  canonical: string | null,
  mapping: ResolvedMapping,
  writes: FieldWrites,
  context: ValueContext,
  target: Target<SalesforceValue>,
): FieldChange | null {
  const field = mapping.salesforceField;
  const result = target.isWritable ? writeSalesforceValue(canonical, mapping, context) : readOnly;
  if (result.ok) writes.toSalesforce[field] = result.value;
  return record('salesforce', field, canonical, target.before, result, writes);
}

const readOnly: Written<never> = { ok: false, code: 'read_only_field' };

function record(
  side: Side,
  field: string,
  canonical: string | null,
  before: SalesforceValue,
  result: Written<SalesforceValue>,
  writes: FieldWrites,
): FieldChange | null {
  if (!result.ok) {
    writes.faults.push({ side, field, code: result.code, valueLength: canonical?.length ?? 0 });
    return null;
  }
  const change = { side, field, before: asText(before), after: asText(result.value) };
  writes.changes.push(change);
  return change;
}

/** A value as history shows it and an undo writes it back: the form of its own side, `null` for blank. */
function asText(value: SalesforceValue): string | null {
  return value === null || value === '' ? null : String(value);
}
