import type { LiteralType, Query } from '@jetstreamapp/soql-parser-js';
import type { FieldValue, Row } from '../records/row.ts';
import { compareTo, ignoreCase, includesOptions, isIn, isLike, keepCase } from './comparators.ts';
import type { Comparison, ConditionTree } from './condition-tree.ts';
import { familyOf, type Literal, readLiteral, unquote } from './literals.ts';
import { type CompileScope, isCaseSensitive, type Operand } from './operand.ts';
import { soqlFault, unexpectedToken } from './soql-fault.ts';

export type Predicate = (row: Row) => boolean;

/** A comparison with its literals read; the planner looks at it to find a lookup that spares the scan. */
export type BoundComparison = { operand: Operand; operator: string; literals: Literal[]; matches: Predicate };

export type BoundTree =
  | { kind: 'and' | 'or'; parts: BoundTree[] }
  | { kind: 'not'; part: BoundTree }
  | { kind: 'leaf'; comparison: BoundComparison };

export type BindContext = {
  scope: CompileScope;
  /** Resolves the left side: fields in WHERE, aggregates in HAVING. */
  operandOf(comparison: Comparison): Operand;
  /** Runs the subquery of a semi-join and answers its single column. */
  runSubquery(query: Query): FieldValue[];
};

const filterLimit = 255;

function refuseUnfilterable(operand: Operand, soql: string): void {
  const field = operand.field;
  const isLongText = field?.type === 'textarea' && (field.length ?? 0) > filterLimit;
  if (!isLongText && field?.type !== 'address') return;
  const sentence = `field '${operand.path}' can not be filtered in a query call`;
  throw soqlFault(soql, operand.path, 'INVALID_FIELD', sentence);
}

function invalidOperator(operand: Operand, soql: string, detail = ''): Error {
  return soqlFault(soql, operand.path, 'INVALID_QUERY_FILTER_OPERATOR', `invalid operator${detail}`);
}

function refuseOperator(operand: Operand, operator: string, soql: string): void {
  const family = familyOf(operand.type);
  if (operator === 'LIKE' && family !== 'string')
    throw invalidOperator(operand, soql, family === 'id' ? ' on id field' : '');
  const isForOptions = operator === 'INCLUDES' || operator === 'EXCLUDES';
  if (isForOptions && operand.type !== 'multipicklist') throw invalidOperator(operand, soql);
  const isOrdering = ['<', '<=', '>', '>='].includes(operator);
  if (isOrdering && (family === 'boolean' || operand.type === 'multipicklist'))
    throw invalidOperator(operand, soql);
}

function readLiterals(comparison: Comparison, operand: Operand, context: BindContext): Literal[] {
  const { source, soql } = context.scope;
  if ('valueQuery' in comparison) return context.runSubquery(comparison.valueQuery);
  const values = Array.isArray(comparison.value) ? comparison.value : [comparison.value];
  const types = comparison.literalType;
  return values.map((value, index) => {
    const type: LiteralType | undefined = Array.isArray(types) ? types[index] : types;
    if (!type || type === 'APEX_BIND_VARIABLE') throw unexpectedToken(soql, ':');
    return readLiteral(operand, value, type, source.calendar, soql);
  });
}

function bindComparison(comparison: Comparison, context: BindContext): BoundComparison {
  const { soql } = context.scope;
  const operand = context.operandOf(comparison);
  const operator = comparison.operator.toUpperCase().replace('<>', '!=');
  refuseUnfilterable(operand, soql);
  refuseOperator(operand, operator, soql);
  const literals = readLiterals(comparison, operand, context);
  const fold = isCaseSensitive(operand) ? keepCase : ignoreCase;
  const test = (): ((value: FieldValue) => boolean) => {
    switch (operator) {
      case 'IN':
      case 'NOT IN':
        return isIn(literals, operator === 'NOT IN', fold);
      case 'INCLUDES':
      case 'EXCLUDES':
        return includesOptions(literals, operator === 'EXCLUDES');
      case 'LIKE': {
        const raw = 'value' in comparison ? String(comparison.value) : '';
        return isLike(unquote(raw, true));
      }
      default:
        return compareTo(operator, literals[0] ?? null, fold);
    }
  };
  const matches = test();
  return { operand, operator, literals, matches: (row) => matches(operand.read(row)) };
}

/** Resolves every field and literal of a tree once, so that testing a row does no look-up by name. */
export function bindConditions(tree: ConditionTree, context: BindContext): BoundTree {
  switch (tree.kind) {
    case 'leaf':
      return { kind: 'leaf', comparison: bindComparison(tree.comparison, context) };
    case 'not':
      return { kind: 'not', part: bindConditions(tree.part, context) };
    default:
      return { kind: tree.kind, parts: tree.parts.map((part) => bindConditions(part, context)) };
  }
}

export function toPredicate(tree: BoundTree): Predicate {
  switch (tree.kind) {
    case 'leaf':
      return tree.comparison.matches;
    case 'not': {
      const inner = toPredicate(tree.part);
      return (row) => !inner(row);
    }
    case 'and': {
      const parts = tree.parts.map(toPredicate);
      return (row) => parts.every((part) => part(row));
    }
    case 'or': {
      const parts = tree.parts.map(toPredicate);
      return (row) => parts.some((part) => part(row));
    }
  }
}
