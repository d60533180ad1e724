import type { SObject } from '../metadata/schema.ts';
import type { Row } from '../records/row.ts';

/** Writes one part of a result record: a field, a parent or a list of children. */
export type Part = { key: string; render(row: Row, version: string): unknown };

export function attributesOf(object: SObject, recordId: string, version: string, type = object.name) {
  return { type, url: `/services/data/${version}/sobjects/${object.name}/${recordId}` };
}
