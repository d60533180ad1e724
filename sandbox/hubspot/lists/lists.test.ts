import { beforeEach, describe, expect, it } from 'vitest';
import {
  type Account,
  anyOf,
  createContacts,
  entries,
  isAnyOf,
  isEqual,
  lists,
  startHubspot,
  type TestHubspot,
  where,
} from '#sandbox/hubspot/testing/start-hubspot.ts';

let hubspot: TestHubspot;
let account: Account;
beforeEach(async () => {
  hubspot = startHubspot();
  account = await hubspot.install();
});

const active = (name: string, filterBranch: unknown = where(isAnyOf('lifecyclestage', 'customer'))) => ({
  name,
  objectTypeId: '0-1',
  processingType: 'DYNAMIC',
  filterBranch,
});
const createList = async (body: unknown): Promise<string> =>
  String((await account.call('POST', lists, body)).body.list?.listId);
const search = (body: unknown) => account.call('POST', `${lists}/search`, body);
const namesOf = (found: Awaited<ReturnType<typeof search>>) =>
  entries(found.body.lists).map(({ name }) => String(name));

describe.each(['/crm/lists/2026-09', '/crm/lists/2026-03', '/crm/v3/lists'])('%s', (prefix) => {
  it('finds lists with their counts as text and without size or criteria', async () => {
    const { status, body } = await account.call('POST', `${prefix}/search`, {
      processingTypes: ['DYNAMIC'],
      count: 2,
    });
    expect(status).toBe(200);
    expect(body).toMatchObject({ total: 5, hasMore: true, offset: 2 });
    expect(body.lists?.[0]).toEqual({
      listId: '11',
      listVersion: 1,
      name: 'Customers in Italy',
      objectTypeId: '0-1',
      processingType: 'DYNAMIC',
      processingStatus: 'COMPLETE',
      createdAt: expect.stringMatching(/Z$/),
      createdById: '71020041',
      updatedAt: expect.stringMatching(/Z$/),
      updatedById: '71020041',
      filtersUpdatedAt: expect.stringMatching(/Z$/),
      additionalProperties: {
        hs_list_size: '142',
        hs_last_record_added_at: expect.stringMatching(/^\d{13}$/),
        hs_list_reference_count: '0',
      },
    });
  });

  it('shows a list with size, and with criteria when asked', async () => {
    const plain = await account.call('GET', `${prefix}/11`);
    expect(plain.body.list).toMatchObject({ listId: '11', size: 142 });
    expect(plain.body.list).not.toHaveProperty('filterBranch');
    expect(plain.body.list).not.toHaveProperty('additionalProperties');
    const full = await account.call('GET', `${prefix}/11?includeFilters=true`);
    expect(full.body.list?.filterBranch).toMatchObject({ filterBranchType: 'OR' });
  });
});

describe('searching', () => {
  it.each([
    [{ query: 'ITALY' }, ['Customers in Italy']],
    [{ processingTypes: ['MANUAL'] }, ['Trade fair Verona 2025', 'Newsletter test group']],
    [{ processingTypes: ['SNAPSHOT'] }, []],
    [{ listIds: ['12', '99'] }, ['Marketing qualified leads']],
    [{ objectTypeId: '0-2' }, []],
    [{ objectTypeId: '0-1', query: 'pilot' }, ['Pilot: solar and storage in Dublin']],
    [{ sort: '-HS_LIST_SIZE', count: 1 }, ['Everyone with an email address']],
    [{ offset: 6 }, ['Newsletter test group']],
  ])('%j', async (body, names) => {
    expect(namesOf(await search(body))).toEqual(names);
  });

  it.each([[{ count: 501 }], [{ count: -1 }], [{ offset: 'x' }], [{ sort: 'COLOUR' }]])(
    'refuses %j',
    async (body) => {
      expect((await search(body)).status).toBe(400);
      expect((await search({ count: 500 })).status).toBe(200);
    },
  );
});

describe('all lists by cursor', () => {
  it('come by id, page by page, deleted ones left out', async () => {
    await account.call('DELETE', `${lists}/12`);
    const ids: string[] = [];
    let after: unknown;
    do {
      const { body } = await account.call('POST', `${lists}/all`, { count: 2, ...(after ? { after } : {}) });
      ids.push(...entries(body.results).map(({ listId }) => String(listId)));
      after = body.paging?.next?.after;
    } while (after);
    expect(ids).toEqual(['11', '13', '14', '15', '16', '17']);
  });

  it('are told apart by type, at most 500 at once, in 2026-09 only', async () => {
    const { body } = await account.call('POST', `${lists}/all`, { processingTypes: ['MANUAL'] });
    expect(entries(body.results)).toHaveLength(2);
    expect((await account.call('POST', `${lists}/all`, { count: 501 })).status).toBe(400);
    expect((await account.call('POST', '/crm/v3/lists/all', {})).status).toBe(404);
  });
});

describe('several lists and lists by name', () => {
  it('give what is there', async () => {
    const several = await account.call('GET', `${lists}?listIds=11&listIds=12,99`);
    expect(entries(several.body.lists).map(({ listId }) => String(listId))).toEqual(['11', '12']);
    const name = encodeURIComponent('customers in ITALY');
    expect((await account.call('GET', `${lists}/object-type-id/0-1/name/${name}`)).body.list?.listId).toBe(
      '11',
    );
    expect((await account.call('GET', `${lists}/object-type-id/0-1/name/none`)).status).toBe(404);
    expect((await account.call('GET', `${lists}/99`)).body).toMatchObject({
      category: 'OBJECT_NOT_FOUND',
      message: 'List does not exist with ID 99.',
    });
  });
});

describe('creating', () => {
  it('answers at once with PROCESSING and no members, and is complete a little later', async () => {
    const { status, body } = await account.call('POST', lists, active('Fresh'));
    expect(status).toBe(200);
    expect(body.list).toMatchObject({ processingStatus: 'PROCESSING', size: 0, listVersion: 1 });
    const listId = String(body.list?.listId);
    hubspot.clock.advance(1_500);
    const halfway = (await account.call('GET', `${lists}/${listId}`)).body.list;
    expect(halfway?.processingStatus).toBe('PROCESSING');
    expect(Number(halfway?.size)).toBeGreaterThan(0);
    hubspot.clock.advance(1_000);
    const done = (await account.call('GET', `${lists}/${listId}`)).body.list;
    expect(done?.processingStatus).toBe('COMPLETE');
    expect(Number(done?.size)).toBeGreaterThan(Number(halfway?.size));
  });

  it('takes a static list, empty or evaluated once', async () => {
    const manual = await createList({ name: 'By hand', objectTypeId: '0-1', processingType: 'MANUAL' });
    const snapshot = await createList({ ...active('Once'), processingType: 'SNAPSHOT' });
    hubspot.clock.advance(10_000);
    expect((await account.call('GET', `${lists}/${manual}`)).body.list).toMatchObject({
      size: 0,
      processingStatus: 'COMPLETE',
    });
    const before = (await account.call('GET', `${lists}/${snapshot}`)).body.list?.size;
    expect(Number(before)).toBeGreaterThan(200);
    await createContacts(account, { lifecyclestage: 'customer' });
    hubspot.clock.advance(10_000);
    expect((await account.call('GET', `${lists}/${snapshot}`)).body.list?.size).toBe(before);
  });

  const filter = (operation: Record<string, unknown>, property = 'city') => where({ property, operation });
  const multi = { operationType: 'MULTISTRING', operator: 'CONTAINS', values: ['x'] };
  it.each([
    ['a name in use', active('customers in italy'), "name 'customers in italy'"],
    ['no name', active(' '), 'blank'],
    ['no criteria', { name: 'x', objectTypeId: '0-1', processingType: 'DYNAMIC' }, 'filterBranch'],
    ['an unknown kind', { ...active('x'), processingType: 'LIVE' }, 'LIVE'],
    ['another object', { ...active('x'), objectTypeId: '0-2' }, '0-1'],
    ['an AND root', active('x', { ...where(), filterBranchType: 'AND' }), 'type OR'],
    [
      'filters in the root',
      active('x', { ...filter(multi), filters: [{ filterType: 'PROPERTY' }] }),
      'OR filter branch cannot have filters',
    ],
    ['no groups', active('x', anyOf()), 'at least one AND'],
    ['an empty group', active('x', anyOf([])), 'at least one filter'],
    ['an unknown property', active('x', filter(multi, 'nope')), '"nope" does not exist'],
    [
      'an operation of another type',
      active('x', filter(multi, 'lifecyclestage')),
      'cannot be used with property "lifecyclestage"',
    ],
    ['an unknown operator', active('x', filter({ ...multi, operator: 'SOUNDS_LIKE' })), 'SOUNDS_LIKE'],
    ['no values', active('x', filter({ ...multi, values: [] })), 'values is required'],
    ['an unknown option', active('x', where(isAnyOf('lifecyclestage', 'boss'))), '"boss" is not an option'],
    [
      'text as number',
      active(
        'x',
        filter({ operationType: 'NUMBER', operator: 'IS_EQUAL_TO', value: '1' }, 'annual_consumption_kwh'),
      ),
      'value is required',
    ],
    [
      'an unknown time zone',
      active(
        'x',
        filter(
          {
            operationType: 'TIME_POINT',
            operator: 'IS_AFTER',
            timePoint: { timeType: 'DATE', zoneId: 'Mars/Base', year: 2026, month: 1, day: 1 },
          },
          'closedate',
        ),
      ),
      'Mars/Base',
    ],
    [
      'an unknown list',
      active('x', {
        ...anyOf([]),
        filterBranches: [
          {
            filterBranchType: 'AND',
            filters: [{ filterType: 'IN_LIST', listId: '99', operator: 'IN_LIST' }],
          },
        ],
      }),
      'List 99 does not exist',
    ],
  ])('is refused with %s', async (_, body, words) => {
    const answer = await account.call('POST', lists, body);
    expect(answer.status).toBe(400);
    expect(answer.body).toMatchObject({
      status: 'error',
      category: 'VALIDATION_ERROR',
      message: expect.stringContaining(words),
    });
  });
});

describe('editing', () => {
  it('renames, and raises the version', async () => {
    const { body } = await account.call('PUT', `${lists}/12/update-list-name?listName=MQL`);
    expect(body.updatedList).toMatchObject({ name: 'MQL', listVersion: 2 });
    expect(
      (await account.call('PUT', `${lists}/12/update-list-name?listName=Customers in Italy`)).status,
    ).toBe(400);
  });

  it('evaluates anew after a change of criteria, step by step', async () => {
    const change = { filterBranch: where(isEqual('city', 'Dublin')) };
    const { body } = await account.call('PUT', `${lists}/12/update-list-filters`, change);
    expect(body.updatedList).toMatchObject({ processingStatus: 'PROCESSING', size: 143, listVersion: 2 });
    hubspot.clock.advance(5_000);
    const list = hubspot.world.portals.get(139482011)?.lists.find('12');
    expect(list?.processingStatus).toBe('COMPLETE');
    const portal = hubspot.world.portals.get(139482011);
    for (let row = 0; row < 1_200; row++) {
      expect(list?.members.has(row)).toBe(portal?.contacts.get(row, 'city').toLowerCase() === 'dublin');
    }
  });

  it('leaves the criteria of a static list alone', async () => {
    const { status } = await account.call('PUT', `${lists}/16/update-list-filters`, {
      filterBranch: where(isEqual('city', 'x')),
    });
    expect(status).toBe(400);
  });
});

describe('a deleted list', () => {
  it('is shown by id with the time, and hidden everywhere else', async () => {
    expect((await account.call('DELETE', `${lists}/12`)).status).toBe(204);
    const shown = await account.call('GET', `${lists}/12`);
    expect(shown.status).toBe(200);
    expect(shown.body.list).toMatchObject({ deletedAt: expect.any(String), processingStatus: 'PROCESSING' });
    expect(namesOf(await search({}))).not.toContain('Marketing qualified leads');
    expect(entries((await account.call('GET', `${lists}?listIds=12`)).body.lists)).toEqual([]);
    expect(
      (await account.call('GET', `${lists}/object-type-id/0-1/name/Marketing qualified leads`)).status,
    ).toBe(404);
    expect((await account.call('GET', `${lists}/12/memberships`)).status).toBe(404);
    await hubspot.control('assumptions', { deletedListHidesMembers: false });
    expect((await account.call('GET', `${lists}/12/memberships`)).status).toBe(200);
  });

  it('comes back when restored, and is gone after ninety days', async () => {
    await account.call('DELETE', `${lists}/12`);
    expect((await account.call('PUT', `${lists}/12/restore`)).status).toBe(204);
    hubspot.clock.advance(5_000);
    expect((await account.call('GET', `${lists}/12`)).body.list).toMatchObject({
      processingStatus: 'COMPLETE',
      size: 143,
    });
    await account.call('DELETE', `${lists}/13`);
    hubspot.clock.advance(90 * 86_400_000);
    const later = await hubspot.install();
    expect((await later.call('GET', `${lists}/13`)).status).toBe(404);
  });
});

describe('a conversion to a static list', () => {
  it('happens on the given day and ends the evaluation', async () => {
    const request = { conversionType: 'CONVERSION_DATE', year: 2026, month: 11, day: 4 };
    const planned = await account.call('PUT', `${lists}/12/schedule-conversion`, request);
    expect(planned.body).toEqual({ listId: '12', requestedConversionTime: request });
    expect((await account.call('GET', `${lists}/12`)).body.list?.processingType).toBe('DYNAMIC');
    hubspot.clock.advance(2 * 86_400_000);
    const later = await hubspot.install();
    expect((await later.call('GET', `${lists}/12`)).body.list).toMatchObject({
      processingType: 'SNAPSHOT',
      size: 143,
    });
    expect((await later.call('GET', `${lists}/12/schedule-conversion`)).body.convertedAt).toBe(
      '2026-11-04T00:00:00.000Z',
    );
    await createContacts(later, { lifecyclestage: 'marketingqualifiedlead' });
    hubspot.clock.advance(10_000);
    expect((await later.call('GET', `${lists}/12`)).body.list?.size).toBe(143);
  });

  it('can be called off', async () => {
    await account.call('PUT', `${lists}/12/schedule-conversion`, {
      conversionType: 'INACTIVITY',
      timeUnit: 'DAY',
      offset: 1,
    });
    expect((await account.call('DELETE', `${lists}/12/schedule-conversion`)).status).toBe(204);
    expect((await account.call('GET', `${lists}/12/schedule-conversion`)).status).toBe(404);
    hubspot.clock.advance(2 * 86_400_000);
    expect(hubspot.world.portals.get(139482011)?.lists.find('12')?.processingType).toBe('DYNAMIC');
  });

  it.each([
    ['12', { conversionType: 'SOON' }],
    ['16', { conversionType: 'INACTIVITY', timeUnit: 'DAY', offset: 1 }],
  ])('of list %s is refused with %j', async (listId, request) => {
    expect((await account.call('PUT', `${lists}/${listId}/schedule-conversion`, request)).status).toBe(400);
  });
});
