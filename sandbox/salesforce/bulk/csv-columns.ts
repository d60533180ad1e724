import type { FieldType as SelectItem } from '@jetstreamapp/soql-parser-js';
import { fault } from '../records/api-fault.ts';
import type { FieldValue, Row } from '../records/row.ts';
import { isAggregateFunction } from '../soql/aggregate.ts';
import { type CompileScope, compileOperand, type Operand } from '../soql/operand.ts';
import { parseSoql } from '../soql/parse-soql.ts';
import type { QuerySource } from '../soql/query-source.ts';
import { openScope } from '../soql/run-query.ts';
import { expandFields } from '../soql/select-list.ts';

export type CsvColumn = { name: string; read(row: Row): FieldValue };

/** What the Bulk API refuses although SOQL knows it. */
function refuse(what: string): Error {
  return fault(400, 'API_ERROR', `${what} not supported in Bulk Query`);
}

/** From ten millions on, doubles come in the notation of Java: 1.25E7. */
function writeDouble(value: number): string {
  if (Number.isInteger(value) && Math.abs(value) < 10_000_000) return value.toFixed(1);
  if (Math.abs(value) < 10_000_000) return String(value);
  const [digits = '', exponent = ''] = value.toExponential().split('e');
  return `${digits.includes('.') ? digits : `${digits}.0`}E${Number(exponent)}`;
}

function writeValue({ type }: Pick<Operand, 'type'>, value: FieldValue): FieldValue {
  if (typeof value !== 'number') return value;
  if (type === 'datetime') return new Date(value).toISOString();
  return type === 'int' ? value : writeDouble(value);
}

function compileColumn(scope: CompileScope, path: string): CsvColumn {
  const operand = compileOperand(scope, path);
  if (operand.type === 'address') throw refuse('Selecting compound data');
  return { name: operand.path, read: (row) => writeValue(operand, operand.read(row)) };
}

function compileItem(scope: CompileScope, item: SelectItem, limit: number | undefined): CsvColumn[] {
  switch (item.type) {
    case 'Field':
      return [compileColumn(scope, item.field)];
    case 'FieldRelationship':
      return [compileColumn(scope, item.rawValue ?? [...item.relationships, item.field].join('.'))];
    case 'FieldSubquery':
      throw fault(
        400,
        'API_ERROR',
        'Aggregate Relationships not supported in Bulk V2 Query with CSV content type',
      );
    case 'FieldTypeof':
      throw refuse('TYPEOF');
    default: {
      if (isAggregateFunction(item.functionName)) throw refuse('Aggregate functions are');
      const [argument] = item.parameters;
      if (item.functionName.toUpperCase() !== 'FIELDS') {
        if (typeof argument !== 'string') throw refuse(item.functionName);
        return [compileColumn(scope, argument)];
      }
      if (String(argument).toUpperCase() === 'ALL') throw refuse('FIELDS(ALL)');
      return expandFields(scope, item, limit)
        .filter((field) => field.type !== 'address')
        .map((field) => compileColumn(scope, field.name));
    }
  }
}

/** The columns of a query job. Throws what Salesforce answers when the query cannot be a query job. */
export function compileCsvColumns(
  source: QuerySource,
  soql: string,
): { objectName: string; columns: CsvColumn[]; isOrdered: boolean } {
  const query = parseSoql(soql);
  const scope = openScope(source, query, soql);
  if (query.groupBy) throw refuse('GROUP BY is');
  if (query.offset !== undefined) throw refuse('OFFSET is');
  const columns = (query.fields ?? []).flatMap((item) => compileItem(scope, item, query.limit));
  return { objectName: scope.object.name, columns, isOrdered: query.orderBy !== undefined };
}
