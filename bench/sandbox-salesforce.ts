import { createHash } from 'node:crypto';
import { createClock } from '#sandbox/kernel/clock.ts';
import { listen } from '#sandbox/kernel/listen.ts';
import { createRandom } from '#sandbox/kernel/random.ts';
import { createSalesforceService } from '#sandbox/salesforce/service.ts';

/**
 * How fast the local Salesforce is with a world of a million contacts: it must never be what a benchmark of the product
 * measures. Prints figures; run it with `node bench/sandbox-salesforce.ts [contacts]`.
 */

const count = Number(process.argv[2] ?? 1_000_000);
const callback = 'http://localhost:3000/api/salesforce/callback';
const client = { client_id: 'bench', client_secret: 'bench' };
let url = '';

const salesforce = createSalesforceService({
  clock: createClock({ mode: 'real' }),
  random: createRandom('bench'),
  baseUrl: () => url,
  redirectUris: [callback],
  clientId: client.client_id,
  clientSecret: client.client_secret,
});

const megabytes = (bytes: number): string => `${Math.round(bytes / 1_000_000)} MB`;
const seconds = (ms: number): string => `${(ms / 1000).toFixed(2)} s`;

async function timed<T>(label: string, times: number, act: (round: number) => Promise<T>): Promise<T> {
  const start = performance.now();
  let result = await act(0);
  for (let round = 1; round < times; round++) result = await act(round);
  const each = (performance.now() - start) / times;
  console.log(`${label.padEnd(44)} ${each < 1000 ? `${each.toFixed(1)} ms` : seconds(each)}`);
  return result;
}

async function post(path: string, form: Record<string, string>): Promise<Response> {
  return fetch(url + path, { method: 'POST', redirect: 'manual', body: new URLSearchParams(form) });
}

async function connect(): Promise<string> {
  const verifier = 'v'.repeat(64);
  const authorize = new URLSearchParams({
    response_type: 'code',
    client_id: client.client_id,
    redirect_uri: callback,
    code_challenge: createHash('sha256').update(verifier).digest('base64url'),
  });
  const username = 'elena.marchetti@aurora-energia.example';
  const login = await post('/login', { authorize: authorize.toString(), username });
  const source = new URL(login.headers.get('location') ?? '', url).searchParams.get('source') ?? '';
  const decided = await post('/setup/secur/RemoteAccessAuthorizationPage.apexp', {
    source,
    decision: 'allow',
  });
  const code = new URL(decided.headers.get('location') ?? '').searchParams.get('code') ?? '';
  const grant = { grant_type: 'authorization_code', code, redirect_uri: callback, code_verifier: verifier };
  const answer = await post('/services/oauth2/token', { ...client, ...grant });
  return ((await answer.json()) as { access_token: string }).access_token;
}

type Call = (path: string, body?: unknown, method?: string) => Promise<Response>;

function callerWith(token: string): Call {
  return async (path, body, method = body === undefined ? 'GET' : 'POST') => {
    const answer = await fetch(`${url}/services/data/v67.0/${path}`, {
      method,
      headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${await answer.text()}`);
    return answer;
  };
}

async function readPages(call: Call, jobId: string): Promise<number> {
  let rows = 0;
  for (let locator = ''; locator !== 'null'; ) {
    const answer = await call(`jobs/query/${jobId}/results${locator && `?locator=${locator}`}`);
    await answer.arrayBuffer();
    rows += Number(answer.headers.get('sforce-numberofrecords'));
    locator = answer.headers.get('sforce-locator') ?? 'null';
  }
  return rows;
}

async function runBulkQuery(call: Call, query: string): Promise<string> {
  const created = await call('jobs/query', { operation: 'query', query });
  const { id } = (await created.json()) as { id: string };
  for (;;) {
    const { state } = (await (await call(`jobs/query/${id}`)).json()) as { state: string };
    if (state === 'JobComplete') return id;
    if (state === 'Failed') throw new Error('The query job failed');
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

async function measure(call: Call): Promise<void> {
  const contacts = [...(salesforce.world.orgs()[0]?.tableOf('Contact').rows() ?? [])];
  const pick = (size: number, round: number) =>
    Array.from({ length: size }, (_, index) => contacts[((round * size + index) * 7919) % contacts.length]);
  const query = (soql: string) => call(`query?q=${encodeURIComponent(soql)}`).then((answer) => answer.json());

  await timed('query, Email IN of 200', 20, (round) => {
    const emails = pick(200, round).map((row) => `'${String(row?.Email).replaceAll("'", "\\'")}'`);
    return query(`SELECT Id, Email, LastName FROM Contact WHERE Email IN (${emails.join(',')})`);
  });
  const fields = ['Id', 'Email', 'FirstName', 'LastName', 'Phone', 'Title', 'SystemModstamp'];
  await timed('retrieve of 2,000', 20, async (round) => {
    const ids = pick(2000, round).map((row) => row?.Id);
    return (await call('composite/sobjects/Contact', { ids, fields })).arrayBuffer();
  });
  await timed('update of 200', 20, async (round) => {
    const records = pick(200, round).map((row) => ({
      attributes: { type: 'Contact' },
      Id: row?.Id,
      Title: `Title ${round}`,
    }));
    return (await call('composite/sobjects', { records }, 'PATCH')).arrayBuffer();
  });
  await timed('query of what changed since, by SystemModstamp', 20, () =>
    query(`SELECT Id FROM Contact WHERE SystemModstamp >= TODAY ORDER BY SystemModstamp, Id`),
  );
  const soql = 'SELECT Id, Email, FirstName, LastName, SystemModstamp FROM Contact';
  const jobId = await timed('bulk query job, all contacts', 1, () => runBulkQuery(call, soql));
  const rows = await timed('its result pages of 50,000', 1, () => readPages(call, jobId));
  console.log(`${'rows read'.padEnd(44)} ${rows}`);
}

async function main(): Promise<void> {
  const listener = await listen(salesforce.app, 0, '--salesforce-port');
  url = listener.url;
  salesforce.loadScenario('empty');
  const control = (path: string, body: unknown) =>
    fetch(`${url}/_control/${path}`, { method: 'POST', body: JSON.stringify(body) });
  await control('org', { dailyApiLimit: 1_000_000 });
  await timed(`load ${count.toLocaleString('en')} contacts`, 1, () =>
    control('generate', { contacts: count }),
  );
  console.log(`${'memory after load'.padEnd(44)} ${megabytes(process.memoryUsage().rss)}`);
  await measure(callerWith(await connect()));
  console.log(`${'highest memory'.padEnd(44)} ${megabytes(process.resourceUsage().maxRSS * 1024)}`);
  await listener.close();
}

await main();
