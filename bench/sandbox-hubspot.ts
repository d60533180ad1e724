import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { Worker } from 'node:worker_threads';
import { createHubspotService } from '#sandbox/hubspot/service.ts';
import { createClock } from '#sandbox/kernel/clock.ts';
import { listen } from '#sandbox/kernel/listen.ts';
import { createRandom } from '#sandbox/kernel/random.ts';

/**
 * How fast the local HubSpot is by itself: a million contacts from a seed, then batch reads of 100 over a socket. It has
 * to be much faster than what is measured against it. The clients run in a thread of their own, so that the server has
 * one core for itself; on a machine of one core both share it.
 */
const { values } = parseArgs({
  options: {
    contacts: { type: 'string', default: '1000000' },
    seconds: { type: 'string', default: '10' },
    connections: { type: 'string', default: '8' },
  },
});
const contactCount = Number(values.contacts);
const properties = [
  'email',
  'firstname',
  'lastname',
  'phone',
  'company',
  'jobtitle',
  'city',
  'country',
  'lifecyclestage',
];

const hubspot = createHubspotService({
  clock: createClock({ mode: 'real' }),
  random: createRandom('bench'),
  baseUrl: () => '',
});
hubspot.loadScenario('empty');
const control = (path: string, body: object) =>
  hubspot.app.fetch(
    new Request(`http://bench/_control/${path}`, { method: 'POST', body: JSON.stringify(body) }),
  );
await control('settings', { callsPerTenSeconds: null });

const start = performance.now();
await control('generate', { contacts: contactCount, seed: 'bench' });
const generatedMs = performance.now() - start;
const residentMb = process.memoryUsage().rss / 1_048_576;
console.log(
  `${contactCount.toLocaleString('en')} contacts in ${(generatedMs / 1_000).toFixed(1)} s, ${residentMb.toFixed(0)} MB resident`,
);

const [portal] = [...hubspot.world.portals.values()];
const [app] = hubspot.world.apps;
const user = portal?.profile.users[0];
if (!portal || !app || !user) throw new Error('The empty scenario has a portal, a user and an app.');
const scopes = ['crm.objects.contacts.read'];
const installation = { app, portalId: portal.portalId, hublet: 'eu1', user, scopes };
const { token } = hubspot.world.grants.addAccessToken(app, scopes, installation);
const listener = await listen(hubspot.app, 0, '--port');
const clients = new Worker(new URL('./sandbox-hubspot-clients.ts', import.meta.url), {
  workerData: {
    url: listener.url,
    token,
    properties,
    firstId: Number(portal.contacts.idOf(0)),
    contactCount,
    seconds: Number(values.seconds),
    connections: Number(values.connections),
  },
});
const cpuBefore = process.cpuUsage();
const [{ reads, bytes, elapsedMs, clientCpuMs }] = await new Promise<
  [{ reads: number; bytes: number; elapsedMs: number; clientCpuMs: number }]
>((resolve, reject) => {
  clients.once('message', (result) => resolve([result]));
  clients.once('error', reject);
});
const cpu = process.cpuUsage(cpuBefore);
const serverCpuMs = (cpu.user + cpu.system) / 1_000 - clientCpuMs;
console.log(
  [
    `${(reads / (elapsedMs / 1_000)).toFixed(0)} batch reads of 100 a second (${properties.length} properties)`,
    `${(reads / (serverCpuMs / 1_000)).toFixed(0)} for each second of the server's processor`,
    `${(bytes / reads / 1_024).toFixed(0)} kB an answer`,
    `${availableParallelism()} cores`,
  ].join(', '),
);
await listener.close();
await clients.terminate();
process.exit(0);
