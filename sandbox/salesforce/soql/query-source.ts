import type { Schema, SObject } from '../metadata/schema.ts';
import type { Row } from '../records/row.ts';
import type { Table } from '../records/table.ts';
import type { Calendar } from './date-literals.ts';

/** What a query reads: one org's schema and tables, and the calendar of the user who asks. */
export type QuerySource = {
  schema: Schema;
  calendar: Calendar;
  table(object: SObject): Table;
};

/** The record behind a reference value, whichever object it belongs to. */
export function findReferenced(
  source: QuerySource,
  recordId: string,
): { object: SObject; row: Row } | undefined {
  const object = source.schema.objectByPrefix(recordId);
  const row = object && source.table(object).get(recordId);
  return object && row ? { object, row } : undefined;
}
