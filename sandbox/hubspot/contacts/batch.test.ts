import { beforeEach, describe, expect, it } from 'vitest';
import {
  type Account,
  contacts,
  createContacts,
  entries,
  startHubspot,
  type TestHubspot,
} from '#sandbox/hubspot/testing/start-hubspot.ts';

let hubspot: TestHubspot;
let account: Account;
beforeEach(async () => {
  hubspot = startHubspot();
  account = await hubspot.install();
});

const batch = (action: string, body: unknown, query = '') =>
  account.call('POST', `${contacts}/batch/${action}${query}`, body);
const ids = (results: Parameters<typeof entries>[0]) => entries(results).map((result) => String(result.id));

describe.each(['contacts', 'contact', '0-1'])('batch read of "%s"', (name) => {
  it.each(['/crm/objects/2026-09', '/crm/objects/2026-03', '/crm/v3/objects'])(
    'answers at %s',
    async (prefix) => {
      const { status, body } = await account.call('POST', `${prefix}/${name}/batch/read`, {
        inputs: [{ id: '51000000002' }, { id: '51000000001' }],
        properties: ['email', 'closedate', 'no_such_property'],
      });
      expect(status).toBe(200);
      expect(body).toEqual({
        status: 'COMPLETE',
        startedAt: expect.any(String),
        completedAt: expect.any(String),
        results: [
          expect.objectContaining({ id: '51000000001' }),
          expect.objectContaining({ id: '51000000002' }),
        ],
      });
      expect(Object.keys(body.results?.[0]?.properties ?? {}).sort()).toEqual([
        'closedate',
        'createdate',
        'email',
        'hs_object_id',
        'lastmodifieddate',
      ]);
    },
  );
});

describe('batch read', () => {
  it('names missing contacts in a 207 and gives the others', async () => {
    const { status, body } = await batch('read', {
      inputs: [{ id: '51000000001' }, { id: '7' }, { id: 'abc' }],
    });
    expect(status).toBe(207);
    expect(ids(body.results)).toEqual(['51000000001']);
    expect(body.numErrors).toBe(1);
    expect(body.errors).toEqual([
      {
        status: 'error',
        category: 'OBJECT_NOT_FOUND',
        message:
          'Could not get some CONTACT objects, they may be deleted or not exist. Check that ids are valid.',
        context: { ids: ['7', 'abc'] },
        errors: [],
        links: {},
      },
    ]);
  });

  it('gives a contact once however often it is asked for', async () => {
    const { body } = await batch('read', { inputs: [{ id: '51000000001' }, { id: '51000000001' }] });
    expect(ids(body.results)).toEqual(['51000000001']);
  });

  it('finds by e-mail, primary or additional, whatever its case', async () => {
    const row = hubspot.world.portals.get(139482011)?.contacts.get(5, 'hs_additional_emails') ?? '';
    const { body } = await batch('read', { inputs: [{ id: row.toUpperCase() }], idProperty: 'email' });
    expect(ids(body.results)).toEqual(['51000000006']);
    expect(body.results?.[0]?.properties?.email).not.toBe(row);
  });

  it('separates live and archived contacts', async () => {
    await account.call('DELETE', `${contacts}/51000000003`);
    const inputs = [{ id: '51000000003' }, { id: '51000000004' }];
    expect(ids((await batch('read', { inputs })).body.results)).toEqual(['51000000004']);
    const archived = await batch('read', { inputs }, '?archived=true');
    expect(archived.body.results).toEqual([
      expect.objectContaining({ id: '51000000003', archived: true, archivedAt: expect.any(String) }),
    ]);
  });

  it('shows the history of a property with its sources, newest first', async () => {
    hubspot.clock.advance(1_000);
    await account.call('PATCH', `${contacts}/51000000001`, { properties: { city: 'Cuneo' } });
    const { body } = await batch('read', {
      inputs: [{ id: '51000000001' }],
      propertiesWithHistory: ['city', 'email'],
    });
    expect(body.results?.[0]?.propertiesWithHistory?.city).toEqual([
      {
        value: 'Cuneo',
        timestamp: new Date(hubspot.clock.now()).toISOString(),
        sourceType: 'INTEGRATION',
        sourceId: '4820117',
        sourceLabel: 'Sluice',
      },
      expect.objectContaining({ sourceType: 'IMPORT', sourceId: '31070' }),
    ]);
    expect(entries(body.results?.[0]?.propertiesWithHistory?.email)).toHaveLength(1);
  });
});

const hundred = (count: number) =>
  Array.from({ length: count }, (_, i) => ({ id: String(51000000001 + i), properties: {} }));

describe('a batch is refused', () => {
  it.each(['read', 'create', 'update', 'upsert', 'archive'])('with 101 inputs: %s', async (action) => {
    const { status, body } = await batch(action, { inputs: hundred(101) });
    expect(status).toBe(400);
    expect(body).toMatchObject({
      status: 'error',
      category: 'VALIDATION_ERROR',
      message: expect.stringContaining('100'),
    });
  });

  it('with more than 50 inputs when history is asked for', async () => {
    const { body } = await batch('read', { inputs: hundred(51), propertiesWithHistory: ['email'] });
    expect(body.message).toBe(
      'The maximum number of inputs supported in a batch request for property histories is 50. Please reduce the number of items and try again',
    );
    expect((await batch('read', { inputs: hundred(50), propertiesWithHistory: ['email'] })).status).toBe(200);
  });

  it.each([
    ['no inputs', {}, 'inputs'],
    ['empty inputs', { inputs: [] }, 'at least one'],
    ['inputs that are no list', { inputs: 'x' }, 'ArrayList'],
    ['an input without id', { inputs: [{}] }, 'id'],
    ['broken JSON', '{"inputs": [', 'Invalid input JSON'],
    ['an unknown id property', { inputs: [{ id: 'x' }], idProperty: 'city' }, 'not a unique property'],
  ])('with %s', async (_, body, words) => {
    const answer = await batch('read', body);
    expect(answer.status).toBe(400);
    expect(answer.body).toMatchObject({
      category: 'VALIDATION_ERROR',
      message: expect.stringContaining(words),
    });
  });

  it('without a JSON content type', async () => {
    const answer = await hubspot.send(`${contacts}/batch/read`, {
      method: 'POST',
      headers: { authorization: `Bearer ${account.tokens.access_token}` },
      body: '{}',
    });
    expect(answer.status).toBe(415);
  });
});

describe('batch create', () => {
  const create = (...inputs: unknown[]) => batch('create', { inputs });

  it('creates all, in no promised order, with lower-case addresses', async () => {
    const inputs = Array.from({ length: 30 }, (_, i) => ({ properties: { email: `New${i}@Made.example` } }));
    const { status, body } = await create(...inputs);
    expect(status).toBe(201);
    const emails = entries(body.results).map(({ properties }) => String(properties?.email));
    expect(emails.toSorted()).toEqual(
      inputs.map(({ properties }) => properties.email.toLowerCase()).toSorted(),
    );
    expect(emails).not.toEqual(inputs.map(({ properties }) => properties.email.toLowerCase()));
    expect(hubspot.counters.read().writes.total).toBe(30);
  });

  it('creates nothing when one address is taken and there are no trace ids', async () => {
    const [taken] = await createContacts(account, { email: 'taken@made.example' });
    const { status, body } = await create(
      { properties: { email: 'fresh@made.example' } },
      { properties: { email: 'TAKEN@made.example' } },
    );
    expect(status).toBe(409);
    expect(body).toEqual({
      status: 'error',
      message: `Contact already exists. Existing ID: ${taken}`,
      category: 'CONFLICT',
      correlationId: expect.any(String),
    });
    expect((await account.call('GET', `${contacts}/fresh@made.example?idProperty=email`)).status).toBe(404);
  });

  it('creates what it can when every input has a trace id of its own', async () => {
    await createContacts(account, { email: 'taken@made.example' });
    const { status, body } = await create(
      { objectWriteTraceId: 'a', properties: { email: 'fresh@made.example' } },
      { objectWriteTraceId: 'b', properties: { email: 'taken@made.example' } },
      { objectWriteTraceId: 'c', properties: { email: 'other@made.example', nope: '1' } },
      { objectWriteTraceId: 'd', properties: { email: 'fresh@made.example' } },
    );
    expect(status).toBe(207);
    expect(entries(body.results)).toEqual([expect.objectContaining({ objectWriteTraceId: 'a' })]);
    expect(body.numErrors).toBe(3);
    expect(body.errors).toEqual([
      expect.objectContaining({ category: 'CONFLICT', context: { objectWriteTraceId: ['b'] } }),
      expect.objectContaining({
        category: 'VALIDATION_ERROR',
        message: expect.stringMatching(
          /^Property values were not valid: \[\{"isValid":false,.*"error":"PROPERTY_DOESNT_EXIST","name":"nope"/,
        ),
        context: { objectWriteTraceId: ['c'] },
      }),
      expect.objectContaining({ category: 'CONFLICT', context: { objectWriteTraceId: ['d'] } }),
    ]);
  });

  it('does not take repeated trace ids for a wish', async () => {
    const { status } = await create(
      { objectWriteTraceId: 'a', properties: { email: 'one@made.example' } },
      { objectWriteTraceId: 'a', properties: { nope: '1' } },
    );
    expect(status).toBe(400);
  });

  it('does not give an address to a second contact even as an additional one', async () => {
    const additional = hubspot.world.portals.get(139482011)?.contacts.get(5, 'hs_additional_emails');
    expect((await create({ properties: { email: additional } })).status).toBe(409);
  });
});

describe('batch update', () => {
  const update = (...inputs: unknown[]) => batch('update', { inputs });

  it('updates what exists and names the rest in a 207', async () => {
    const { status, body } = await update(
      { id: '51000000001', properties: { city: 'Cuneo' } },
      { id: '999', properties: { city: 'Asti' } },
    );
    expect(status).toBe(207);
    expect(body.results).toEqual([expect.objectContaining({ id: '51000000001' })]);
    expect(body.errors).toEqual([
      expect.objectContaining({ category: 'OBJECT_NOT_FOUND', context: { ids: ['999'] } }),
    ]);
  });

  it('changes nothing at all when one value is bad, trace ids or not', async () => {
    const inputs = [
      { id: '51000000001', objectWriteTraceId: 'a', properties: { city: 'Cuneo' } },
      { id: '51000000002', objectWriteTraceId: 'b', properties: { lifecyclestage: 'boss' } },
    ];
    expect((await update(...inputs)).status).toBe(400);
    const { body } = await account.call('GET', `${contacts}/51000000001?properties=city`);
    expect(body.properties?.city).not.toBe('Cuneo');
    await hubspot.control('assumptions', { traceIdsMakeUpdatesPartial: true });
    const partial = await update(...inputs);
    expect(partial.status).toBe(207);
    expect(partial.body.errors).toEqual([
      expect.objectContaining({ context: { objectWriteTraceId: ['b'] } }),
    ]);
  });

  it.each([
    [
      'addressing by e-mail',
      [{ id: 'a@b.example', idProperty: 'email', properties: {} }],
      400,
      'Unable to perform update/upsert by non-unique 0-1 property',
    ],
    [
      'the same contact twice',
      [
        { id: '51000000001', properties: {} },
        { id: '51000000001', properties: {} },
      ],
      400,
      'Duplicate IDs found in batch input',
    ],
    ['no properties', [{ id: '51000000001' }], 400, 'properties'],
  ])('refuses %s', async (_, inputs, status, words) => {
    const answer = await update(...inputs);
    expect(answer.status).toBe(status);
    expect(answer.body.message).toContain(words);
  });

  it('does not know contacts by the id they had before a merge', async () => {
    await account.call('POST', `${contacts}/merge`, {
      primaryObjectId: '51000000001',
      objectIdToMerge: '51000000002',
    });
    const { status, body } = await update({ id: '51000000002', properties: { city: 'Cuneo' } });
    expect(status).toBe(207);
    expect(body.results).toEqual([]);
  });
});

describe('batch upsert', () => {
  const upsert = (...inputs: unknown[]) => batch('upsert', { inputs });

  it('creates and updates by e-mail and says which', async () => {
    await createContacts(account, { email: 'known@made.example' });
    const { status, body } = await upsert(
      { id: 'known@made.example', idProperty: 'email', properties: { city: 'Asti' } },
      { id: 'fresh@made.example', idProperty: 'email', properties: { city: 'Alba' } },
    );
    expect(status).toBe(200);
    const byCity = Object.fromEntries(
      entries(body.results).map((result) => [String(result.properties?.city), result.new]),
    );
    expect(byCity).toEqual({ Asti: false, Alba: true });
  });

  it('is all or nothing by e-mail', async () => {
    await hubspot.control('assumptions', { traceIdsMakeUpdatesPartial: true });
    const { status } = await upsert(
      { id: 'one@made.example', idProperty: 'email', objectWriteTraceId: 'a', properties: {} },
      { id: 'two@made.example', idProperty: 'email', objectWriteTraceId: 'b', properties: { nope: '1' } },
    );
    expect(status).toBe(400);
    expect((await account.call('GET', `${contacts}/one@made.example?idProperty=email`)).status).toBe(404);
  });

  it('works by a unique property and refuses another one', async () => {
    const first = await upsert({
      id: 'K-1',
      idProperty: 'customer_code',
      properties: { email: 'k1@made.example' },
    });
    const second = await upsert({ id: 'K-1', idProperty: 'customer_code', properties: { city: 'Asti' } });
    expect(first.body.results).toEqual([expect.objectContaining({ new: true })]);
    expect(second.body.results).toEqual([
      expect.objectContaining({ new: false, id: first.body.results?.[0]?.id }),
    ]);
    expect((await upsert({ id: 'x', idProperty: 'city', properties: {} })).status).toBe(400);
    expect((await upsert({ id: 'x', properties: {} })).body.message).toContain('idProperty');
  });
});

it('batch archive answers 204 for contacts that exist and that do not', async () => {
  const { status } = await batch('archive', { inputs: [{ id: '51000000001' }, { id: '4' }] });
  expect(status).toBe(204);
  expect((await account.call('GET', `${contacts}/51000000001`)).status).toBe(404);
});
