import type { FieldValue } from '../records/row.ts';
import type { Literal, Span } from './literals.ts';

/** Text compares without regard to case, as SOQL does for every field that is not case-sensitive. */
export const ignoreCase = (value: FieldValue): FieldValue =>
  typeof value === 'string' ? value.toLowerCase() : value;

export const isSpan = (literal: Literal): literal is Span => typeof literal === 'object' && literal !== null;

type Test = (value: FieldValue) => boolean;

/** Blank never orders before or after anything: only `=` and `!=` see it. */
function orders(test: (value: string | number | boolean) => boolean): Test {
  return (value) => value !== null && test(value);
}

function compareToSpan(operator: string, span: Span): Test {
  const { from, to } = span;
  switch (operator) {
    case '=':
      return orders((value) => value >= from && value < to);
    case '!=':
      return (value) => value === null || value < from || value >= to;
    case '<':
      return orders((value) => value < from);
    case '<=':
      return orders((value) => value < to);
    case '>':
      return orders((value) => value >= to);
    default:
      return orders((value) => value >= from);
  }
}

export type Folding = (value: FieldValue) => FieldValue;

/** Record ids keep their case: their order is that in which they were given out. */
export const keepCase: Folding = (value) => value;

/** `=`, `!=`, `<`, `<=`, `>`, `>=` against one literal. */
export function compareTo(operator: string, literal: Literal, fold: Folding = ignoreCase): Test {
  if (isSpan(literal)) return compareToSpan(operator, literal);
  const wanted = fold(literal);
  if (operator === '=') return (value) => fold(value) === wanted;
  if (operator === '!=') return (value) => fold(value) !== wanted;
  if (wanted === null) return () => false;
  switch (operator) {
    case '<':
      return orders((value) => (fold(value) ?? '') < wanted);
    case '<=':
      return orders((value) => (fold(value) ?? '') <= wanted);
    case '>':
      return orders((value) => (fold(value) ?? '') > wanted);
    default:
      return orders((value) => (fold(value) ?? '') >= wanted);
  }
}

/** `IN` and `NOT IN`. A blank field is in the list only when the list holds a null. */
export function isIn(literals: Literal[], isNegated: boolean, fold: Folding = ignoreCase): Test {
  const plain = new Set(
    literals.filter((literal) => !isSpan(literal)).map((literal) => fold(literal as FieldValue)),
  );
  const spans = literals.filter(isSpan).map((span) => compareToSpan('=', span));
  return (value) => (plain.has(fold(value)) || spans.some((matches) => matches(value))) !== isNegated;
}

/** `LIKE`: `%` any run, `_` one character, both escapable; case never matters; blank never matches. */
export function isLike(pattern: string): Test {
  let source = '';
  for (let at = 0; at < pattern.length; at++) {
    const isEscaped = pattern[at] === '\\' && at + 1 < pattern.length;
    const character = pattern.charAt(isEscaped ? ++at : at);
    if (!isEscaped && character === '%') source += '.*';
    else if (!isEscaped && character === '_') source += '.';
    else source += character.replace(/[.*+?^${}()|[\]\\/]/, '\\$&');
  }
  const expression = new RegExp(`^${source}$`, 'is');
  return (value) => typeof value === 'string' && expression.test(value);
}

/** `INCLUDES` and `EXCLUDES`: each literal may itself ask for several options with `a;b`. */
export function includesOptions(literals: Literal[], isNegated: boolean): Test {
  const alternatives = literals.map((literal) =>
    String(literal ?? '')
      .toLowerCase()
      .split(';'),
  );
  return (value) => {
    const chosen = new Set(typeof value === 'string' ? value.toLowerCase().split(';') : []);
    return alternatives.some((options) => options.every((option) => chosen.has(option))) !== isNegated;
  };
}

/** Sorts values, blanks apart; text without regard to case unless another folding is given. */
export function compareValues(a: FieldValue, b: FieldValue, fold: Folding = ignoreCase): number {
  const left = fold(a);
  const right = fold(b);
  if (left === right) return 0;
  if (left === null) return -1;
  if (right === null) return 1;
  return left < right ? -1 : 1;
}
