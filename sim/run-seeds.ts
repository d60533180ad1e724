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
};

/** Seeds that are played side by side, so that the database is never waited for by all. */
const sideBySide = 6;

/** Plays the seeds and prints what was found. Answers the exit code. */
export async function runSeeds(order: Order): Promise<number> {
  const folder = mkdtempSync(join(tmpdir(), 'sluice-sim-'));
  // Root starts the server under another account, which must be able to enter.
  chmodSync(folder, 0o755);
  const postgres = await startTestPostgres(folder);
  const db = openDatabase(postgres.urlOf(templateDatabase), sideBySide * 2);
  try {
    return await playSeeds(order, db);
  } finally {
    await db.$disconnect();
    await postgres.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function playSeeds(order: Order, db: Database): Promise<number> {
  const startedAt = performance.now();
  const elapsed = () => (performance.now() - startedAt) / 1_000;
  const failed: SeedReport[] = [];
  const totals = { seeds: 0, exchanges: 0, writes: 0 };
  let next = order.start;
  const mayGoOn = () => {
    if (failed.length > 0 && order.isPlanted) return false;
    const isInTime = order.seconds !== null && elapsed() < order.seconds;
    return failed.length < 10 && (next < order.start + order.seeds || isInTime);
  };
  const playOn = async () => {
    while (mayGoOn()) {
      const seed = next;
      next += 1;
      const report = await simulate(seed, drawScript(seed), db);
      if (order.isPlayedTwice) await compare(report, await simulate(seed, drawScript(seed), db));
      totals.seeds += 1;
      totals.exchanges += report.exchanges;
      totals.writes += report.writes;
      if (report.violations.length > 0) failed.push(report);
      if (order.isTracePrinted) console.log(report.trace.join('\n'));
    }
  };
  await Promise.all(Array.from({ length: sideBySide }, playOn));
  const rate = (totals.seeds / elapsed()).toFixed(2);
  for (const report of failed.toSorted((a, b) => a.seed - b.seed).slice(0, order.isPlanted ? 0 : 2))
    await explain(report, db);
  for (const { seed, violations } of failed)
    for (const { invariant, detail } of violations.slice(0, 2))
      console.log(`seed ${seed} ${invariant}: ${detail}`);
  console.log(
    `${totals.seeds} seeds, ${totals.exchanges} exchanges, ${totals.writes} writes, ${elapsed().toFixed(1)} s (${rate} seeds/s), ${failed.length} seeds with violations${failed.length > 0 ? `: ${failed.map(({ seed }) => seed).join(', ')}` : ''}`,
  );
  if (order.isPlanted) {
    console.log(
      failed.length > 0 ? `found after ${totals.seeds} seeds` : `NOT found in ${totals.seeds} seeds`,
    );
    return failed.length > 0 ? 0 : 1;
  }
  return failed.length > 0 ? 1 : 0;
}

async function compare(first: SeedReport, second: SeedReport): Promise<void> {
  if (first.traceHash === second.traceHash) return;
  const at = first.trace.findIndex((line, index) => line !== second.trace[index]);
  console.log(`seed ${first.seed} is not the same twice:\n  ${first.trace[at]}\n  ${second.trace[at]}`);
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
