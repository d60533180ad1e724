import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { systemClock } from '#lib/platform/clock.ts';
import { createGrantTokens } from '#lib/platform/test-tokens.ts';
import type { SalesforceWrite } from '#lib/ports.ts';
import { createClock } from '#sandbox/kernel/clock.ts';
import { type Listener, listen } from '#sandbox/kernel/listen.ts';
import { createRandom } from '#sandbox/kernel/random.ts';
import { createSalesforceService } from '#sandbox/salesforce/service.ts';
import { createApiBudget } from './api-usage.ts';
import { createSalesforceOAuth, type SalesforceOAuth } from './connection.ts';
import { createSalesforce } from './org.ts';

const redirectUri = 'http://localhost:3000/api/salesforce/callback';
const credentials = { clientId: 'sluice', clientSecret: 'sluice-secret' };
const username = 'elena.marchetti@aurora-energia.example';

let url = '';
let oauth: SalesforceOAuth;
let listener: Listener;
const sandbox = createSalesforceService({
  clock: createClock({ mode: 'real' }),
  random: createRandom('org'),
  baseUrl: () => url,
  redirectUris: [redirectUri],
  ...credentials,
});

beforeAll(async () => {
  listener = await listen(sandbox.app, 0, 'port');
  ({ url } = listener);
  oauth = createSalesforceOAuth({ loginUrl: url, redirectUri, ...credentials });
});
beforeEach(() => {
  sandbox.service.reset();
  sandbox.loadScenario('demo');
});
afterAll(() => listener.close());

/** Logs in and allows, as a person would in the browser. */
async function approve(authorizeUrl: string): Promise<URL> {
  const post = (address: string, fields: Record<string, string>) =>
    fetch(new URL(address, url), { method: 'POST', redirect: 'manual', body: new URLSearchParams(fields) });
  const authorize = new URL(authorizeUrl).search.slice(1);
  const approval = (await post('/login', { authorize, username })).headers.get('location') ?? '';
  const source = new URL(approval, url).searchParams.get('source') ?? '';
  const answer = await post(approval, { source, decision: 'allow' });
  return new URL(answer.headers.get('location') ?? '');
}

async function logIn() {
  const codeVerifier = oauth.createVerifier();
  const callback = await approve(oauth.authorizeUrl({ state: 'st', codeVerifier }));
  expect(callback.searchParams.get('state')).toBe('st');
  return oauth.exchangeCode({ code: callback.searchParams.get('code') ?? '', codeVerifier });
}

async function connect() {
  const tokens = createGrantTokens(await logIn(), oauth.refresh);
  const org = createSalesforce({ tokens, budget: createApiBudget(), clock: systemClock });
  return { org, refreshes: tokens.refreshes };
}

const control = (path: string, body: object = {}) =>
  fetch(`${url}/_control/${path}`, { method: 'POST', body: JSON.stringify(body) });

const lead = (LastName: string, extra: SalesforceWrite['fields'] = {}): SalesforceWrite => ({
  salesforceType: 'Lead',
  fields: { LastName, Company: 'Acme', Email: `${LastName}@new.example`.toLowerCase(), ...extra },
});
const contact = (LastName: string, extra: SalesforceWrite['fields'] = {}): SalesforceWrite => ({
  salesforceType: 'Contact',
  fields: { LastName, Email: `${LastName}@new.example`.toLowerCase(), ...extra },
});
const noFields = { Lead: [], Contact: [] };

test('connects with PKCE and reads who connected', async () => {
  const grant = await logIn();
  expect(grant).toMatchObject({ instanceUrl: url, expiresAt: null });
  const identity = await oauth.readIdentity(grant);
  expect(identity).toMatchObject({ username });
  expect(identity.organizationId).toMatch(/^00D\w{15}$/);
});

test('a code cannot be exchanged twice, nor with another verifier', async () => {
  const codeVerifier = oauth.createVerifier();
  const callback = await approve(oauth.authorizeUrl({ state: 's', codeVerifier }));
  const code = callback.searchParams.get('code') ?? '';
  const stolen = oauth.exchangeCode({ code, codeVerifier: oauth.createVerifier() });
  await expect(stolen).rejects.toMatchObject({ kind: 'rejected' });
  await expect(oauth.exchangeCode({ code, codeVerifier })).rejects.toMatchObject({ kind: 'rejected' });
});

test('with rotation on, each refresh token is spent once, and an old one ends everything', async () => {
  await control('oauth', { rotatesRefreshTokens: true });
  const first = await logIn();
  const second = await oauth.refresh(first.refreshToken);
  expect(second.refreshToken).not.toBe(first.refreshToken);
  await expect(oauth.refresh(first.refreshToken)).rejects.toMatchObject({ kind: 'auth_expired' });
  await expect(oauth.refresh(second.refreshToken)).rejects.toMatchObject({ kind: 'auth_expired' });
});

test('a refresh token being exchanged elsewhere is waited for', async () => {
  await control('oauth', { refreshHoldMs: 200 });
  const { refreshToken } = await logIn();
  const both = await Promise.allSettled([oauth.refresh(refreshToken), oauth.refresh(refreshToken)]);
  const refused = both.filter((result) => result.status === 'rejected');
  expect(refused).toMatchObject([{ reason: { kind: 'unavailable', code: 'token_request_in_progress' } }]);
});

test('a revoked or deactivated user has to reconnect', async () => {
  const revoked = await logIn();
  await oauth.revoke(revoked.refreshToken);
  await expect(oauth.refresh(revoked.refreshToken)).rejects.toMatchObject({ kind: 'auth_expired' });
  const deactivated = await logIn();
  await control('users', { username, isActive: false });
  await expect(oauth.refresh(deactivated.refreshToken)).rejects.toMatchObject({
    kind: 'auth_expired',
    code: 'inactive_user',
  });
});

test('sessions that expire during parallel work cost one refresh', async () => {
  const { org, refreshes } = await connect();
  await control('sessions/expire');
  await Promise.all([org.describe('Lead'), org.describe('Contact'), org.readUserEmails()]);
  expect(refreshes()).toBe(1);
});

test('describes what can be written and how long it may be', async () => {
  const { org } = await connect();
  const fields = new Map((await org.describe('Lead')).map((field) => [field.name, field]));
  expect(fields.get('Company')).toMatchObject({
    isRequiredOnCreate: true,
    maxLength: 255,
    isUpdateable: true,
  });
  expect(fields.get('Email')).toMatchObject({ type: 'email', maxLength: 80, isRequiredOnCreate: false });
  expect(fields.get('IsConverted')).toMatchObject({ isCreateable: false, isUpdateable: false });
  expect(fields.get('Status')?.picklistValues.length).toBeGreaterThan(1);
  expect(fields.get('OwnerId')?.referenceTo).toContain('User');
});

test('creates, finds, updates and reads back both types', async () => {
  const { org } = await connect();
  const created = await org.create([
    contact('Rossi'),
    lead('Bianchi', { Country: 'Italy' }),
    contact('Verdi'),
  ]);
  const ids = created.map((result) => (result.isWritten ? result.recordId : ''));
  expect(ids.map((id) => id.slice(0, 3))).toEqual(['003', '00Q', '003']);

  const found = await org.findByEmails(['ROSSI@new.example', 'bianchi@new.example', 'nobody@new.example'], {
    Lead: ['LastName', 'OwnerId'],
    Contact: ['LastName'],
  });
  expect(found.map(({ salesforceId, email }) => [salesforceId, email])).toEqual([
    [ids[1], 'bianchi@new.example'],
    [ids[0], 'rossi@new.example'],
  ]);
  // The assignment rule of the scenario would have given the Italian lead to a queue.
  expect(found[0]?.fields.OwnerId).toMatch(/^005/);

  const [rossi = '', bianchi = ''] = ids;
  const updates = [
    { salesforceId: bianchi, salesforceType: 'Lead' as const, fields: { Title: 'CTO' } },
    { salesforceId: rossi, salesforceType: 'Contact' as const, fields: { Title: 'CEO', Phone: null } },
  ];
  expect(await org.update(updates)).toEqual([
    { isWritten: true, recordId: bianchi },
    { isWritten: true, recordId: rossi },
  ]);
  const { records, gone } = await org.retrieve('Contact', [rossi, '003000000000000AAA'], ['Title', 'Phone']);
  expect(records.get(rossi)).toMatchObject({ salesforceId: rossi, fields: { Title: 'CEO', Phone: null } });
  expect([...gone]).toEqual(['003000000000000AAA']);
});

test('each record is refused for its own reason, the others are written', async () => {
  const { org } = await connect();
  const results = await org.create([
    lead('Fine'),
    { salesforceType: 'Lead', fields: { LastName: 'NoCompany' } },
    lead('TooLong', { Title: 'x'.repeat(200) }),
    lead('Placeholder', { Company: 'n/a' }),
    lead('Address', { Email: 'not an address' }),
  ]);
  expect(results).toMatchObject([
    { isWritten: true },
    { failure: { code: 'REQUIRED_FIELD_MISSING', field: 'Company', fixer: 'salesforce_admin' } },
    { failure: { code: 'STRING_TOO_LONG', field: 'Title', fixer: 'contact_owner' } },
    { failure: { code: 'FIELD_CUSTOM_VALIDATION_EXCEPTION', field: 'Company' } },
    { failure: { code: 'INVALID_EMAIL_ADDRESS', field: 'Email', isRetryable: false } },
  ]);
});

test('a record that makes Salesforce refuse the whole request does not hold the others', async () => {
  const { org } = await connect();
  const people = Array.from({ length: 12 }, (_, index) => lead(`Person${index}`));
  people[6] = lead('Person6', { HasOptedOutOfEmail: 'perhaps' });
  const results = await org.create(people);
  expect(results.map(({ isWritten }) => isWritten)).toEqual(people.map((_, index) => index !== 6));
  const emails = people.map((_, index) => `person${index}@new.example`);
  expect(await org.findByEmails(emails, noFields)).toHaveLength(11);
});

test('a duplicate rule is reported, not overridden', async () => {
  const { org } = await connect();
  await org.create([contact('Twin')]);
  const [again] = await org.create([contact('Twin')]);
  expect(again).toMatchObject({ failure: { code: 'DUPLICATES_DETECTED', isRetryable: false } });
});

test('finds every record of many addresses, however long the pages', async () => {
  const { org } = await connect();
  const orgState = sandbox.world.orgs()[0];
  const emails = ['Lead', 'Contact'].flatMap((name) =>
    [...(orgState?.tableOf(name).rows() ?? [])].flatMap(({ Email }) =>
      typeof Email === 'string' ? Email : [],
    ),
  );
  expect(emails.length).toBeGreaterThan(1_000);
  expect(await org.findByEmails(emails, noFields)).toHaveLength(emails.length);

  const crowd = Array.from({ length: 2_200 }, (_, index) =>
    lead(`Crowd${index}`, { Email: 'all@new.example' }),
  );
  for (let start = 0; start < crowd.length; start += 200) await org.create(crowd.slice(start, start + 200));
  const found = await org.findByEmails(['all@new.example'], noFields);
  expect(new Set(found.map(({ salesforceId }) => salesforceId)).size).toBe(2_200);
});

test('a write that took effect and whose answer was cut can be found again', async () => {
  const { org } = await connect();
  await control('faults', {
    method: 'POST',
    path: '/services/**',
    when: 'after',
    times: 1,
    cutAfterBytes: 10,
  });
  await expect(org.create([lead('Ghost')])).rejects.toMatchObject({
    kind: 'unavailable',
    mayHaveTakenEffect: true,
  });
  expect(await org.findByEmails(['ghost@new.example'], noFields)).toHaveLength(1);
});

test('reads survive an instance in trouble', async () => {
  const { org } = await connect();
  await control('faults', { method: 'GET', path: '/services/data/**', times: 2, status: 503 });
  await control('faults', { method: 'GET', path: '/services/data/**', times: 1, cutAfterBytes: 50 });
  await expect(org.readUserEmails()).resolves.toHaveProperty('size', expect.any(Number));
});

test('the daily limit ends work at once and says how much was used', async () => {
  const { org } = await connect();
  expect(org.apiUsage()).toBeNull();
  await org.readUserEmails();
  expect(org.apiUsage()).toMatchObject({ limit: 15_000 });
  await control('org', { dailyApiLimit: 10, apiCallsUsed: 10 });
  await expect(org.describe('Lead')).rejects.toMatchObject({
    kind: 'rate_limited',
    code: 'REQUEST_LIMIT_EXCEEDED',
    retryAfterMs: 900_000,
  });
});

test('an org that switches its API off is a refusal with its own code', async () => {
  const { org } = await connect();
  await control('org', { isApiDisabled: true });
  await expect(org.describe('Lead')).rejects.toMatchObject({ kind: 'rejected', code: /^API_/ });
});
