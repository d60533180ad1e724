import { beforeEach, describe, expect, it } from 'vitest';
import {
  type Account,
  contacts,
  createContacts,
  entries,
  isEqual,
  type Json,
  lists,
  startHubspot,
  type TestHubspot,
  where,
} from '#sandbox/hubspot/testing/start-hubspot.ts';

let hubspot: TestHubspot;
let account: Account;
beforeEach(async () => {
  hubspot = startHubspot('empty');
  account = await hubspot.install();
});

/** An active list of everybody in Asti. */
async function createAsti(): Promise<string> {
  const filterBranch = where(isEqual('city', 'Asti'));
  const body = { name: 'Asti', objectTypeId: '0-1', processingType: 'DYNAMIC', filterBranch };
  const answer = await account.call('POST', lists, body);
  hubspot.clock.advance(5_000);
  return String(answer.body.list?.listId);
}
const ids = (results: Json | undefined) => entries(results).map(({ recordId }) => String(recordId));

async function walk(path: string, direction: 'next' | 'prev' = 'next'): Promise<string[]> {
  const seen: string[] = [];
  for (let link: string | undefined = path; link; ) {
    const { body }: { body: Json } = await account.call('GET', link);
    seen.push(...ids(body.results));
    const next: unknown = body.paging?.[direction]?.link;
    link = typeof next === 'string' ? next.replace('http://hubspot.test', '') : undefined;
  }
  return seen;
}

describe('an active list', () => {
  it('notices a change only after the lag, and without processing again', async () => {
    const listId = await createAsti();
    const [id] = await createContacts(account, { city: 'Asti' });
    hubspot.clock.advance(1_999);
    expect(await walk(`${lists}/${listId}/memberships`)).toEqual([]);
    hubspot.clock.advance(1);
    expect(await walk(`${lists}/${listId}/memberships`)).toEqual([id]);
    await account.call('PATCH', `${contacts}/${id}`, { properties: { city: 'Alba' } });
    expect(await walk(`${lists}/${listId}/memberships`)).toEqual([id]);
    expect((await account.call('GET', `${lists}/${listId}`)).body.list?.processingStatus).toBe('COMPLETE');
    hubspot.clock.advance(2_000);
    expect(await walk(`${lists}/${listId}/memberships`)).toEqual([]);
  });

  it('lets go of archived, erased and merged contacts, and takes restored ones and survivors', async () => {
    const listId = await createAsti();
    const [a, b, c, d] = await createContacts(
      account,
      ...['a', 'b', 'c', 'd'].map((name) => ({ email: `${name}@made.example`, city: 'Asti' })),
    );
    hubspot.clock.advance(2_000);
    await account.call('DELETE', `${contacts}/${a}`);
    await account.call('POST', `${contacts}/gdpr-delete`, { objectId: b });
    const merged = await account.call('POST', `${contacts}/merge`, {
      primaryObjectId: c,
      objectIdToMerge: d,
    });
    expect(await walk(`${lists}/${listId}/memberships`)).toEqual([a, b, c, d]);
    hubspot.clock.advance(2_000);
    expect(await walk(`${lists}/${listId}/memberships`)).toEqual([merged.body.id]);
    expect((await hubspot.control('contacts/restore', { contactId: a })).status).toBe(204);
    hubspot.clock.advance(2_000);
    expect(await walk(`${lists}/${listId}/memberships`)).toEqual([a, merged.body.id]);
    expect((await hubspot.control('contacts/restore', { contactId: a })).status).toBe(400);
  });

  it('counts, and remembers the latest joining and leaving', async () => {
    const listId = await createAsti();
    const [first] = await createContacts(account, { city: 'Asti' }, { city: 'Asti' });
    hubspot.clock.advance(2_000);
    const joined = hubspot.clock.now();
    await account.call('PATCH', `${contacts}/${first}`, { properties: { city: '' } });
    hubspot.clock.advance(2_000);
    const found = await account.call('POST', `${lists}/search`, { listIds: [listId] });
    expect(found.body.lists?.[0]?.additionalProperties).toMatchObject({
      hs_list_size: '1',
      hs_last_record_added_at: String(joined),
      hs_last_record_removed_at: String(hubspot.clock.now()),
    });
  });

  it('cannot be edited by hand', async () => {
    const listId = await createAsti();
    const [id] = await createContacts(account, {});
    for (const [path, body] of [
      ['add', [id]],
      ['remove', [id]],
      ['add-and-remove', { recordIdsToAdd: [id], recordIdsToRemove: [] }],
    ] as const) {
      const answer = await account.call('PUT', `${lists}/${listId}/memberships/${path}`, body);
      expect(answer.status).toBe(400);
      expect(answer.body.message).toContain('DYNAMIC');
    }
    expect((await account.call('DELETE', `${lists}/${listId}/memberships`)).status).toBe(400);
  });
});

describe('pages of members', () => {
  let listId: string;
  let members: string[];
  beforeEach(async () => {
    listId = await createAsti();
    members = await createContacts(account, ...Array.from({ length: 23 }, () => ({ city: 'Asti' })));
    hubspot.clock.advance(5_000);
  });

  it('come by record id, with a total and a time', async () => {
    const { body } = await account.call('GET', `${lists}/${listId}/memberships?limit=2`);
    expect(body).toMatchObject({
      total: 23,
      results: [{ recordId: members[0], membershipTimestamp: expect.stringMatching(/Z$/) }, {}],
    });
    expect(body.paging).not.toHaveProperty('prev');
    expect(await walk(`${lists}/${listId}/memberships?limit=5`)).toEqual(members);
  });

  it('go back from a before token, descending', async () => {
    const third = await account.call('GET', `${lists}/${listId}/memberships?limit=8`);
    const next = String(third.body.paging?.next?.after);
    const page = await account.call(
      'GET',
      `${lists}/${listId}/memberships?limit=8&after=${encodeURIComponent(next)}`,
    );
    const before = encodeURIComponent(String(page.body.paging?.prev?.before));
    const back = await walk(`${lists}/${listId}/memberships?limit=3&before=${before}`, 'prev');
    expect(back).toEqual(members.slice(0, 8).toReversed());
    const both = await account.call(
      'GET',
      `${lists}/${listId}/memberships?limit=8&before=${before}&after=${encodeURIComponent(next)}`,
    );
    expect(ids(both.body.results)).toEqual(members.slice(8, 16));
  });

  it('come in the order of joining, the rejoined last', async () => {
    const [first] = members;
    await account.call('PATCH', `${contacts}/${first}`, { properties: { city: 'Alba' } });
    hubspot.clock.advance(3_000);
    await account.call('PATCH', `${contacts}/${first}`, { properties: { city: 'Asti' } });
    hubspot.clock.advance(3_000);
    expect(await walk(`${lists}/${listId}/memberships/join-order?limit=5`)).toEqual([
      ...members.slice(1),
      first,
    ]);
    const { body } = await account.call('GET', `${lists}/records/0-1/${first}/memberships`);
    const [membership] = entries(body.results);
    const stayedAway =
      Date.parse(String(membership?.lastAddedTimestamp)) -
      Date.parse(String(membership?.firstAddedTimestamp));
    expect(stayedAway).toBe(8_000);
  });

  it('come newest first from a before token, which only a page after the first has', async () => {
    const path = `${lists}/${listId}/memberships/join-order?limit=20`;
    const first = await account.call('GET', path);
    expect(first.body.paging).not.toHaveProperty('prev');
    const last = await account.call(
      'GET',
      `${path}&after=${encodeURIComponent(String(first.body.paging?.next?.after))}`,
    );
    expect(last.body.paging).not.toHaveProperty('next');
    const before = encodeURIComponent(String(last.body.paging?.prev?.before));
    const newestFirst = await walk(`${path}&before=${before}`, 'prev');
    expect(newestFirst).toEqual(members.slice(0, 20).toReversed());
    const times = entries(first.body.results).map(({ membershipTimestamp }) => String(membershipTimestamp));
    expect(times).toEqual(times.toSorted());
  });

  it('go on from the last full page to whoever joined since', async () => {
    const path = `${lists}/${listId}/memberships/join-order?limit=20`;
    const first = await account.call('GET', path);
    const after = encodeURIComponent(String(first.body.paging?.next?.after));
    const [late] = await createContacts(account, { city: 'Asti' });
    await account.call('DELETE', `${contacts}/${members[19]}`);
    hubspot.clock.advance(2_000);
    expect(await walk(`${path}&after=${after}`)).toEqual([...members.slice(20), late]);
  });

  it.each(['0', '251', 'many'])('refuse the limit %s', async (limit) => {
    for (const path of ['memberships', 'memberships/join-order']) {
      expect((await account.call('GET', `${lists}/${listId}/${path}?limit=${limit}`)).status).toBe(400);
    }
    expect((await account.call('GET', `${lists}/${listId}/memberships?limit=250`)).status).toBe(200);
  });

  it('refuse a token that is none, and an unknown list', async () => {
    expect((await account.call('GET', `${lists}/${listId}/memberships?after=zzz`)).status).toBe(400);
    expect((await account.call('GET', `${lists}/99/memberships`)).status).toBe(404);
  });
});

describe('the lists of a record', () => {
  it('are read one by one', async () => {
    const listId = await createAsti();
    const [id] = await createContacts(account, { city: 'Asti' });
    hubspot.clock.advance(2_000);
    const { status, body } = await account.call('GET', `${lists}/records/0-1/${id}/memberships`);
    expect(status).toBe(200);
    expect(body).toEqual({
      total: 1,
      results: [
        {
          listId,
          listVersion: 1,
          isPublicList: true,
          firstAddedTimestamp: expect.any(String),
          lastAddedTimestamp: expect.any(String),
        },
      ],
    });
    expect((await account.call('GET', `${lists}/records/0-1/7/memberships`)).status).toBe(404);
  });

  const read = (inputs: unknown) =>
    account.call('POST', `${lists}/records/memberships/batch/read`, { inputs });

  it('are read a hundred at a time', async () => {
    const listId = await createAsti();
    const [inside, outside] = await createContacts(account, { city: 'Asti' }, { city: 'Alba' });
    hubspot.clock.advance(2_000);
    const inputs = [inside, outside, '7'].map((recordId) => ({ objectTypeId: '0-1', recordId }));
    const { status, body } = await read(inputs);
    expect(status).toBe(200);
    expect(body.status).toBe('COMPLETE');
    expect(body.results).toEqual([
      { objectTypeId: '0-1', recordId: inside, recordListMemberships: [expect.objectContaining({ listId })] },
      { objectTypeId: '0-1', recordId: outside, recordListMemberships: [] },
      { objectTypeId: '0-1', recordId: '7', recordListMemberships: [] },
    ]);
    await hubspot.control('assumptions', { membershipBatchNamesUnknownRecords: true });
    const strict = await read(inputs);
    expect(strict.status).toBe(207);
    expect(strict.body.errors).toEqual([
      expect.objectContaining({ category: 'OBJECT_NOT_FOUND', context: { ids: ['7'] } }),
    ]);
  });

  it('are refused for 101 inputs and for a bad object type', async () => {
    const many = Array.from({ length: 101 }, (_, i) => ({ objectTypeId: '0-1', recordId: String(i) }));
    expect((await read(many)).body).toMatchObject({ category: 'VALIDATION_ERROR' });
    expect((await read(many.slice(1))).status).toBe(200);
    expect((await read([{ objectTypeId: 'contact', recordId: '1' }])).status).toBe(400);
  });
});

describe('a static list', () => {
  it('takes and gives members by hand and says what changed', async () => {
    const [a, b] = await createContacts(account, {}, {});
    const made = await account.call('POST', lists, {
      name: 'By hand',
      objectTypeId: '0-1',
      processingType: 'MANUAL',
    });
    const path = `${lists}/${made.body.list?.listId}/memberships`;
    const added = await account.call('PUT', `${path}/add`, [a, b, '7']);
    expect(added.body).toEqual({ recordsIdsAdded: [a, b], recordIdsRemoved: [], recordIdsMissing: ['7'] });
    const changed = await account.call('PUT', `${path}/add-and-remove`, {
      recordIdsToAdd: [a],
      recordIdsToRemove: [b],
    });
    expect(changed.body).toEqual({ recordsIdsAdded: [], recordIdsRemoved: [b], recordIdsMissing: [] });
    expect(await walk(path)).toEqual([a]);
    expect((await account.call('DELETE', path)).status).toBe(204);
    expect(await walk(path)).toEqual([]);
  });

  it('loses only contacts that are gone', async () => {
    const [a, b] = await createContacts(account, { city: 'Asti' }, {});
    const made = await account.call('POST', lists, {
      name: 'By hand',
      objectTypeId: '0-1',
      processingType: 'MANUAL',
    });
    const path = `${lists}/${made.body.list?.listId}/memberships`;
    await account.call('PUT', `${path}/add`, [a, b]);
    await account.call('PATCH', `${contacts}/${a}`, { properties: { city: 'Alba' } });
    await account.call('DELETE', `${contacts}/${b}`);
    hubspot.clock.advance(3_000);
    expect(await walk(path)).toEqual([a]);
  });
});

it('a list of the members of a list follows it, one lag later', async () => {
  const listId = await createAsti();
  const filters = [{ filterType: 'IN_LIST', listId, operator: 'IN_LIST' }];
  const filterBranch = { filterBranchType: 'OR', filterBranches: [{ filterBranchType: 'AND', filters }] };
  const made = await account.call('POST', lists, {
    name: 'Follower',
    objectTypeId: '0-1',
    processingType: 'DYNAMIC',
    filterBranch,
  });
  const path = `${lists}/${made.body.list?.listId}/memberships`;
  hubspot.clock.advance(5_000);
  const [id] = await createContacts(account, { city: 'Alba' });
  hubspot.clock.advance(5_000);
  await account.call('PATCH', `${contacts}/${id}`, { properties: { city: 'Asti' } });
  hubspot.clock.advance(2_000);
  expect(await walk(path)).toEqual([]);
  hubspot.clock.advance(2_000);
  expect(await walk(path)).toEqual([id]);
});

it('a static list takes the members of another list, an active one does not', async () => {
  await createContacts(account, { city: 'Asti' }, { city: 'Roma' }, { city: 'Asti' });
  const asti = await createAsti();
  const { body } = await account.call('POST', lists, {
    name: 'Copied',
    objectTypeId: '0-1',
    processingType: 'MANUAL',
  });
  const copied = String(body.list?.listId);
  expect((await account.call('PUT', `${lists}/${copied}/memberships/add-from/${asti}`)).status).toBe(204);
  expect(await walk(`${lists}/${copied}/memberships`)).toEqual(await walk(`${lists}/${asti}/memberships`));
  expect(await walk(`${lists}/${copied}/memberships`)).toHaveLength(2);
  expect((await account.call('PUT', `${lists}/${asti}/memberships/add-from/${copied}`)).status).toBe(400);
});
