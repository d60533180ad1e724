import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { type Clock, systemClock } from '#lib/platform/clock.ts';
import { createGrantTokens } from '#lib/platform/test-tokens.ts';
import type { ContactIdPage, HubspotPort } from '#lib/ports.ts';
import { createHubspotService } from '#sandbox/hubspot/service.ts';
import { createClock } from '#sandbox/kernel/clock.ts';
import { type Listener, listen } from '#sandbox/kernel/listen.ts';
import { createRandom } from '#sandbox/kernel/random.ts';
import { createHubspotOAuth, type HubspotOAuth } from './connection.ts';
import { createPortalLimiter } from './limiter.ts';
import { createHubspot } from './portal.ts';
import { codeVerifier, consent, credentials, redirectUri } from './test-consent.ts';

const appId = '4820117';

let url = '';
let oauth: HubspotOAuth;
let listener: Listener;
const sandboxClock = createClock({ mode: 'real' });
const sandbox = createHubspotService({
  clock: sandboxClock,
  random: createRandom('portal'),
  baseUrl: () => url,
  app: { ...credentials, redirectUris: [redirectUri], appId: Number(appId) },
});

beforeAll(async () => {
  listener = await listen(sandbox.app, 0, 'port');
  ({ url } = listener);
  oauth = createHubspotOAuth({ apiUrl: url, appUrl: url, ...credentials });
});
beforeEach(async () => {
  sandbox.reset();
  sandbox.loadScenario('demo');
  await control('settings', { evaluationLagMs: 0, searchLagMs: 0 });
});
afterAll(() => listener.close());

const control = (path: string, body: object = {}) =>
  fetch(`${url}/_control/${path}`, { method: 'POST', body: JSON.stringify(body) });

async function connect() {
  const [portalId] = sandbox.world.portals.keys();
  const code = await consent(oauth.authorizeUrl, portalId, 'crm.lists.write');
  const grant = await oauth.exchangeCode({ code, redirectUri, codeVerifier });
  const tokens = createGrantTokens(grant, oauth.refresh);
  const limiter = createPortalLimiter({ clock: systemClock });
  const portal = createHubspot({ apiUrl: url, tokens, limiter, clock: systemClock, appId });
  /** What a person or another app does in the portal. */
  const act = async (method: string, path: string, body: object = {}) => {
    const headers = { authorization: `Bearer ${grant.accessToken}`, 'content-type': 'application/json' };
    const answer = await fetch(url + path, { method, headers, body: JSON.stringify(body) });
    expect(answer.ok).toBe(true);
  };
  return { portal, grant, act, refreshes: tokens.refreshes };
}

/** Every id of a paged list. */
async function collectIds(readPage: (after: string | null) => Promise<ContactIdPage>): Promise<string[]> {
  const contactIds: string[] = [];
  let after: string | null = null;
  do {
    const page: ContactIdPage = await readPage(after);
    contactIds.push(...page.contactIds);
    after = page.next;
  } while (after !== null);
  return contactIds;
}

async function createPeople(portal: HubspotPort, names: readonly string[]): Promise<string[]> {
  const results = await portal.createContacts(
    names.map((name) => ({ email: `${name}@new.example`, firstname: name })),
  );
  return results.map((result) => (result.isWritten ? result.recordId : ''));
}

test('tokens that expire during parallel work cost one refresh', async () => {
  const { portal, refreshes } = await connect();
  await control('tokens/expire');
  await Promise.all([portal.readProperties(), portal.readOwnerEmails(), portal.readAccount()]);
  expect(refreshes()).toBe(1);
});

test('tells active from static lists and finds them by name', async () => {
  const { portal } = await connect();
  const { lists, total, nextOffset } = await portal.searchLists({ query: '', offset: 0, count: 500 });
  expect(lists.length).toBe(total);
  expect(nextOffset).toBeNull();
  expect(new Set(lists.map(({ processingType }) => processingType))).toContain('DYNAMIC');
  expect(lists.some(({ processingType }) => processingType !== 'DYNAMIC')).toBe(true);
  const found = await portal.searchLists({ query: 'customers in', offset: 0, count: 20 });
  expect(found.lists.map(({ name }) => name)).toEqual(['Customers in Italy']);
});

test('pages through lists without losing or repeating one', async () => {
  const { portal } = await connect();
  const names: string[] = [];
  let offset: number | null = 0;
  while (offset !== null) {
    const page: Awaited<ReturnType<typeof portal.searchLists>> = await portal.searchLists({
      query: '',
      offset,
      count: 2,
    });
    names.push(...page.lists.map(({ listId }) => listId));
    offset = page.nextOffset;
  }
  const { total } = await portal.searchLists({ query: '', offset: 0, count: 500 });
  expect(new Set(names).size).toBe(total);
});

test('members, single memberships and the size of a list agree', async () => {
  const { portal } = await connect();
  const { lists } = await portal.searchLists({ query: 'Marketing qualified', offset: 0, count: 1 });
  const listId = lists[0]?.listId ?? '';
  const members = await collectIds((after) => portal.readMembersPage(listId, after));
  expect(members.length).toBeGreaterThan(0);
  expect((await portal.readList(listId))?.size).toBe(members.length);
  const { contactIds } = await portal.readContactIdsPage(null);
  const memberships = await portal.readMemberships(contactIds);
  const isMember = new Set(members);
  for (const contactId of contactIds) {
    expect(memberships.get(contactId)?.has(listId)).toBe(isMember.has(contactId));
  }
});

test('a deleted list is still there and says so, an unknown one is not', async () => {
  const { portal, act } = await connect();
  const { lists } = await portal.searchLists({ query: '', offset: 0, count: 1 });
  const listId = lists[0]?.listId ?? '';
  await act('DELETE', `/crm/lists/2026-09/${listId}`);
  expect(await portal.readList(listId)).toMatchObject({ listId, isDeleted: true });
  const search = await portal.searchLists({ query: '', offset: 0, count: 500 });
  expect(search.lists.map((list) => list.listId)).not.toContain(listId);
  expect(await portal.readList('99999999')).toBeNull();
});

test('a portal whose subscription has no lists names the permission', async () => {
  const { portal, grant } = await connect();
  await control(`portals/${grant.portalId}`, { deniedScopes: ['crm.lists.read'] });
  await expect(portal.searchLists({ query: '', offset: 0, count: 20 })).rejects.toMatchObject({
    kind: 'rejected',
    code: 'MISSING_SCOPES',
    missingPermissions: ['crm.lists.read'],
  });
});

test('every contact is enumerated once and counted', async () => {
  const { portal } = await connect();
  const seen = new Set(await collectIds(portal.readContactIdsPage));
  expect(seen.size).toBe(1_200);
  expect(await portal.countContacts()).toBe(1_200);
});

test('creates, reads and updates contacts; a blank clears', async () => {
  const connected = await connect();
  const [ann = '', bob = ''] = await createPeople(connected.portal, ['ann', 'bob']);
  const written = await connected.portal.updateContacts([
    { hubspotContactId: bob, properties: { firstname: '', city: 'Torino' } },
    { hubspotContactId: ann, properties: { jobtitle: 'CEO' } },
  ]);
  expect(written).toEqual([
    { isWritten: true, recordId: bob },
    { isWritten: true, recordId: ann },
  ]);
  const { contacts, gone } = await connected.portal.readContacts(
    [ann, bob, '1'],
    ['firstname', 'city', 'jobtitle'],
  );
  expect(contacts.get(bob)).toMatchObject({
    email: 'bob@new.example',
    properties: { firstname: null, city: 'Torino', jobtitle: null },
  });
  expect(contacts.get(ann)?.properties).toMatchObject({ firstname: 'ann', jobtitle: 'CEO' });
  expect([...gone]).toEqual(['1']);
});

test('a contact that exists is a conflict that names it, its neighbours are created', async () => {
  const connected = await connect();
  const [ann = ''] = await createPeople(connected.portal, ['ann']);
  const results = await connected.portal.createContacts([
    { email: 'carl@new.example' },
    { email: 'ANN@new.example' },
    { email: 'not an address' },
    { email: 'dora@new.example' },
  ]);
  expect(results).toMatchObject([
    { isWritten: true },
    { failure: { code: 'CONFLICT', detail: expect.stringContaining(`Existing ID: ${ann}`) } },
    { failure: { code: 'INVALID_EMAIL', field: 'email', isRetryable: false } },
    { isWritten: true },
  ]);
});

test.each([true, false])(
  'one bad value does not hold the other updates (partial answers: %s)',
  async (isPartial) => {
    const connected = await connect();
    await control('assumptions', { traceIdsMakeUpdatesPartial: isPartial });
    const names = Array.from({ length: 20 }, (_, index) => `person${index}`);
    const ids = await createPeople(connected.portal, names);
    const inputs = ids.map((hubspotContactId, index) => ({
      hubspotContactId,
      properties: index === 13 ? { lifecyclestage: 'no such stage' } : { city: `City ${index}` },
    }));
    const results = await connected.portal.updateContacts([
      ...inputs,
      { hubspotContactId: '1', properties: { city: 'nowhere' } },
    ]);
    expect(results.map(({ isWritten }) => isWritten)).toEqual([
      ...names.map((_, index) => index !== 13),
      false,
    ]);
    expect(results[13]).toMatchObject({ failure: { field: 'lifecyclestage', side: 'hubspot' } });
    expect(results[20]).toMatchObject({ failure: { code: 'OBJECT_NOT_FOUND' } });
  },
);

test('read-only and unknown properties are the set-up’s fault', async () => {
  const connected = await connect();
  const [ann = ''] = await createPeople(connected.portal, ['ann']);
  const update = (properties: Record<string, string>) =>
    connected.portal.updateContacts([{ hubspotContactId: ann, properties }]);
  expect(await update({ no_such_property: 'x' })).toMatchObject([
    { failure: { code: 'PROPERTY_DOESNT_EXIST', field: 'no_such_property', fixer: 'hubspot_admin' } },
  ]);
  expect(await update({ createdate: '2026-01-01' })).toMatchObject([
    { failure: { code: 'READ_ONLY_VALUE', field: 'createdate', fixer: 'hubspot_admin' } },
  ]);
});

test.each([true, false])(
  'merged contacts are read through their survivor (new record: %s)',
  async (isNewRecord) => {
    const connected = await connect();
    await control('assumptions', { mergeCreatesNewRecord: isNewRecord });
    const [ann = '', bob = '', carl = ''] = await createPeople(connected.portal, ['ann', 'bob', 'carl']);
    await connected.act('POST', '/crm/objects/2026-09/contacts/merge', {
      primaryObjectId: ann,
      objectIdToMerge: bob,
    });
    const { contacts, gone } = await connected.portal.readContacts([bob, carl, ann], ['firstname']);
    expect([...contacts.keys()]).toEqual([bob, carl, ann]);
    const survivor = contacts.get(ann)?.hubspotContactId;
    expect(contacts.get(bob)?.hubspotContactId).toBe(survivor);
    expect(survivor === ann).toBe(!isNewRecord);
    expect(contacts.get(carl)?.hubspotContactId).toBe(carl);
    expect(gone.size).toBe(0);
  },
);

test('edit times leave out our own edits', async () => {
  const connected = await connect();
  const [ann = ''] = await createPeople(connected.portal, ['ann']);
  const { contactIds } = await connected.portal.readContactIdsPage(null);
  const [imported = ''] = contactIds;
  const times = await connected.portal.readEditTimes([ann, imported], ['email', 'firstname']);
  expect(times.get(ann)?.has('firstname')).toBe(false);
  expect(times.get(imported)?.get('email')).toMatch(/^\d{4}-.*Z$/);
});

test('properties say what can be written, owners come by address', async () => {
  const { portal } = await connect();
  const properties = new Map((await portal.readProperties()).map((property) => [property.name, property]));
  expect(properties.get('email')).toMatchObject({ type: 'string', isWritable: true });
  expect(properties.get('createdate')?.isWritable).toBe(false);
  expect(properties.get('hubspot_owner_id')?.isOwner).toBe(true);
  expect(properties.get('lifecyclestage')?.options.length).toBeGreaterThan(1);
  expect([...(await portal.readOwnerEmails()).values()]).toContain('marco.bellini@auroraenergia.example');
});

test('a write that took effect and whose answer was cut can be found again', async () => {
  const connected = await connect();
  await control('faults', {
    method: 'POST',
    path: '/crm/objects/**',
    when: 'after',
    times: 1,
    cutAfterBytes: 10,
  });
  const people = [{ email: 'ghost@new.example' }];
  await expect(connected.portal.createContacts(people)).rejects.toMatchObject({ mayHaveTakenEffect: true });
  expect(await connected.portal.createContacts(people)).toMatchObject([{ failure: { code: 'CONFLICT' } }]);
});

test('hundreds of calls in a row are never told to slow down', async () => {
  const { grant } = await connect();
  /** Waiting for a turn moves the portal's time instead of taking ours. */
  const clock: Clock = {
    now: () => sandboxClock.now(),
    sleep: (ms, signal) =>
      signal ? systemClock.sleep(ms, signal) : Promise.resolve(sandboxClock.advance(ms)),
  };
  const token = { accessToken: grant.accessToken, instanceUrl: null };
  const tokens = { readToken: async () => token, replaceToken: async () => token };
  const portal = createHubspot({
    apiUrl: url,
    tokens,
    limiter: createPortalLimiter({ clock }),
    clock,
    appId,
  });
  for (let count = 0; count < 400; count += 1) await portal.readAccount();
  const counters = await (await fetch(`${url}/_control/counters`)).json();
  expect(counters).toMatchObject({ rateLimited: 0 });
});
