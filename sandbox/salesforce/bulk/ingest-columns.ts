import type { SObject } from '../metadata/schema.ts';
import type { Payload } from '../records/read-payload.ts';
import type { Org } from '../world/org.ts';
import type { IngestJob } from './bulk-job.ts';
import { UnreadableCsv } from './csv.ts';

/** Puts one value of a row where a save looks for it. */
type ColumnWriter = (payload: Payload, value: unknown) => void;

const unknownColumn = (name: string): UnreadableCsv =>
  new UnreadableCsv(`InvalidBatch : Field name not found : ${name}`);

/** `Account.External_Key__c`, and `User:Owner.Username` where the parent may be of several types. */
function compileParentColumn(org: Org, object: SObject, name: string): ColumnWriter {
  const [, type, relationship = '', keyName = ''] = /^(?:(\w+):)?(\w+)\.(\w+)$/.exec(name) ?? [];
  const reference = object.relationship(relationship);
  const targets = type ? [type] : (reference?.referenceTo ?? []);
  const key = targets.map((target) => org.schema.object(target)?.field(keyName)).find(Boolean);
  if (!reference || !key || !(key.externalId || key.idLookup)) throw unknownColumn(name);
  return (payload, value) => {
    if (value === null) payload[reference.name] = null;
    else payload[relationship] = { [key.name]: value };
  };
}

/** A file may say TRUE or 1 where JSON has only `true`. */
function readCheckbox(value: unknown): unknown {
  const word = String(value).toLowerCase();
  return word === '1' ? 'true' : word === '0' ? 'false' : word;
}

function compileColumn(org: Org, object: SObject, name: string): ColumnWriter {
  if (name.includes('.')) return compileParentColumn(org, object, name);
  const field = object.field(name);
  if (!field) throw unknownColumn(name);
  const read = field.type === 'boolean' ? readCheckbox : (value: unknown) => value;
  return (payload, value) => {
    payload[field.name] = read(value);
  };
}

const hasColumn = (columns: string[], wanted: string): boolean =>
  columns.some((name) => name.toLowerCase() === wanted.toLowerCase());

function checkKeyColumn(job: IngestJob, columns: string[]): void {
  if (job.operation === 'insert') return;
  const key = job.operation === 'upsert' ? (job.externalIdFieldName ?? 'Id') : 'Id';
  if (!hasColumn(columns, key)) throw unknownColumn(key);
}

/**
 * Reads the header of an upload. The answer turns a row into a payload: an empty value is left out, `#N/A` is null.
 * Throws UnreadableCsv for a column that is no field, which fails the whole job.
 */
export function compileColumns(
  org: Org,
  object: SObject,
  job: IngestJob,
  columns: string[],
): (values: string[]) => Payload {
  checkKeyColumn(job, columns);
  const writers = columns.map((name) => compileColumn(org, object, name));
  return (values) => {
    const payload: Payload = {};
    for (const [index, write] of writers.entries()) {
      const value = values[index] ?? '';
      if (value !== '') write(payload, value === '#N/A' ? null : value);
    }
    return payload;
  };
}
