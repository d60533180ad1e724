import { afterEach, expect, test } from 'vitest';
import { createTestClock } from '#lib/platform/test-clock.ts';
import { sendJson, startTestServer, type TestServer } from '#lib/platform/test-server.ts';
import { createTestTokens } from '#lib/platform/test-tokens.ts';
import { createHubspotClient } from './client.ts';
import { createPortalLimiter } from './limiter.ts';
import { createLists } from './lists.ts';

let server: TestServer | undefined;
afterEach(() => server?.stop());

async function connect(answer: Parameters<typeof startTestServer>[0]) {
  server = await startTestServer(answer);
  const clock = createTestClock();
  const limiter = createPortalLimiter({ clock });
  const client = createHubspotClient({ apiUrl: server.url, tokens: createTestTokens(), limiter, clock });
  return { lists: createLists(client), requests: server.requests };
}

const rawList = (extra = {}) => ({
  listId: '7',
  name: 'Buyers',
  objectTypeId: '0-1',
  processingType: 'DYNAMIC',
  processingStatus: 'COMPLETE',
  ...extra,
});

test('a search keeps contact lists that exist, active and static', async () => {
  const { lists, requests } = await connect((_, response) =>
    sendJson(response, 200, {
      lists: [
        rawList(),
        rawList({ listId: 8, processingType: 'MANUAL' }),
        rawList({ listId: '9', objectTypeId: '0-2' }),
        rawList({ listId: '10', deletedAt: '2026-01-01T00:00:00Z' }),
      ],
      hasMore: true,
      offset: 500,
      total: 620,
    }),
  );
  const page = await lists.searchLists({ query: 'buy', offset: 0, count: 500 });
  expect(page.lists.map(({ listId, processingType }) => [listId, processingType])).toEqual([
    ['7', 'DYNAMIC'],
    ['8', 'MANUAL'],
  ]);
  expect(page).toMatchObject({ total: 620, nextOffset: 500 });
  expect(JSON.parse(requests[0]?.body ?? '')).toMatchObject({
    query: 'buy',
    count: 500,
  });
});

test('a search that says there is more but does not advance ends', async () => {
  const { lists } = await connect((_, response) =>
    sendJson(response, 200, { lists: [], hasMore: true, offset: 500, total: 1 }),
  );
  expect((await lists.searchLists({ query: '', offset: 500, count: 500 })).nextOffset).toBeNull();
});

test('a deleted list is there and says so; a purged one is not', async () => {
  const { lists } = await connect(({ url }, response) =>
    url.includes('/7?')
      ? sendJson(response, 200, { list: rawList({ deletedAt: '2026-01-01T00:00:00Z' }) })
      : sendJson(response, 404, {}),
  );
  expect(await lists.readList('7')).toMatchObject({ isDeleted: true });
  expect(await lists.readList('8')).toBeNull();
});

test('an id that is no list id names no list and reaches no other address', async () => {
  const { lists, requests } = await connect((_, response) => sendJson(response, 200, { list: rawList() }));
  for (const listId of ['..', '../owners', '7?x=1', '', 'seven']) {
    expect(await lists.readList(listId)).toBeNull();
  }
  expect(requests).toHaveLength(0);
});

test('a portal without lists is a refusal that names the permission', async () => {
  const { lists } = await connect((_, response) =>
    sendJson(response, 403, {
      category: 'MISSING_SCOPES',
      errors: [{ context: { requiredGranularScopes: ['crm.lists.read'] } }],
    }),
  );
  const refusal = { kind: 'rejected', missingPermissions: ['crm.lists.read'] };
  await expect(lists.readList('7')).rejects.toMatchObject(refusal);
  await expect(lists.searchLists({ query: '', offset: 0, count: 20 })).rejects.toMatchObject(refusal);
});

test('memberships that could not be read are absent, empty ones are empty', async () => {
  const { lists } = await connect((_, response) =>
    sendJson(response, 207, {
      results: [
        { objectTypeId: '0-1', recordId: '1', recordListMemberships: [{ listId: '7' }, { listId: 8 }] },
        { objectTypeId: '0-1', recordId: '2', recordListMemberships: [] },
      ],
      numErrors: 1,
      errors: [{ category: 'OBJECT_NOT_FOUND', context: { ids: ['3'] } }],
    }),
  );
  const memberships = await lists.readMemberships(['1', '2', '3']);
  expect(memberships.get('1')).toEqual(new Set(['7', '8']));
  expect(memberships.get('2')).toEqual(new Set());
  expect(memberships.has('3')).toBe(false);
});

test('members come 250 a page', async () => {
  const { lists, requests } = await connect((_, response) =>
    sendJson(response, 200, { results: [{ recordId: 5 }], paging: { next: { after: 'abc' } } }),
  );
  expect(await lists.readMembersPage('7', 'abb')).toEqual({ contactIds: ['5'], next: 'abc' });
  expect(requests[0]?.url).toContain('limit=250&after=abb');
});
