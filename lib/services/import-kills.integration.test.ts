import { spawn } from 'node:child_process';
import { randomBytes, randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, expect, it } from 'vitest';
import { importSelectionSchema } from '#lib/contracts/import.ts';
import { openTestTenants } from '#lib/db/tenant.fixtures.ts';
import { credentials } from '#lib/hubspot/test-consent.ts';
import { createTestDatabase } from '#scripts/local/test-database.ts';
import { addRecords, openImporter, person, readRows, readRun } from './import.fixtures.ts';
import { type SandboxTenant, startSandboxes } from './sandbox.fixtures.ts';
import { startImport } from './start-import.ts';

const databaseUrl = await createTestDatabase();
const key = randomBytes(32);
const tenants = openTestTenants(databaseUrl, key);
const sandboxes = await startSandboxes(tenants);
afterAll(async () => {
  await sandboxes.close();
  await tenants.close();
});

const records = 1_500;
const kills = 20;

const environment = {
  DATABASE_URL: databaseUrl,
  APP_URL: 'http://localhost:3000',
  NEXTAUTH_SECRET: 'x'.repeat(32),
  TOKEN_ENCRYPTION_KEYS: `test:${key.toString('base64')}`,
  HUBSPOT_CLIENT_ID: credentials.clientId,
  HUBSPOT_CLIENT_SECRET: credentials.clientSecret,
  HUBSPOT_API_URL: sandboxes.hubspotUrl,
  SALESFORCE_CLIENT_ID: credentials.clientId,
  SALESFORCE_CLIENT_SECRET: credentials.clientSecret,
  SALESFORCE_LOGIN_URL: sandboxes.salesforceUrl,
  SALESFORCE_SANDBOX_LOGIN_URL: sandboxes.salesforceUrl,
  SALESFORCE_INSTANCE_HOSTS: '127.0.0.1,localhost',
  LOG_LEVEL: 'error',
};

/** Drains in a process of its own, and kills it after a while, unless it has ended before. */
async function drainFor({ stores }: SandboxTenant, killAfterMs: number | null): Promise<boolean> {
  const script = join(import.meta.dirname, 'drain-process.fixtures.ts');
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', script, stores.tenantId], {
    env: { ...process.env, ...environment },
    stdio: ['ignore', 'inherit', 'inherit'],
  });
  const ended = once(child, 'exit');
  if (killAfterMs === null) return (await ended)[0] === 0;
  const timer = new AbortController();
  const killed = pause(killAfterMs, true, { signal: timer.signal }).catch(() => false);
  const wasKilled = await Promise.race([ended.then(() => false), killed]);
  timer.abort();
  if (wasKilled) child.kill('SIGKILL');
  await ended;
  return !wasKilled;
}

async function importRecords(killAt: readonly number[]) {
  await sandboxes.reset();
  // Both sandboxes' time stands still, the processes read the machine's: what an import makes is to be younger than the
  // import, also when the first processes are killed before they begin it.
  sandboxes.time.advance(Math.max(0, Date.now() + 60_000 - sandboxes.time.now()));
  const tenant = await sandboxes.openTenant(0);
  const context = openImporter(tenants, tenant);
  await addRecords(
    tenant,
    'Lead',
    Array.from({ length: records }, (_, index) => person(index)),
  );
  sandboxes.hubspot.counters.reset();
  const request = importSelectionSchema.parse({ salesforceTypes: ['Lead'] });
  const { run } = await startImport(context, randomUUID(), request);
  const isOver = async () => (await readRun(tenant, run.runId)).finishedAt !== null;
  let killed = 0;
  for (const moment of killAt) {
    if (await isOver()) break;
    if (!(await drainFor(tenant, moment))) killed += 1;
  }
  while (!(await isOver())) await drainFor(tenant, null);
  const { state, enumerated, processed, tallies } = await readRun(tenant, run.runId);
  const { writes } = sandboxes.hubspot.counters.read();
  const rows = await readRows(context, run.runId);
  const values = await tenant.session.hubspot.readContactsByEmail(
    rows.map(([, , email = '']) => email),
    ['firstname', 'lastname', 'company', 'city', 'jobtitle'],
  );
  const contacts = [...values.contacts.values()].map(({ email, properties }) => {
    const { firstname, lastname, company, city, jobtitle } = properties;
    return [email, firstname, lastname, company, city, jobtitle].join();
  });
  return {
    killed,
    end: {
      run: { state, enumerated, processed, tallies },
      contacts: contacts.toSorted(),
      people: await tenant.session.hubspot.countContacts(),
      writes: writes.total,
      links: await tenant.stores.links.count(),
      rows: rows.map(([type, , email, , contact]) => [type, email, contact].join()).toSorted(),
    },
  };
}

it('an import whose process is killed at 20 random moments ends as one that was left alone', async () => {
  const undisturbed = await importRecords([]);
  expect(undisturbed.end).toMatchObject({
    run: { state: 'completed', enumerated: records, tallies: { created: records, synced: records } },
    people: records,
    writes: 2 * records,
  });
  const moments = Array.from({ length: kills }, () => 600 + Math.random() * 2_500);
  const { killed, end } = await importRecords(moments);
  expect(end).toEqual(undisturbed.end);
  // On a machine that is quick enough to be done before, the last ones meet nobody.
  expect(killed).toBeGreaterThanOrEqual(3);
}, 600_000);
