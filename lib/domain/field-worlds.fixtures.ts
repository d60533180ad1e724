import fc from 'fast-check';
import { clearableKinds, context, mapping } from './field-mapping.fixtures.ts';
import { type ResolvedMapping, syncRules } from './field-mapping.ts';
import {
  type BaseValues,
  baseKey,
  type FieldSyncInput,
  type FieldWrites,
  planFieldSync,
} from './field-sync.ts';
import { comparableValue, readHubspotValue, readSalesforceValue } from './field-values.ts';
import type { SalesforceValue } from './records.ts';

/** Pairs that hold anything, with mappings of every kind, and what plans and people do to them. */

/** Both sides of one pair, the base stored for it and the clock of its edits. */
export type World = {
  readonly properties: Record<string, string | null>;
  readonly fields: Record<string, SalesforceValue>;
  readonly base: BaseValues | null;
  readonly hubspotEditedAt: string;
  readonly lastModifiedAt: string;
};

export type Row = {
  readonly kind: {
    readonly joined: ResolvedMapping;
    readonly hubspot: (string | null)[];
    readonly salesforce: SalesforceValue[];
  };
  readonly joined: ResolvedMapping;
};

const kinds: readonly Row['kind'][] = [
  ...clearableKinds.map(({ mapping: joined, values }) => ({
    joined,
    hubspot: [null, '', ...values.map((each) => each.hubspot)],
    salesforce: [null, ...values.map((each) => each.salesforce)],
  })),
  {
    joined: mapping({ type: 'bool' }, { type: 'boolean' }),
    hubspot: [null, '', 'true', 'false'],
    salesforce: [true, false],
  },
  {
    joined: mapping({}, { name: 'LastName', isRequiredOnCreate: true, maxLength: 5 }),
    hubspot: [null, 'Ada', 'Lovelace', ' Ada '],
    salesforce: ['Ada', 'Hoppe'],
  },
  {
    joined: mapping({ type: 'number' }, { type: 'double', scale: 1 }),
    hubspot: [null, '1.24', '1.2', '1.26', 'much'],
    salesforce: [null, 1.2, 1.3],
  },
  {
    joined: mapping({ type: 'date' }, { type: 'datetime' }),
    hubspot: [null, '2026-03-08', '2026-03-09'],
    salesforce: [null, '2026-03-08T07:30:00.000+0000', '2026-03-08T03:00:00.000+0000'],
  },
  {
    joined: mapping({}, { isUpdateable: false, isCreateable: false, isCalculated: true }),
    hubspot: [null, 'gold', 'silver'],
    salesforce: [null, 'gold', 'bronze'],
  },
];

export const fingerprint = (canonical: string | null) => JSON.stringify(canonical);
const times = fc
  .integer({ min: 0, max: 5000 })
  .map((milliseconds) => new Date(Date.UTC(2026, 10, 23) + milliseconds).toISOString());

/** Some fields of different kinds with rules, and a world in which they hold anything. */
export const scenes = fc
  .array(
    fc.constantFrom(...kinds).chain((kind) =>
      fc.record({
        kind: fc.constant(kind),
        rule: fc.constantFrom(...syncRules),
        hasBlankProtection: fc.boolean(),
        hubspot: fc.constantFrom(...kind.hubspot),
        salesforce: fc.constantFrom<SalesforceValue>(...kind.salesforce),
        base: fc.constantFrom(...kind.hubspot, undefined),
      }),
    ),
    { minLength: 1, maxLength: 6 },
  )
  .chain((fields) =>
    fc.record({
      fields: fc.constant(fields),
      hubspotEditedAt: times,
      lastModifiedAt: times,
      isNewPair: fc.boolean(),
    }),
  )
  .map(({ fields, hubspotEditedAt, lastModifiedAt, isNewPair }) => {
    const rows = fields.map(({ kind, rule, hasBlankProtection, ...values }, position) => {
      const joined: ResolvedMapping = {
        ...kind.joined,
        hubspotProperty: `property_${position}`,
        salesforceField: `Field_${position}__c`,
        rule,
        hasBlankProtection,
      };
      return { kind, joined, ...values };
    });
    const base = rows.flatMap(({ joined, base: value }) =>
      value === undefined ? [] : [[baseKey(joined), printOf(value, joined)] as const],
    );
    const world: World = {
      properties: Object.fromEntries(rows.map(({ joined, hubspot }) => [joined.hubspotProperty, hubspot])),
      fields: Object.fromEntries(rows.map(({ joined, salesforce }) => [joined.salesforceField, salesforce])),
      base: isNewPair ? null : Object.fromEntries(base),
      hubspotEditedAt,
      lastModifiedAt,
    };
    return { rows, mappings: rows.map(({ joined }) => joined), world };
  });

export function printOf(value: string | null, joined: ResolvedMapping): string {
  return fingerprint(comparableValue(readHubspotValue(value, joined, context), joined));
}

export function planWorld(world: World, mappings: readonly ResolvedMapping[]): FieldWrites {
  const input: FieldSyncInput = {
    mappings,
    hubspot: { properties: world.properties },
    salesforce: { fields: world.fields, lastModifiedAt: world.lastModifiedAt },
    base: world.base,
    editTimes: new Map(mappings.map(({ hubspotProperty }) => [hubspotProperty, world.hubspotEditedAt])),
    fingerprint,
    context,
  };
  const result = planFieldSync(input);
  if (result.kind !== 'plan') throw new Error('edit times were given');
  return result;
}

/** Both systems after the writes: an empty text clears a property. */
export function applyWrites(world: World, writes: FieldWrites): World {
  const written = Object.entries(writes.toHubspot).map(([name, value]) => [
    name,
    value === '' ? null : value,
  ]);
  return {
    ...world,
    properties: { ...world.properties, ...Object.fromEntries(written) },
    fields: { ...world.fields, ...writes.toSalesforce },
    base: writes.nextBase,
  };
}

export const edits = fc.record({
  row: fc.nat(5),
  value: fc.nat(5),
  isInHubspot: fc.boolean(),
  editedAt: times,
});
type Edit = typeof edits extends fc.Arbitrary<infer Value> ? Value : never;

/** A person changes one field on one side. */
export function applyEdit(world: World, { kind, joined }: Pick<Row, 'kind' | 'joined'>, edit: Edit): World {
  if (edit.isInHubspot) {
    const value = kind.hubspot[edit.value % kind.hubspot.length] ?? null;
    const properties = { ...world.properties, [joined.hubspotProperty]: value };
    return { ...world, properties, hubspotEditedAt: edit.editedAt };
  }
  const value = kind.salesforce[edit.value % kind.salesforce.length] ?? null;
  return {
    ...world,
    fields: { ...world.fields, [joined.salesforceField]: value },
    lastModifiedAt: edit.editedAt,
  };
}

export function isAgreed(joined: ResolvedMapping, world: World): boolean {
  const hubspot = readHubspotValue(world.properties[joined.hubspotProperty], joined, context);
  const salesforce = readSalesforceValue(world.fields[joined.salesforceField], joined, context);
  return comparableValue(hubspot, joined) === comparableValue(salesforce, joined);
}
