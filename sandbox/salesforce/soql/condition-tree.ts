import type {
  Condition,
  ConditionWithValueQuery,
  HavingClause,
  WhereClause,
} from '@jetstreamapp/soql-parser-js';
import { unexpectedToken } from './soql-fault.ts';

/** One comparison of a WHERE or HAVING clause, as the parser hands it over. */
export type Comparison = Exclude<
  ConditionWithValueQuery,
  { openParen: number } & { field?: never; fn?: never }
>;

export type ConditionTree =
  | { kind: 'and' | 'or'; parts: ConditionTree[] }
  | { kind: 'not'; part: ConditionTree }
  | { kind: 'leaf'; comparison: Comparison };

type Token = '(' | ')' | 'AND' | 'OR' | 'NOT' | Comparison;

function isComparison(condition: ConditionWithValueQuery | Condition | null): condition is Comparison {
  return condition !== null && 'operator' in condition;
}

/** The parser answers a chain with parenthesis counts; this lays it out as the tokens it came from. */
function flatten(clause: WhereClause | HavingClause): Token[] {
  const tokens: Token[] = [];
  let rest: WhereClause | HavingClause | undefined = clause;
  while (rest) {
    const left: ConditionWithValueQuery | Condition | null = rest.left;
    const opened = left?.openParen ?? 0;
    for (let count = 0; count < opened; count++) tokens.push('(');
    if (isComparison(left)) {
      tokens.push(left);
      for (let count = 0; count < (left.closeParen ?? 0); count++) tokens.push(')');
    }
    if (!('operator' in rest)) break;
    tokens.push(rest.operator);
    rest = rest.right;
  }
  return tokens;
}

/**
 * Builds the tree by Salesforce's own grammar, which is narrower than the parser's: `A AND B OR C` needs
 * parentheses, and NOT may only stand first in its pair of parentheses.
 */
export function buildConditionTree(clause: WhereClause | HavingClause, soql: string): ConditionTree {
  const tokens = flatten(clause);
  let at = 0;

  function unit(): ConditionTree {
    const token = tokens[at++];
    if (token === '(') {
      const inner = logical();
      if (tokens[at++] !== ')') throw unexpectedToken(soql, '(');
      return inner;
    }
    if (token === undefined || typeof token === 'string') throw unexpectedToken(soql, token ?? '<EOF>');
    return { kind: 'leaf', comparison: token };
  }

  function logical(): ConditionTree {
    if (tokens[at] === 'NOT') {
      at++;
      return { kind: 'not', part: unit() };
    }
    const parts = [unit()];
    const joiner = tokens[at];
    if (joiner !== 'AND' && joiner !== 'OR') return parts[0] as ConditionTree;
    while (tokens[at] === joiner) {
      at++;
      parts.push(unit());
    }
    return { kind: joiner === 'AND' ? 'and' : 'or', parts };
  }

  const tree = logical();
  const left = tokens[at];
  if (left !== undefined) throw unexpectedToken(soql, typeof left === 'string' ? left : '<EOF>');
  return tree;
}
