import type { FunctionExp, Query } from '@jetstreamapp/soql-parser-js';
import type { FieldValue, Row } from '../records/row.ts';
import {
  type AggregateColumn,
  compileAggregate,
  compileAggregateColumns,
  groupRows,
  isAggregateFunction,
  mustBeGrouped,
  renderAggregate,
} from './aggregate.ts';
import { bindConditions, type Predicate, toPredicate } from './compile-condition.ts';
import { buildConditionTree } from './condition-tree.ts';
import { type CompileScope, compileOperand, type Operand } from './operand.ts';
import { sortRows, takeWindow } from './sort-rows.ts';

type Columns = {
  scope: CompileScope;
  grouped: Operand[];
  selected: AggregateColumn[];
  /** Columns that only HAVING or ORDER BY asks for; they are worked out but not answered. */
  hidden: AggregateColumn[];
};

const readColumn = (column: AggregateColumn): Operand => ({
  path: column.label,
  type: column.type,
  read: (row) => row[column.key] ?? null,
});

function hide(columns: Columns, column: AggregateColumn): Operand {
  columns.hidden.push(column);
  return readColumn(column);
}

/** What HAVING and ORDER BY may name: an alias, an aggregate, or one of the grouped values. */
function columnOperand(columns: Columns, expression: string | FunctionExp): Operand {
  const { scope, grouped, selected, hidden } = columns;
  const named = selected.find(({ key }) => key === expression);
  if (named) return readColumn(named);
  const key = `\u0000${hidden.length}`;
  if (typeof expression !== 'string' && isAggregateFunction(expression.functionName)) {
    return hide(columns, compileAggregate(scope, expression, key));
  }
  const operand = compileOperand(scope, expression);
  if (!grouped.some((other) => other.path === operand.path)) throw mustBeGrouped(scope, operand.path);
  const { path: label, type } = operand;
  return hide(columns, { key, label, type, over: ([row]) => (row ? operand.read(row) : null) });
}

function compileHaving(
  query: Query,
  columns: Columns,
  runSubquery: (query: Query) => FieldValue[],
): Predicate {
  if (!query.having) return () => true;
  const { scope } = columns;
  const tree = buildConditionTree(query.having, scope.soql);
  return toPredicate(
    bindConditions(tree, {
      scope,
      operandOf: (comparison) =>
        columnOperand(columns, 'fn' in comparison ? comparison.fn : comparison.field),
      runSubquery,
    }),
  );
}

/**
 * Groups rows and answers one record per group. A group stands in as a row whose fields are its columns, so that
 * HAVING and ORDER BY work as on records.
 */
export function runAggregate(
  query: Query,
  scope: CompileScope,
  rows: Row[],
  runSubquery: (query: Query) => FieldValue[],
): Record<string, unknown>[] {
  const clauses = [query.groupBy ?? []].flat();
  const grouped = clauses.map((clause) => compileOperand(scope, 'fn' in clause ? clause.fn : clause.field));
  const columns: Columns = {
    scope,
    grouped,
    selected: compileAggregateColumns(scope, query, grouped),
    hidden: [],
  };
  const having = compileHaving(query, columns, runSubquery);
  const orderBy = [query.orderBy ?? []].flat();
  const orderOperands = orderBy.map((clause) =>
    columnOperand(columns, 'fn' in clause ? clause.fn : clause.field),
  );

  const groups = new Map<Row, Row[]>();
  for (const group of groupRows(rows, grouped, scope)) {
    const standIn: Row = { Id: '', SystemModstamp: 0 };
    for (const column of [...columns.selected, ...columns.hidden]) standIn[column.key] = column.over(group);
    if (having(standIn)) groups.set(standIn, group);
  }
  const sorted = sortRows(
    [...groups.keys()],
    orderBy,
    scope,
    (clause) => orderOperands[orderBy.indexOf(clause)] as Operand,
  );
  return takeWindow(sorted, query).map((standIn) =>
    renderAggregate(columns.selected, groups.get(standIn) ?? []),
  );
}
