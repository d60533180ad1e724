import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createSchema } from '../metadata/schema.ts';
import type { Row } from './row.ts';
import { createTable } from './table.ts';

const lead = createSchema().object('lead');
if (!lead) throw new Error('no Lead');

type Step = { row: number; stamp: number; email: string | null; action: 'save' | 'remove' };

const step: fc.Arbitrary<Step> = fc.record({
  row: fc.integer({ min: 0, max: 7 }),
  // Mostly forward, sometimes a late commit with an older stamp.
  stamp: fc.integer({ min: 1, max: 40 }),
  email: fc.option(fc.constantFrom('a@x.it', 'A@X.IT', 'b@x.it')),
  action: fc.constantFrom('save', 'save', 'save', 'remove'),
});

describe('a table', () => {
  it('finds by e-mail and by stamp exactly what a scan finds, whatever happened before', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 80 }), fc.integer({ min: 0, max: 40 }), (steps, from) => {
        const table = createTable(lead, 'gK');
        const rows = new Map<number, Row>();
        for (const { row: key, stamp, email, action } of steps) {
          const known = rows.get(key);
          if (action === 'remove') {
            if (known) table.remove(known);
            rows.delete(key);
          } else if (known) table.update(known, { Email: email, SystemModstamp: stamp });
          else {
            const made: Row = { Id: table.nextId(), SystemModstamp: stamp, Email: email };
            table.insert(made);
            rows.set(key, made);
          }
        }
        const living = [...rows.values()];
        const inWindow = living.filter(
          (row) => row.SystemModstamp >= from && row.SystemModstamp <= from + 10,
        );
        expect(new Set(table.stampedBetween(from, from + 10))).toEqual(new Set(inWindow));
        const stamps = table.stampedBetween(from, from + 10).map((row) => row.SystemModstamp);
        expect(stamps).toEqual(stamps.toSorted((a, b) => a - b));
        const sameEmail = living.filter((row) => String(row.Email ?? '').toLowerCase() === 'a@x.it');
        expect(new Set(table.find('Email', 'a@X.it'))).toEqual(new Set(sameEmail));
        expect(table.size()).toBe(living.length);
      }),
    );
  });

  it('keeps its stamps right over thousands of updates', () => {
    const table = createTable(lead, 'gK');
    const rows = Array.from({ length: 50 }, (): Row => ({ Id: table.nextId(), SystemModstamp: 1 }));
    for (const row of rows) table.insert(row);
    for (let round = 2; round < 200; round++) {
      for (const row of rows) table.update(row, { SystemModstamp: round });
    }
    expect(table.stampedBetween(0, 198)).toEqual([]);
    expect(table.stampedBetween(199, 199)).toHaveLength(50);
  });
});
