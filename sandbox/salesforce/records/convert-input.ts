import type { FieldSpec } from '../metadata/object-spec.ts';
import { type ApiError, fault } from './api-fault.ts';
import { normaliseRecordId } from './record-ids.ts';
import type { FieldValue } from './row.ts';

export type Converted = { value: FieldValue } | { error: ApiError };

const emailPattern =
  /^[a-z0-9!#$%&'*+/=?^_`{|}~-]+(\.[a-z0-9!#$%&'*+/=?^_`{|}~-]+)*@[a-z0-9]([a-z0-9-]*[a-z0-9])?(\.[a-z0-9]([a-z0-9-]*[a-z0-9])?)+$/;
const datePattern = /^\d{4}-\d{2}-\d{2}$/;
const dateTimePattern = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?(Z|[+-]\d{2}:?\d{2})$/;

function refuse(code: string, message: string, field: FieldSpec): Converted {
  return { error: { code, message, fields: [field.name] } };
}

/** What Salesforce's JSON reader calls a value. */
function tokenOf(value: unknown): string {
  if (typeof value === 'string') return 'VALUE_STRING';
  if (typeof value === 'number') return 'VALUE_NUMBER';
  if (typeof value === 'boolean') return value ? 'VALUE_TRUE' : 'VALUE_FALSE';
  return Array.isArray(value) ? 'START_ARRAY' : 'START_OBJECT';
}

/** A value of the wrong JSON type fails the whole request: Salesforce's reader gives up on the body. */
function cannotRead(field: FieldSpec, value: unknown): Error {
  const token = tokenOf(value);
  const shown = typeof value === 'object' ? '' : ` value ${String(value)}`;
  const type = field.type === 'datetime' ? 'datetime' : field.type;
  const sentence = `Cannot deserialize instance of ${type} from ${token}${shown} or request may be missing a required field`;
  return fault(400, 'JSON_PARSER_ERROR', `${sentence} at [line:1, column:1]`);
}

function convertText(field: FieldSpec, value: unknown): Converted {
  if (typeof value === 'object') throw cannotRead(field, value);
  const trimmed = String(value).trim();
  const text = field.type === 'email' ? trimmed.toLowerCase() : trimmed;
  if (text === '') return { value: null };
  if (field.length !== undefined && text.length > field.length) {
    const message = `${field.label}: data value too large: ${text} (max length=${field.length})`;
    return refuse('STRING_TOO_LONG', message, field);
  }
  if (field.type === 'email' && !emailPattern.test(text)) {
    return refuse('INVALID_EMAIL_ADDRESS', `${field.label}: invalid email address: ${text}`, field);
  }
  return { value: text };
}

function convertPicklist(field: FieldSpec, value: unknown): Converted {
  const converted = convertText(field, value);
  if ('error' in converted || typeof converted.value !== 'string') return converted;
  const chosen = field.type === 'multipicklist' ? converted.value.split(';') : [converted.value];
  const canonical = chosen.map((option) =>
    field.picklist?.find((known) => known.toLowerCase() === option.toLowerCase()),
  );
  if (field.restricted && canonical.includes(undefined)) {
    const message = `${field.label}: bad value for restricted picklist field: ${converted.value}`;
    return refuse('INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST', message, field);
  }
  const values = chosen.map((option, index) => canonical[index] ?? option);
  if (field.type === 'picklist') return { value: values[0] ?? null };
  const order = (option: string): number => field.picklist?.indexOf(option) ?? -1;
  return { value: [...new Set(values)].sort((a, b) => order(a) - order(b)).join(';') };
}

function convertNumber(field: FieldSpec, value: unknown): Converted {
  const number = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
  if (typeof number !== 'number' || !Number.isFinite(number)) throw cannotRead(field, value);
  const scale = field.type === 'int' ? 0 : (field.scale ?? 0);
  const wholeDigits = field.type === 'int' ? (field.digits ?? 8) : (field.precision ?? 18) - scale;
  if (Math.abs(number) >= 10 ** wholeDigits) {
    const message = `${field.label}: value outside of valid range on numeric field: ${number}`;
    return refuse('NUMBER_OUTSIDE_VALID_RANGE', message, field);
  }
  return { value: Number(number.toFixed(scale)) };
}

function convertReference(field: FieldSpec, value: unknown): Converted {
  if (typeof value !== 'string') throw cannotRead(field, value);
  if (value.trim() === '') return { value: null };
  const recordId = normaliseRecordId(value.trim());
  if (recordId) return { value: recordId };
  return refuse('MALFORMED_ID', `${field.label}: id value of incorrect type: ${value}`, field);
}

function convertDate(field: FieldSpec, value: unknown): Converted {
  const day = typeof value === 'string' ? value : '';
  const instant = datePattern.test(day) ? new Date(`${day}T00:00:00Z`) : undefined;
  if (!instant || Number.isNaN(instant.getTime()) || !instant.toISOString().startsWith(day))
    throw cannotRead(field, value);
  return { value: day };
}

function convertDateTime(field: FieldSpec, value: unknown): Converted {
  if (typeof value !== 'string' || !dateTimePattern.test(value)) throw cannotRead(field, value);
  const instant = Date.parse(value.replace(/([+-]\d{2})(\d{2})$/, '$1:$2'));
  if (Number.isNaN(instant)) throw cannotRead(field, value);
  return { value: Math.floor(instant / 1000) * 1000 };
}

function convertBoolean(field: FieldSpec, value: unknown): Converted {
  if (typeof value === 'boolean') return { value };
  if (value === 'true' || value === 'false') return { value: value === 'true' };
  throw cannotRead(field, value);
}

/**
 * Reads one field of a payload the way Salesforce stores it: text trimmed and empty text blank, e-mail lower-cased,
 * picklist values in their own spelling, numbers rounded to the field's scale, date times to whole seconds.
 * A value the field cannot hold is an error of that field; a value of the wrong JSON type throws.
 */
export function convertInput(field: FieldSpec, value: unknown): Converted {
  if (field.type === 'boolean') {
    if (value !== null) return convertBoolean(field, value);
    return refuse(
      'INVALID_TYPE_ON_FIELD_IN_RECORD',
      `${field.label}: value not of required type: null`,
      field,
    );
  }
  if (value === null || value === undefined) return { value: null };
  switch (field.type) {
    case 'picklist':
    case 'multipicklist':
      return convertPicklist(field, value);
    case 'int':
    case 'double':
    case 'currency':
    case 'percent':
      return convertNumber(field, value);
    case 'date':
      return convertDate(field, value);
    case 'datetime':
      return convertDateTime(field, value);
    case 'id':
    case 'reference':
      return convertReference(field, value);
    default:
      return convertText(field, value);
  }
}
