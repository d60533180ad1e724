import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from '@hubspot/api-client';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createHubspotOAuth, type HubspotOAuth } from '#lib/hubspot/connection.ts';
import { createPortalLimiter } from '#lib/hubspot/limiter.ts';
import { createHubspot } from '#lib/hubspot/portal.ts';
import { codeVerifier, consent, credentials, redirectUri } from '#lib/hubspot/test-consent.ts';
import { type Clock, systemClock } from '#lib/platform/clock.ts';
import { createGrantTokens } from '#lib/platform/test-tokens.ts';
import type { HubspotPort } from '#lib/ports.ts';
import { createHubspotService } from '#sandbox/hubspot/service.ts';
import { createClock } from '#sandbox/kernel/clock.ts';
import { type Listener, listen } from '#sandbox/kernel/listen.ts';
import { createRandom } from '#sandbox/kernel/random.ts';
import { type ContractReport, checkRecording, describeReport } from './check-recording.ts';
import { useClient } from './use-client.fixtures.ts';

const folder = mkdtempSync(join(tmpdir(), 'contract-'));
const appId = '4820117';
const sandboxClock = createClock({ mode: 'real' });
/** Waiting moves the portal's time instead of taking ours. */
const clock: Clock = {
  now: () => sandboxClock.now(),
  sleep: (ms, signal) => (signal ? systemClock.sleep(ms, signal) : Promise.resolve(sandboxClock.advance(ms))),
};
let url = '';
let oauth: HubspotOAuth;
let listener: Listener;
const sandbox = createHubspotService({
  clock: sandboxClock,
  random: createRandom('contract'),
  baseUrl: () => url,
  app: { ...credentials, redirectUris: [redirectUri], appId: Number(appId) },
});

beforeAll(async () => {
  sandbox.loadScenario('demo');
  listener = await listen(sandbox.app, 0, 'port');
  ({ url } = listener);
  oauth = createHubspotOAuth({ apiUrl: url, appUrl: url, ...credentials });
});
afterAll(async () => {
  await listener.close();
  rmSync(folder, { recursive: true });
});

const control = (path: string, body: object = {}) =>
  fetch(`${url}/_control/${path}`, { method: 'POST', body: JSON.stringify(body) });

async function record(name: string, act: () => Promise<void>): Promise<ContractReport> {
  const path = join(folder, name);
  sandbox.recorder.recordTo(path);
  await act();
  sandbox.recorder.recordTo(null);
  const report = checkRecording(path);
  console.log(describeReport(report));
  return report;
}

async function connect() {
  const [portalId] = sandbox.world.portals.keys();
  const code = await consent(oauth.authorizeUrl, portalId, 'crm.lists.write crm.schemas.contacts.write');
  const grant = await oauth.exchangeCode({ code, redirectUri, codeVerifier });
  const tokens = createGrantTokens(grant, oauth.refresh);
  const limiter = createPortalLimiter({ clock });
  return { grant, portal: createHubspot({ apiUrl: url, tokens, limiter, clock, appId }) };
}

/** Everything the product asks HubSpot for, once. */
async function useEveryCall(portal: HubspotPort): Promise<void> {
  await portal.readAccount();
  const { lists } = await portal.searchLists({ query: '', offset: 0, count: 500 });
  const listId = lists[0]?.listId ?? '';
  await portal.readList(listId);
  await portal.readList('999999');
  const { contactIds } = await portal.readMembersPage(listId, null);
  await portal.readListActivity(listId);
  await portal.readListActivity('999999');
  const { next } = await portal.readJoinsPage(listId, null);
  await portal.readJoinsPage(listId, next);
  await portal.searchChanged({ stamp: '2020-01-01T00:00:00.000Z', recordId: null });
  await portal.searchChanged({ stamp: '2020-01-01T00:00:00.000Z', recordId: '0' });
  await portal.readMemberships([...contactIds, '51999999999']);
  const page = await portal.readContactIdsPage(null);
  await portal.readContactIdsPage(page.next);
  await portal.countContacts();
  await portal.readContacts([...contactIds, '51999999999'], ['email', 'firstname', 'lifecyclestage']);
  await portal.readEditTimes(contactIds.slice(0, 3), ['email', 'firstname']);
  await portal.readProperties();
  await portal.readOwnerEmails();
  const [created] = await portal.createContacts([{ email: 'new@contract.example', firstname: 'Ada' }]);
  const hubspotContactId = created?.isWritten ? created.recordId : '';
  await portal.createContacts([{ email: 'new@contract.example' }]);
  await portal.createContacts([{ email: 'no address' }, { email: 'other@contract.example' }]);
  await portal.updateContacts([
    { hubspotContactId, properties: { firstname: 'Grace' } },
    { hubspotContactId: '51999999999', properties: { firstname: 'Nobody' } },
  ]);
  await portal.updateContacts([{ hubspotContactId, properties: { email: 'other@contract.example' } }]);
  await portal.updateContacts([{ hubspotContactId, properties: { no_such_property: 'x' } }]);
}

test('all that the product and HubSpot say to each other has the declared shape', async () => {
  const report = await record('product', async () => {
    const { grant, portal } = await connect();
    await oauth.introspect(grant.accessToken);
    await oauth.readAccount(grant.accessToken);
    await useEveryCall(portal);
    await control('tokens/expire');
    await portal.readProperties();
    await control('settings', { callsPerTenSeconds: 1, searchesPerSecond: 1 });
    await Promise.all([portal.readAccount(), portal.readAccount()]);
    await Promise.all([portal.countContacts(), portal.countContacts()]);
    await control('settings', { callsPerTenSeconds: 110, searchesPerSecond: 5 });
    const [portalId] = sandbox.world.portals.keys();
    await control(`portals/${portalId}`, { deniedScopes: ['crm.lists.read', 'crm.segments.read'] });
    await expect(portal.readList('11')).rejects.toMatchObject({ kind: 'rejected' });
    await control(`portals/${portalId}`, { deniedScopes: [] });
    await expect(oauth.refresh('eu1-unknown')).rejects.toMatchObject({ kind: 'auth_expired' });
    const second = await connect();
    await oauth.revoke(second.grant.refreshToken);
    await oauth.introspect(second.grant.refreshToken);
    await oauth.uninstall(second.grant.accessToken);
  });
  expect(report.violations).toEqual([]);
  expect(report.seen.size).toBeGreaterThanOrEqual(15);
  expect(report.statuses).toEqual(expect.arrayContaining([200, 201, 207, 401, 409, 429]));
});

/** Subscribes to everything about contacts and lists, reads the journal in every way, and unsubscribes. */
async function useJournal(portalId: number): Promise<void> {
  const scope = ['read', 'subscriptions.read', 'subscriptions.write']
    .map((part) => `developer.webhooks_journal.${part}`)
    .join(' ');
  const form = { grant_type: 'client_credentials', scope };
  const body = new URLSearchParams({
    ...form,
    client_id: credentials.clientId,
    client_secret: credentials.clientSecret,
  });
  const answer = await fetch(`${url}/oauth/2026-09/token`, { method: 'POST', body });
  const headers = {
    authorization: `Bearer ${(await answer.json()).access_token}`,
    'content-type': 'application/json',
  };
  const call = (method: string, path: string, sent?: object) =>
    fetch(`${url}/webhooks-journal/${path}`, {
      method,
      headers,
      ...(sent && { body: JSON.stringify({ portalId, ...sent }) }),
    });
  await call('GET', 'journal/2026-09/earliest');
  for (const sent of [
    { subscriptionType: 'OBJECT', objectTypeId: '0-1', properties: ['city'], actions: ['CREATE', 'UPDATE'] },
    { subscriptionType: 'LIST_MEMBERSHIP', listIds: [], actions: ['ADDED_TO_LIST'] },
    { subscriptionType: 'GDPR_PRIVACY_DELETION' },
  ])
    await call('POST', 'subscriptions/2026-09', sent);
  const { results } = await (await call('GET', 'subscriptions/2026-09')).json();
  const { portal } = await connect();
  for (const email of ['one@journal.example', 'two@journal.example']) {
    await portal.createContacts([{ email }]);
    sandboxClock.advance(2_000);
  }
  const { currentOffset } = await (await call('GET', 'journal/2026-03/earliest')).json();
  await call('GET', `journal/2026-09/offset/${currentOffset}/next`);
  await call('GET', 'journal-local/2026-09/latest');
  await call('GET', 'journal/2026-09/batch/earliest/2');
  await call('GET', `journal/2026-09/batch/${currentOffset}/next/2`);
  await call('GET', 'journal/2026-09/offset/gone/next');
  await call('DELETE', `subscriptions/2026-09/${results[0].id}`);
  await call('DELETE', `subscriptions/2026-09/portals/${portalId}`);
}

test('the webhooks journal speaks as documented', async () => {
  const report = await record('journal', async () => {
    const { grant } = await connect();
    await useJournal(Number(grant.portalId));
  });
  expect(report.violations).toEqual([]);
  const journal = [...report.seen].filter(([name]) => name.includes('/webhooks-journal/'));
  expect(journal).toHaveLength(9);
  expect(report.seen.get('GET /webhooks-journal/journal/2026-09/earliest')).toEqual(
    new Map([
      [204, 1],
      [200, 1],
    ]),
  );
});

test('HubSpot’s own client finds what it declares', async () => {
  const report = await record('client', async () => {
    const { grant } = await connect();
    await useClient(new Client({ accessToken: grant.accessToken, basePath: url, numberOfApiCallRetries: 0 }));
  });
  expect(report.violations).toEqual([]);
  expect(report.seen.size).toBeGreaterThanOrEqual(30);
});
