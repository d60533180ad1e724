import { nameOfChoice, splitChoices } from './choices.ts';
import { type FieldKind, kindOf, type ValueContext } from './field-kinds.ts';
import type { ResolvedMapping } from './field-mapping.ts';
import {
  comparePhone,
  compareUrl,
  dayOf,
  isCalendarDay,
  isoSecond,
  joinLines,
  normaliseNumber,
  normaliseText,
  readInstant,
  readSecond,
} from './normalise.ts';
import { normaliseEmail, type SalesforceValue } from './records.ts';

export { type FieldKind, joinedKind, type ValueContext } from './field-kinds.ts';
export { type Written, writeHubspotValue, writeSalesforceValue } from './value-writing.ts';

/**
 * The canonical value of a property: the same text for the same meaning on both sides, `null` for blank.
 * A value that makes no sense for its kind stays as it is, so that it is refused where it would be written
 * instead of being taken for blank.
 */
export function readHubspotValue(
  value: string | null | undefined,
  mapping: ResolvedMapping,
  context: ValueContext,
): string | null {
  const text = normaliseText(value ?? '');
  const kind = kindOf(mapping);
  if (text === null || kind === null) return text;
  if (kind === 'date') return readDay(text, mapping.property.type === 'datetime', context) ?? text;
  if (kind === 'owner') return normaliseEmail(context.ownerEmailById.get(text)) ?? text;
  return readShared(text, kind, mapping);
}

/** The canonical value of a Salesforce field; see `readHubspotValue`. */
export function readSalesforceValue(
  value: SalesforceValue | undefined,
  mapping: ResolvedMapping,
  context: ValueContext,
): string | null {
  const text = normaliseText(String(value ?? ''));
  const kind = kindOf(mapping);
  if (text === null || kind === null) return text;
  if (kind === 'date') return readDay(text, mapping.field.type === 'datetime', context) ?? text;
  if (kind === 'owner') return normaliseEmail(context.userEmailById.get(text)) ?? text;
  return readShared(text, kind, mapping);
}

function readShared(
  text: string,
  kind: Exclude<FieldKind, 'date' | 'owner'>,
  mapping: ResolvedMapping,
): string | null {
  switch (kind) {
    case 'text':
    case 'long_text':
    case 'phone':
    case 'url':
      return text;
    case 'email':
    case 'boolean':
      return text.toLowerCase();
    case 'number':
      return normaliseNumber(text, mapping.field.scale) ?? text;
    case 'datetime': {
      const second = readSecond(text);
      return second === null ? text : isoSecond(second);
    }
    case 'single_choice':
      return nameOfChoice(text, mapping);
    case 'multi_choice': {
      const names = splitChoices(text).map((part) => nameOfChoice(part, mapping));
      return names.length === 0 ? null : [...new Set(names)].sort().join(';');
    }
  }
}

/** HubSpot keeps a `date` as a day or as midnight UTC; a date-time falls on a day in the portal's time zone. */
function readDay(text: string, isInstant: boolean, context: ValueContext): string | null {
  if (isCalendarDay(text)) return text;
  const instant = readInstant(text);
  return instant === null ? null : dayOf(instant, isInstant ? context.portalTimeZone : 'UTC');
}

/**
 * A canonical value in the form in which two of them are compared and fingerprinted. It may be narrower than
 * what is written: a phone number keeps its owner's punctuation and is compared by its digits; a blank HubSpot
 * checkbox is `false`, because a Salesforce checkbox cannot be blank and the pair would never agree; line ends
 * count only where both sides can hold them.
 */
export function comparableValue(canonical: string | null, mapping: ResolvedMapping): string | null {
  const kind = kindOf(mapping);
  if (kind === 'boolean') return canonical ?? 'false';
  if (canonical === null) return null;
  if (kind === 'phone') return comparePhone(canonical);
  if (kind === 'url') return compareUrl(canonical);
  const isOneLine =
    kind === 'text' || (kind === 'long_text' && !multiLineInputs.has(mapping.property.fieldType));
  return isOneLine ? joinLines(canonical) : canonical;
}

/** HubSpot's words for inputs that keep line ends. */
const multiLineInputs: ReadonlySet<string> = new Set(['textarea', 'html']);
