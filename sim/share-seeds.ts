import { fork } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { plantedBugs } from './planted-bugs.ts';
import { type Totals, withDatabase } from './run-seeds.ts';

export type Share = {
  readonly seeds: number;
  readonly start: number;
  readonly processes: number;
  /** Bugs to plant one by one, with commas between them, or `all`. */
  readonly plant: string | null;
  /** Where to leave a report. */
  readonly report: string | null;
  /** Arguments that concern whoever plays. */
  readonly passedOn: readonly string[];
};

/** Plays the seeds in processes that share one database, and prints what they came to. Answers the exit code. */
export async function shareSeeds(share: Share): Promise<number> {
  return withDatabase(async (databaseUrl) => {
    if (share.plant === null) return playSeeds(share, databaseUrl);
    const names = share.plant === 'all' ? Object.keys(plantedBugs) : share.plant.split(',');
    return findBugs(share, names, databaseUrl);
  });
}

async function playSeeds(share: Share, databaseUrl: string): Promise<number> {
  const { seeds, start, processes, passedOn, report } = share;
  const startedAt = performance.now();
  const parts = await Promise.all(
    Array.from({ length: processes }, (_, index) => {
      const range = ['--seeds', String(seeds - index), '--start', String(start + index)];
      return playPart([...passedOn, ...range, '--stride', String(processes), '--database', databaseUrl]);
    }),
  );
  const played = parts.flatMap((part) => part ?? []);
  const sum = (of: (part: Totals) => number) => played.reduce((total, part) => total + of(part), 0);
  const seconds = (performance.now() - startedAt) / 1_000;
  const failed = played.flatMap((part) => part.failed).sort((a, b) => a - b);
  const count = sum((part) => part.seeds);
  console.log(
    `${count} seeds from ${start} on, ${sum(({ exchanges }) => exchanges)} exchanges, ${sum(({ writes }) => writes)} writes, ${seconds.toFixed(1)} s (${(count / seconds).toFixed(2)} seeds/s), ${failed.length} seeds with violations${failed.length > 0 ? `: ${failed.join(', ')}` : ''}`,
  );
  if (report !== null) {
    mkdirSync(dirname(report), { recursive: true });
    writeFileSync(report, JSON.stringify({ seeds: count, failed }));
  }
  return failed.length > 0 || played.length < parts.length ? 1 : 0;
}

/** Plants one bug after the other and tells how many seeds it takes until it is found. */
async function findBugs(
  { seeds, start, processes, passedOn }: Share,
  names: readonly string[],
  databaseUrl: string,
): Promise<number> {
  const left = [...names];
  let missed = 0;
  const findOn = async () => {
    for (let name = left.shift(); name !== undefined; name = left.shift()) {
      const range = ['--seeds', String(seeds), '--start', String(start)];
      const arguments_ = [...passedOn, ...range, '--stride', '1', '--plant', name, '--database', databaseUrl];
      const played = await playPart(arguments_);
      const isFound = played !== null && played.failed.length > 0;
      if (!isFound) missed += 1;
      console.log(`${name}: ${isFound ? 'found' : 'NOT found'} after ${played?.seeds ?? 'no'} seeds`);
    }
  };
  await Promise.all(Array.from({ length: processes }, findOn));
  return missed === 0 ? 0 : 1;
}

/** One process; `null` when it ended without having played. */
function playPart(arguments_: readonly string[]): Promise<Totals | null> {
  const child = fork(join(import.meta.dirname, 'main.ts'), arguments_, {
    execArgv: ['--disable-warning=ExperimentalWarning'],
  });
  return new Promise((resolve) => {
    let totals: Totals | null = null;
    child.on('message', (message: Totals) => {
      totals = message;
    });
    child.on('exit', () => resolve(totals));
  });
}
