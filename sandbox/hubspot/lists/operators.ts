import type { PropertyOperation } from './filter-types.ts';

/** A test of one stored value, `""` excluded. */
export type ValueTest = (value: string) => boolean;
type MakeTest = (operation: PropertyOperation) => ValueTest;

const fold = (text: unknown): string => String(text).toLowerCase();
const parts = (value: string): string[] => value.split(';').filter((part) => part !== '');
const operands = (operation: PropertyOperation): string[] => (operation.values ?? []).map(fold);

const anyOperand =
  (matches: (value: string, operand: string) => boolean): MakeTest =>
  (operation) => {
    const wanted = operation.operationType === 'MULTISTRING' ? operands(operation) : [fold(operation.value)];
    return (value) => wanted.some((operand) => matches(fold(value), operand));
  };

const not =
  (make: MakeTest): MakeTest =>
  (operation) => {
    const test = make(operation);
    return (value) => !test(value);
  };

const equals = anyOperand((value, operand) => value === operand);
const contains = anyOperand((value, operand) => value.includes(operand));
const startsWith = anyOperand((value, operand) => value.startsWith(operand));
const endsWith = anyOperand((value, operand) => value.endsWith(operand));

const textOperators: Record<string, MakeTest> = {
  IS_EQUAL_TO: equals,
  IS_NOT_EQUAL_TO: not(equals),
  CONTAINS: contains,
  DOES_NOT_CONTAIN: not(contains),
  STARTS_WITH: startsWith,
  ENDS_WITH: endsWith,
};

const isAnyOf: MakeTest = (operation) => {
  const wanted = new Set(operation.values ?? []);
  return (value) => parts(value).some((part) => wanted.has(part));
};
const isExactly: MakeTest = (operation) => {
  const wanted = new Set(operation.values ?? []);
  return (value) => parts(value).length === wanted.size && parts(value).every((part) => wanted.has(part));
};
const containsAll: MakeTest = (operation) => (value) =>
  (operation.values ?? []).every((wanted) => parts(value).includes(wanted));

const compare =
  (matches: (value: number, operand: number) => boolean): MakeTest =>
  (operation) => {
    const operand = Number(operation.value);
    return (value) => matches(Number(value), operand);
  };
const numberEquals = compare((value, operand) => value === operand);
const isBetween: MakeTest =
  ({ lowerBound = 0, upperBound = 0 }) =>
  (value) =>
    Number(value) >= lowerBound && Number(value) <= upperBound;
const boolEquals: MakeTest = (operation) => (value) => value === String(operation.value);

/** The operators by kind of operation; a `HAS_EVER_BEEN_…` form looks at every value the property has had. */
export const operatorsByType: Record<string, Record<string, MakeTest>> = {
  STRING: textOperators,
  MULTISTRING: textOperators,
  ENUMERATION: {
    IS_ANY_OF: isAnyOf,
    IS_NONE_OF: not(isAnyOf),
    IS_EXACTLY: isExactly,
    IS_NOT_EXACTLY: not(isExactly),
    CONTAINS_ALL: containsAll,
    DOES_NOT_CONTAIN_ALL: not(containsAll),
  },
  NUMBER: {
    IS_EQUAL_TO: numberEquals,
    IS_NOT_EQUAL_TO: not(numberEquals),
    IS_GREATER_THAN: compare((value, operand) => value > operand),
    IS_GREATER_THAN_OR_EQUAL_TO: compare((value, operand) => value >= operand),
    IS_LESS_THAN: compare((value, operand) => value < operand),
    IS_LESS_THAN_OR_EQUAL_TO: compare((value, operand) => value <= operand),
  },
  NUMBER_RANGED: { IS_BETWEEN: isBetween, IS_NOT_BETWEEN: not(isBetween) },
  BOOL: { IS_EQUAL_TO: boolEquals, IS_NOT_EQUAL_TO: not(boolEquals) },
};

/** `HAS_EVER_BEEN_X` and `HAS_NEVER_BEEN_X` → the plain operator they repeat over the history. */
export const historicalOperators: Record<string, { plain: string; isNegated: boolean }> = {
  HAS_EVER_BEEN_EQUAL_TO: { plain: 'IS_EQUAL_TO', isNegated: false },
  HAS_NEVER_BEEN_EQUAL_TO: { plain: 'IS_EQUAL_TO', isNegated: true },
  HAS_EVER_CONTAINED: { plain: 'CONTAINS', isNegated: false },
  HAS_NEVER_CONTAINED: { plain: 'CONTAINS', isNegated: true },
  HAS_EVER_BEEN_ANY_OF: { plain: 'IS_ANY_OF', isNegated: false },
  HAS_NEVER_BEEN_ANY_OF: { plain: 'IS_ANY_OF', isNegated: true },
  HAS_EVER_BEEN_EXACTLY: { plain: 'IS_EXACTLY', isNegated: false },
  HAS_NEVER_BEEN_EXACTLY: { plain: 'IS_EXACTLY', isNegated: true },
  HAS_EVER_CONTAINED_ALL: { plain: 'CONTAINS_ALL', isNegated: false },
  HAS_NEVER_CONTAINED_ALL: { plain: 'CONTAINS_ALL', isNegated: true },
};

/** Which operations fit which type of property. */
export const operationTypesByProperty: Record<string, readonly string[]> = {
  string: ['STRING', 'MULTISTRING'],
  enumeration: ['ENUMERATION'],
  number: ['NUMBER', 'NUMBER_RANGED'],
  bool: ['BOOL', 'ENUMERATION'],
  date: ['TIME_POINT', 'TIME_RANGED'],
  datetime: ['TIME_POINT', 'TIME_RANGED'],
};

export const presenceOperators = ['IS_KNOWN', 'IS_UNKNOWN', 'IS_BLANK', 'IS_NOT_BLANK'];
export const timeOperators: Record<string, readonly string[]> = {
  TIME_POINT: ['IS_AFTER', 'IS_BEFORE', 'IS_EQUAL_TO'],
  TIME_RANGED: ['IS_BETWEEN', 'IS_NOT_BETWEEN'],
};
