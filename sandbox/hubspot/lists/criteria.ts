import type { PropertyDefinition } from '#sandbox/hubspot/properties/catalog.ts';
import type {
  FilterBranch,
  ListFilter,
  PropertyFilter,
  PropertyOperation,
  TimePoint,
} from './filter-types.ts';

/** One condition as a person builds it in the Lists tool; `property` is `list_membership` for lists. */
export interface Criterion {
  property: string;
  operator: string;
  values: string[];
}

/** What the operator is followed by on the page. */
export type OperandKind =
  | 'none'
  | 'text'
  | 'options'
  | 'number'
  | 'numbers'
  | 'date'
  | 'dates'
  | 'days'
  | 'list';

export interface OperatorChoice {
  key: string;
  label: string;
  operands: OperandKind;
}

export const LIST_MEMBERSHIP = 'list_membership';
const DAY_MS = 86_400_000;

const choice = (key: string, label: string, operands: OperandKind): OperatorChoice => ({
  key,
  label,
  operands,
});
const presence = [choice('IS_KNOWN', 'is known', 'none'), choice('IS_UNKNOWN', 'is unknown', 'none')];
const options = [choice('IS_ANY_OF', 'is any of', 'options'), choice('IS_NONE_OF', 'is none of', 'options')];
const dates = [
  choice('IS_AFTER', 'is after', 'date'),
  choice('IS_BEFORE', 'is before', 'date'),
  choice('IS_BETWEEN', 'is between', 'dates'),
  choice('WITHIN_LAST_DAYS', 'is less than … days ago', 'days'),
  choice('MORE_THAN_DAYS_AGO', 'is more than … days ago', 'days'),
];

/** The operators a person may choose, by type of property. */
export const operatorChoices: Record<string, readonly OperatorChoice[]> = {
  string: [
    choice('IS_EQUAL_TO', 'is equal to any of', 'text'),
    choice('IS_NOT_EQUAL_TO', 'is not equal to any of', 'text'),
    choice('CONTAINS', 'contains any of', 'text'),
    choice('DOES_NOT_CONTAIN', "doesn't contain any of", 'text'),
    choice('STARTS_WITH', 'starts with any of', 'text'),
    choice('ENDS_WITH', 'ends with any of', 'text'),
    ...presence,
  ],
  enumeration: [...options, choice('CONTAINS_ALL', 'contains all of', 'options'), ...presence],
  bool: [choice('IS_EQUAL_TO', 'is', 'options'), ...presence],
  number: [
    choice('IS_EQUAL_TO', 'is equal to', 'number'),
    choice('IS_NOT_EQUAL_TO', 'is not equal to', 'number'),
    choice('IS_GREATER_THAN', 'is greater than', 'number'),
    choice('IS_GREATER_THAN_OR_EQUAL_TO', 'is greater than or equal to', 'number'),
    choice('IS_LESS_THAN', 'is less than', 'number'),
    choice('IS_LESS_THAN_OR_EQUAL_TO', 'is less than or equal to', 'number'),
    choice('IS_BETWEEN', 'is between', 'numbers'),
    ...presence,
  ],
  date: [...dates, ...presence],
  datetime: [...dates, ...presence],
  [LIST_MEMBERSHIP]: [
    choice('IN_LIST', 'is member of', 'list'),
    choice('NOT_IN_LIST', 'is not member of', 'list'),
  ],
};

/** Groups joined by OR, conditions in a group joined by AND → the API's criteria (not yet checked). */
export function toFilterBranch(
  groups: readonly (readonly Criterion[])[],
  typeOf: (property: string) => string,
  zoneId: string,
): FilterBranch {
  const branches = groups.map(
    (group): FilterBranch => ({
      filterBranchType: 'AND',
      filterBranchOperator: 'AND',
      filterBranches: [],
      filters: group.map((criterion) => toFilter(criterion, typeOf(criterion.property), zoneId)),
    }),
  );
  return { filterBranchType: 'OR', filterBranchOperator: 'OR', filterBranches: branches, filters: [] };
}

function toFilter({ property, operator, values }: Criterion, type: string, zoneId: string): ListFilter {
  if (property === LIST_MEMBERSHIP) {
    return {
      filterType: 'IN_LIST',
      listId: values[0] ?? '',
      operator: operator === 'NOT_IN_LIST' ? 'NOT_IN_LIST' : 'IN_LIST',
    };
  }
  const operation = { ...toOperation(operator, values, type, zoneId), includeObjectsWithNoValueSet: false };
  return { filterType: 'PROPERTY', property, operation };
}

function toOperation(operator: string, values: string[], type: string, zoneId: string): PropertyOperation {
  if (operator === 'IS_KNOWN' || operator === 'IS_UNKNOWN')
    return { operationType: 'ALL_PROPERTY', operator };
  const [first = '', second = ''] = values;
  switch (type) {
    case 'enumeration':
      return { operationType: 'ENUMERATION', operator, values };
    case 'bool':
      return { operationType: 'BOOL', operator, value: first === 'true' };
    case 'number':
      return operator === 'IS_BETWEEN'
        ? { operationType: 'NUMBER_RANGED', operator, lowerBound: Number(first), upperBound: Number(second) }
        : { operationType: 'NUMBER', operator, value: first === '' ? undefined : Number(first) };
    case 'date':
    case 'datetime':
      return toTimeOperation(operator, first, second, zoneId);
    default:
      return { operationType: 'MULTISTRING', operator, values };
  }
}

function toTimeOperation(operator: string, first: string, second: string, zoneId: string): PropertyOperation {
  if (operator === 'IS_BETWEEN') {
    return {
      operationType: 'TIME_RANGED',
      operator,
      lowerBoundTimePoint: datePoint(first, zoneId),
      upperBoundTimePoint: datePoint(second, zoneId),
      lowerBoundEndpointBehavior: 'INCLUSIVE',
      upperBoundEndpointBehavior: 'INCLUSIVE',
    };
  }
  if (operator === 'WITHIN_LAST_DAYS' || operator === 'MORE_THAN_DAYS_AGO') {
    return {
      operationType: 'TIME_POINT',
      operator: operator === 'WITHIN_LAST_DAYS' ? 'IS_AFTER' : 'IS_BEFORE',
      timePoint: {
        timeType: 'INDEXED',
        zoneId,
        indexReference: { referenceType: 'TODAY' },
        offset: { days: -Number(first) },
      },
      endpointBehavior: 'EXCLUSIVE',
    };
  }
  return {
    operationType: 'TIME_POINT',
    operator,
    timePoint: datePoint(first, zoneId),
    endpointBehavior: 'EXCLUSIVE',
  };
}

function datePoint(day: string, zoneId: string): TimePoint {
  const date = new Date(Date.parse(`${day}T00:00:00Z`));
  if (!Number.isFinite(date.getTime())) return { timeType: 'DATE', zoneId };
  return {
    timeType: 'DATE',
    zoneId,
    year: date.getUTCFullYear(),
    month: date.getUTCMonth() + 1,
    day: date.getUTCDate(),
  };
}

/**
 * The way back, for the editor. `undefined` when some condition cannot be shown there because it was made
 * through the API with means the page does not offer.
 */
export function fromFilterBranch(root: FilterBranch): Criterion[][] | undefined {
  const groups = root.filterBranches.map(({ filters }) => filters.map(toCriterion));
  return groups.every((group) => group.every((criterion) => criterion !== undefined))
    ? groups.map((group) => group.filter((criterion) => criterion !== undefined))
    : undefined;
}

function toCriterion(filter: ListFilter): Criterion | undefined {
  if (filter.filterType === 'IN_LIST') {
    return { property: LIST_MEMBERSHIP, operator: filter.operator, values: [filter.listId] };
  }
  const { property, operation } = filter;
  if (operation.includeObjectsWithNoValueSet) return undefined;
  const operands = toOperands(operation);
  return operands && { property, ...operands };
}

function toOperands({
  operationType,
  operator,
  ...operation
}: PropertyOperation): Omit<Criterion, 'property'> | undefined {
  switch (operationType) {
    case 'ALL_PROPERTY':
      return operator === 'IS_KNOWN' || operator === 'IS_UNKNOWN' ? { operator, values: [] } : undefined;
    case 'ENUMERATION':
    case 'MULTISTRING':
      return { operator, values: operation.values ?? [] };
    case 'STRING':
    case 'NUMBER':
    case 'BOOL':
      return { operator, values: [String(operation.value)] };
    case 'NUMBER_RANGED':
      return operator === 'IS_BETWEEN'
        ? { operator, values: [String(operation.lowerBound), String(operation.upperBound)] }
        : undefined;
    case 'TIME_RANGED':
      return operator === 'IS_BETWEEN'
        ? { operator, values: [dayOf(operation.lowerBoundTimePoint), dayOf(operation.upperBoundTimePoint)] }
        : undefined;
    case 'TIME_POINT':
      return toTimeOperands(operator, operation.timePoint);
    default:
      return undefined;
  }
}

function toTimeOperands(
  operator: string,
  point: TimePoint | undefined,
): Omit<Criterion, 'property'> | undefined {
  if (point?.timeType === 'DATE')
    return operator === 'IS_EQUAL_TO' ? undefined : { operator, values: [dayOf(point)] };
  const days = -(point?.offset?.days ?? 0);
  if (days <= 0) return undefined;
  return {
    operator: operator === 'IS_AFTER' ? 'WITHIN_LAST_DAYS' : 'MORE_THAN_DAYS_AGO',
    values: [String(days)],
  };
}

function dayOf(point: TimePoint | undefined): string {
  const { year = 1970, month = 1, day = 1 } = point ?? {};
  return new Date(Date.UTC(year, month - 1, day) + DAY_MS / 2).toISOString().slice(0, 10);
}

/** One condition in words. */
export function describeFilter(
  filter: ListFilter,
  names: { property(name: string): PropertyDefinition | undefined; list(listId: string): string },
): string {
  const criterion = toCriterion(filter);
  if (filter.filterType === 'IN_LIST') {
    return `List membership ${filter.operator === 'IN_LIST' ? 'is member of' : 'is not member of'} ${names.list(filter.listId)}`;
  }
  const definition = names.property(filter.property);
  const label = definition?.label ?? filter.property;
  if (!criterion) return `${label} ${describeOperation(filter)}`;
  const operator = operatorChoices[definition?.type ?? 'string']?.find(
    ({ key }) => key === criterion.operator,
  );
  const labels = criterion.values.map(
    (value) => definition?.options.find((o) => o.value === value)?.label ?? value,
  );
  const operands = labels.join(
    operator?.operands === 'text' || operator?.operands === 'options' ? ' or ' : ' and ',
  );
  const words = operator?.label ?? describeOperation(filter);
  return words.includes('…')
    ? `${label} ${words.replace('…', operands)}`
    : `${label} ${words} ${operands}`.trim();
}

function describeOperation({ operation }: PropertyFilter): string {
  return operation.operator.toLowerCase().replaceAll('_', ' ');
}
