import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { isEcho } from './echo.ts';
import { context } from './field-mapping.fixtures.ts';
import type { ResolvedMapping } from './field-mapping.ts';
import {
  applyEdit,
  applyWrites,
  edits,
  fingerprint,
  isAgreed,
  planWorld,
  printOf,
  scenes,
  type World,
} from './field-worlds.fixtures.ts';
import { baseKey, placeholderBase } from './field-writes.ts';

const echoOf = (side: 'hubspot' | 'salesforce', world: World, mappings: readonly ResolvedMapping[]) => {
  const read =
    side === 'hubspot'
      ? { side, record: { properties: world.properties } }
      : { side, record: { fields: world.fields } };
  return isEcho(read, mappings, world.base ?? {}, fingerprint, context);
};
const thorough = { numRuns: 1_000 };

describe('what a side tells of after a plan was applied', () => {
  it('is an echo on both sides where every field agrees', () => {
    fc.assert(
      fc.property(scenes, ({ world, mappings }) => {
        const settled = applyWrites(world, planWorld(world, mappings));
        const areAllAgreed = mappings.every((each) => each.rule === 'none' || isAgreed(each, settled));
        if (!areAllAgreed) return;
        expect(echoOf('hubspot', settled, mappings)).toBe(true);
        expect(echoOf('salesforce', settled, mappings)).toBe(true);
      }),
      thorough,
    );
  });

  it('is no echo on both sides where a field could not cross', () => {
    fc.assert(
      fc.property(scenes, ({ world, mappings }) => {
        const settled = applyWrites(world, planWorld(world, mappings));
        const isApart = mappings.some((each) => each.rule !== 'none' && !isAgreed(each, settled));
        const isBoth = echoOf('hubspot', settled, mappings) && echoOf('salesforce', settled, mappings);
        if (isApart) expect(isBoth).toBe(false);
      }),
      thorough,
    );
  });

  it('is an echo after an edit only where there is nothing to write', () => {
    fc.assert(
      fc.property(scenes, edits, ({ rows, world, mappings }, edit) => {
        const settled = applyWrites(world, planWorld(world, mappings));
        const row = rows[edit.row % rows.length];
        if (row === undefined) return;
        const edited = applyEdit(settled, row, edit);
        const side = edit.isInHubspot ? 'hubspot' : 'salesforce';
        if (echoOf(side, edited, mappings)) expect(planWorld(edited, mappings).changes).toEqual([]);
      }),
      thorough,
    );
  });

  it('is no echo where a field has no base, because nothing was agreed', () => {
    fc.assert(
      fc.property(scenes, ({ world, mappings }) => {
        const synced = mappings.filter(({ rule }) => rule !== 'none');
        if (synced.length === 0) return;
        expect(echoOf('hubspot', { ...world, base: {} }, mappings)).toBe(false);
        expect(echoOf('salesforce', { ...world, base: {} }, mappings)).toBe(false);
      }),
      thorough,
    );
  });

  it('is an echo of a default in Salesforce and the blank it stands for in HubSpot, and of nothing else', () => {
    fc.assert(
      fc.property(scenes, ({ rows, world }) => {
        const [row] = rows;
        if (row === undefined || row.joined.rule === 'none') return;
        const { joined } = row;
        const held = world.properties[joined.hubspotProperty] ?? null;
        const base = { [baseKey(joined)]: placeholderBase(printOf('a default', joined)) };
        const isBlank = (held ?? '').trim() === '';
        expect(echoOf('hubspot', { ...world, base }, [joined])).toBe(isBlank);
      }),
      thorough,
    );
  });
});
