import { hubspotChoice, salesforceChoice, splitChoices } from './choices.ts';
import { type FieldKind, kindOf, type ValueContext } from './field-kinds.ts';
import type { ResolvedMapping } from './field-mapping.ts';
import { isCalendarDay, isoSecond, joinLines, normaliseNumber, readSecond, startOfDay } from './normalise.ts';
import type { FieldFaultCode } from './outcome.ts';
import type { SalesforceValue } from './records.ts';

/** A value in the other side's form, or the reason why that side cannot hold it. */
export type Written<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly code: FieldFaultCode };

/** HubSpot refuses longer text (property type `string`). */
const hubspotMaxLength = 65_536;

/** The property value for a canonical value; `''` clears a property in HubSpot. Whether the property is writable is not asked here. */
export function writeHubspotValue(
  canonical: string | null,
  mapping: ResolvedMapping,
  context: ValueContext,
): Written<string> {
  if (canonical === null) return written('');
  const kind = kindOf(mapping);
  if (kind === null) return refused('wrong_type');
  const result = convertForHubspot(canonical, kind, mapping, context);
  return result.ok && result.value.length > hubspotMaxLength ? refused('value_too_long') : result;
}

function convertForHubspot(
  canonical: string,
  kind: FieldKind,
  mapping: ResolvedMapping,
  context: ValueContext,
): Written<string> {
  switch (kind) {
    case 'text':
    case 'long_text':
    case 'phone':
    case 'url':
      return written(canonical);
    case 'email':
      return isEmailAddress(canonical) ? written(canonical) : refused('wrong_type');
    case 'boolean':
      return hubspotBoolean(canonical, mapping);
    case 'number':
      return orRefused(normaliseNumber(canonical, mapping.field.scale), 'wrong_type');
    case 'date':
      return orRefused(dayForm(canonical, mapping.property.type === 'datetime', context), 'wrong_type');
    case 'datetime': {
      const second = readSecond(canonical);
      return orRefused(second === null ? null : isoSecond(second), 'wrong_type');
    }
    case 'single_choice':
      return orRefused(hubspotChoice(canonical, mapping), 'not_in_picklist');
    case 'multi_choice':
      return joinChoices(canonical, (name) => hubspotChoice(name, mapping));
    case 'owner':
      return orRefused(context.ownerIdByEmail.get(canonical) ?? null, 'unknown_owner');
  }
}

/** The field value for a canonical value; `null` clears a field in Salesforce. Whether the field is writable is not asked here. */
export function writeSalesforceValue(
  canonical: string | null,
  mapping: ResolvedMapping,
  context: ValueContext,
): Written<SalesforceValue> {
  const { field } = mapping;
  const kind = kindOf(mapping);
  if (kind === 'boolean') return salesforceBoolean(canonical ?? 'false');
  if (canonical === null) return isClearable(mapping) ? written(null) : refused('required_field_blank');
  if (kind === null) return refused('wrong_type');
  const result = convertForSalesforce(canonical, kind, mapping, context);
  const isTooLong =
    result.ok &&
    !fixedLengthKinds.has(kind) &&
    field.maxLength !== null &&
    String(result.value).length > field.maxLength;
  return isTooLong ? refused('value_too_long') : result;
}

/** Kinds whose length is set by their form; describe reports 0 for some of them. */
const fixedLengthKinds: ReadonlySet<FieldKind> = new Set(['number', 'date', 'datetime', 'owner']);

function convertForSalesforce(
  canonical: string,
  kind: Exclude<FieldKind, 'boolean'>,
  mapping: ResolvedMapping,
  context: ValueContext,
): Written<SalesforceValue> {
  switch (kind) {
    case 'text':
      return written(joinLines(canonical));
    case 'long_text':
    case 'phone':
    case 'url':
      return written(canonical);
    case 'email':
      return isEmailAddress(canonical) ? written(canonical) : refused('wrong_type');
    case 'number': {
      const decimal = normaliseNumber(canonical, mapping.field.scale);
      return orRefused(decimal === null ? null : Number(decimal), 'wrong_type');
    }
    case 'date':
      return orRefused(
        withSalesforceOffset(dayForm(canonical, mapping.field.type === 'datetime', context)),
        'wrong_type',
      );
    case 'datetime': {
      const second = readSecond(canonical);
      return orRefused(second === null ? null : withSalesforceOffset(isoSecond(second)), 'wrong_type');
    }
    case 'single_choice':
      return orRefused(salesforceChoice(canonical, mapping), 'not_in_picklist');
    case 'multi_choice':
      return joinChoices(canonical, (name) => salesforceChoice(name, mapping));
    case 'owner':
      return orRefused(context.userIdByEmail.get(canonical) ?? null, 'unknown_owner');
  }
}

/** Salesforce has required fields the integration user may not clear; a record without an owner does not exist. */
function isClearable({ field }: ResolvedMapping): boolean {
  return !field.isRequiredOnCreate && field.name !== 'OwnerId';
}

function hubspotBoolean(canonical: string, { property }: ResolvedMapping): Written<string> {
  if (canonical !== 'true' && canonical !== 'false') return refused('wrong_type');
  if (property.type !== 'enumeration') return written(canonical);
  const option = property.options.find(({ value }) => value.toLowerCase() === canonical);
  return orRefused(option?.value ?? null, 'not_in_picklist');
}

function salesforceBoolean(canonical: string): Written<SalesforceValue> {
  return canonical === 'true' || canonical === 'false'
    ? written(canonical === 'true')
    : refused('wrong_type');
}

/** A day as it is written: itself, or where the target keeps instants, its first instant in the portal's zone. */
function dayForm(canonical: string, isInstant: boolean, context: ValueContext): string | null {
  if (!isCalendarDay(canonical)) return null;
  if (!isInstant) return canonical;
  const start = startOfDay(canonical, context.portalTimeZone);
  return start === null ? null : isoSecond(start / 1000);
}

function joinChoices(canonical: string, choose: (name: string) => string | null): Written<string> {
  const chosen = splitChoices(canonical).map(choose);
  const known = chosen.filter((value) => value !== null);
  return known.length === chosen.length ? written(known.join(';')) : refused('not_in_picklist');
}

/** One `@`, something on both sides, no white space: what both systems insist on before they look closer. */
function isEmailAddress(text: string): boolean {
  return /^[^\s@]+@[^\s@]+$/.test(text);
}

/** Salesforce writes `+0000` where ISO 8601 has `Z`. */
function withSalesforceOffset(text: string | null): string | null {
  return text?.replace(/Z$/, '+0000') ?? null;
}

function written<T>(value: T): Written<T> {
  return { ok: true, value };
}

function refused(code: FieldFaultCode): Written<never> {
  return { ok: false, code };
}

function orRefused<T>(value: T | null, code: FieldFaultCode): Written<T> {
  return value === null ? refused(code) : written(value);
}
