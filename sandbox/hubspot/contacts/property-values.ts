import { type ErrorDetail, type HubspotError, validationError } from '#sandbox/hubspot/api/errors.ts';
import type { PropertyCatalog, PropertyDefinition } from '#sandbox/hubspot/properties/catalog.ts';

/** Why one value was refused; the codes are HubSpot's. */
export interface ValueFault {
  name: string;
  error: string;
  message: string;
}

export type CheckedValue = { value: string } | { fault: ValueFault };

const LONGEST_STRING = 65_536;
const DAY_MS = 86_400_000;

/**
 * Checks the values of one write and brings them into stored form (e-mail in lower case, dates as
 * `YYYY-MM-DD`, date-times as ISO text). `""` and `null` clear a value. All faults are collected.
 */
export function checkValues(
  catalog: PropertyCatalog,
  input: Record<string, unknown>,
  isOwner: (ownerId: string) => boolean,
): { values: Map<string, string>; faults: ValueFault[] } {
  const values = new Map<string, string>();
  const faults: ValueFault[] = [];
  for (const [name, raw] of Object.entries(input)) {
    const checked = checkValue(catalog.find(name), name, raw === null ? '' : String(raw), isOwner);
    if ('fault' in checked) faults.push(checked.fault);
    else values.set(name, checked.value);
  }
  return { values, faults };
}

function checkValue(
  definition: PropertyDefinition | undefined,
  name: string,
  text: string,
  isOwner: (ownerId: string) => boolean,
): CheckedValue {
  const refuse = (error: string, message: string): CheckedValue => ({ fault: { name, error, message } });
  if (!definition) return refuse('PROPERTY_DOESNT_EXIST', `Property "${name}" does not exist`);
  if (definition.readOnlyValue || definition.calculated) {
    return refuse('READ_ONLY_VALUE', `"${name}" is a read only property; its value cannot be set.`);
  }
  if (text === '') return { value: '' };
  // Since April 2025 stray spaces are an error wherever the value is not free text.
  if (definition.type !== 'string' && text !== text.trim()) {
    return refuse(
      'INVALID_VALUE',
      `"${text}" has leading or trailing whitespace, which is not allowed for property "${name}".`,
    );
  }
  if (name === 'hubspot_owner_id') {
    return isOwner(text) ? { value: text } : refuse('INVALID_OWNER_ID', `The owner ${text} does not exist.`);
  }
  return checkByType(definition, text, refuse);
}

function checkByType(
  definition: PropertyDefinition,
  text: string,
  refuse: (error: string, message: string) => CheckedValue,
): CheckedValue {
  switch (definition.type) {
    case 'number':
      return /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/.test(text)
        ? { value: text }
        : refuse('INVALID_LONG', `${text} was not a valid long.`);
    case 'bool':
      return /^(true|false)$/i.test(text)
        ? { value: text.toLowerCase() }
        : refuse('INVALID_OPTION', `${text} was not one of the allowed options: [true, false]`);
    case 'date':
      return checkDate(text, refuse);
    case 'datetime':
      return checkDateTime(text, refuse);
    case 'enumeration':
      return checkOptions(definition, text, refuse);
    case 'string':
      return checkText(definition, text, refuse);
  }
}

function checkText(
  definition: PropertyDefinition,
  text: string,
  refuse: (error: string, message: string) => CheckedValue,
): CheckedValue {
  if (definition.name === 'email') {
    const email = text.trim().toLowerCase();
    return /^[^\s@<>(),;:"[\]\\]+@[^\s@.,;]+(\.[^\s@.,;]+)+$/.test(email)
      ? { value: email }
      : refuse('INVALID_EMAIL', `Email address ${text} is invalid`);
  }
  if (text.length > LONGEST_STRING) {
    return refuse(
      'STRING_TOO_LONG',
      `Property value for "${definition.name}" must be at most ${LONGEST_STRING} characters.`,
    );
  }
  return { value: text };
}

/** Several values of a multiple checkbox are joined by `;`; one leading `;` means "add to what is there". */
function checkOptions(
  definition: PropertyDefinition,
  text: string,
  refuse: (error: string, message: string) => CheckedValue,
): CheckedValue {
  if (definition.externalOptions) return { value: text };
  const allowed = definition.options.map((option) => option.value);
  const isMultiple = definition.fieldType === 'checkbox';
  const chosen = isMultiple ? text.split(';').filter((part) => part !== '') : [text];
  const wrong = chosen.find((value) => !allowed.includes(value));
  if (wrong !== undefined) {
    return refuse('INVALID_OPTION', `${wrong} was not one of the allowed options: [${allowed.join(', ')}]`);
  }
  const joined = [...new Set(chosen)].join(';');
  return { value: isMultiple && text.startsWith(';') ? `;${joined}` : joined };
}

function checkDate(text: string, refuse: (error: string, message: string) => CheckedValue): CheckedValue {
  if (/^-?\d+$/.test(text)) {
    const ms = Number(text);
    if (!Number.isFinite(new Date(ms).getTime()))
      return refuse('INVALID_DATE', `${text} is not a valid date.`);
    if (ms % DAY_MS !== 0) {
      const time = new Date(ms).toISOString().slice(11, 23);
      return refuse('INVALID_DATE', `${text} is at ${time} UTC, not midnight!`);
    }
    return { value: new Date(ms).toISOString().slice(0, 10) };
  }
  const day = /^(\d{4}-\d{2}-\d{2})(T00:00:00(\.0+)?Z)?$/.exec(text)?.[1];
  if (day === undefined || !isCalendarDay(day))
    return refuse('INVALID_LONG', `${text} was not a valid long.`);
  return { value: day };
}

function isCalendarDay(day: string): boolean {
  const time = Date.parse(`${day}T00:00:00Z`);
  return Number.isFinite(time) && new Date(time).toISOString().startsWith(day);
}

function checkDateTime(text: string, refuse: (error: string, message: string) => CheckedValue): CheckedValue {
  const isIso = /^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:?\d{2})?)?$/.test(text);
  const ms = /^-?\d+$/.test(text) ? Number(text) : isIso ? Date.parse(text) : Number.NaN;
  const date = new Date(ms);
  return Number.isFinite(date.getTime())
    ? { value: date.toISOString() }
    : refuse('INVALID_LONG', `${text} was not a valid long.`);
}

/** The 400 that names every refused value, in both forms HubSpot sends: inside the message and as `errors`. */
export function invalidValues(faults: readonly ValueFault[], portalId: number): HubspotError {
  return validationError(describeFaults(faults, portalId), { errors: faults.map(toDetail) });
}

export function describeFaults(faults: readonly ValueFault[], portalId: number): string {
  const results = faults.map(({ name, error, message }) => ({
    isValid: false,
    message,
    error,
    name,
    localizedErrorMessage: message,
    portalId,
  }));
  return `Property values were not valid: ${JSON.stringify(results)}`;
}

function toDetail(fault: ValueFault): ErrorDetail {
  return { message: fault.message, code: fault.error, context: { propertyName: [fault.name] } };
}
