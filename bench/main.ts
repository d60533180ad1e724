import { parseArgs } from 'node:util';
import { benchCalls } from './calls/calls.ts';
import { benchDelay } from './delay/delay.ts';
import { benchEngine } from './engine/engine.ts';
import { benchImport } from './import/import.ts';
import { benchImportKills } from './import/import-kills.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    contacts: { type: 'string', default: '10000' },
    samples: { type: 'string', default: '40' },
    records: { type: 'string' },
  },
});
const contacts = Number(values.contacts);

const benches: Readonly<Record<string, () => Promise<void>>> = {
  calls: () => benchCalls(contacts),
  engine: () => benchEngine(contacts),
  import: () => benchImport(Number(values.records ?? 100_000)),
  'import-kills': () => benchImportKills(Number(values.records ?? 20_000)),
  delay: () => benchDelay(Number(values.samples)),
};

const bench = benches[positionals[0] ?? ''];
if (bench === undefined) {
  console.error(`Usage: npm run bench -- ${Object.keys(benches).join(' | ')} [--contacts 10000]`);
  process.exit(1);
}
await bench();
// The pool of the database stays open; there is nothing left to do.
process.exit(0);
