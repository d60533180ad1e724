import type { FieldSpec } from '../metadata/object-spec.ts';
import type { SObject } from '../metadata/schema.ts';
import type { Org } from '../world/org.ts';
import { type ApiError, ApiFault, fault } from './api-fault.ts';
import { convertInput } from './convert-input.ts';
import type { FieldValue, Row } from './row.ts';

export type Payload = Record<string, unknown>;
export type Changes = Record<string, FieldValue>;

/** `Account: { External_Key__c: 'A-1' }` names a parent by external id instead of by record id. */
function readParentKey(org: Org, field: FieldSpec, reference: Payload): FieldValue {
  const [keyName, keyValue] = Object.entries(reference).find(([name]) => name !== 'attributes') ?? ['', ''];
  for (const target of field.referenceTo ?? []) {
    const keyField = org.schema.object(target)?.field(keyName);
    const parent =
      keyField &&
      org
        .tableOf(target)
        .find(keyField.name, String(keyValue))
        .find((row) => !row.IsDeleted);
    if (parent) return parent.Id;
  }
  const entity = field.referenceTo?.[0] ?? '';
  const message = `Foreign key external ID: ${String(keyValue)} not found for field ${keyName} in entity ${entity}`;
  throw fault(400, 'INVALID_FIELD', message, []);
}

function refuseReadOnly(fields: FieldSpec[], isNew: boolean): void {
  const blocked = fields.filter(({ access }) => access === 'read' || (access === 'create' && !isNew));
  if (blocked.length === 0) return;
  const names = blocked.map((field) => field.name);
  throw fault(
    400,
    'INVALID_FIELD_FOR_INSERT_UPDATE',
    `Unable to create/update fields: ${names.join(', ')}. Please check the security settings of this field and verify that it is read/write for your profile or permission set.`,
    names,
  );
}

/**
 * Turns a JSON record into stored values. Throws with every unknown column, every field the user may not write,
 * or every value its field cannot hold: whichever comes first in that order, as Salesforce reports them.
 */
export function readPayload(org: Org, object: SObject, payload: Payload, isNew: boolean): Changes {
  const inputs: [field: FieldSpec, value: unknown][] = [];
  const changes: Changes = {};
  for (const [name, value] of Object.entries(payload)) {
    if (name === 'attributes') continue;
    const field = object.field(name);
    const parent = object.relationship(name);
    if (field) inputs.push([field, value]);
    else if (parent && typeof value === 'object' && value !== null) {
      changes[parent.name] = readParentKey(org, parent, value as Payload);
    } else {
      throw fault(400, 'INVALID_FIELD', `No such column '${name}' on sobject of type ${object.name}`, []);
    }
  }
  refuseReadOnly(
    inputs.map(([field]) => field),
    isNew,
  );
  const errors: ApiError[] = [];
  for (const [field, value] of inputs) {
    const converted = convertInput(field, value);
    if ('error' in converted) errors.push(converted.error);
    else changes[field.name] = converted.value;
  }
  if (errors.length > 0) throw new ApiFault(400, errors);
  return changes;
}

/** Required fields that the record would be left without. */
export function checkRequired(object: SObject, candidate: Row): void {
  const missing = object.fields.filter(
    (field) => field.required && field.access !== 'read' && (candidate[field.name] ?? null) === null,
  );
  if (missing.length === 0) return;
  const names = missing.map((field) => field.name);
  throw fault(400, 'REQUIRED_FIELD_MISSING', `Required fields are missing: [${names.join(', ')}]`, names);
}

/** Every changed reference must point at a living record of the right object, an owner also at an active user. */
export function checkReferences(org: Org, object: SObject, changes: Changes): void {
  for (const [name, value] of Object.entries(changes)) {
    const field = object.field(name);
    if (field?.type !== 'reference' || typeof value !== 'string') continue;
    const target = org.schema.objectByPrefix(value);
    if (!target || !field.referenceTo?.includes(target.name)) {
      throw fault(400, 'FIELD_INTEGRITY_EXCEPTION', `${field.label}: id value of incorrect type: ${value}`, [
        name,
      ]);
    }
    const row = org.table(target).get(value);
    if (!row || row.IsDeleted)
      throw fault(400, 'INVALID_CROSS_REFERENCE_KEY', 'invalid cross reference id', []);
    if (name === 'OwnerId' && target.name === 'User' && row.IsActive === false) {
      const message = `operation performed with inactive user [${value.slice(0, 15)}] as owner of ${object.name.toLowerCase()}`;
      throw fault(400, 'INACTIVE_OWNER_OR_USER', message, []);
    }
  }
}

/** A unique field may hold each value once among the living records. */
export function checkUnique(org: Org, object: SObject, recordId: string, changes: Changes): void {
  for (const [name, value] of Object.entries(changes)) {
    const field = object.field(name);
    if (!field?.unique || typeof value !== 'string') continue;
    const other = org
      .table(object)
      .find(name, value)
      .find((row) => row.Id !== recordId && !row.IsDeleted && (!field.caseSensitive || row[name] === value));
    if (!other) continue;
    const message = `duplicate value found: ${name} duplicates value on record with id: ${other.Id.slice(0, 15)}`;
    throw fault(400, 'DUPLICATE_VALUE', message, []);
  }
}
