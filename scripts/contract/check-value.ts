import type { Shapes } from './declared-shapes.ts';

export interface Fault {
  /** `results[0].recordId` */
  at: string;
  problem: string;
}

/** What may differ from the declarations, because the real service is known to differ from them. */
export interface Allowance {
  /** Members a model may have beyond the declared ones. */
  extraMembers?: Readonly<Record<string, readonly string[]>>;
  /** Models whose required members may all be missing. */
  optionalModels?: readonly string[];
  /** Models whose `properties` hold null for what has no value. */
  nullableProperties?: readonly string[];
}

const nullableTexts = '{ [key: string]: string | null; }';
const isoTime = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}(\.\d+)?(Z|[+-]\d{2}:?\d{2})$/;

/** Compares a JSON value with a declared type: types, required members, unknown members, enumerations. */
export function checkValue(
  value: unknown,
  type: string,
  shapes: Shapes,
  allowance: Allowance = {},
  at = 'body',
): Fault[] {
  const check = (inner: unknown, innerType: string, place: string) =>
    checkValue(inner, innerType, shapes, allowance, place);
  const item = /^(?:Array|Set)<(.*)>$/.exec(type)?.[1];
  const entry = /^\{ \[key: string\]: (.*); \}$/.exec(type)?.[1];
  const members = shapes.models.get(type);
  const choices = shapes.enums.get(type);
  if (item !== undefined) {
    return Array.isArray(value)
      ? value.flatMap((inner, index) => check(inner, item, `${at}[${index}]`))
      : wrong(at, 'an array', value);
  }
  if (entry !== undefined) {
    return isObject(value)
      ? Object.entries(value).flatMap(([name, inner]) => check(inner, entry, `${at}.${name}`))
      : wrong(at, 'an object', value);
  }
  if (type.includes(' | ')) {
    const isOneOf = type.split(' | ').some((choice) => check(value, choice, at).length === 0);
    return isOneOf ? [] : wrong(at, type, value);
  }
  if (choices) return choices.has(value) ? [] : wrong(at, `one of ${[...choices].join(', ')}`, value);
  if (members) {
    if (!isObject(value)) return wrong(at, type, value);
    const extra = new Set([...members.map(({ name }) => name), ...(allowance.extraMembers?.[type] ?? [])]);
    const isLenient = allowance.optionalModels?.includes(type) === true;
    return [
      ...Object.keys(value)
        .filter((name) => !extra.has(name))
        .map((name) => ({ at: `${at}.${name}`, problem: `${type} has no such member` })),
      ...members.flatMap(({ name, type: memberType, format, isRequired }) => {
        const isNullable = name === 'properties' && allowance.nullableProperties?.includes(type) === true;
        const expected = isNullable ? nullableTexts : withFormat(memberType, format);
        if (value[name] !== undefined) return check(value[name], expected, `${at}.${name}`);
        return isRequired && !isLenient ? [{ at: `${at}.${name}`, problem: `${type} requires it` }] : [];
      }),
    ];
  }
  return checkSimple(value, type, at);
}

/** `int32` and `int64` are numbers without a fraction; every other format is part of the type already. */
function withFormat(type: string, format: string): string {
  return type === 'number' && format.startsWith('int') ? 'integer' : type;
}

/** A type the client names but does not declare may hold anything: filter branches refer to eight of those. */
function checkSimple(value: unknown, type: string, at: string): Fault[] {
  switch (type) {
    case 'string':
      return typeof value === 'string' ? [] : wrong(at, 'text', value);
    case 'boolean':
      return typeof value === 'boolean' ? [] : wrong(at, 'true or false', value);
    case 'number':
      return typeof value === 'number' ? [] : wrong(at, 'a number', value);
    case 'integer':
      return Number.isInteger(value) ? [] : wrong(at, 'a whole number', value);
    case 'null':
      return value === null ? [] : wrong(at, 'null', value);
    case 'Date':
      return typeof value === 'string' && isoTime.test(value) ? [] : wrong(at, 'an ISO 8601 time', value);
    default:
      return /^'.*'$/.test(type) && value !== type.slice(1, -1) ? wrong(at, type, value) : [];
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function wrong(at: string, expected: string, value: unknown): Fault[] {
  return [{ at, problem: `expected ${expected}, got ${JSON.stringify(value)?.slice(0, 80)}` }];
}
