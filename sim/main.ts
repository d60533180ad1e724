/**
 * The simulation: plays seeds of made-up days and judges the invariants of the rule book. See sim/README.md.
 *
 *   npm run sim -- --seeds 200 --start 1     plays seeds 1 to 200
 *   npm run sim -- --seed 17                 plays one seed and prints its trace
 *   npm run sim -- --seconds 90 --seeds 100  plays for 90 s, and 100 seeds at least
 *   npm run sim -- --plant gate-skipped      with a planted bug; ends with 0 when it was found
 */
import { parseArgs } from 'node:util';
import { plantBug } from './plant-bug.ts';

const { values } = parseArgs({
  options: {
    seeds: { type: 'string', default: '20' },
    start: { type: 'string', default: '1' },
    seed: { type: 'string' },
    seconds: { type: 'string' },
    plant: { type: 'string' },
    twice: { type: 'boolean', default: false },
  },
});

// Before anything of the product is loaded.
if (values.plant !== undefined) plantBug(values.plant);
const { runSeeds } = await import('./run-seeds.ts');
process.exitCode = await runSeeds({
  seeds: values.seed === undefined ? Number(values.seeds) : 1,
  start: Number(values.seed ?? values.start),
  seconds: values.seconds === undefined ? null : Number(values.seconds),
  isTracePrinted: values.seed !== undefined,
  isPlanted: values.plant !== undefined,
  isPlayedTwice: values.twice,
});
