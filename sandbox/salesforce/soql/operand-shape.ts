import type { FieldSpec, FieldType } from '../metadata/object-spec.ts';
import type { SObject } from '../metadata/schema.ts';
import type { FieldValue, Row } from '../records/row.ts';
import type { QuerySource } from './query-source.ts';

/** Anything that can be compared, sorted or grouped: a field, a field of a parent, or a date function. */
export type Operand = {
  path: string;
  type: FieldType;
  /** Set when the operand is a field of the queried object itself, so that its lookup may be used. */
  ownField?: FieldSpec;
  field?: FieldSpec;
  read(row: Row): FieldValue;
};

/** What a query reads from, and its text for the words of an error. */
export type CompileScope = { source: QuerySource; object: SObject; alias?: string | undefined; soql: string };
