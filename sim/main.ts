/**
 * The simulation: plays seeds of made-up days and judges the invariants of the rule book. See sim/README.md.
 *
 *   npm run sim -- --seeds 200 --start 1     plays seeds 1 to 200
 *   npm run sim -- --seed 17                 plays one seed and prints its trace
 *   npm run sim -- --seconds 90 --seeds 100  plays for 90 s, and 100 seeds at least
 *   npm run sim -- --processes 2             shares the seeds among two processes
 *   npm run sim -- --plant gate-skipped      with planted bugs one by one (a,b or all); ends with 0 when found
 */
import { enableCompileCache } from 'node:module';
import { parseArgs } from 'node:util';
import { plantBug } from './plant-bug.ts';

const { values } = parseArgs({
  options: {
    seeds: { type: 'string', default: '20' },
    start: { type: 'string', default: '1' },
    seed: { type: 'string' },
    seconds: { type: 'string' },
    processes: { type: 'string', default: '1' },
    plant: { type: 'string' },
    twice: { type: 'boolean', default: false },
    /** A file that is told how many seeds were played and which failed. */
    report: { type: 'string' },
    /** Of a process that plays a part of the seeds. */
    stride: { type: 'string' },
    database: { type: 'string' },
  },
});

// Half of a short run is loading.
enableCompileCache();
const isPart = values.stride !== undefined;
// Before anything of the product is loaded.
if (isPart && values.plant !== undefined) plantBug(values.plant);
if (isPart) {
  const { runSeeds } = await import('./run-seeds.ts');
  const order = {
    seeds: values.seed === undefined ? Number(values.seeds) : 1,
    start: Number(values.seed ?? values.start),
    seconds: values.seconds === undefined ? null : Number(values.seconds),
    isTracePrinted: values.seed !== undefined,
    isPlanted: values.plant !== undefined,
    isPlayedTwice: values.twice,
    stride: Number(values.stride),
  };
  process.send?.(await runSeeds(order, values.database ?? ''));
  process.disconnect();
} else {
  const { shareSeeds } = await import('./share-seeds.ts');
  process.exitCode = await shareSeeds({
    seeds: Number(values.seeds),
    start: Number(values.start),
    processes: values.seed === undefined ? Number(values.processes) : 1,
    plant: values.plant ?? null,
    report: values.report ?? null,
    passedOn: [
      ...(values.seed === undefined ? [] : ['--seed', values.seed]),
      ...(values.seconds === undefined ? [] : ['--seconds', values.seconds]),
      ...(values.twice ? ['--twice'] : []),
    ],
  });
}
