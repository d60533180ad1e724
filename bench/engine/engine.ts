import { drainAll, queueResync } from '#bench/rig/drain.ts';
import {
  listMembers,
  makeTierList,
  openSettings,
  retitleContacts,
  retitleRecords,
  settleList,
} from '#bench/rig/people.ts';
import { type Rig, startRig } from '#bench/rig/start-rig.ts';
import type { TenantSession } from '#lib/services/sync-session.ts';
import { record, replay } from './replay.ts';

const rounds = 3;

type Scene = { readonly rig: Rig; readonly session: TenantSession; readonly contactIds: readonly string[] };

/** Contacts a second of one worker beside a bare replay of the same requests, without latency and limits. */
export async function benchEngine(contacts: number): Promise<void> {
  const rig = await startRig();
  try {
    const scene = await setScene(rig, contacts);
    await compare(scene, 'no-change resync', null);
    await compare(scene, 'resync, every contact changed in HubSpot', (title) =>
      retitleContacts(scene.session, scene.contactIds, title),
    );
  } finally {
    await rig.stop();
  }
}

async function setScene(rig: Rig, contacts: number): Promise<Scene> {
  await rig.hubspot.post('generate', { contacts });
  const listId = await makeTierList(rig, ['key', 'standard', 'small']);
  const session = await rig.openSession();
  await settleList(session, listId);
  const contactIds = await listMembers(session, listId);
  await rig.changeSettings({ inclusionList: { listId, name: 'Everybody' }, ...openSettings });
  const scene = { rig, session, contactIds };
  const first = await resync(scene);
  console.log(`first sync creating Leads: ${perSecond(contactIds.length, first)} contacts/s`);
  return scene;
}

async function resync({ rig, session }: Scene): Promise<number> {
  await queueResync(session);
  return drainAll(rig.openSession);
}

async function compare(
  scene: Scene,
  title: string,
  change: ((title: string) => Promise<void>) | null,
): Promise<void> {
  const { rig, session, contactIds } = scene;
  await change?.('Recorded');
  const recording = await record(rig, () => resync(scene));
  const ratios: number[] = [];
  for (let round = 1; round <= rounds; round += 1) {
    await change?.(`Round ${round}`);
    await Promise.all([rig.hubspot.resetCounters(), rig.salesforce.resetCounters()]);
    const runMs = await resync(scene);
    const atOnce = {
      hubspot: await rig.hubspot.readMaxConcurrency(),
      salesforce: await rig.salesforce.readMaxConcurrency(),
    };
    const replayMs = await replay(recording, atOnce);
    if (change !== null) await retitleRecords(session, `Round ${round}`);
    ratios.push(runMs / replayMs);
    const speeds = `${perSecond(contactIds.length, runMs)} contacts/s, replay ${perSecond(contactIds.length, replayMs)}`;
    const width = `${atOnce.hubspot} + ${atOnce.salesforce} requests at once`;
    console.log(`${title}: ${speeds} (${width}), ${(runMs / replayMs).toFixed(2)} x the replay's time`);
  }
  console.log(`${title}: best of ${rounds}: ${Math.min(...ratios).toFixed(2)} x the replay's time`);
}

function perSecond(contacts: number, ms: number): number {
  return Math.round((contacts * 1_000) / ms);
}
