import { parseArgs } from 'node:util';
import { Worker } from 'node:worker_threads';
import { startPinnedSandbox } from './pinned-sandbox.ts';

/**
 * How fast the local HubSpot is by itself: a million contacts from a seed, then batch reads of 100 over a socket, the
 * server on one core and the clients on another. It has to be much faster than what is measured against it.
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
const redirectUri = 'http://localhost/bench';
const app = { clientId: 'bench', clientSecret: 'bench', redirectUris: [redirectUri] };
const scope = 'crm.objects.contacts.read';

const sandbox = await startPinnedSandbox();
const { hubspotUrl: url } = sandbox;

async function control(path: string, body: object): Promise<void> {
  const answer = await fetch(`${url}/_control/${path}`, { method: 'POST', body: JSON.stringify(body) });
  if (!answer.ok) throw new Error(`${path}: ${answer.status} ${await answer.text()}`);
}

/** A token of the first account, by the consent of its user. */
async function connect(): Promise<string> {
  await control('apps', { appId: 1, name: 'Bench', requiredScopes: [scope], ...app });
  const query = new URLSearchParams({ client_id: app.clientId, redirect_uri: redirectUri, scope });
  const { portals } = await (await fetch(`${url}/_control/portals`)).json();
  const consent = await fetch(`${url}/oauth/authorize?${query}`, {
    method: 'POST',
    body: new URLSearchParams({ decision: 'connect', portalId: String(portals[0].portalId) }),
    redirect: 'manual',
  });
  const code = new URL(consent.headers.get('location') ?? '').searchParams.get('code') ?? '';
  const answer = await fetch(`${url}/oauth/2026-09/token`, {
    method: 'POST',
    body: new URLSearchParams({
      grant_type: 'authorization_code',
      client_id: app.clientId,
      client_secret: app.clientSecret,
      redirect_uri: redirectUri,
      code,
    }),
  });
  return (await answer.json()).access_token;
}

async function readFirstId(token: string): Promise<number> {
  const answer = await fetch(`${url}/crm/objects/2026-09/contacts?limit=1`, {
    headers: { authorization: `Bearer ${token}` },
  });
  return Number((await answer.json()).results[0].id);
}

function runClients(
  token: string,
  firstId: number,
): Promise<{ reads: number; bytes: number; elapsedMs: number }> {
  const seconds = Number(values.seconds);
  const workerData = {
    ...{ url, token, properties, firstId, contactCount, seconds },
    connections: Number(values.connections),
  };
  const clients = new Worker(new URL('./sandbox-hubspot-clients.ts', import.meta.url), { workerData });
  return new Promise((resolve, reject) => {
    clients.once('message', resolve);
    clients.once('error', reject);
  });
}

try {
  await control('settings', { callsPerTenSeconds: null });
  const token = await connect();
  const start = performance.now();
  await control('generate', { contacts: contactCount, seed: 'bench' });
  const generatedMs = performance.now() - start;
  const firstId = await readFirstId(token);
  const usedBefore = sandbox.processorSeconds() ?? 0;
  const { reads, bytes, elapsedMs } = await runClients(token, firstId);
  const used = (sandbox.processorSeconds() ?? 0) - usedBefore;
  console.log(
    [
      `${contactCount.toLocaleString('en')} contacts in ${(generatedMs / 1_000).toFixed(1)} s`,
      `${(reads / (elapsedMs / 1_000)).toFixed(0)} batch reads of 100 a second (${properties.length} properties, ${(bytes / reads / 1_024).toFixed(0)} kB an answer)`,
      ...(used > 0 ? [`${(reads / used).toFixed(0)} for each second the core was its own`] : []),
      `${sandbox.peakMemoryMb()?.toFixed(0) ?? 'unknown'} MB at most`,
      sandbox.isPinned ? 'server on a core of its own' : 'not pinned',
    ].join(', '),
  );
} finally {
  await sandbox.stop();
}
