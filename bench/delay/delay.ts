import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { drainAll, queueResync } from '#bench/rig/drain.ts';
import { listLinks, listMembers, makeTierList, settleList, twoWayMappings } from '#bench/rig/people.ts';
import { type Rig, startRig } from '#bench/rig/start-rig.ts';
import type { TenantSession } from '#lib/services/sync-session.ts';
import { root } from '#scripts/local/root.ts';
import { type Child, startChild } from '#scripts/local/start-child.ts';
import { waitForChild } from '#scripts/local/wait-until-ready.ts';
import { receiveWebhooks } from './receive-webhooks.ts';
import { type Watch, watchExchanges } from './watch-exchanges.ts';

const latencyMs = 200;
const longestWaitMs = 150_000;

type Scene = {
  readonly rig: Rig;
  readonly session: TenantSession;
  readonly watch: Watch;
  readonly links: Awaited<ReturnType<typeof listLinks>>;
  readonly outsiders: readonly string[];
};

/** From an edit until its arrival on the other side, with the real worker, its queue and 200 ms a call. */
export async function benchDelay(samples: number): Promise<void> {
  const rig = await startRig({ sendsWebhooks: true, sweepSeconds: 15 });
  const stopReceiving = await receiveWebhooks(rig);
  let worker: Child | null = null;
  try {
    const scene = await setScene(rig, samples);
    worker = await startWorker(rig, 60);
    await measure(scene, 'HubSpot to Salesforce, by webhook', samples, 1_000, editContact);
    await Promise.all([
      measure(scene, 'Salesforce to HubSpot, by sweep every 60 s', samples, 2_500, editRecord('slow')),
      measure(scene, 'joining the list to the new Lead', samples, 2_000, joinList),
    ]);
    await worker.stop();
    worker = await startWorker(rig, 15);
    // Sweeps that were planned a minute ahead still come then.
    await pause(60_000);
    await measure(scene, 'Salesforce to HubSpot, by sweep every 15 s', samples, 1_500, editRecord('fast'));
  } finally {
    await worker?.stop();
    stopReceiving();
    await (await rig.container.openQueue()).stop();
    await rig.stop();
  }
}

async function setScene(rig: Rig, samples: number): Promise<Scene> {
  await rig.hubspot.post('generate', { contacts: 20 * samples });
  const listId = await makeTierList(rig, ['key']);
  const everybodyId = await makeTierList(rig, ['standard', 'small']);
  const session = await rig.openSession();
  await Promise.all([settleList(session, listId), settleList(session, everybodyId)]);
  await rig.changeSettings({ inclusionList: { listId, name: 'Key' }, mappings: twoWayMappings });
  await queueResync(session);
  await drainAll(rig.openSession);
  // The app opens it when it starts.
  await rig.container.openQueue();
  const outsiders = await listMembers(session, everybodyId);
  const links = await listLinks(session);
  for (const control of [rig.hubspot, rig.salesforce]) await control.post('latency', { p50Ms: latencyMs });
  return { rig, session, links, outsiders, watch: await watchExchanges(rig) };
}

async function startWorker(rig: Rig, sweepSeconds: number): Promise<Child> {
  const worker = await startChild({
    title: 'the worker',
    command: process.execPath,
    args: [join(root, 'worker/main.ts')],
    env: {
      ...process.env,
      ...rig.environment,
      SWEEP_INTERVAL_SECONDS: String(sweepSeconds),
      LOG_LEVEL: 'info',
    },
    logFile: join(rig.folder, 'worker.log'),
  });
  await waitForChild(worker, async () => worker.readLastLines(50).includes('worker ready'));
  return worker;
}

type Edit = (scene: Scene, index: number, value: string) => Promise<void>;

const editContact: Edit = async ({ session, links }, index, value) => {
  const { hubspotContactId = '' } = links[index % links.length] ?? {};
  await session.hubspot.updateContacts([{ hubspotContactId, properties: { company: value } }]);
};

const editRecord =
  (offset: 'slow' | 'fast'): Edit =>
  async ({ session, links }, index, value) => {
    const link = links.at(offset === 'slow' ? -1 - index : index % links.length);
    if (link === undefined) throw new Error('too few links');
    const { salesforceId, salesforceType } = link;
    await session.salesforce.update([{ salesforceId, salesforceType, fields: { Title: value } }]);
  };

const joinList: Edit = async ({ session, outsiders }, index, value) => {
  const hubspotContactId = outsiders[index] ?? '';
  const properties = { account_tier: 'key', jobtitle: value };
  await session.hubspot.updateContacts([{ hubspotContactId, properties }]);
};

/** Edits one after another without waiting for arrivals, then waits for all of them. */
async function measure(
  scene: Scene,
  title: string,
  samples: number,
  gapMs: number,
  edit: Edit,
): Promise<void> {
  const values = Array.from({ length: samples }, (_, index) => `${title} ${index}`.replaceAll(/\W+/g, '-'));
  const edits: Promise<void>[] = [];
  for (const [index, value] of values.entries()) {
    edits.push(edit(scene, index, value));
    await pause(gapMs);
  }
  await Promise.all(edits);
  const deadline = Date.now() + longestWaitMs;
  const readDelays = () => values.flatMap((value) => scene.watch.readDelay(value) ?? []);
  while (readDelays().length < samples && Date.now() < deadline) await pause(1_000);
  const delays = readDelays().toSorted((first, second) => first - second);
  const percentile = (part: number) => delays[Math.min(delays.length - 1, Math.floor(part * delays.length))];
  const seconds = (part: number) => ((percentile(part) ?? Number.NaN) / 1_000).toFixed(1);
  console.log(
    `${title}: ${delays.length} of ${samples} arrived, p50 ${seconds(0.5)} s, p95 ${seconds(0.95)} s, p99 ${seconds(0.99)} s`,
  );
}
