import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
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
import { ruleWrites } from './sync-decision.ts';

/** Both sides of one pair, the base stored for it and the clock of its edits. */
type World = {
  readonly properties: Record<string, string | null>;
  readonly fields: Record<string, SalesforceValue>;
  readonly base: BaseValues | null;
  readonly hubspotEditedAt: string;
  readonly lastModifiedAt: string;
};

type Row = {
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

const fingerprint = (canonical: string | null) => JSON.stringify(canonical);
const times = fc
  .integer({ min: 0, max: 5000 })
  .map((milliseconds) => new Date(Date.UTC(2026, 10, 23) + milliseconds).toISOString());

/** Some fields of different kinds with rules, and a world in which they hold anything. */
const scenes = fc
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

function printOf(value: string | null, joined: ResolvedMapping): string {
  return fingerprint(comparableValue(readHubspotValue(value, joined, context), joined));
}

function planWorld(world: World, mappings: readonly ResolvedMapping[]): FieldWrites {
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
function applyWrites(world: World, writes: FieldWrites): World {
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

const edits = fc.record({ row: fc.nat(5), value: fc.nat(5), isInHubspot: fc.boolean(), editedAt: times });
type Edit = typeof edits extends fc.Arbitrary<infer Value> ? Value : never;

/** A person changes one field on one side. */
function applyEdit(world: World, { kind, joined }: Pick<Row, 'kind' | 'joined'>, edit: Edit): World {
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

/** The other end of a mapping, by the names the scenes give. */
function counterpart(name: string): string {
  const position = /\d+/.exec(name)?.[0];
  return name.startsWith('property') ? `Field_${position}__c` : `property_${position}`;
}

function isAgreed(joined: ResolvedMapping, world: World): boolean {
  const hubspot = readHubspotValue(world.properties[joined.hubspotProperty], joined, context);
  const salesforce = readSalesforceValue(world.fields[joined.salesforceField], joined, context);
  return comparableValue(hubspot, joined) === comparableValue(salesforce, joined);
}

const thorough = { numRuns: 1000 };

describe('any pair', () => {
  it('needs no further write once a plan was applied', () => {
    fc.assert(
      fc.property(scenes, ({ world, mappings }) => {
        const settled = applyWrites(world, planWorld(world, mappings));
        const again = planWorld(settled, mappings);
        expect(again.changes).toEqual([]);
        expect(again.nextBase).toEqual(settled.base);
      }),
      thorough,
    );
  });

  it('agrees on every field whose value could be written and whose blank was not blocked', () => {
    fc.assert(
      fc.property(scenes, ({ world, mappings }) => {
        const writes = planWorld(world, mappings);
        const settled = applyWrites(world, writes);
        const refused = new Set(writes.faults.map(({ field }) => field));
        for (const joined of mappings) {
          const isOneWay = !ruleWrites(joined.rule, 'hubspot') || !ruleWrites(joined.rule, 'salesforce');
          const mayStayApart = joined.rule === 'none' || (joined.hasBlankProtection && isOneWay);
          const isRefused = refused.has(joined.hubspotProperty) || refused.has(joined.salesforceField);
          expect(mayStayApart || isRefused || isAgreed(joined, settled)).toBe(true);
        }
      }),
      thorough,
    );
  });

  it('writes each field on one side at most, and agreed fields not at all', () => {
    fc.assert(
      fc.property(scenes, ({ world, mappings }) => {
        const { toHubspot, toSalesforce, changes } = planWorld(world, mappings);
        for (const joined of mappings) {
          const sides = [joined.hubspotProperty in toHubspot, joined.salesforceField in toSalesforce];
          const writes = sides.filter(Boolean).length;
          expect(writes).toBeLessThanOrEqual(isAgreed(joined, world) || joined.rule === 'none' ? 0 : 1);
        }
        expect(changes).toHaveLength(Object.keys(toHubspot).length + Object.keys(toSalesforce).length);
      }),
      thorough,
    );
  });

  it('costs one write at most for one edit, and none afterwards', () => {
    fc.assert(
      fc.property(
        scenes,
        fc.array(edits, { minLength: 1, maxLength: 4 }),
        ({ rows, mappings, world }, steps) => {
          let settled = planWorld(world, mappings);
          let current = applyWrites(world, settled);
          for (const edit of steps) {
            const row = rows[edit.row % rows.length];
            if (row === undefined) continue;
            // A contest that waits because its winner was refused may end with any later stamp of the record.
            const waiting = new Set(settled.faults.map(({ field }) => field));
            const edited = applyEdit(current, row, edit);
            settled = planWorld(edited, mappings);
            const caused = settled.changes.filter(
              ({ field }) => !waiting.has(counterpart(field)) && !waiting.has(field),
            );
            expect(caused.length).toBeLessThanOrEqual(1);
            current = applyWrites(edited, settled);
            expect(planWorld(current, mappings).changes).toEqual([]);
          }
        },
      ),
      thorough,
    );
  });

  it('never loses a value to a blank under blank protection', () => {
    fc.assert(
      fc.property(scenes, ({ world, mappings }) => {
        const careful = mappings.map((joined) => ({ ...joined, hasBlankProtection: true }));
        for (const change of planWorld(world, careful).changes) expect(change.after).not.toBeNull();
      }),
      thorough,
    );
  });

  it('has the same plan in whatever order its mappings are stored', () => {
    const shuffled = scenes.chain(({ world, mappings }) =>
      fc.record({
        world: fc.constant(world),
        mappings: fc.constant(mappings),
        reordered: fc.shuffledSubarray(mappings, { minLength: mappings.length }),
      }),
    );
    fc.assert(
      fc.property(shuffled, ({ world, mappings, reordered }) => {
        expect(JSON.stringify(planWorld(world, reordered))).toBe(JSON.stringify(planWorld(world, mappings)));
      }),
      thorough,
    );
  });

  it('keeps in the base only what both sides hold or held at the last sync', () => {
    fc.assert(
      fc.property(scenes, ({ world, mappings }) => {
        const writes = planWorld(world, mappings);
        const settled = applyWrites(world, writes);
        for (const joined of mappings) {
          const stored = writes.nextBase[baseKey(joined)];
          const held = printOf(settled.properties[joined.hubspotProperty] ?? null, joined);
          if (joined.rule === 'none') expect(stored).toBeUndefined();
          else if (isAgreed(joined, settled)) expect(stored).toBe(held);
          else expect(stored).toBe(world.base?.[baseKey(joined)]);
        }
      }),
      thorough,
    );
  });
});
