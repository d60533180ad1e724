import { drainAll } from '#bench/rig/drain.ts';
import { type Rig, startRig } from '#bench/rig/start-rig.ts';
import { queueImport } from './queue-import.ts';
import { type Memory, workOff } from './worker-process.ts';

const fewRecords = 10_000;
const idsPerJobPage = 10_000;
const contactsPerCall = 100;

/** API calls of an import beside the least there is, and what its worker holds on to at a tenth of it and at all. */
export async function benchImport(records: number): Promise<void> {
  const few = await importRecords(Math.min(fewRecords, records / 10));
  const many = await importRecords(records);
  const ratio = (name: 'mostHeap' | 'mostResident') => (many[name] / few[name]).toFixed(2);
  console.log(`\nmemory: heap x ${ratio('mostHeap')}, resident x ${ratio('mostResident')}`);
}

async function importRecords(records: number): Promise<Memory> {
  const rig = await startRig();
  try {
    await rig.salesforce.post('generate', { leads: records });
    // The change feeds are read once from where the tenant was connected; what is counted begins behind that.
    await drainAll(rig.openSession);
    const runId = await queueImport(rig, records);
    await Promise.all([rig.hubspot.resetCounters(), rig.salesforce.resetCounters()]);
    const { ms, memory } = await workOff(rig, runId);
    console.log(`\n${records} Leads imported without a list in ${Math.round(ms / 1_000)} s`);
    await printRun(rig, runId);
    if (memory === null) throw new Error('the worker told nothing');
    const megabytes = (bytes: number) => (bytes / 1_048_576).toFixed(1);
    console.log(
      `  memory after collection, the most of ${memory.turns} turns: ` +
        `heap ${megabytes(memory.mostHeap)} MB, resident ${megabytes(memory.mostResident)} MB`,
    );
    return memory;
  } finally {
    await rig.stop();
  }
}

async function printRun(rig: Rig, runId: string): Promise<void> {
  const run = await rig.container.openStores(rig.tenantId).runs.read(runId);
  if (run === null) throw new Error('the run is gone');
  console.log(`  ${run.state}, ${JSON.stringify(run.tallies)}, ${JSON.stringify(run.counts)}`);
  const made = run.tallies.created ?? 0;
  const floors = {
    // One call makes a hundred contacts with their address; what fills them is the sync behind the import.
    hubspot: Math.ceil(made / contactsPerCall),
    salesforce: Math.ceil(run.enumerated / idsPerJobPage),
  };
  for (const platform of ['hubspot', 'salesforce'] as const) {
    const routes = [...(await rig[platform].readCalls())].toSorted(([, first], [, second]) => second - first);
    const sum = routes.reduce((total, [, calls]) => total + calls, 0);
    console.log(`  ${platform}: ${sum} calls, floor ${floors[platform]}`);
    for (const [route, calls] of routes) console.log(`    ${String(calls).padStart(7)}  ${route}`);
  }
}
