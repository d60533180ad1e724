import type { AddressInfo } from 'node:net';
import { serve } from '@hono/node-server';
import jsforce from 'jsforce';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { createClock } from '#sandbox/kernel/clock.ts';
import { createRandom } from '#sandbox/kernel/random.ts';
import { createSalesforceService } from './service.ts';

/** Salesforce's best-known client, unmodified, over a real socket. */

const redirectUri = 'http://localhost:3000/api/salesforce/callback';
const credentials = { clientId: 'jsforce-client', clientSecret: 'jsforce-secret' };
const username = 'elena.marchetti@aurora-energia.example';
let url = '';
const salesforce = createSalesforceService({
  clock: createClock({ mode: 'real' }),
  random: createRandom('jsforce'),
  baseUrl: () => url,
  redirectUris: [redirectUri],
  ...credentials,
});
let server: ReturnType<typeof serve>;

beforeAll(async () => {
  for (const name of ['http_proxy', 'https_proxy', 'HTTP_PROXY', 'HTTPS_PROXY']) delete process.env[name];
  salesforce.loadScenario('demo');
  url = await new Promise<string>((resolve) => {
    server = serve({ fetch: salesforce.app.fetch, hostname: '127.0.0.1', port: 0 }, ({ port }: AddressInfo) =>
      resolve(`http://127.0.0.1:${port}`),
    );
  });
});

afterAll(() => new Promise<void>((resolve) => server.close(() => resolve())));

async function approveInBrowser(authorizeUrl: string): Promise<string> {
  const form = (fields: Record<string, string>): RequestInit => ({
    method: 'POST',
    redirect: 'manual',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams(fields).toString(),
  });
  const authorize = new URL(authorizeUrl).search.slice(1);
  const login = await fetch(`${url}/login`, form({ authorize, username }));
  const page = new URL(login.headers.get('location') ?? '', url);
  const source = page.searchParams.get('source') ?? '';
  const decided = await fetch(page, form({ source, decision: 'allow' }));
  return new URL(decided.headers.get('location') ?? '').searchParams.get('code') ?? '';
}

async function logIn() {
  const oauth2 = new jsforce.OAuth2({ ...credentials, redirectUri, loginUrl: url, useVerifier: true });
  const connection = new jsforce.Connection({ oauth2, version: '67.0' });
  const code = await approveInBrowser(oauth2.getAuthorizationUrl({ scope: 'api refresh_token id' }));
  const user = await connection.authorize(code);
  return { connection, user };
}

it('logs in with a 171-character verifier and no challenge method, and reads its identity', async () => {
  const { connection, user } = await logIn();
  expect(connection.instanceUrl).toBe(url);
  const identity = await connection.identity();
  expect(identity.username).toBe(username);
  expect(identity.user_id).toBe(user.id);
  expect(identity.organization_id).toBe(user.organizationId);
});

it('queries, pages by locator and reads the usage header', async () => {
  const { connection } = await logIn();
  const first = await connection.query('SELECT Id, Name, Owner.Name FROM Lead ORDER BY Id', {
    headers: { 'Sforce-Query-Options': 'batchSize=200' },
  });
  expect(first).toMatchObject({ totalSize: 600, done: false });
  expect(first.records).toHaveLength(200);
  const all = await connection.query('SELECT Id FROM Lead', { autoFetch: true });
  expect(new Set(all.records.map((record) => record.Id)).size).toBe(600);
  expect(connection.limitInfo.apiUsage?.limit).toBe(15_000);
});

it('creates, retrieves, updates and deletes, and describes', async () => {
  const { connection } = await logIn();
  const leads = connection.sobject('Lead');
  const created = await leads.create([
    { LastName: 'Verdi', Company: 'Verdi Srl', Email: 'G.Verdi@Verdi.Example' },
    { LastName: 'Nobody' },
  ]);
  expect(created.map((result) => result.success)).toEqual([true, false]);
  expect(created[1]?.errors[0]).toMatchObject({ statusCode: 'REQUIRED_FIELD_MISSING', fields: ['Company'] });
  const leadId = created[0]?.id ?? '';
  await leads.update({ Id: leadId, City: 'Parma' });
  expect(await leads.retrieve(leadId)).toMatchObject({ City: 'Parma', Email: 'g.verdi@verdi.example' });
  await leads.destroy(leadId);
  await expect(leads.retrieve(leadId)).rejects.toMatchObject({ errorCode: 'ENTITY_IS_DELETED' });
  const description = await connection.describe('lead');
  expect(description.fields.find((field) => field.name === 'Company')).toMatchObject({
    nillable: false,
    length: 255,
  });
});

it('refreshes an expired session by itself', async () => {
  const { connection } = await logIn();
  const before = connection.accessToken;
  await fetch(`${url}/_control/sessions/expire`, { method: 'POST' });
  expect((await connection.query('SELECT COUNT() FROM Contact')).totalSize).toBe(500);
  expect(connection.accessToken).not.toBe(before);
});

it('upserts by external id and follows updated and deleted records', async () => {
  const { connection } = await logIn();
  const contacts = connection.sobject('Contact');
  const created = await contacts.upsert({ LastName: 'Key', External_Key__c: 'A-1 b' }, 'External_Key__c');
  expect(created).toMatchObject({ success: true, created: true });
  const again = await contacts.upsert({ LastName: 'Key two', External_Key__c: 'A-1 b' }, 'External_Key__c');
  expect(again).toMatchObject({ success: true, created: false, id: created.id });
  const start = new Date(salesforce.service.clock.now() - 3_600_000);
  const end = new Date(salesforce.service.clock.now() + 120_000);
  expect((await contacts.updated(start, end)).ids).toContain(created.id);
  await contacts.destroy(String(created.id));
  expect((await contacts.deleted(start, end)).deletedRecords.map((record) => record.id)).toContain(
    created.id,
  );
});

it('loads and reads through bulk jobs', async () => {
  const { connection } = await logIn();
  const settings = { queueMs: 0, batchMs: 0 };
  await fetch(`${url}/_control/bulk`, { method: 'POST', body: JSON.stringify(settings) });
  connection.bulk2.pollInterval = 5;
  const input = [
    { External_Key__c: 'bulk-1', LastName: 'Neri', Company: 'Acme', Title: null },
    { External_Key__c: 'bulk-2', LastName: '', Company: 'Acme', Title: 'CEO' },
  ];
  const upsert = { object: 'Lead', operation: 'upsert', externalIdFieldName: 'External_Key__c' } as const;
  const loaded = await connection.bulk2.loadAndWaitForResults({ ...upsert, input });
  expect(loaded.successfulResults).toMatchObject([{ sf__Created: 'true', External_Key__c: 'bulk-1' }]);
  expect(loaded.failedResults).toMatchObject([
    { sf__Error: 'REQUIRED_FIELD_MISSING:Required fields are missing: [LastName]:LastName --' },
  ]);
  const stream = await connection.bulk2.query(`SELECT LastName FROM Lead WHERE External_Key__c = 'bulk-1'`);
  expect(await stream.toArray()).toEqual([{ LastName: 'Neri' }]);
});
