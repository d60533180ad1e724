import type { z } from 'zod';
import type { SalesforceFieldSchema } from '#lib/domain/field-mapping.ts';
import {
  normaliseEmail,
  type SalesforceRecord,
  type SalesforceType,
  type SalesforceValue,
} from '#lib/domain/records.ts';
import type { describedFieldSchema, Row } from './schemas.ts';

const commonFields = ['Id', 'Email', 'CreatedDate', 'LastModifiedDate'];
const leadFields = [...commonFields, 'IsConverted', 'ConvertedContactId'];

/** What is read with every record, and the fields asked for, each once. */
export function fieldsToRead(salesforceType: SalesforceType, fields: readonly string[]): string[] {
  return [...new Set([...(salesforceType === 'Lead' ? leadFields : commonFields), ...fields])];
}

/** Compound and relationship fields are objects; the fields they are made of are read by themselves. */
function toValue(value: unknown): SalesforceValue {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? value : null;
}

function toText(value: unknown): string | null {
  return typeof value === 'string' && value !== '' ? value : null;
}

/** Salesforce writes `+0000`, which is not the ISO form of an offset. */
export function toIsoTime(value: unknown): string {
  return new Date(String(value).replace(/([+-]\d{2})(\d{2})$/, '$1:$2')).toISOString();
}

/** @throws RangeError when the row lacks its id or its times. */
export function toRecord(
  salesforceType: SalesforceType,
  row: Row,
  fields: readonly string[],
): SalesforceRecord {
  const salesforceId = toText(row.Id);
  if (salesforceId === null) throw new RangeError('a row without Id');
  return {
    salesforceType,
    salesforceId,
    email: normaliseEmail(toText(row.Email)),
    fields: Object.fromEntries(fields.map((field) => [field, toValue(row[field])])),
    createdAt: toIsoTime(row.CreatedDate),
    lastModifiedAt: toIsoTime(row.LastModifiedDate),
    isConverted: row.IsConverted === true,
    convertedContactId: toText(row.ConvertedContactId),
  };
}

const numberTypes: ReadonlySet<string> = new Set(['double', 'currency', 'percent', 'int']);

export function toFieldSchema(field: z.infer<typeof describedFieldSchema>): SalesforceFieldSchema {
  return {
    name: field.name,
    label: field.label,
    type: field.type,
    maxLength: field.length > 0 ? field.length : null,
    scale: numberTypes.has(field.type) ? (field.scale ?? 0) : null,
    isCreateable: field.createable,
    isUpdateable: field.updateable,
    isCalculated: field.calculated,
    isRequiredOnCreate: field.createable && !field.nillable && !field.defaultedOnCreate,
    isRestrictedPicklist: field.restrictedPicklist,
    picklistValues: field.picklistValues
      .filter(({ active }) => active)
      .map(({ value, label }) => ({ value, label: label ?? value })),
    referenceTo: field.referenceTo,
  };
}
