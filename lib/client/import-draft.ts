import type { ImportFields, ImportSelectionRequest } from '#lib/contracts/import.ts';
import type { FilterKind, FilterOperator } from '#lib/contracts/import-filter.ts';
import { startOfDay } from './history.ts';

export type ImportType = ImportSelectionRequest['salesforceTypes'][number];
export type ImportField = NonNullable<ImportFields['fields'][ImportType]>[number];

/** One condition as it is typed. Values are as their inputs have them: days and moments in the reader's own time. */
export type ConditionDraft = {
  /** Tells rows apart while they are edited. */
  readonly key: string;
  readonly field: string;
  readonly kind: FilterKind | null;
  readonly operator: FilterOperator;
  readonly value: string;
};

/** What an import is about, as it is being chosen. Blank text: no such limit. */
export type ImportDraft = {
  readonly types: readonly ImportType[];
  /** `2026-11-25` */
  readonly createdSince: string;
  readonly modifiedSince: string;
  readonly ownerId: string;
  readonly conditions: readonly ConditionDraft[];
};

export const importTypes = ['Lead', 'Contact'] as const satisfies readonly ImportType[];
export const mostConditions = 3;

export const emptyDraft: ImportDraft = {
  types: ['Lead', 'Contact'],
  createdSince: '',
  modifiedSince: '',
  ownerId: '',
  conditions: [],
};

const valueless: ReadonlySet<FilterOperator> = new Set(['is_blank', 'is_not_blank']);

export function takesValue(operator: FilterOperator): boolean {
  return !valueless.has(operator);
}

/** The fields that every chosen type has and that mean the same in each. */
export function fieldsInCommon(
  fields: ImportFields['fields'],
  types: readonly ImportType[],
): readonly ImportField[] {
  const [first, ...others] = types.map((type) => fields[type] ?? []);
  return (first ?? []).filter((field) =>
    others.every((other) => other.some(({ name, kind }) => name === field.name && kind === field.kind)),
  );
}

/** Rows that name a field and, where one is needed, a value; the others say nothing yet. */
export function isComplete({ field, operator, value }: ConditionDraft): boolean {
  return field !== '' && (!takesValue(operator) || value.trim() !== '');
}

/** The draft as the API takes it. */
export function toSelection(draft: ImportDraft): ImportSelectionRequest {
  return {
    salesforceTypes: importTypes.filter((type) => draft.types.includes(type)),
    filter: {
      createdSince: startOfDay(draft.createdSince, 0),
      modifiedSince: startOfDay(draft.modifiedSince, 0),
      ownerId: draft.ownerId || null,
      conditions: draft.conditions.filter(isComplete).map(({ field, kind, operator, value }) => ({
        field,
        operator,
        value: takesValue(operator) ? toRequestValue(kind, value) : '',
      })),
    },
  };
}

function toRequestValue(kind: FilterKind | null, value: string): string {
  if (kind !== 'datetime') return value.trim();
  const moment = new Date(value);
  return Number.isNaN(moment.getTime()) ? value : moment.toISOString();
}

/** A selection, opened again to be changed. */
export function toDraft(
  { salesforceTypes, filter }: ImportSelectionRequest,
  fields: ImportFields['fields'],
): ImportDraft {
  const known = importTypes.flatMap((type) => fields[type] ?? []);
  return {
    types: salesforceTypes,
    createdSince: dayOf(filter.createdSince),
    modifiedSince: dayOf(filter.modifiedSince),
    ownerId: filter.ownerId ?? '',
    conditions: filter.conditions.map(({ field, operator, value }, index) => {
      const kind = known.find(({ name }) => name === field)?.kind ?? null;
      return { key: `kept-${index}`, field, kind, operator, value: toInputValue(kind, value) };
    }),
  };
}

function toInputValue(kind: FilterKind | null, value: string): string {
  if (kind !== 'datetime' || value === '') return value;
  const moment = new Date(value);
  return Number.isNaN(moment.getTime()) ? value : `${toDay(moment)}T${toTime(moment)}`;
}

/** The reader's day of a moment. */
function dayOf(moment: string | null): string {
  return moment === null ? '' : toDay(new Date(moment));
}

function toDay(moment: Date): string {
  const parts = [moment.getFullYear(), moment.getMonth() + 1, moment.getDate()];
  return parts.map((part) => String(part).padStart(2, '0')).join('-');
}

function toTime(moment: Date): string {
  return [moment.getHours(), moment.getMinutes()].map((part) => String(part).padStart(2, '0')).join(':');
}
