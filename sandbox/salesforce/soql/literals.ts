import type { LiteralType } from '@jetstreamapp/soql-parser-js';
import type { FieldType } from '../metadata/object-spec.ts';
import { normaliseRecordId } from '../records/record-ids.ts';
import { type Calendar, spanOfLiteral, startOfDay } from './date-literals.ts';
import type { Operand } from './operand.ts';
import { soqlFault } from './soql-fault.ts';

/** A literal ready for comparison: a plain value, or a span of time from (inclusive) to (exclusive). */
export type Literal = string | number | boolean | null | Span;
export type Span = { from: string | number; to: string | number };

const escapes: Record<string, string> = { n: '\n', r: '\r', t: '\t', b: '\b', f: '\f' };

/** The text between the quotes, its escapes undone. For LIKE, `\%` and `\_` keep their backslash. */
export function unquote(quoted: string, keepWildcardEscapes = false): string {
  return quoted.slice(1, -1).replace(/\\(u[0-9a-fA-F]{4}|.)/gs, (whole, escaped: string) => {
    if (keepWildcardEscapes && (escaped === '%' || escaped === '_' || escaped === '\\')) return whole;
    if (escaped.length === 5) return String.fromCharCode(Number.parseInt(escaped.slice(1), 16));
    return escapes[escaped] ?? escaped;
  });
}

type Family = 'string' | 'id' | 'number' | 'boolean' | 'date' | 'dateTime';

export function familyOf(type: FieldType): Family {
  if (type === 'id' || type === 'reference') return 'id';
  if (type === 'boolean' || type === 'date') return type;
  if (type === 'datetime') return 'dateTime';
  return ['int', 'double', 'currency', 'percent'].includes(type) ? 'number' : 'string';
}

function wrongType(soql: string, operand: Operand, isQuoted: boolean): Error {
  const family = familyOf(operand.type);
  const wanted = family === 'number' ? operand.type : family === 'id' ? 'ID' : family;
  return soqlFault(
    soql,
    operand.path,
    'INVALID_FIELD',
    `value of filter criterion for field '${operand.path}' must be of type ${wanted} and should ${isQuoted ? 'not be' : 'be'} enclosed in quotes`,
  );
}

function readDateTime(value: string, operand: Operand, soql: string): number {
  const withColon = value.replace(/([+-]\d{2})(\d{2})$/, '$1:$2').replace(' ', '+');
  const instant = Date.parse(withColon);
  if (Number.isNaN(instant))
    throw soqlFault(soql, operand.path, 'MALFORMED_QUERY', `Invalid datetime: ${value}`);
  return instant;
}

function readId(value: string, soql: string): string | null {
  if (value === '') return null;
  const recordId = normaliseRecordId(value);
  if (recordId) return recordId;
  throw soqlFault(soql, `'${value}'`, 'INVALID_QUERY_FILTER_OPERATOR', `invalid ID field: ${value}`);
}

/** Reads one literal for one operand, refusing the pairings of type and quotes that Salesforce refuses. */
export function readLiteral(
  operand: Operand,
  raw: string,
  literalType: LiteralType,
  calendar: Calendar,
  soql: string,
): Literal {
  if (literalType === 'NULL') return null;
  const family = familyOf(operand.type);
  const isQuoted = literalType === 'STRING';
  if (isQuoted && family === 'string') return unquote(raw) || null;
  if (isQuoted && family === 'id') return readId(unquote(raw), soql);
  if (family === 'number' && (literalType === 'INTEGER' || literalType === 'DECIMAL')) return Number(raw);
  if (family === 'boolean' && literalType === 'BOOLEAN') return raw.toUpperCase() === 'TRUE';
  if (family === 'dateTime' && literalType === 'DATETIME') return readDateTime(raw, operand, soql);
  if (family === 'date' && literalType === 'DATE') return raw;
  if ((family === 'date' || family === 'dateTime') && literalType.startsWith('DATE_')) {
    const days = spanOfLiteral(raw, calendar);
    if (days && family === 'date') return days;
    if (days)
      return { from: startOfDay(days.from, calendar.timeZone), to: startOfDay(days.to, calendar.timeZone) };
  }
  throw wrongType(soql, operand, isQuoted);
}
