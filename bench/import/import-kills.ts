import { isDeepStrictEqual } from 'node:util';
import { drainAll } from '#bench/rig/drain.ts';
import { type Rig, startRig } from '#bench/rig/start-rig.ts';
import type { HubspotContact } from '#lib/domain/records.ts';
import { queueImport } from './queue-import.ts';
import { workOff } from './worker-process.ts';

const kills = 20;
const properties = ['firstname', 'lastname', 'company', 'jobtitle', 'phone', 'city'];

/**
 * Kills the worker of an import the hard way at random points, and compares the end with that of an import nobody
 * disturbed: contacts with their values, links, counters and writes.
 *
 * @throws Error when the two ends differ
 */
export async function benchImportKills(records: number): Promise<void> {
  const undisturbed = await importRecords(records, null);
  console.log(`undisturbed: ${JSON.stringify(undisturbed.run)}, ${undisturbed.writes} writes`);
  // Spread over the work of one life; what a killed worker had begun is done again, so the run lasts longer than that.
  const longestLifeMs = (2 * undisturbed.ms) / kills;
  const disturbed = await importRecords(records, longestLifeMs);
  console.log(
    `killed ${disturbed.killed} times after ${disturbed.lives.map((ms) => Math.round(ms)).join(', ')} ms`,
  );
  console.log(`disturbed: ${JSON.stringify(disturbed.run)}, ${disturbed.writes} writes`);
  for (const part of ['run', 'writes', 'links', 'contacts'] as const) {
    const isEqual = isDeepStrictEqual(disturbed[part], undisturbed[part]);
    console.log(`${part}: ${isEqual ? 'equal' : 'DIFFERENT'}`);
    if (!isEqual) process.exitCode = 1;
    if (part === 'contacts' && !isEqual) {
      const expected = new Set(undisturbed.contacts);
      console.log(disturbed.contacts.filter((contact) => !expected.has(contact)).slice(0, 5));
    }
  }
  if (process.exitCode === 1) throw new Error('the killed import ended otherwise than the undisturbed one');
}

async function importRecords(records: number, longestLifeMs: number | null) {
  const rig = await startRig();
  try {
    await rig.salesforce.post('generate', { leads: records });
    await drainAll(rig.openSession);
    const runId = await queueImport(rig, records);
    await rig.hubspot.resetCounters();
    const startedAt = performance.now();
    const lives: number[] = [];
    while (longestLifeMs !== null && lives.length < kills) {
      // A process takes about two seconds to begin; a kill before that meets nobody.
      const killAfterMs = 2_000 + Math.random() * longestLifeMs;
      const { wasKilled } = await workOff(rig, runId, killAfterMs);
      if (!wasKilled) break;
      lives.push(killAfterMs);
    }
    await workOff(rig, runId);
    const ms = performance.now() - startedAt;
    return { killed: lives.length, lives, ms, ...(await readEnd(rig, runId)) };
  } finally {
    await rig.stop();
  }
}

async function readEnd(rig: Rig, runId: string) {
  const stores = rig.container.openStores(rig.tenantId);
  const { hubspot } = await rig.openSession();
  const run = await stores.runs.read(runId);
  const writes = await rig.hubspot.readWrites();
  const contacts: string[] = [];
  for (let after: string | null = null; ; ) {
    const page = await hubspot.readContactIdsPage(after);
    const read = await hubspot.readContacts(page.contactIds, properties);
    // HubSpot adds ids and times of its own, which differ from one import to the next.
    const valuesOf = (held: HubspotContact['properties']) => properties.map((name) => held[name] ?? null);
    contacts.push(
      ...[...read.contacts.values()].map((each) => JSON.stringify([each.email, valuesOf(each.properties)])),
    );
    if (page.next === null) break;
    after = page.next;
  }
  return {
    run: { state: run?.state, enumerated: run?.enumerated, processed: run?.processed, tallies: run?.tallies },
    writes,
    links: await stores.links.count(),
    contacts: contacts.toSorted(),
  };
}
