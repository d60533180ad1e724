import type { FunctionExp, Query } from '@jetstreamapp/soql-parser-js';
import { formatDateTime } from '../records/read-field.ts';
import type { FieldValue, Row } from '../records/row.ts';
import { compareValues, ignoreCase } from './comparators.ts';
import { type CompileScope, compileOperand, type Operand } from './operand.ts';
import { soqlFault } from './soql-fault.ts';

/** A column of an aggregate result: a grouped value (read from any row of the group) or a figure over all rows. */
export type AggregateColumn = {
  key: string;
  label: string;
  type: Operand['type'];
  over(rows: Row[]): FieldValue;
};

const mostGroups = 2000;

const reducers: Record<string, (values: FieldValue[]) => FieldValue> = {
  COUNT: (values) => values.length,
  COUNT_DISTINCT: (values) => new Set(values.map(ignoreCase)).size,
  SUM: (values) => (values.length ? sum(values) : null),
  AVG: (values) => (values.length ? sum(values) / values.length : null),
  MIN: (values) =>
    values.reduce((best, value) => (compareValues(value, best) < 0 ? value : best), values[0] ?? null),
  MAX: (values) =>
    values.reduce((best, value) => (compareValues(value, best) > 0 ? value : best), values[0] ?? null),
};

const sum = (values: FieldValue[]): number =>
  values.reduce<number>((total, value) => total + Number(value), 0);

export function isAggregateFunction(name: string | undefined): boolean {
  return name !== undefined && name.toUpperCase() in reducers;
}

/** An aggregate such as COUNT(Id) or MAX(CreatedDate). */
export function compileAggregate(scope: CompileScope, expression: FunctionExp, key: string): AggregateColumn {
  const name = (expression.functionName ?? '').toUpperCase();
  const reduce = reducers[name];
  const [argument] = expression.parameters ?? [];
  const label = `${name}(${typeof argument === 'string' ? argument : ''})`.toLowerCase();
  if (!reduce) throw soqlFault(scope.soql, name, 'MALFORMED_QUERY', `unexpected token: '${name}'`);
  if (typeof argument !== 'string') return { key, label, type: 'int', over: (rows) => rows.length };
  const operand = compileOperand(scope, argument);
  return {
    key,
    label,
    type: name.startsWith('COUNT') ? 'int' : operand.type,
    over: (rows) => reduce(rows.map(operand.read).filter((value) => value !== null)),
  };
}

export function mustBeGrouped(scope: CompileScope, path: string): Error {
  return soqlFault(scope.soql, path, 'MALFORMED_QUERY', `Field must be grouped or aggregated: ${path}`);
}

/** The columns of an aggregate query; a column without alias is named expr0, expr1, … as Salesforce does. */
export function compileAggregateColumns(
  scope: CompileScope,
  query: Query,
  grouped: Operand[],
): AggregateColumn[] {
  let unnamed = 0;
  return (query.fields ?? []).map((item): AggregateColumn => {
    if (item.type === 'FieldFunctionExpression') {
      const key = item.alias ?? `expr${unnamed++}`;
      if (isAggregateFunction(item.functionName)) return compileAggregate(scope, item as FunctionExp, key);
      const operand = compileOperand(scope, item as FunctionExp);
      if (!grouped.some((other) => other.path === operand.path)) throw mustBeGrouped(scope, operand.path);
      return {
        key,
        label: operand.path.toLowerCase(),
        type: operand.type,
        over: ([row]) => (row ? operand.read(row) : null),
      };
    }
    if (item.type !== 'Field' && item.type !== 'FieldRelationship') throw mustBeGrouped(scope, 'SELECT');
    const path = item.type === 'Field' ? item.field : (item.rawValue ?? item.field);
    const operand = compileOperand(scope, path);
    if (!grouped.some((other) => other.path === operand.path)) throw mustBeGrouped(scope, operand.path);
    const key = ('alias' in item && item.alias) || operand.path.slice(operand.path.lastIndexOf('.') + 1);
    return {
      key,
      label: operand.path.toLowerCase(),
      type: operand.type,
      over: ([row]) => (row ? operand.read(row) : null),
    };
  });
}

/** Sorts rows into groups by the values they share. Without GROUP BY all rows are one group, even when there are none. */
export function groupRows(rows: Row[], grouped: Operand[], scope: CompileScope): Row[][] {
  if (grouped.length === 0) return [rows];
  const groups = new Map<string, Row[]>();
  for (const row of rows) {
    const key = JSON.stringify(grouped.map((operand) => ignoreCase(operand.read(row))));
    const group = groups.get(key);
    if (group) group.push(row);
    else groups.set(key, [row]);
  }
  if (groups.size > mostGroups) {
    throw soqlFault(
      scope.soql,
      'GROUP',
      'EXCEEDED_ID_LIMIT',
      `Aggregate query has too many rows for direct assignment, use a LIMIT of at most ${mostGroups}`,
    );
  }
  return [...groups.values()];
}

export function renderAggregate(columns: AggregateColumn[], rows: Row[]): Record<string, unknown> {
  const record: Record<string, unknown> = { attributes: { type: 'AggregateResult' } };
  for (const column of columns) {
    const value = column.over(rows);
    record[column.key] =
      column.type === 'datetime' && typeof value === 'number' ? formatDateTime(value) : value;
  }
  return record;
}
