import type { SObject } from '../metadata/schema.ts';
import type { Org } from '../world/org.ts';
import { fault, notFound } from './api-fault.ts';
import type { Payload } from './read-payload.ts';
import type { Row } from './row.ts';
import { createRecord, type Saving, updateRecord } from './save-record.ts';

/** The living records with this external id. Throws when the field is no external id of the object. */
export function findByExternalId(org: Org, object: SObject, fieldName: string, value: string): Row[] {
  const field = object.field(fieldName);
  if (!field?.externalId && !field?.idLookup) {
    throw notFound(`Provided external ID field does not exist or is not accessible: ${fieldName}`);
  }
  return org
    .table(object)
    .find(field.name, value)
    .filter((row) => !row.IsDeleted && (!field.caseSensitive || row[field.name] === value));
}

/** Updates the one record with this external id, or creates it. Several matches are an error of the item. */
export function upsertRecord(
  saving: Saving,
  object: SObject,
  fieldName: string,
  value: string,
  payload: Payload,
): { row: Row; isCreated: boolean } {
  const field = object.field(fieldName);
  const rows = findByExternalId(saving.org, object, fieldName, value);
  const [row] = rows;
  if (rows.length > 1) {
    const message = `${fieldName}: more than one record found for external id field: [${rows.map(({ Id }) => Id).join(', ')}]`;
    throw fault(300, 'DUPLICATE_EXTERNAL_ID', message, []);
  }
  if (Object.keys(payload).some((name) => name.toLowerCase() === 'id')) {
    throw fault(400, 'INVALID_FIELD', 'The Id field should not be specified in the sobject data.', ['Id']);
  }
  const key = field?.name ?? fieldName;
  const values = Object.fromEntries(
    Object.entries(payload).filter(([name]) => name.toLowerCase() !== key.toLowerCase()),
  );
  if (row) return { row: updateRecord(saving, object, row, values), isCreated: false };
  return { row: createRecord(saving, object, { ...values, [key]: value }), isCreated: true };
}
