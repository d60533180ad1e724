import { createSchema } from '../metadata/schema.ts';
import type { FieldValue, Row } from '../records/row.ts';
import { createTable, type Table } from '../records/table.ts';
import type { QuerySource } from '../soql/query-source.ts';
import { runQuery } from '../soql/run-query.ts';

export const now = Date.UTC(2026, 10, 15, 12);

/** Tables of their own for tests of the query language, without any server around them. */
export function createQueryWorld() {
  const schema = createSchema();
  const tables = new Map<string, Table>();
  const source: QuerySource = {
    schema,
    calendar: { now, timeZone: 'UTC', weekStartsOn: 1 },
    table(object) {
      const known = tables.get(object.name) ?? createTable(object, 'gK');
      tables.set(object.name, known);
      return known;
    },
  };

  function insert(objectName: string, values: Record<string, FieldValue>): Row {
    const object = schema.object(objectName);
    if (!object) throw new Error(objectName);
    const table = source.table(object);
    const row: Row = { Id: table.nextId(), SystemModstamp: now, CreatedDate: now, ...values };
    table.insert(row);
    return row;
  }

  /** The records or aggregates a query answers, rendered; for COUNT() the number. */
  function query(soql: string, includeDeleted = false): Record<string, unknown>[] | number {
    const result = runQuery(source, soql, { includeDeleted });
    if (result.kind === 'count') return result.totalSize;
    return result.kind === 'aggregate'
      ? result.records
      : result.rows.map((row) => result.projection.render(row, 'v67.0'));
  }

  const column = (soql: string, name: string): unknown[] => {
    const records = query(soql);
    return typeof records === 'number' ? [records] : records.map((record) => record[name]);
  };

  return { source, insert, query, column };
}
