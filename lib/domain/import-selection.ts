import type { SalesforceType } from './records.ts';

/** How a field is compared; told from its type in Salesforce. */
export const filterKinds = [
  'text',
  'number',
  'date',
  'datetime',
  'boolean',
  'picklist',
  'multipicklist',
] as const;
export type FilterKind = (typeof filterKinds)[number];

export const filterOperators = [
  'equals',
  'not_equals',
  'contains',
  'starts_with',
  'is_blank',
  'is_not_blank',
  'greater',
  'less',
] as const;
export type FilterOperator = (typeof filterOperators)[number];

/** A field of a Lead or Contact that the connected user can read and filter by. */
export type FilterField = {
  readonly name: string;
  readonly label: string;
  readonly kind: FilterKind;
  readonly picklistValues: readonly { readonly value: string; readonly label: string }[];
};

export type ImportCondition = {
  readonly field: string;
  readonly operator: FilterOperator;
  /** Not looked at for `is_blank` and `is_not_blank`. */
  readonly value: string;
};

export type ImportFilter = {
  /** ISO 8601. */
  readonly createdSince: string | null;
  readonly modifiedSince: string | null;
  /** A user or a queue. */
  readonly ownerId: string | null;
  /** All of them must hold. */
  readonly conditions: readonly ImportCondition[];
};

/** Which records an import is about, as an admin chose them. */
export type ImportSelection = {
  readonly salesforceTypes: readonly SalesforceType[];
  readonly filter: ImportFilter;
};

/** A condition with the kind its field had when it was checked against the org. */
export type BoundCondition = ImportCondition & { readonly kind: FilterKind };
export type BoundFilter = Omit<ImportFilter, 'conditions'> & {
  readonly conditions: readonly BoundCondition[];
};

/** A selection that was checked, with its conditions as each type of record understands them. */
export type CheckedSelection = ImportSelection & {
  readonly conditions: Readonly<Record<SalesforceType, readonly BoundCondition[]>>;
};

/** The filter as one type of record understands it. */
export function filterOf(
  { filter, conditions }: CheckedSelection,
  salesforceType: SalesforceType,
): BoundFilter {
  return { ...filter, conditions: conditions[salesforceType] };
}

export const importFaultCodes = [
  'object_not_accessible',
  'field_not_readable',
  'operator_not_applicable',
  'value_not_valid',
  'api_budget_too_small',
] as const;
export type ImportFaultCode = (typeof importFaultCodes)[number];

/** Why an import cannot start. */
export type ImportFault = {
  readonly code: ImportFaultCode;
  readonly salesforceType: SalesforceType | null;
  readonly field: string | null;
  /** API calls, for `api_budget_too_small`. */
  readonly needed: number | null;
  readonly available: number | null;
};

const operatorsOf: Readonly<Record<FilterKind, readonly FilterOperator[]>> = {
  text: ['equals', 'not_equals', 'contains', 'starts_with', 'is_blank', 'is_not_blank'],
  picklist: ['equals', 'not_equals', 'contains', 'starts_with', 'is_blank', 'is_not_blank'],
  multipicklist: ['equals', 'not_equals', 'contains', 'is_blank', 'is_not_blank'],
  number: ['equals', 'not_equals', 'greater', 'less', 'is_blank', 'is_not_blank'],
  date: ['equals', 'not_equals', 'greater', 'less', 'is_blank', 'is_not_blank'],
  datetime: ['greater', 'less', 'is_blank', 'is_not_blank'],
  boolean: ['equals', 'not_equals'],
};

/** What a field of a kind can be asked. */
export function operatorsFor(kind: FilterKind): readonly FilterOperator[] {
  return operatorsOf[kind];
}

const valuePatterns: Partial<Record<FilterKind, RegExp>> = {
  number: /^-?\d{1,18}(\.\d{1,18})?$/,
  date: /^\d{4}-\d\d-\d\d$/,
  datetime: /^\d{4}-\d\d-\d\d(T\d\d:\d\d(:\d\d(\.\d{1,3})?)?(Z|[+-]\d\d:\d\d))?$/,
  boolean: /^(true|false)$/,
};

function isValidValue(kind: FilterKind, value: string): boolean {
  if (value.trim() === '') return false;
  if (!(valuePatterns[kind]?.test(value) ?? true)) return false;
  return (kind !== 'date' && kind !== 'datetime') || !Number.isNaN(Date.parse(value));
}

/** Checks the conditions against the fields of one type; all faults at once. */
export function bindConditions(
  salesforceType: SalesforceType,
  conditions: readonly ImportCondition[],
  fields: readonly FilterField[],
): { readonly bound: readonly BoundCondition[]; readonly faults: readonly ImportFault[] } {
  const byName = new Map(fields.map((field) => [field.name.toLowerCase(), field]));
  const bound: BoundCondition[] = [];
  const faults: ImportFault[] = [];
  for (const condition of conditions) {
    const field = byName.get(condition.field.toLowerCase());
    const code = field === undefined ? 'field_not_readable' : findFault(field.kind, condition);
    if (field !== undefined && code === null) {
      bound.push({ ...condition, field: field.name, kind: field.kind });
    } else if (code !== null) {
      faults.push({ code, salesforceType, field: condition.field, needed: null, available: null });
    }
  }
  return { bound, faults };
}

function findFault(kind: FilterKind, { operator, value }: ImportCondition): ImportFaultCode | null {
  if (!operatorsOf[kind].includes(operator)) return 'operator_not_applicable';
  if (operator === 'is_blank' || operator === 'is_not_blank') return null;
  return isValidValue(kind, value) ? null : 'value_not_valid';
}
