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
  hubspot = startHubspot('empty');
  account = await hubspot.install();
});

const create = (properties: Record<string, unknown>) => account.call('POST', contacts, { properties });
const patch = (id: string | undefined, properties: Record<string, unknown>, query = '') =>
  account.call('PATCH', `${contacts}/${id}${query}`, { properties });
const read = async (id: string | undefined, ...names: string[]) =>
  (await account.call('GET', `${contacts}/${id}?properties=${names.join(',')}`)).body.properties;

describe('a value is refused', () => {
  it.each([
    ['unknown property', { nope: 'x' }, 'PROPERTY_DOESNT_EXIST', 'Property "nope" does not exist'],
    ['read-only property', { createdate: '2026-01-01' }, 'READ_ONLY_VALUE', 'read only'],
    ['calculated property', { num_associated_deals: '3' }, 'READ_ONLY_VALUE', 'read only'],
    ['additional addresses', { hs_additional_emails: 'x@y.example' }, 'READ_ONLY_VALUE', 'read only'],
    ['bad address', { email: 'not an address' }, 'INVALID_EMAIL', 'Email address not an address is invalid'],
    [
      'label instead of value',
      { lifecyclestage: 'Customer' },
      'INVALID_OPTION',
      'Customer was not one of the allowed options: [subscriber, lead,',
    ],
    [
      'one wrong of several options',
      { energy_interests: 'solar;coal' },
      'INVALID_OPTION',
      'coal was not one of',
    ],
    ['text as number', { annual_consumption_kwh: '12a' }, 'INVALID_LONG', '12a was not a valid long.'],
    ['text as bool', { newsletter_opt_in: 'maybe' }, 'INVALID_OPTION', '[true, false]'],
    ['local date', { contract_start_date: '3/4/2026' }, 'INVALID_LONG', 'not a valid long'],
    ['impossible date', { contract_start_date: '2026-02-30' }, 'INVALID_LONG', 'not a valid long'],
    ['time as date', { contract_start_date: '1767312000123' }, 'INVALID_DATE', 'not midnight!'],
    ['bad date-time', { last_meter_reading_at: 'yesterday' }, 'INVALID_LONG', 'not a valid long'],
    ['space around an option', { lifecyclestage: ' lead' }, 'INVALID_VALUE', 'whitespace'],
    ['user id as owner', { hubspot_owner_id: '71020041' }, 'INVALID_OWNER_ID', '71020041'],
    ['too long text', { company: 'x'.repeat(65_537) }, 'STRING_TOO_LONG', '65536'],
  ])('%s', async (_, properties, code, words) => {
    const { status, body } = await create(properties);
    expect(status).toBe(400);
    expect(body).toMatchObject({
      status: 'error',
      category: 'VALIDATION_ERROR',
      message: expect.stringMatching(/^Property values were not valid: \[\{"isValid":false,/),
      errors: [
        { code, context: { propertyName: Object.keys(properties) }, message: expect.stringContaining(words) },
      ],
    });
  });

  it('and every fault of a write is named at once', async () => {
    const { body } = await create({ nope: 'x', email: 'bad', lifecyclestage: 'boss' });
    expect(entries(body.errors).map(({ code }) => code)).toEqual([
      'PROPERTY_DOESNT_EXIST',
      'INVALID_EMAIL',
      'INVALID_OPTION',
    ]);
  });
});

it.each([
  [{ email: ' Anna@Example.EXAMPLE ' }, { email: 'anna@example.example' }],
  [{ contract_start_date: '1767225600000' }, { contract_start_date: '2026-01-01' }],
  [{ contract_start_date: '2026-01-01T00:00:00.000Z' }, { contract_start_date: '2026-01-01' }],
  [{ last_meter_reading_at: '1767225600123' }, { last_meter_reading_at: '2026-01-01T00:00:00.123Z' }],
  [
    { last_meter_reading_at: '2026-01-01T01:00:00+02:00' },
    { last_meter_reading_at: '2025-12-31T23:00:00.000Z' },
  ],
  [{ newsletter_opt_in: true }, { newsletter_opt_in: 'true' }],
  [{ annual_consumption_kwh: 12.5 }, { annual_consumption_kwh: '12.5' }],
  [{ energy_interests: 'solar;wind;solar' }, { energy_interests: 'solar;wind' }],
  [{ company: '  spaces stay  ' }, { company: '  spaces stay  ' }],
  [{ hubspot_owner_id: '77100200' }, { hubspot_owner_id: '77100200' }],
])('stores %j as %j', async (written, stored) => {
  const { status, body } = await create(written);
  expect(status).toBe(201);
  expect(await read(String(body.id), ...Object.keys(stored))).toMatchObject(stored);
});

it('appends an option that begins with a semicolon, on text keeps it', async () => {
  const [id] = await createContacts(account, { energy_interests: 'solar', company: ';x' });
  await patch(id, { energy_interests: ';wind', company: ';y' });
  expect(await read(id, 'energy_interests', 'company')).toMatchObject({
    energy_interests: 'solar;wind',
    company: ';y',
  });
});

it('clears a value with an empty text', async () => {
  const [id] = await createContacts(account, { city: 'Asti' });
  await patch(id, { city: '' });
  expect(await read(id, 'city')).toMatchObject({ city: null });
});

describe('the lifecycle stage', () => {
  it('begins as lead and moves forward only, silently', async () => {
    const [id] = await createContacts(account, { email: 'a@made.example' });
    expect(await read(id, 'lifecyclestage')).toMatchObject({ lifecyclestage: 'lead' });
    await patch(id, { lifecyclestage: 'customer' });
    const back = await patch(id, { lifecyclestage: 'lead', city: 'Asti' });
    expect(back.status).toBe(200);
    expect(await read(id, 'lifecyclestage', 'city')).toMatchObject({
      lifecyclestage: 'customer',
      city: 'Asti',
    });
  });

  it('may begin anew after it was cleared', async () => {
    const [id] = await createContacts(account, { lifecyclestage: 'customer' });
    await patch(id, { lifecyclestage: '' });
    await patch(id, { lifecyclestage: 'subscriber' });
    expect(await read(id, 'lifecyclestage')).toMatchObject({ lifecyclestage: 'subscriber' });
  });
});

describe('one contact', () => {
  it('is created, read by id and by address, changed and archived', async () => {
    const created = await create({ email: 'a@made.example', firstname: 'Anna' });
    const id = String(created.body.id);
    expect(created.body).toMatchObject({
      archived: false,
      properties: { email: 'a@made.example', firstname: 'Anna' },
    });
    hubspot.clock.advance(5_000);
    const changed = await patch('A@made.example', { firstname: 'Änne' }, '?idProperty=email');
    expect(changed.body).toMatchObject({ id, updatedAt: new Date(hubspot.clock.now()).toISOString() });
    const byEmail = await account.call('GET', `${contacts}/a@made.example?idProperty=email`);
    expect(byEmail.body).toMatchObject({ id, properties: { firstname: 'Änne' } });
    expect((await account.call('DELETE', `${contacts}/${id}`)).status).toBe(204);
    expect((await account.call('DELETE', `${contacts}/${id}`)).status).toBe(204);
    expect((await account.call('GET', `${contacts}/${id}`)).body).toMatchObject({
      status: 'error',
      category: 'OBJECT_NOT_FOUND',
      context: { id: [id] },
    });
  });

  it.each(['GET', 'PATCH'])('that does not exist is a 404: %s', async (method) => {
    const { status } = await account.call(
      method,
      `${contacts}/123`,
      method === 'PATCH' ? { properties: {} } : undefined,
    );
    expect(status).toBe(404);
  });

  it('does not count as modified when nothing differs', async () => {
    const [id] = await createContacts(account, { city: 'Asti' });
    const before = await read(id, 'lastmodifieddate');
    hubspot.clock.advance(1_000);
    await patch(id, { city: 'Asti' });
    expect(await read(id, 'lastmodifieddate')).toEqual(before);
  });

  it('cannot take the address of another', async () => {
    const [first, second] = await createContacts(
      account,
      { email: 'a@made.example' },
      { email: 'b@made.example' },
    );
    const { status, body } = await patch(second, { email: 'A@made.example' });
    expect(status).toBe(409);
    expect(body.message).toBe(`Contact already exists. Existing ID: ${first}`);
  });

  it('cannot take the unique value of another', async () => {
    const [first, second] = await createContacts(account, { customer_code: 'K-1' }, {});
    const { status, body } = await patch(second, { customer_code: 'K-1' });
    expect(status).toBe(400);
    expect(body.errors).toEqual([
      expect.objectContaining({
        code: 'CONFLICTING_UNIQUE_VALUE',
        message: expect.stringContaining(String(first)),
      }),
    ]);
  });

  it('frees its address when it changes or is archived', async () => {
    const [first] = await createContacts(account, { email: 'a@made.example' });
    await patch(first, { email: 'c@made.example' });
    const [second] = await createContacts(account, { email: 'a@made.example' });
    await account.call('DELETE', `${contacts}/${second}`);
    expect((await create({ email: 'a@made.example' })).status).toBe(201);
  });
});

describe('the page of all contacts', () => {
  it('goes on from the token until there is none', async () => {
    await createContacts(account, ...Array.from({ length: 25 }, (_, i) => ({ email: `p${i}@made.example` })));
    const seen: string[] = [];
    let after = '';
    for (let page = 0; page < 3; page++) {
      const { body } = await account.call('GET', `${contacts}?limit=10&properties=email${after}`);
      seen.push(...entries(body.results).map(({ id }) => String(id)));
      after = body.paging ? `&after=${body.paging.next?.after}` : 'end';
    }
    expect(after).toBe('end');
    expect(new Set(seen).size).toBe(25);
    expect(seen).toEqual(seen.toSorted());
  });

  it('is that of the recycling bin when archived ones are asked for, without erased and merged ones', async () => {
    const [kept, binned, erased, a, b] = await createContacts(account, {}, {}, {}, {}, {});
    await account.call('DELETE', `${contacts}/${binned}`);
    await account.call('POST', `${contacts}/gdpr-delete`, { objectId: erased });
    await account.call('POST', `${contacts}/merge`, { primaryObjectId: a, objectIdToMerge: b });
    const { body } = await account.call('GET', `${contacts}?archived=true`);
    const archivedAt = new Date(hubspot.clock.now()).toISOString();
    expect(body.results).toMatchObject([{ id: binned, archived: true, archivedAt }]);
    expect((await account.call('GET', `${contacts}/${binned}`)).status).toBe(404);
    expect((await account.call('GET', `${contacts}/${binned}?archived=true`)).status).toBe(200);
    expect((await account.call('GET', `${contacts}/${kept}?archived=true`)).status).toBe(404);
  });

  it.each(['0', '101', 'x'])('refuses the limit %s', async (limit) => {
    expect((await account.call('GET', `${contacts}?limit=${limit}`)).status).toBe(400);
  });

  it('holds at most 50 when history is asked for', async () => {
    expect((await account.call('GET', `${contacts}?limit=51&propertiesWithHistory=email`)).status).toBe(400);
  });
});

describe('a merge', () => {
  const merge = (primaryObjectId: string | undefined, objectIdToMerge: string | undefined) =>
    account.call('POST', `${contacts}/merge`, { primaryObjectId, objectIdToMerge });

  it.each([true, false])('answers under both old ids (new record id: %s)', async (mergeCreatesNewRecord) => {
    await hubspot.control('assumptions', { mergeCreatesNewRecord });
    const [first, second] = await createContacts(
      account,
      { email: 'a@made.example', city: 'Asti' },
      { email: 'b@made.example', city: 'Alba', company: 'Beta' },
    );
    const { status, body } = await merge(first, second);
    expect(status).toBe(200);
    const survivor = String(body.id);
    expect([first, second].includes(survivor)).toBe(!mergeCreatesNewRecord);
    const reading = await account.call('POST', `${contacts}/batch/read`, {
      inputs: [{ id: first }, { id: second }],
      properties: ['email', 'hs_additional_emails', 'city', 'company', 'hs_merged_object_ids'],
    });
    expect(reading.status).toBe(200);
    expect(reading.body.results).toEqual([
      expect.objectContaining({
        id: survivor,
        properties: expect.objectContaining({
          email: 'a@made.example',
          hs_additional_emails: 'b@made.example',
          city: 'Asti',
          company: 'Beta',
          hs_merged_object_ids: mergeCreatesNewRecord ? `${first};${second}` : second,
        }),
      }),
    ]);
    expect((await patch(second, { city: 'Bra' })).body.id).toBe(survivor);
    expect((await create({ email: 'b@made.example' })).status).toBe(409);
  });

  it('leaves every value as old as it was, and counts as a change of now', async () => {
    const [first, second] = await createContacts(account, { city: 'Asti' }, { company: 'Beta' });
    hubspot.clock.advance(60_000);
    const { body } = await merge(first, second);
    const history = `properties=createdate&propertiesWithHistory=city,company`;
    const survivor = await account.call('GET', `${contacts}/${body.id}?${history}`);
    const minuteAgo = new Date(hubspot.clock.now() - 60_000).toISOString();
    expect(survivor.body).toMatchObject({
      createdAt: minuteAgo,
      updatedAt: new Date(hubspot.clock.now()).toISOString(),
      propertiesWithHistory: { city: [{ timestamp: minuteAgo }], company: [{ timestamp: minuteAgo }] },
    });
  });

  it('of a contact with itself, or with nobody, is refused', async () => {
    const [id] = await createContacts(account, {});
    expect((await merge(id, id)).status).toBe(400);
    expect((await merge(id, '9')).status).toBe(404);
  });
});

describe('a privacy deletion', () => {
  it('forgets the person, and takes an unknown address without a word', async () => {
    const [id] = await createContacts(account, { email: 'a@made.example' });
    const erase = (body: unknown) => account.call('POST', `${contacts}/gdpr-delete`, body);
    expect((await erase({ objectId: 'A@made.example', idProperty: 'email' })).status).toBe(204);
    expect((await account.call('GET', `${contacts}/${id}?archived=true`)).status).toBe(404);
    expect((await erase({ objectId: 'who@made.example', idProperty: 'email' })).status).toBe(204);
    expect((await erase({ objectId: '9' })).status).toBe(404);
  });
});

it('says which edits came from a person and which from the app', async () => {
  const [id] = await createContacts(account, { city: 'Asti' });
  await hubspot.send(`/contacts/139482011/record/0-1/${id}`, {
    method: 'POST',
    body: new URLSearchParams({ city: 'Alba' }),
  });
  const { body } = await account.call('GET', `${contacts}/${id}?propertiesWithHistory=city`);
  expect(
    entries(body.propertiesWithHistory?.city).map(({ sourceType, sourceId }) => `${sourceType} ${sourceId}`),
  ).toEqual(['CRM_UI userId:71020041', 'INTEGRATION 4820117']);
});

it('a contact holds 250 merged ones at most', async () => {
  await hubspot.control('settings', { callsPerTenSeconds: null });
  await hubspot.control('assumptions', { mergeCreatesNewRecord: false });
  const [primaryObjectId] = await createContacts(account, {});
  const merge = async () => {
    const [objectIdToMerge] = await createContacts(account, {});
    return account.call('POST', `${contacts}/merge`, { primaryObjectId, objectIdToMerge });
  };
  for (let merged = 0; merged < 250; merged++) await merge();
  expect(await merge()).toMatchObject({
    status: 414,
    body: { message: 'Cannot have more than 250 identities on a profile' },
  });
});
