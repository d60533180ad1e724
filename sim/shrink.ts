import type { Database } from '#lib/db/database.ts';
import { drawScript, type SimEvent } from './script.ts';
import { type SeedReport, simulate } from './simulate.ts';

/** Times a failing seed is played again while events are left out. */
const mostTries = 40;

/** Leaves events out as long as the same invariant stays broken: halves first, then single ones. */
export async function shrink(
  failed: SeedReport,
  db: Database,
): Promise<{ readonly events: readonly SimEvent[]; readonly report: SeedReport }> {
  let events: readonly SimEvent[] = drawScript(failed.seed);
  let report = failed;
  let tries = 0;
  const invariant = failed.violations[0]?.invariant;
  for (let size = Math.ceil(events.length / 2); size >= 1; size = size === 1 ? 0 : Math.ceil(size / 2)) {
    for (let from = 0; from < events.length && tries < mostTries; ) {
      const fewer = [...events.slice(0, from), ...events.slice(from + size)];
      tries += 1;
      const again = await simulate(failed.seed, fewer, db);
      if (again.violations[0]?.invariant === invariant) {
        events = fewer;
        report = again;
      } else from += size;
    }
  }
  return { events, report };
}
