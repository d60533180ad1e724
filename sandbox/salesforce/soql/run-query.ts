import type { FieldSubquery, OrderByClause, Query, QueryBase } from '@jetstreamapp/soql-parser-js';
import type { SObject } from '../metadata/schema.ts';
import type { FieldValue, Row } from '../records/row.ts';
import { isAggregateFunction } from './aggregate.ts';
import { type BoundTree, bindConditions, toPredicate } from './compile-condition.ts';
import { buildConditionTree, type Comparison } from './condition-tree.ts';
import { findCandidates } from './find-candidates.ts';
import { type CompileScope, compileOperand, type Operand } from './operand.ts';
import { parseSoql } from './parse-soql.ts';
import type { QuerySource } from './query-source.ts';
import type { Part } from './record-parts.ts';
import { runAggregate } from './run-aggregate.ts';
import { compileSelectList, type Projection } from './select-list.ts';
import { noSuchObject, noSuchRelationship, soqlFault } from './soql-fault.ts';
import { sortRows, takeWindow } from './sort-rows.ts';

/** `rows` are answered page by page through the projection; a count and aggregates are complete as they are. */
export type QueryResult =
  | { kind: 'count'; totalSize: number }
  | { kind: 'aggregate'; records: Record<string, unknown>[] }
  | { kind: 'rows'; object: SObject; rows: Row[]; projection: Projection };

/** Children of children of … : a query reads four levels below its own. */
const deepestSubquery = 4;

type Options = { includeDeleted: boolean };

/** Reads the WHERE clause of a query or subquery into a tree whose fields and literals are resolved. */
function bindWhere(query: QueryBase, scope: CompileScope, options: Options): BoundTree | null {
  if (!query.where) return null;
  return bindConditions(buildConditionTree(query.where, scope.soql), {
    scope,
    operandOf(comparison: Comparison) {
      const expression = 'fn' in comparison ? comparison.fn : comparison.field;
      if (typeof expression !== 'string' && isAggregateFunction(expression.functionName)) {
        throw soqlFault(
          scope.soql,
          expression.functionName ?? '',
          'MALFORMED_QUERY',
          `unexpected token: '('`,
        );
      }
      return compileOperand(scope, expression);
    },
    runSubquery: (query) => runSemiJoin(scope, query, options),
  });
}

function selectRows(query: QueryBase, scope: CompileScope, options: Options, within?: Row[]): Row[] {
  const table = scope.source.table(scope.object);
  const tree = bindWhere(query, scope, options);
  const candidates = within ?? (tree && findCandidates(tree, table)) ?? [...table.rows()];
  const matches = tree ? toPredicate(tree) : () => true;
  const rows = candidates.filter((row) => (options.includeDeleted || row.IsDeleted !== true) && matches(row));
  return within || !tree ? rows : [...new Set(rows)];
}

const orderOperand =
  (scope: CompileScope) =>
  (clause: OrderByClause): Operand =>
    compileOperand(scope, 'fn' in clause ? clause.fn : clause.field);

function runSemiJoin(scope: CompileScope, query: Query, options: Options): FieldValue[] {
  const inner = openScope(scope.source, query, scope.soql);
  const [item, ...more] = query.fields ?? [];
  if (item?.type !== 'Field' || more.length > 0) {
    throw soqlFault(scope.soql, 'IN', 'MALFORMED_QUERY', 'Nesting of semi join sub-selects is not supported');
  }
  const operand = compileOperand(inner, item.field);
  return takeWindow(selectRows(query, inner, options), query)
    .map(operand.read)
    .filter((value) => value !== null);
}

/** Where the fields of a parent-to-child subquery are looked up, and the relationship that leads there. */
export function childScope(scope: CompileScope, { subquery }: FieldSubquery) {
  const relationship = scope.source.schema.child(scope.object, subquery.relationshipName);
  if (!relationship)
    throw noSuchRelationship(scope.soql, subquery.relationshipName, subquery.relationshipName);
  const inner: CompileScope = { ...scope, object: relationship.child, alias: subquery.sObjectAlias };
  return { ...relationship, inner };
}

/** A parent-to-child subquery: per parent its children, or null when there are none. */
function compileChildren(scope: CompileScope, item: FieldSubquery, options: Options, depth = 1): Part {
  const { subquery } = item;
  const { name, child, field, inner } = childScope(scope, item);
  const table = scope.source.table(child);
  if (depth > deepestSubquery) {
    const sentence = `SOQL statements cannot query more than ${deepestSubquery} levels of parent-to-child relationships`;
    throw soqlFault(scope.soql, subquery.relationshipName, 'MALFORMED_QUERY', sentence);
  }
  const projection = compileSelectList(inner, subquery.fields ?? [], subquery.limit, (nested) =>
    compileChildren(inner, nested, options, depth + 1),
  );
  const parentField = field.name;
  return {
    key: name,
    render(row: Row, version: string): unknown {
      const siblings = table.isIndexed(parentField)
        ? [...table.find(parentField, row.Id)]
        : [...table.rows()].filter((child) => child[parentField] === row.Id);
      const found = sortRows(
        selectRows(subquery, inner, options, siblings),
        subquery.orderBy,
        inner,
        orderOperand(inner),
      );
      const children = takeWindow(found, subquery);
      if (children.length === 0) return null;
      const records = children.map((child) => projection.render(child, version));
      return { totalSize: records.length, done: true, records };
    },
  };
}

export function openScope(source: QuerySource, query: Query, soql: string): CompileScope {
  const name = query.sObject ?? '';
  const object = source.schema.object(name);
  if (!object) throw noSuchObject(soql, name);
  return { source, object, alias: query.sObjectAlias, soql };
}

function isBareCount(query: Query): boolean {
  const [item, ...more] = query.fields ?? [];
  return (
    more.length === 0 &&
    item?.type === 'FieldFunctionExpression' &&
    item.functionName.toUpperCase() === 'COUNT' &&
    item.parameters.length === 0
  );
}

/** Runs one SOQL query. Throws an ApiFault with Salesforce's own wording for whatever Salesforce would refuse. */
export function runQuery(source: QuerySource, soql: string, options: Options): QueryResult {
  const query = parseSoql(soql);
  const scope = openScope(source, query, soql);
  const items = query.fields ?? [];
  const isAggregate =
    query.groupBy !== undefined ||
    items.some((item) => item.type === 'FieldFunctionExpression' && isAggregateFunction(item.functionName));
  if (isAggregate && !isBareCount(query)) {
    const records = runAggregate(query, scope, selectRows(query, scope, options), (inner) =>
      runSemiJoin(scope, inner, options),
    );
    return { kind: 'aggregate', records };
  }
  if (isBareCount(query)) {
    return { kind: 'count', totalSize: takeWindow(selectRows(query, scope, options), query).length };
  }
  const projection = compileSelectList(scope, items, query.limit, (item) =>
    compileChildren(scope, item, options),
  );
  const rows = sortRows(selectRows(query, scope, options), query.orderBy, scope, orderOperand(scope));
  return { kind: 'rows', object: scope.object, rows: takeWindow(rows, query), projection };
}

/** Compiles a bare WHERE condition, the language in which this sandbox's validation and assignment rules are written. */
export function compileRule(source: QuerySource, object: SObject, condition: string): (row: Row) => boolean {
  const soql = `SELECT Id FROM ${object.name} WHERE ${condition}`;
  const query = parseSoql(soql);
  const tree = bindWhere(query, { source, object, soql }, { includeDeleted: true });
  return tree ? toPredicate(tree) : () => true;
}
