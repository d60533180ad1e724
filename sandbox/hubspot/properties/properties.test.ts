import { beforeEach, describe, expect, it } from 'vitest';
import {
  type Account,
  contacts,
  entries,
  properties,
  startHubspot,
  type TestHubspot,
} from '#sandbox/hubspot/testing/start-hubspot.ts';

let hubspot: TestHubspot;
let account: Account;
beforeEach(async () => {
  hubspot = startHubspot('empty');
  account = await hubspot.install();
});

const text = {
  name: 'salesforce_id',
  label: 'Salesforce ID',
  type: 'string',
  fieldType: 'text',
  groupName: 'contactinformation',
};

it.each(['/crm/properties/2026-09', '/crm/properties/2026-03', '/crm/v3/properties'])(
  '%s lists all at once',
  async (prefix) => {
    const { status, body } = await account.call('GET', `${prefix}/contacts`);
    expect(status).toBe(200);
    const names = entries(body.results).map(({ name }) => String(name));
    expect(names).toEqual(
      expect.arrayContaining(['firstname', 'email', 'lifecyclestage', 'hubspot_owner_id', 'hs_object_id']),
    );
    expect(body).not.toHaveProperty('paging');
  },
);

it.each([
  ['email', { readOnlyValue: false, readOnlyDefinition: true, archivable: false }],
  ['createdate', { readOnlyValue: true, readOnlyDefinition: true, archivable: false }],
  ['lifecyclestage', { readOnlyValue: false, readOnlyOptions: false }],
  ['account_tier', { readOnlyValue: false, readOnlyDefinition: false, archivable: true }],
])('says of %s what may be changed', async (name, metadata) => {
  const { body } = await account.call('GET', `${properties}/${name}`);
  expect(body).toMatchObject({ name, archived: false, modificationMetadata: metadata });
});

it('says where the values of an owner property live', async () => {
  const { body } = await account.call('GET', `${properties}/hubspot_owner_id`);
  expect(body).toMatchObject({
    type: 'enumeration',
    externalOptions: true,
    referencedObjectType: 'OWNER',
    options: [],
  });
});

it('answers 404 for an unknown property', async () => {
  const { status, body } = await account.call('GET', `${properties}/nope`);
  expect(status).toBe(404);
  expect(body.category).toBe('OBJECT_NOT_FOUND');
});

describe('a new property', () => {
  it('can be written at once, and its unique values are kept unique', async () => {
    const { status, body } = await account.call('POST', properties, { ...text, hasUniqueValue: true });
    expect(status).toBe(201);
    expect(body).toMatchObject({ name: 'salesforce_id', hasUniqueValue: true, hubspotDefined: false });
    const write = (salesforce_id: string) =>
      account.call('POST', contacts, { properties: { salesforce_id } });
    expect((await write('003A')).status).toBe(201);
    expect((await write('003A')).body.errors).toEqual([
      expect.objectContaining({ code: 'CONFLICTING_UNIQUE_VALUE' }),
    ]);
    const found = await account.call('GET', `${contacts}/003A?idProperty=salesforce_id`);
    expect(found.status).toBe(200);
  });

  it.each([
    ['a name in use', { ...text, name: 'email' }, 409],
    ['a bad name', { ...text, name: 'Salesforce Id' }, 400],
    ['a type without such a field', { ...text, type: 'number' }, 400],
    ['an unknown group', { ...text, groupName: 'nope' }, 404],
    [
      'options twice',
      {
        ...text,
        type: 'enumeration',
        fieldType: 'select',
        options: [1, 1].map(() => ({ label: 'A', value: 'a' })),
      },
      400,
    ],
    ['options on text', { ...text, options: [{ label: 'A', value: 'a' }] }, 400],
    ['no label', { ...text, label: undefined }, 400],
  ])('is refused with %s', async (_, body, status) => {
    expect((await account.call('POST', properties, body)).status).toBe(status);
  });

  it('may not be the eleventh with unique values', async () => {
    for (let i = 0; i < 9; i++) {
      expect(
        (await account.call('POST', properties, { ...text, name: `unique_${i}`, hasUniqueValue: true }))
          .status,
      ).toBe(201);
    }
    const { status, body } = await account.call('POST', properties, { ...text, hasUniqueValue: true });
    expect(status).toBe(400);
    expect(body.message).toContain('10');
  });
});

describe('changing and archiving', () => {
  it('is for the account’s own properties', async () => {
    const own = await account.call('PATCH', `${properties}/account_tier`, {
      options: [{ label: 'Gold', value: 'gold' }],
      label: 'Tier',
    });
    expect(own.body).toMatchObject({
      label: 'Tier',
      options: [{ value: 'gold', hidden: false, displayOrder: 0 }],
    });
    expect((await account.call('POST', contacts, { properties: { account_tier: 'key' } })).status).toBe(400);
    expect((await account.call('DELETE', `${properties}/account_tier`)).status).toBe(204);
    expect((await account.call('GET', `${properties}/account_tier`)).status).toBe(404);
    expect((await account.call('GET', `${properties}/account_tier?archived=true`)).body.archived).toBe(true);
    expect((await account.call('POST', contacts, { properties: { account_tier: 'gold' } })).status).toBe(400);
  });

  it('is not for HubSpot’s, but for the options of some', async () => {
    expect((await account.call('PATCH', `${properties}/firstname`, { label: 'x' })).status).toBe(400);
    expect((await account.call('DELETE', `${properties}/firstname`)).status).toBe(400);
    const options = [{ label: 'New', value: 'NEW' }];
    expect((await account.call('PATCH', `${properties}/hs_lead_status`, { options })).status).toBe(200);
    expect((await account.call('PATCH', `${properties}/hs_language`, { options })).status).toBe(400);
  });
});

it('reads, creates and archives several at once', async () => {
  const read = await account.call('POST', `${properties}/batch/read`, {
    archived: false,
    inputs: [{ name: 'email' }, { name: 'nope' }],
  });
  expect(read.status).toBe(207);
  expect(read.body).toMatchObject({
    results: [{ name: 'email' }],
    errors: [{ context: { name: ['nope'] } }],
  });
  const created = await account.call('POST', `${properties}/batch/create`, {
    inputs: [text, { ...text, name: 'other' }],
  });
  expect(created.status).toBe(201);
  expect(
    (await account.call('POST', `${properties}/batch/archive`, { inputs: [{ name: 'other' }] })).status,
  ).toBe(204);
  expect((await account.call('GET', `${properties}/other`)).status).toBe(404);
});

it('knows groups', async () => {
  const { body } = await account.call('GET', `${properties}/groups`);
  expect(body.results).toContainEqual({
    name: 'energy_profile',
    label: 'Energy profile',
    displayOrder: 7,
    archived: false,
  });
  expect((await account.call('POST', `${properties}/groups`, { name: 'ours', label: 'Ours' })).status).toBe(
    201,
  );
  expect((await account.call('POST', `${properties}/groups`, { name: 'ours', label: 'Ours' })).status).toBe(
    409,
  );
  expect((await account.call('GET', `${properties}/groups/ours`)).body.label).toBe('Ours');
  expect((await account.call('GET', `${properties}/groups/nope`)).status).toBe(404);
});
