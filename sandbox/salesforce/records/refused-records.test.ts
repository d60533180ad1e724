import { beforeEach, describe, expect, it } from 'vitest';
import { type Answer, type Call, startConnected } from '../testing/connect.ts';
import { create, createLead, queryPath, quiet, read, userId } from '../testing/rest-calls.ts';

/** Saves refused for what the record, its neighbours or its org are at that moment. */

const noLead = '00QgK0000zzzzzzUAA';
const person = { LastName: 'Neri', Email: 'ada@x.it' };
let salesforce: Awaited<ReturnType<typeof startConnected>>['salesforce'];
let call: Call;
beforeEach(async () => {
  ({ salesforce, call } = await startConnected());
});

const put = (path: string, values: Record<string, unknown>, headers: Record<string, string> = quiet) =>
  call('PATCH', `sobjects/${path}`, values, headers);
const add = (type: string, values: Record<string, unknown>) =>
  call('POST', `sobjects/${type}`, values, quiet);
const refuse = (code: string, message: string) =>
  salesforce.control('records/refuse', { object: 'Lead', code, message });

async function deleted(): Promise<string> {
  const contactId = await create(call, 'Contact', { LastName: 'Neri' });
  await call('DELETE', `sobjects/Contact/${contactId}`);
  return contactId;
}

type Refusal = [
  what: string,
  ask: () => Promise<Answer>,
  status: number,
  errorCode: string,
  message: unknown,
  fields?: string[],
];

const recycled: Refusal[] = (['GET', 'PATCH', 'DELETE'] as const).map((method) => [
  `${method} of a record in the recycle bin`,
  async () => call(method, `sobjects/Contact/${await deleted()}`, method === 'PATCH' ? {} : undefined),
  404,
  'ENTITY_IS_DELETED',
  'entity is deleted',
  [],
]);

const missing: Refusal[] = (['GET', 'PATCH', 'DELETE'] as const).map((method) => [
  `${method} of a record that never was`,
  () => call(method, `sobjects/Lead/${noLead}`, method === 'PATCH' ? {} : undefined),
  404,
  'NOT_FOUND',
  'The requested resource does not exist',
]);

const refusals: Refusal[] = [
  ...recycled,
  ...missing,
  [
    'something that is no id',
    () => call('GET', 'sobjects/Lead/abc'),
    404,
    'NOT_FOUND',
    'Provided external ID field does not exist or is not accessible: abc',
  ],
  [
    'a record whose time in the recycle bin is over',
    async () => {
      const contactId = await deleted();
      await salesforce.control('oauth', { sessionTimeoutMs: 1000 * 3_600_000 });
      salesforce.clock.advance(16 * 86_400_000);
      return call('GET', `sobjects/Contact/${contactId}`);
    },
    404,
    'NOT_FOUND',
    'The requested resource does not exist',
  ],
  ['an unknown object', () => add('Foo', {}), 404, 'NOT_FOUND', 'The requested resource does not exist'],
  [
    'a required field made blank',
    async () => put(`Lead/${await createLead(call)}`, { Company: null }),
    400,
    'REQUIRED_FIELD_MISSING',
    'Required fields are missing: [Company]',
    ['Company'],
  ],
  [
    'an id in the body of an update',
    async () => put(`Lead/${await createLead(call)}`, { Id: noLead }),
    400,
    'INVALID_FIELD',
    'The Id field should not be specified in the sobject data.',
    ['Id'],
  ],
  [
    'a converted lead',
    async () => {
      const leadId = await createLead(call);
      salesforce.asUser().convert(leadId);
      return put(`Lead/${leadId}`, { City: 'Pisa' });
    },
    400,
    'CANNOT_UPDATE_CONVERTED_LEAD',
    'cannot reference converted lead',
    [],
  ],
  [
    'a row that somebody else holds',
    async () => {
      const leadId = await createLead(call);
      await salesforce.control('records/lock', { recordId: leadId });
      return put(`Lead/${leadId}`, { City: 'Pisa' });
    },
    400,
    'UNABLE_TO_LOCK_ROW',
    expect.stringMatching(/^unable to obtain exclusive access to this record or 1 records: 00Q\w{15}$/),
    [],
  ],
  [
    'a second record with a unique value',
    async () => {
      await create(call, 'Contact', { LastName: 'x', External_Key__c: 'K-1' });
      return add('Contact', { LastName: 'y', External_Key__c: 'k-1' });
    },
    400,
    'DUPLICATE_VALUE',
    expect.stringMatching(
      /^duplicate value found: External_Key__c duplicates value on record with id: 003\w{12}$/,
    ),
    [],
  ],
  [
    'an inactive owner',
    async () =>
      add('Contact', { LastName: 'x', OwnerId: await userId(call, 'paolo.greco@aurora-energia.example') }),
    400,
    'INACTIVE_OWNER_OR_USER',
    expect.stringMatching(/^operation performed with inactive user \[005\w{12}\] as owner of contact$/),
    [],
  ],
  [
    'a contact owned by a queue, which only a lead may be',
    async () => {
      const { body } = await call('GET', queryPath('SELECT Id FROM Group LIMIT 1'));
      const OwnerId = (body as { records: { Id: string }[] }).records[0]?.Id ?? '';
      await create(call, 'Lead', { LastName: 'x', Company: 'y', OwnerId });
      return add('Contact', { LastName: 'x', OwnerId });
    },
    400,
    'FIELD_INTEGRITY_EXCEPTION',
    expect.stringMatching(/^Owner ID: id value of incorrect type: 00G\w{15}$/),
    ['OwnerId'],
  ],
  [
    'a parent in the recycle bin',
    async () => {
      const AccountId = await create(call, 'Account', { Name: 'Acme' });
      await call('DELETE', `sobjects/Account/${AccountId}`);
      return add('Contact', { LastName: 'x', AccountId });
    },
    400,
    'INVALID_CROSS_REFERENCE_KEY',
    'invalid cross reference id',
    [],
  ],
  [
    'an upsert by a field that is no external id',
    () => put('Contact/Title/x', { LastName: 'x' }),
    404,
    'NOT_FOUND',
    'Provided external ID field does not exist or is not accessible: Title',
  ],
  ...[
    ['INSUFFICIENT_ACCESS_OR_READONLY', 'insufficient access rights on object id'],
    ['INSUFFICIENT_ACCESS_ON_CROSS_REFERENCE_ENTITY', 'insufficient access rights on cross-reference id'],
    [
      'CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY',
      'LeadTrigger: execution of BeforeInsert caused by: UNABLE_TO_LOCK_ROW',
    ],
    ['TXN_SECURITY_METERING_ERROR', 'The operation was blocked by a transaction security policy.'],
    ['STORAGE_LIMIT_EXCEEDED', 'storage limit exceeded'],
  ].map(
    ([code = '', message = '']): Refusal => [
      `${code}, arranged for the next save`,
      async () => {
        await refuse(code, message);
        return add('Lead', { LastName: 'x', Company: 'y' });
      },
      400,
      code,
      message,
      [],
    ],
  ),
];

describe('a save is refused for', () => {
  it.each(refusals)('%s', async (_, ask, status, errorCode, message, fields) => {
    const answer = await ask();
    expect([answer.status, answer.body]).toEqual([
      status,
      [fields === undefined ? { message, errorCode } : { message, errorCode, fields }],
    ]);
  });

  it('a likely duplicate, with the misspelt result', async () => {
    await create(call, 'Contact', person);
    const answer = await add('Contact', person);
    expect([answer.status, answer.body]).toEqual([
      400,
      [
        {
          duplicateResut: expect.objectContaining({ duplicateRule: 'Standard_Contact_Duplicate_Rule' }),
          errorCode: 'DUPLICATES_DETECTED',
          message: 'Use one of these records?',
        },
      ],
    ]);
  });

  it('a likely duplicate inside a collection, as an item of its own', async () => {
    await create(call, 'Contact', person);
    const records = [{ attributes: { type: 'Contact' }, ...person }];
    expect(await call('POST', 'composite/sobjects', { records })).toEqual({
      status: 200,
      headers: expect.anything(),
      body: [
        {
          success: false,
          errors: [{ statusCode: 'DUPLICATES_DETECTED', message: 'Use one of these records?', fields: [] }],
        },
      ],
    });
  });

  it('a likely duplicate before API version 52.0 whatever its header says', async () => {
    await create(call, 'Contact', person);
    const allow = { 'Sforce-Duplicate-Rule-Header': 'allowSave=true' };
    expect((await call('POST', '/services/data/v51.0/sobjects/Contact', person, allow)).status).toBe(400);
    expect((await call('POST', '/services/data/v52.0/sobjects/Contact', person, allow)).status).toBe(201);
  });

  it('an external id that several records share: 300 with their addresses', async () => {
    const ids = [];
    for (const LastName of ['a', 'b'])
      ids.push(await create(call, 'Contact', { LastName, Legacy_Code__c: 'L' }));
    const addresses = ids.map((recordId) => `/services/data/v67.0/sobjects/Contact/${recordId}`);
    const path = 'sobjects/Contact/Legacy_Code__c/L';
    expect(await call('PATCH', path, { LastName: 'c' })).toMatchObject({ status: 300, body: addresses });
    expect(await call('GET', path)).toMatchObject({ status: 300, body: addresses });
    expect(await call('DELETE', path)).toMatchObject({ status: 300, body: addresses });
    const records = [{ attributes: { type: 'Contact' }, Legacy_Code__c: 'L', LastName: 'c' }];
    expect(
      (await call('PATCH', 'composite/sobjects/Contact/Legacy_Code__c', { records })).body,
    ).toMatchObject([{ success: false, created: true, errors: [{ statusCode: 'DUPLICATE_EXTERNAL_ID' }] }]);
  });

  it('a lock once only, when the lock was for once', async () => {
    const leadId = await createLead(call);
    await salesforce.control('records/lock', { recordId: leadId });
    expect((await put(`Lead/${leadId}`, { City: 'Pisa' })).status).toBe(400);
    expect((await put(`Lead/${leadId}`, { City: 'Pisa' })).status).toBe(204);
    expect(await read(call, 'Lead', leadId)).toMatchObject({ City: 'Pisa' });
  });
});
