import { beforeEach, describe, expect, it } from 'vitest';
import { type Account, entries, lists, startHubspot } from '#sandbox/hubspot/testing/start-hubspot.ts';

let account: Account;
beforeEach(async () => {
  account = await startHubspot().install();
});

const folders = `${lists}/folders`;
const read = async (folderId?: unknown) =>
  (await account.call('GET', folderId === undefined ? folders : `${folders}?folderId=${folderId}`)).body
    .folder;
async function create(name: string, parentFolderId?: unknown): Promise<number> {
  const { body } = await account.call('POST', folders, {
    name,
    ...(parentFolderId !== undefined && { parentFolderId }),
  });
  return Number(body.folder?.id);
}

describe('list folders', () => {
  it('hold all lists in the root at first', async () => {
    const root = await read();
    expect(root).toMatchObject({ id: 0, parentFolderId: 0, childNodes: [] });
    expect(root?.childLists).toContain(12);
  });

  it('are made, nested, renamed and moved', async () => {
    const outer = await create('Campaigns');
    const inner = await create('2026', String(outer));
    expect(await read(outer)).toMatchObject({ name: 'Campaigns', childNodes: [{ id: inner, name: '2026' }] });
    const renamed = await account.call('PUT', `${folders}/${inner}/rename?newFolderName=2027`);
    expect(renamed.body.folder).toMatchObject({ id: inner, name: '2027', parentFolderId: outer });
    await account.call('PUT', `${folders}/${inner}/move/0`);
    const root = await read();
    expect(entries(root?.childNodes).map(({ id }) => id)).toEqual([outer, inner]);
  });

  it('take a list, whose search result then names the folder', async () => {
    const folderId = await create('Campaigns');
    const moved = { listId: '12', newFolderId: String(folderId) };
    expect((await account.call('PUT', `${folders}/move-list`, moved)).status).toBe(204);
    expect(await read(folderId)).toMatchObject({ childLists: [12] });
    const { body } = await account.call('POST', `${lists}/search`, { listIds: ['12'] });
    expect(body.lists?.[0]?.additionalProperties).toMatchObject({ hs_folder_name: 'Campaigns' });
  });

  it('go only when they are empty', async () => {
    const outer = await create('Outer');
    const inner = await create('Inner', outer);
    expect((await account.call('DELETE', `${folders}/${outer}`)).status).toBe(400);
    expect((await account.call('DELETE', `${folders}/${inner}`)).status).toBe(204);
    expect((await account.call('DELETE', `${folders}/${outer}`)).status).toBe(204);
    expect((await account.call('DELETE', `${folders}/${outer}`)).status).toBe(404);
  });

  it.each([
    ['a folder without a name', 'POST', folders, { name: ' ' }, 400],
    ['an unknown parent', 'POST', folders, { name: 'x', parentFolderId: '77' }, 404],
    ['an unknown folder', 'GET', `${folders}?folderId=77`, undefined, 404],
    ['an unknown list', 'PUT', `${folders}/move-list`, { listId: '9999', newFolderId: '0' }, 404],
  ])('refuse %s', async (_, method, path, body, status) => {
    expect((await account.call(method, path, body)).status).toBe(status);
  });

  it('cannot be put into themselves', async () => {
    const outer = await create('Outer');
    const inner = await create('Inner', outer);
    expect((await account.call('PUT', `${folders}/${outer}/move/${inner}`)).status).toBe(400);
  });
});

it('legacy list ids lead nowhere any more', async () => {
  expect((await account.call('GET', `${lists}/idmapping?legacyListId=5`)).status).toBe(404);
  expect((await account.call('POST', `${lists}/idmapping`, ['5', '6'])).body).toEqual({
    legacyListIdsToIdsMapping: [],
    missingLegacyListIds: ['5', '6'],
  });
});
