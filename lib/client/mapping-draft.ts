import type { FieldMappingInput, MappingFaultView, SchemaResponse } from '#lib/contracts/mappings.ts';

export type SalesforceType = FieldMappingInput['salesforceType'];

/** A mapping being edited; an end that is not chosen yet is empty. */
export type DraftMapping = FieldMappingInput & { readonly key: number };

export type MappingDraft = { readonly rows: readonly DraftMapping[]; readonly nextKey: number };

export type DraftChange =
  | { readonly kind: 'load'; readonly mappings: readonly FieldMappingInput[] }
  | { readonly kind: 'add'; readonly salesforceType: SalesforceType }
  | { readonly kind: 'remove'; readonly key: number }
  | {
      readonly kind: 'edit';
      readonly key: number;
      readonly part: Partial<Omit<FieldMappingInput, 'salesforceType'>>;
    };

export function openDraft(mappings: readonly FieldMappingInput[]): MappingDraft {
  return changeDraft({ rows: [], nextKey: 0 }, { kind: 'load', mappings });
}

/** Keys go on counting, so that no row ever takes over what another showed. */
export function changeDraft({ rows, nextKey }: MappingDraft, change: DraftChange): MappingDraft {
  switch (change.kind) {
    case 'load':
      return {
        rows: change.mappings.map((mapping, index) => ({ ...toInput(mapping), key: nextKey + index })),
        nextKey: nextKey + change.mappings.length,
      };
    case 'add':
      return {
        rows: [...rows, { ...emptyMapping, salesforceType: change.salesforceType, key: nextKey }],
        nextKey: nextKey + 1,
      };
    case 'remove':
      return { rows: rows.filter(({ key }) => key !== change.key), nextKey };
    case 'edit':
      return {
        rows: rows.map((row) => (row.key === change.key ? { ...row, ...change.part } : row)),
        nextKey,
      };
  }
}

const emptyMapping = {
  hubspotProperty: '',
  salesforceField: '',
  rule: 'prefer_salesforce_unless_blank',
  hasBlankProtection: false,
} as const;

/** What is sent: without labels, faults and keys. */
export function toInput(mapping: FieldMappingInput): FieldMappingInput {
  const { salesforceType, hubspotProperty, salesforceField, rule, hasBlankProtection } = mapping;
  return { salesforceType, hubspotProperty, salesforceField, rule, hasBlankProtection };
}

export function isComplete({ rows }: MappingDraft): boolean {
  return rows.every(
    ({ hubspotProperty, salesforceField }) => hubspotProperty !== '' && salesforceField !== '',
  );
}

/** True for the mapping that records are matched by. */
export function isEmailKey({ hubspotProperty, salesforceField }: FieldMappingInput): boolean {
  return hubspotProperty === 'email' && salesforceField === 'Email';
}

/** Mappings of `next` that `base` has not got in this form. */
export function findDifferent(
  base: readonly FieldMappingInput[],
  next: readonly FieldMappingInput[],
): readonly FieldMappingInput[] {
  const known = new Set(base.map(print));
  return next.filter((mapping) => !known.has(print(mapping)));
}

/** What became of the mappings of `base` in `next`. One with both ends as before, and all else different, was changed. */
export type MappingChanges = Readonly<Record<'added' | 'changed' | 'removed', readonly FieldMappingInput[]>>;

export function listChanges(
  base: readonly FieldMappingInput[],
  next: readonly FieldMappingInput[],
): MappingChanges {
  const known = new Set(base.map(printEnds));
  const left = new Set(next.map(printEnds));
  const different = findDifferent(base, next);
  return {
    added: different.filter((mapping) => !known.has(printEnds(mapping))),
    changed: different.filter((mapping) => known.has(printEnds(mapping))),
    removed: base.filter((mapping) => !left.has(printEnds(mapping))),
  };
}

function printEnds({ salesforceType, hubspotProperty, salesforceField }: FieldMappingInput): string {
  return `${salesforceType} ${hubspotProperty} ${salesforceField}`;
}

/** The same mappings in the same form, in whatever order. */
export function isSameSet(
  first: readonly FieldMappingInput[],
  second: readonly FieldMappingInput[],
): boolean {
  return first.length === second.length && findDifferent(first, second).length === 0;
}

function print(mapping: FieldMappingInput): string {
  return JSON.stringify(toInput(mapping));
}

/** Faults of one row; they go as soon as one of its ends changes. */
export function faultsOf(
  row: FieldMappingInput,
  faults: readonly MappingFaultView[],
): readonly MappingFaultView[] {
  return faults.filter(
    (fault) =>
      fault.salesforceType === row.salesforceType &&
      fault.hubspotProperty === row.hubspotProperty &&
      fault.salesforceField === row.salesforceField,
  );
}

/** True when the property and the field of these names hold values of one kind; also while one is not known. */
export function doFit(
  schema: SchemaResponse,
  salesforceType: SalesforceType,
  hubspotProperty: string,
  salesforceField: string,
): boolean {
  const property = schema.properties.find(({ name }) => name === hubspotProperty);
  const field = schema.fields[salesforceType].find(({ name }) => name === salesforceField);
  if (!property || !field) return true;
  return schema.partners[property.group]?.includes(field.group) ?? false;
}
