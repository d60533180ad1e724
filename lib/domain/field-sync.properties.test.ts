import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { baseKey } from './field-sync.ts';
import {
  applyEdit,
  applyWrites,
  edits,
  isAgreed,
  planWorld,
  printOf,
  scenes,
} from './field-worlds.fixtures.ts';
import { agreedBase } from './field-writes.ts';
import { ruleWrites } from './sync-decision.ts';

/** The other end of a mapping, by the names the scenes give. */
function counterpart(name: string): string {
  const position = /\d+/.exec(name)?.[0];
  return name.startsWith('property') ? `Field_${position}__c` : `property_${position}`;
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
          else expect(agreedBase(stored)).toBe(world.base?.[baseKey(joined)]);
        }
      }),
      thorough,
    );
  });
});
