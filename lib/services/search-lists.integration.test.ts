import { afterAll, expect, it } from 'vitest';
import { openTestTenants } from '#lib/db/tenant.fixtures.ts';
import { ProviderFailure, type ProviderFailureKind } from '#lib/ports.ts';
import { createTestDatabase } from '#scripts/local/test-database.ts';
import { openRequest } from './context.fixtures.ts';
import { toServiceError } from './context.ts';
import { addList, changeList, openHubspot } from './platforms.fixtures.ts';
import { searchLists } from './search-lists.ts';
import { setScene } from './sync.fixtures.ts';

const databaseUrl = await createTestDatabase();
const tenants = openTestTenants(databaseUrl);
afterAll(() => tenants.close());

const request = { query: '', offset: 0, count: 25 };
const newScene = async () => setScene(await tenants.openTenant());

it('lists that can be chosen come first, the newest at the top, static ones with the reason why not', async () => {
  const scene = await newScene();
  for (const listId of ['8', '9']) addList(scene.portal, listId, []);
  changeList(scene.portal, '7', { createdAt: '2026-01-01T00:00:00Z' });
  changeList(scene.portal, '8', { createdAt: '2026-02-01T00:00:00Z' });
  changeList(scene.portal, '9', { createdAt: '2026-03-01T00:00:00Z', processingType: 'MANUAL' });
  const { context } = openRequest(scene, tenants.directory);
  const { lists, total, createListUrl } = await searchLists(context, request);
  expect(lists.map(({ listId, refusal }) => [listId, refusal])).toEqual([
    ['8', null],
    ['7', null],
    ['9', 'static'],
  ]);
  expect(total).toBe(3);
  const { portalId } = await scene.stores.readTenant();
  expect(createListUrl).toBe(
    `https://app.hubspot.com/contacts/${portalId}/objectLists/create?objectTypeId=0-1`,
  );
});

it('pages follow one another without a gap or a double', async () => {
  const scene = await newScene();
  for (let count = 10; count < 20; count += 1) addList(scene.portal, String(count), []);
  const { context } = openRequest(scene, tenants.directory);
  const seen: string[] = [];
  let offset: number | null = 0;
  while (offset !== null) {
    const page: Awaited<ReturnType<typeof searchLists>> = await searchLists(context, {
      query: '',
      offset,
      count: 4,
    });
    seen.push(...page.lists.map(({ listId }) => listId));
    offset = page.nextOffset;
  }
  expect(seen.toSorted()).toEqual([...scene.portal.lists.keys()].toSorted());
});

it.each<[ProviderFailureKind, string[], object]>([
  ['rejected', ['crm.lists.read'], { code: 'lists_not_permitted', detail: { permission: 'crm.lists.read' } }],
  ['rejected', [], { code: 'lists_not_permitted', detail: { permission: null } }],
  ['auth_expired', [], { code: 'hubspot_reconnect_needed' }],
  ['rate_limited', [], { code: 'rate_limited', detail: { retryAfterSeconds: 10 } }],
  ['unavailable', [], { code: 'hubspot_unavailable' }],
])(
  'a search that fails (%s, missing %j) is told as a problem of its own',
  async (kind, missingPermissions, problem) => {
    const scene = await newScene();
    const failure = new ProviderFailure({
      platform: 'hubspot',
      kind,
      code: 'X',
      message: 'no',
      missingPermissions,
    });
    const hubspot = { ...openHubspot(scene.portal), searchLists: () => Promise.reject(failure) };
    const { context } = openRequest(scene, tenants.directory, { hubspot });
    const thrown: unknown = await searchLists(context, request).catch((error: unknown) => error);
    expect(toServiceError(thrown)).toMatchObject(problem);
  },
);

it('a defect of ours is no problem the console has a sentence for', () => {
  expect(toServiceError(new TypeError('defect'))).toBeNull();
});
