import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Database, openDatabase } from '#lib/db/database.ts';
import { startTestPostgres, templateDatabase } from '#scripts/local/test-postgres.ts';
import { drawScript } from './script.ts';
import { shrink } from './shrink.ts';
import { type SeedReport, simulate } from './simulate.ts';

export type Order = {
  readonly seeds: number;
  readonly start: number;
  /** Goes on with new seeds for so long after `seeds` are played; `null` stops there. */
  readonly seconds: number | null;
  readonly isTracePrinted: boolean;
  /** A bug was planted: finding it is the good end. */
  readonly isPlanted: boolean;
  readonly isPlayedTwice: boolean;
  /** Every how many-th seed is played here; the others are played by other processes. */
  readonly stride: number;
};

/** What seeds came to. */
export type Totals = {
  seeds: number;
  exchanges: number;
  writes: number;
  failed: number[];
};

/** Seeds that are played side by side, so that the database is never waited for by all. */
const sideBySide = 6;

/** Gives `work` the address of a database that nobody else uses and that is gone afterwards. */
export async function withDatabase<Result>(work: (databaseUrl: string) => Promise<Result>): Promise<Result> {
  const folder = mkdtempSync(join(tmpdir(), 'sluice-sim-'));
  // Root starts the server under another account, which must be able to enter.
  chmodSync(folder, 0o755);
  const postgres = await startTestPostgres(folder);
  try {
    return await work(postgres.urlOf(templateDatabase));
  } finally {
    await postgres.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Plays the seeds and prints what was found. */
export async function runSeeds(order: Order, databaseUrl: string): Promise<Totals> {
  const db = openDatabase(databaseUrl, sideBySide * 2);
  try {
    return await playSeeds(order, db);
  } finally {
    await db.$disconnect();
  }
}

async function playSeeds(order: Order, db: Database): Promise<Totals> {
  const startedAt = performance.now();
  const failed: SeedReport[] = [];
  const totals: Totals = { seeds: 0, exchanges: 0, writes: 0, failed: [] };
  let next = order.start;
  const mayGoOn = () => {
    if (failed.length > 0 && order.isPlanted) return false;
    const isInTime = order.seconds !== null && performance.now() - startedAt < order.seconds * 1_000;
    return failed.length < 10 && (next < order.start + order.seeds || isInTime);
  };
  const playOn = async () => {
    while (mayGoOn()) {
      const seed = next;
      next += order.stride;
      const first = await simulate(seed, drawScript(seed), db);
      const report = order.isPlayedTwice ? compare(first, await simulate(seed, drawScript(seed), db)) : first;
      totals.seeds += 1;
      totals.exchanges += report.exchanges;
      totals.writes += report.writes;
      if (report.violations.length > 0) failed.push(report);
      if (order.isTracePrinted) console.log(report.trace.join('\n'));
    }
  };
  await Promise.all(Array.from({ length: sideBySide }, playOn));
  failed.sort((a, b) => a.seed - b.seed);
  const worthShrinking = failed.filter(({ violations: [first] }) => first?.invariant !== 'the same twice');
  for (const report of worthShrinking.slice(0, order.isPlanted ? 0 : 2)) await explain(report, db);
  for (const { seed, violations } of failed)
    for (const { invariant, detail } of violations.slice(0, 1))
      console.log(`seed ${seed} ${invariant}: ${detail.slice(0, 600)}`);
  return { ...totals, failed: failed.map(({ seed }) => seed) };
}

/** The first report, with a violation when the second one tells another story. */
function compare(first: SeedReport, second: SeedReport): SeedReport {
  if (first.traceHash === second.traceHash) return first;
  const at = first.trace.findIndex((line, index) => line !== second.trace[index]);
  const detail = `line ${at} is "${first.trace[at]}" and then "${second.trace[at]}"`;
  return { ...first, violations: [...first.violations, { invariant: 'the same twice', detail }] };
}

/** Prints the fewest events that still go wrong, and how. */
async function explain(report: SeedReport, db: Database): Promise<void> {
  const { events, report: smallest } = await shrink(report, db);
  console.log(`\nseed ${report.seed}: ${report.violations.map(({ invariant }) => invariant).join(', ')}`);
  for (const { invariant, detail } of smallest.violations) console.log(`  ${invariant}: ${detail}`);
  console.log(
    `  ${events.length} events are enough (npm run sim -- --seed ${report.seed} plays all of them):`,
  );
  for (const line of smallest.trace) console.log(`    ${line}`);
}
