import { beforeEach, describe, expect, it } from 'vitest';
import {
  type Account,
  type Answer,
  contacts,
  createContacts,
  credentials,
  demoPortal,
  entries,
  type Json,
  lists,
  otherPortal,
  startHubspot,
  type TestHubspot,
} from '#sandbox/hubspot/testing/start-hubspot.ts';

const journal = '/webhooks-journal/journal/2026-09';
const subscriptions = '/webhooks-journal/subscriptions/2026-09';
const scopes = [
  'developer.webhooks_journal.read',
  'developer.webhooks_journal.subscriptions.read',
  'developer.webhooks_journal.subscriptions.write',
];

let hubspot: TestHubspot;
let account: Account;
let token = '';
beforeEach(async () => {
  hubspot = startHubspot();
  account = await hubspot.install();
  token = await appToken(scopes);
});

async function appToken(granted: string[]): Promise<string> {
  const form = { ...credentials, grant_type: 'client_credentials', scope: granted.join(' ') };
  return String((await hubspot.post('/oauth/2026-09/token', form)).body.access_token);
}

async function ask(method: string, path: string, body?: unknown, bearer = token): Promise<Answer> {
  const answer = await hubspot.send(path, {
    method,
    headers: { authorization: `Bearer ${bearer}`, 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await answer.text();
  return { status: answer.status, headers: answer.headers, body: text === '' ? {} : JSON.parse(text) };
}

const subscribe = (body: object) => ask('POST', subscriptions, { portalId: demoPortal, ...body });
const objects = {
  subscriptionType: 'OBJECT',
  objectTypeId: '0-1',
  actions: ['CREATE', 'UPDATE', 'DELETE', 'MERGE'],
};
const everyMembership = {
  subscriptionType: 'LIST_MEMBERSHIP',
  actions: ['ADDED_TO_LIST', 'REMOVED_FROM_LIST'],
};

async function open(entry: Json): Promise<Json> {
  return (await hubspot.send(String(entry.url))).json();
}
async function readAll(): Promise<Json[]> {
  const { body, status } = await ask('GET', `${journal}/batch/earliest/100`);
  if (status === 204) return [];
  const files = await Promise.all(entries(body.results).map(open));
  return files.flatMap(({ journalEvents }) => entries(journalEvents));
}

describe('subscriptions', () => {
  it('are made, listed and ended, one by one or by account', async () => {
    const made = await subscribe(everyMembership);
    expect(made).toMatchObject({
      status: 201,
      body: { subscriptionType: 'LIST_MEMBERSHIP', portalId: demoPortal, listIds: [], objectIds: [] },
    });
    await subscribe(objects);
    expect(entries((await ask('GET', subscriptions)).body.results)).toHaveLength(2);
    expect((await ask('DELETE', `${subscriptions}/${made.body.id}`)).status).toBe(204);
    expect((await ask('DELETE', `${subscriptions}/${made.body.id}`)).status).toBe(404);
    expect((await ask('DELETE', `${subscriptions}/portals/${demoPortal}`)).status).toBe(204);
    expect((await ask('GET', subscriptions)).body.results).toEqual([]);
  });

  it('need the app in the account, with the scope', async () => {
    const elsewhere = { ...everyMembership, portalId: otherPortal };
    expect((await subscribe(elsewhere)).status).toBe(403);
    await hubspot.install(otherPortal);
    expect((await subscribe(elsewhere)).status).toBe(201);
  });

  it('are refused when malformed', async () => {
    expect((await subscribe({ ...objects, objectTypeId: '0-2' })).status).toBe(400);
    expect((await subscribe({ subscriptionType: 'WEATHER' })).status).toBe(400);
    expect((await subscribe({ ...everyMembership, actions: [] })).status).toBe(400);
  });

  it('take an app’s own token with the scope, and no account’s', async () => {
    const reader = await appToken(['developer.webhooks_journal.read']);
    expect((await ask('GET', subscriptions, undefined, reader)).body).toMatchObject({
      category: 'MISSING_SCOPES',
    });
    const ofAccount = String(account.tokens.access_token);
    expect((await ask('GET', `${journal}/earliest`, undefined, ofAccount)).status).toBe(401);
    hubspot.clock.advance(30 * 60_000);
    expect((await ask('GET', subscriptions)).body).toMatchObject({ category: 'EXPIRED_AUTHENTICATION' });
  });
});

describe('the journal', () => {
  it('is empty until something happened and was published', async () => {
    await subscribe(objects);
    expect((await ask('GET', `${journal}/earliest`)).status).toBe(204);
    await createContacts(account, { email: 'a@j.example' });
    expect((await ask('GET', `${journal}/latest`)).status).toBe(204);
    hubspot.clock.advance(1_000);
    expect(await readAll()).toMatchObject([{ type: 'OBJECT', action: 'CREATE', portalId: demoPortal }]);
  });

  it('tells of contacts what the subscription asks for', async () => {
    await subscribe({ ...objects, properties: ['city'] });
    const [a = '', b = ''] = await createContacts(
      account,
      { email: 'a@j.example' },
      { email: 'b@j.example' },
    );
    await account.call('PATCH', `${contacts}/${a}`, { properties: { zip: '1', city: 'Bari' } });
    await account.call('PATCH', `${contacts}/${a}`, { properties: { zip: '2' } });
    await account.call('DELETE', `${contacts}/${b}`);
    hubspot.clock.advance(1_000);
    expect(await readAll()).toMatchObject([
      { action: 'CREATE', objectId: a },
      { action: 'CREATE', objectId: b },
      { action: 'UPDATE', objectId: a, propertyChanges: [{ name: 'city', value: 'Bari' }] },
      { action: 'DELETE', objectId: b },
    ]);
  });

  it('tells who joined and who left a list, once the list has noticed', async () => {
    const { body } = await account.call('POST', `${lists}/search`, { query: 'Customers in Italy' });
    const listId = String(entries(body.lists)[0]?.listId);
    await subscribe({ ...everyMembership, listIds: [listId] });
    const [a = ''] = await createContacts(account, {
      email: 'a@j.example',
      country: 'Italy',
      lifecyclestage: 'customer',
    });
    hubspot.clock.advance(1_999);
    expect(await readAll()).toEqual([]);
    hubspot.clock.advance(1_001);
    await account.call('DELETE', `${contacts}/${a}`);
    hubspot.clock.advance(3_000);
    expect(await readAll()).toMatchObject([
      { type: 'LIST_MEMBERSHIP', action: 'ADDED_TO_LIST', objectId: a, listId, objectTypeId: '0-1' },
      { type: 'LIST_MEMBERSHIP', action: 'REMOVED_FROM_LIST', objectId: a, listId },
    ]);
  });

  it('tells an app of the accounts it comes to and leaves, once for all accounts', async () => {
    for (const eventTypeId of ['4-1909196', '4-1916193']) {
      const made = await ask('POST', subscriptions, { subscriptionType: 'APP_LIFECYCLE_EVENT', eventTypeId });
      expect(made.status).toBe(201);
    }
    await hubspot.install(otherPortal);
    await hubspot.install(otherPortal);
    await hubspot.control('uninstall', { portalId: otherPortal });
    await hubspot.control('uninstall', { portalId: otherPortal });
    hubspot.clock.advance(1_000);
    const occurredAt = expect.stringMatching(/Z$/);
    expect(await readAll()).toEqual([
      { type: 'APP_LIFECYCLE_EVENT', portalId: otherPortal, occurredAt, eventTypeId: '4-1909196' },
      { type: 'APP_LIFECYCLE_EVENT', portalId: otherPortal, occurredAt, eventTypeId: '4-1916193' },
    ]);
  });

  it('tells of privacy deletions', async () => {
    await subscribe({ subscriptionType: 'GDPR_PRIVACY_DELETION' });
    const [objectId = ''] = await createContacts(account, { email: 'a@j.example' });
    await account.call('POST', `${contacts}/gdpr-delete`, { objectId });
    hubspot.clock.advance(1_000);
    expect(await readAll()).toMatchObject([{ type: 'GDPR_PRIVACY_DELETION', objectId }]);
  });

  it('is read file by file, each once', async () => {
    await subscribe(objects);
    for (const email of ['a@j.example', 'b@j.example', 'c@j.example']) {
      await createContacts(account, { email });
      hubspot.clock.advance(1_000);
    }
    const offsets: string[] = [];
    let answer = await ask('GET', `${journal}/earliest`);
    while (answer.status === 200) {
      offsets.push(String(answer.body.currentOffset));
      answer = await ask('GET', `${journal}/offset/${offsets.at(-1)}/next`);
    }
    expect(new Set(offsets).size).toBe(3);
    const rest = await ask('GET', `${journal}/batch/${offsets[0]}/next/100`);
    expect(entries(rest.body.results).map(({ currentOffset }) => currentOffset)).toEqual(offsets.slice(1));
    expect((await ask('GET', `${journal}/latest`)).body.currentOffset).toBe(offsets[2]);
    expect((await ask('GET', `${journal}/batch/earliest/101`)).status).toBe(400);
  });

  it('hands out links that end after five minutes and cannot be made up', async () => {
    await subscribe(objects);
    await createContacts(account, { email: 'a@j.example' });
    hubspot.clock.advance(1_000);
    const { body } = await ask('GET', `${journal}/earliest`);
    const url = String(body.url);
    expect((await hubspot.send(url)).status).toBe(200);
    expect((await hubspot.send(url.replace(/signature=./, 'signature=z'))).status).toBe(403);
    hubspot.clock.advance(5 * 60_000);
    expect((await hubspot.send(url)).status).toBe(403);
  });

  it('forgets after three days', async () => {
    await subscribe(objects);
    await createContacts(account, { email: 'a@j.example' });
    hubspot.clock.advance(1_000);
    const offset = String((await ask('GET', `${journal}/earliest`)).body.currentOffset);
    hubspot.clock.advance(3 * 86_400_000 + 1);
    token = await appToken(scopes);
    expect((await ask('GET', `${journal}/earliest`)).status).toBe(204);
    expect((await ask('GET', `${journal}/offset/${offset}/next`)).status).toBe(404);
  });

  it('is outside every rate limit', async () => {
    await hubspot.control('settings', { callsPerTenSeconds: 1 });
    const answers = await Promise.all(Array.from({ length: 20 }, () => ask('GET', `${journal}/earliest`)));
    expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([204]));
  });
});
