import { beforeEach, describe, expect, it } from 'vitest';
import {
  type Account,
  type Answer,
  contacts,
  createContacts,
  demoPortal,
  entries,
  startHubspot,
  type TestHubspot,
} from '#sandbox/hubspot/testing/start-hubspot.ts';

let hubspot: TestHubspot;
let account: Account;
beforeEach(async () => {
  hubspot = startHubspot('empty');
  account = await hubspot.install();
  await hubspot.control('settings', { searchesPerSecond: null });
});

const search = (body: unknown) => account.call('POST', `${contacts}/search`, body);
const filter = (propertyName: string, operator: string, operand: Record<string, unknown> = {}) => ({
  filterGroups: [{ filters: [{ propertyName, operator, ...operand }] }],
});
const people = [
  {
    email: 'anna@alfa.example',
    firstname: 'Anna',
    city: 'Asti',
    annual_consumption_kwh: '100',
    contract_start_date: '2026-01-01',
  },
  {
    email: 'bruno@beta.example',
    firstname: 'Bruno',
    city: 'Alba',
    annual_consumption_kwh: '90',
    lifecyclestage: 'customer',
  },
  {
    email: 'carla@gamma.example',
    firstname: 'Carla Maria',
    annual_consumption_kwh: '1000',
    contract_start_date: '2026-06-01',
  },
];

async function fill(): Promise<void> {
  for (const person of people) {
    await createContacts(account, person);
    hubspot.clock.advance(60_000);
  }
}

describe('operators', () => {
  it.each([
    ['city EQ', filter('city', 'EQ', { value: 'ASTI' }), 'Anna'],
    ['city NEQ finds blanks too', filter('city', 'NEQ', { value: 'Asti' }), 'Bruno Carla'],
    ['number LT', filter('annual_consumption_kwh', 'LT', { value: '100' }), 'Bruno'],
    ['number LTE', filter('annual_consumption_kwh', 'LTE', { value: '100' }), 'Anna Bruno'],
    ['number GT', filter('annual_consumption_kwh', 'GT', { value: '100' }), 'Carla'],
    ['number GTE', filter('annual_consumption_kwh', 'GTE', { value: '100' }), 'Anna Carla'],
    [
      'number BETWEEN',
      filter('annual_consumption_kwh', 'BETWEEN', { value: '95', highValue: '500' }),
      'Anna',
    ],
    ['date GT in milliseconds', filter('contract_start_date', 'GT', { value: '1767225600000' }), 'Carla'],
    ['date EQ as text', filter('contract_start_date', 'EQ', { value: '2026-01-01' }), 'Anna'],
    ['text IN wants lower case', filter('city', 'IN', { values: ['asti', 'alba'] }), 'Anna Bruno'],
    ['text IN with a capital finds nothing', filter('city', 'IN', { values: ['Asti'] }), ''],
    ['enumeration IN', filter('lifecyclestage', 'IN', { values: ['customer'] }), 'Bruno'],
    ['NOT_IN', filter('city', 'NOT_IN', { values: ['asti'] }), 'Bruno Carla'],
    ['HAS_PROPERTY', filter('contract_start_date', 'HAS_PROPERTY'), 'Anna Carla'],
    ['NOT_HAS_PROPERTY', filter('city', 'NOT_HAS_PROPERTY'), 'Carla'],
    ['CONTAINS_TOKEN is a whole word', filter('firstname', 'CONTAINS_TOKEN', { value: 'maria' }), 'Carla'],
    ['CONTAINS_TOKEN is no substring', filter('firstname', 'CONTAINS_TOKEN', { value: 'mar' }), ''],
    ['CONTAINS_TOKEN with a star', filter('email', 'CONTAINS_TOKEN', { value: 'b*' }), 'Bruno'],
    ['NOT_CONTAINS_TOKEN', filter('firstname', 'NOT_CONTAINS_TOKEN', { value: 'maria' }), 'Anna Bruno'],
    ['query', { query: 'gamma' }, 'Carla'],
    ['query of two words', { query: 'carla mar' }, 'Carla'],
    [
      'two groups are OR',
      {
        filterGroups: [
          ...filter('city', 'EQ', { value: 'asti' }).filterGroups,
          ...filter('city', 'EQ', { value: 'alba' }).filterGroups,
        ],
      },
      'Anna Bruno',
    ],
    ['nothing asked finds all', {}, 'Anna Bruno Carla'],
  ])('%s', async (_, body, found) => {
    await fill();
    const answer = await search(body);
    expect(answer.status).toBe(200);
    const names = entries(answer.body.results).map(
      ({ properties }) => String(properties?.firstname).split(' ')[0],
    );
    expect(names.join(' ')).toBe(found);
    expect(answer.body.total).toBe(names.length);
  });

  it('an address also finds the contact that has it as an additional one', async () => {
    await fill();
    const found = await search({});
    const [first, second] = entries(found.body.results).map(({ id }) => String(id));
    await account.call('POST', `${contacts}/merge`, { primaryObjectId: first, objectIdToMerge: second });
    hubspot.clock.advance(60_000);
    const { body } = await search(filter('email', 'EQ', { value: 'bruno@beta.example' }));
    expect(entries(body.results).map(({ properties }) => properties?.email)).toEqual(['anna@alfa.example']);
  });
});

describe('order and pages', () => {
  it('sorts by one property, both ways', async () => {
    await fill();
    const order = async (sorts: unknown) =>
      entries((await search({ sorts })).body.results)
        .map(({ properties }) => String(properties?.firstname)[0])
        .join('');
    expect(await order([{ propertyName: 'annual_consumption_kwh', direction: 'DESCENDING' }])).toBe('CAB');
    expect(await order([{ propertyName: 'annual_consumption_kwh', direction: 'ASCENDING' }])).toBe('BAC');
    expect(await order(['-firstname'])).toBe('CBA');
  });

  it('goes on from the token', async () => {
    await fill();
    const sorts = [{ propertyName: 'createdate', direction: 'DESCENDING' }];
    const first = await search({ limit: 2, sorts });
    expect(first.body.paging).toEqual({ next: { after: '2' } });
    const second = await search({ limit: 2, after: '2', sorts });
    expect(second.body).not.toHaveProperty('paging');
    const names = [first, second]
      .flatMap(({ body }) => entries(body.results))
      .map(({ properties }) => String(properties?.firstname)[0]);
    expect(names.join('')).toBe('CBA');
  });
});

describe('what changed since a moment', () => {
  const COUNT = 10_250;
  const ids = ({ body }: Answer) => entries(body.results).map(({ id }) => String(id));
  const page = (filters: unknown[], after: number, sorts: string[]) =>
    search({ filterGroups: [{ filters }], sorts, after: String(after), limit: 200 });

  it('comes in order of change, and contacts of one moment in no order to rely on', async () => {
    const since = hubspot.clock.now();
    hubspot.clock.advance(1_000);
    const all = await createContacts(account, ...Array.from({ length: 8 }, () => ({ city: 'Asti' })));
    hubspot.clock.advance(1_000);
    const [last = ''] = await createContacts(account, { city: 'Alba' });
    hubspot.clock.advance(3_000);
    const filters = [{ propertyName: 'lastmodifieddate', operator: 'GTE', value: String(since + 1) }];
    const found = ids(await page(filters, 0, ['lastmodifieddate']));
    expect(found.at(-1)).toBe(last);
    expect(found.toSorted()).toEqual([...all, last]);
    expect(found).not.toEqual([...all, last]);
  });

  it('goes past 10,000 contacts of one moment by record id', async () => {
    const at = hubspot.clock.now();
    const store = hubspot.world.portals.get(demoPortal)?.contacts;
    for (let index = 0; index < COUNT; index++)
      store?.load(new Map(), { sourceType: 'IMPORT', sourceId: '1' }, at);
    const filters = [{ propertyName: 'lastmodifieddate', operator: 'EQ', value: String(at) }];
    const first = await page(filters, 9_800, ['hs_object_id']);
    expect(first.body.total).toBe(COUNT);
    expect((await page(filters, 10_000, ['hs_object_id'])).status).toBe(400);
    const last = ids(first).at(-1);
    const beyond = [...filters, { propertyName: 'hs_object_id', operator: 'GT', value: last }];
    const second = await page(beyond, 0, ['hs_object_id']);
    expect(second.body.total).toBe(COUNT - 10_000);
    expect(Number(ids(second)[0])).toBe(Number(last) + 1);
  });
});

describe('a search is refused', () => {
  const many = (count: number) =>
    Array.from({ length: count }, () => ({ propertyName: 'city', operator: 'HAS_PROPERTY' }));
  it.each([
    ['more than 200 results a page', { limit: 201 }, '200'],
    ['the 10,001st result', { limit: 100, after: '9901' }, '10000'],
    ['two sorts', { sorts: ['city', 'email'] }, 'one sort'],
    ['an unknown sort', { sorts: ['nope'] }, 'nope'],
    ['an unknown property', filter('nope', 'EQ', { value: '1' }), 'nope'],
    ['an unknown operator', filter('city', 'LIKE', { value: '1' }), 'LIKE'],
    ['no value', filter('city', 'EQ'), 'value'],
    ['no values', filter('city', 'IN', { value: 'x' }), 'values'],
    ['no high value', filter('city', 'BETWEEN', { value: 'x' }), 'highValue'],
    ['six groups', { filterGroups: Array.from({ length: 6 }, () => ({ filters: many(1) })) }, 'filterGroups'],
    ['seven filters in a group', { filterGroups: [{ filters: many(7) }] }, '6 filters'],
    [
      'nineteen filters',
      { filterGroups: [6, 6, 6, 1].map((count) => ({ filters: many(count) })) },
      '18 filters',
    ],
    ['more than 3,000 characters', { query: 'x'.repeat(3_000) }, '3000 characters'],
  ])('with %s', async (_, body, words) => {
    const answer = await search(body);
    expect(answer.status).toBe(400);
    expect(answer.body).toMatchObject({
      category: 'VALIDATION_ERROR',
      message: 'There was a problem with the request.',
    });
    expect(answer.body.errors?.[0]?.message).toContain(words);
  });

  it('and the 10,000th result is still there', async () => {
    expect((await search({ limit: 100, after: '9900' })).status).toBe(200);
  });
});

describe('the index lags behind', () => {
  const found = async (body: unknown) => entries((await search(body)).body.results);

  it('with new contacts', async () => {
    await createContacts(account, { email: 'new@made.example' });
    expect(await found({})).toEqual([]);
    hubspot.clock.advance(2_999);
    expect(await found({})).toEqual([]);
    hubspot.clock.advance(1);
    expect(await found({})).toHaveLength(1);
  });

  it('with changed values, in what it finds and in what it shows', async () => {
    const [id] = await createContacts(account, { city: 'Asti' });
    hubspot.clock.advance(10_000);
    await account.call('PATCH', `${contacts}/${id}`, { properties: { city: 'Alba' } });
    expect(await found(filter('city', 'EQ', { value: 'Alba' }))).toEqual([]);
    const stale = await found({ ...filter('city', 'EQ', { value: 'Asti' }), properties: ['city'] });
    expect(stale).toMatchObject([{ properties: { city: 'Asti' } }]);
    const since = { value: String(hubspot.clock.now()) };
    expect(await found(filter('lastmodifieddate', 'GTE', since))).toEqual([]);
    hubspot.clock.advance(3_000);
    expect(await found(filter('city', 'EQ', { value: 'Alba' }))).toHaveLength(1);
    expect(await found(filter('lastmodifieddate', 'GTE', since))).toHaveLength(1);
  });

  it('with each of several edits in its turn', async () => {
    const [id] = await createContacts(account, { city: 'one' });
    hubspot.clock.advance(10_000);
    for (const city of ['two', 'three']) {
      await account.call('PATCH', `${contacts}/${id}`, { properties: { city } });
      hubspot.clock.advance(2_000);
    }
    const shown = async () => (await found({ properties: ['city'] }))[0]?.properties?.city;
    expect(await shown()).toBe('two');
    hubspot.clock.advance(1_000);
    expect(await shown()).toBe('three');
  });

  it('with archived contacts', async () => {
    const [id] = await createContacts(account, {});
    hubspot.clock.advance(10_000);
    await account.call('DELETE', `${contacts}/${id}`);
    expect(await found({})).toHaveLength(1);
    hubspot.clock.advance(3_000);
    expect(await found({})).toEqual([]);
  });
});
