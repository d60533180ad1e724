import type { SObject } from '../metadata/schema.ts';
import { makeRecordId } from './record-ids.ts';
import type { FieldValue, Row } from './row.ts';
import { createStampIndex } from './stamp-index.ts';
import { createValueIndex, type ValueIndex } from './value-index.ts';

/** The records of one object in one org, with lookups by id, by indexed value and by SystemModstamp. */
export type Table = {
  nextId(): string;
  /** How many ids were given out; `continueFrom` takes up counting there again. */
  sequence(): number;
  continueFrom(sequence: number): void;
  get(recordId: string): Row | undefined;
  rows(): Iterable<Row>;
  size(): number;
  isIndexed(fieldName: string): boolean;
  /** Rows whose indexed field holds the value, ignoring case. */
  find(fieldName: string, value: string): readonly Row[];
  stampedBetween(from: number, to: number): Row[];
  insert(row: Row): void;
  /** Follows a changed schema: adds a lookup for every field that now wants one. */
  reindex(object: SObject): void;
  /** Changes fields in place and keeps every lookup right. */
  update(row: Row, changes: Record<string, FieldValue>): void;
  /** Takes a record away for good; its stamp is cleared so that no time window finds it again. */
  remove(row: Row): void;
};

export function createTable(object: SObject, instance: string): Table {
  const rows = new Map<string, Row>();
  const stamps = createStampIndex();
  const indexes = new Map<string, ValueIndex>();
  let sequence = 0;

  function index(row: Row, fieldName: string, value: FieldValue | undefined, isAdded: boolean): void {
    const found = indexes.get(fieldName);
    if (!found || typeof value !== 'string') return;
    if (isAdded) found.add(value.toLowerCase(), row);
    else found.remove(value.toLowerCase(), row);
  }

  function reindex(changed: SObject): void {
    for (const field of changed.fields) {
      if (!field.indexed && !field.unique && !field.externalId) continue;
      if (indexes.has(field.name)) continue;
      indexes.set(field.name, createValueIndex());
      for (const row of rows.values()) index(row, field.name, row[field.name], true);
    }
  }

  reindex(object);
  return {
    reindex,
    nextId: () => makeRecordId(object.spec.keyPrefix, instance, ++sequence),
    sequence: () => sequence,
    continueFrom(count) {
      sequence = count;
    },
    get: (recordId) => rows.get(recordId),
    rows: () => rows.values(),
    size: () => rows.size,
    isIndexed: (fieldName) => indexes.has(fieldName),
    find: (fieldName, value) => indexes.get(fieldName)?.find(value.toLowerCase()) ?? [],
    stampedBetween: stamps.range,
    insert(row) {
      rows.set(row.Id, row);
      for (const fieldName of indexes.keys()) index(row, fieldName, row[fieldName], true);
      stamps.touch(row);
    },
    update(row, changes) {
      const before = row.SystemModstamp;
      for (const [fieldName, value] of Object.entries(changes)) {
        if (row[fieldName] === value) continue;
        index(row, fieldName, row[fieldName], false);
        row[fieldName] = value;
        index(row, fieldName, value, true);
      }
      if (row.SystemModstamp !== before) stamps.touch(row);
    },
    remove(row) {
      rows.delete(row.Id);
      for (const fieldName of indexes.keys()) index(row, fieldName, row[fieldName], false);
      row.SystemModstamp = -1;
    },
  };
}
