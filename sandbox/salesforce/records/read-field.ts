import type { FieldSpec } from '../metadata/object-spec.ts';
import type { FieldValue, Row } from './row.ts';

/** A compound address as the API answers it; `null` when every part is blank. */
export type Address = {
  city: FieldValue;
  country: FieldValue;
  geocodeAccuracy: FieldValue;
  latitude: FieldValue;
  longitude: FieldValue;
  postalCode: FieldValue;
  state: FieldValue;
  street: FieldValue;
};

function readAddress(row: Row, prefix: string): Address | null {
  const part = (name: string): FieldValue => row[`${prefix}${name}`] ?? null;
  const address: Address = {
    city: part('City'),
    country: part('Country'),
    geocodeAccuracy: part('GeocodeAccuracy'),
    latitude: part('Latitude'),
    longitude: part('Longitude'),
    postalCode: part('PostalCode'),
    state: part('State'),
    street: part('Street'),
  };
  return Object.values(address).every((value) => value === null) ? null : address;
}

function derive(row: Row, rule: NonNullable<FieldSpec['derive']>): FieldValue {
  switch (rule.kind) {
    case 'join':
      return (
        rule.fields
          .map((name) => row[name])
          .filter(Boolean)
          .join(' ') || null
      );
    case 'after': {
      const text = row[rule.field];
      const at = typeof text === 'string' ? text.indexOf(rule.mark) : -1;
      return typeof text === 'string' && at >= 0 ? text.slice(at + rule.mark.length) : null;
    }
    case 'isKnown':
      return (row[rule.field] ?? null) !== null;
    case 'isOneOf':
      return rule.values.includes(String(row[rule.field]));
    case 'photo':
      return `/services/images/photo/${row.Id}`;
    case 'address':
      return null;
  }
}

/** The value of a plain field: stored, derived, or blank (`false` for a checkbox, which is never null). */
export function readField(row: Row, field: FieldSpec): FieldValue {
  if (field.derive) return derive(row, field.derive);
  return row[field.name] ?? (field.type === 'boolean' ? false : null);
}

/** `2026-11-24T09:30:00.000+0000`, the only form in which the REST API answers a date time. */
export function formatDateTime(milliseconds: number): string {
  return new Date(milliseconds).toISOString().replace('Z', '+0000');
}

/** The value as it stands in a JSON answer. */
export function renderField(row: Row, field: FieldSpec): FieldValue | Address {
  if (field.derive?.kind === 'address') return readAddress(row, field.derive.prefix);
  const value = readField(row, field);
  return field.type === 'datetime' && typeof value === 'number' ? formatDateTime(value) : value;
}
