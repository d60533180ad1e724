import { beforeEach, describe, expect, it } from 'vitest';
import { type Call, startConnected } from '../testing/connect.ts';
import { create, queryPath, quiet, userId } from '../testing/rest-calls.ts';

const unknownContact = '003gK0000zzzzzzQAA';
let salesforce: Awaited<ReturnType<typeof startConnected>>['salesforce'];
let call: Call;
beforeEach(async () => {
  ({ salesforce, call } = await startConnected());
});

describe('refused creates', () => {
  it.each([
    [
      'Lead',
      {},
      'REQUIRED_FIELD_MISSING',
      'Required fields are missing: [LastName, Company]',
      ['LastName', 'Company'],
    ],
    [
      'Lead',
      { LastName: 'x', Company: ' ' },
      'REQUIRED_FIELD_MISSING',
      'Required fields are missing: [Company]',
      ['Company'],
    ],
    [
      'Lead',
      { LastName: 'x', Company: 'y', City: 'z'.repeat(41) },
      'STRING_TOO_LONG',
      `City: data value too large: ${'z'.repeat(41)} (max length=40)`,
      ['City'],
    ],
    [
      'Contact',
      { LastName: 'x', Email: 'a@b' },
      'INVALID_EMAIL_ADDRESS',
      'Email: invalid email address: a@b',
      ['Email'],
    ],
    [
      'Contact',
      { LastName: 'x', Email: 'à@b.it' },
      'INVALID_EMAIL_ADDRESS',
      'Email: invalid email address: à@b.it',
      ['Email'],
    ],
    [
      'Contact',
      { LastName: 'x', Email: `${'a'.repeat(80)}@b.it` },
      'STRING_TOO_LONG',
      expect.stringContaining('(max length=80)'),
      ['Email'],
    ],
    [
      'Lead',
      { LastName: 'x', Company: 'y', Preferred_Language__c: 'Latin' },
      'INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST',
      'Preferred Language: bad value for restricted picklist field: Latin',
      ['Preferred_Language__c'],
    ],
    [
      'Lead',
      { LastName: 'x', Company: 'y', NumberOfEmployees: 1e9 },
      'NUMBER_OUTSIDE_VALID_RANGE',
      expect.stringContaining('Employees: value outside of valid range'),
      ['NumberOfEmployees'],
    ],
    [
      'Lead',
      { LastName: 'x', Company: 'y', ConvertedOpportunityId: null },
      'INVALID_FIELD_FOR_INSERT_UPDATE',
      expect.stringContaining('Unable to create/update fields: ConvertedOpportunityId.'),
      ['ConvertedOpportunityId'],
    ],
    [
      'Lead',
      { LastName: 'x', Company: 'y', Name: 'z', Credit_Check__c: 'Passed' },
      'INVALID_FIELD_FOR_INSERT_UPDATE',
      expect.stringContaining('fields: Name, Credit_Check__c.'),
      ['Name', 'Credit_Check__c'],
    ],
    [
      'Contact',
      { LastName: 'x', Id: unknownContact },
      'INVALID_FIELD_FOR_INSERT_UPDATE',
      'cannot specify Id in an insert call',
      ['Id'],
    ],
    [
      'Contact',
      { LastName: 'x', Foo: 1 },
      'INVALID_FIELD',
      "No such column 'Foo' on sobject of type Contact",
      [],
    ],
    [
      'Contact',
      { LastName: 'x', Internal_Rating__c: 'A' },
      'INVALID_FIELD',
      "No such column 'Internal_Rating__c' on sobject of type Contact",
      [],
    ],
    [
      'Contact',
      { LastName: 'x', AccountId: 'abc' },
      'MALFORMED_ID',
      'Account ID: id value of incorrect type: abc',
      ['AccountId'],
    ],
    [
      'Contact',
      { LastName: 'x', AccountId: unknownContact },
      'FIELD_INTEGRITY_EXCEPTION',
      `Account ID: id value of incorrect type: ${unknownContact}`,
      ['AccountId'],
    ],
    [
      'Contact',
      { LastName: 'x', AccountId: '001gK0000zzzzzzQAA' },
      'INVALID_CROSS_REFERENCE_KEY',
      'invalid cross reference id',
      [],
    ],
    [
      'Contact',
      { LastName: 'x', Department: 'Legal' },
      'FIELD_CUSTOM_VALIDATION_EXCEPTION',
      'A contact in the legal department needs a title.',
      [],
    ],
    [
      'Lead',
      { LastName: 'x', Company: 'N/A' },
      'FIELD_CUSTOM_VALIDATION_EXCEPTION',
      'Enter the real company name, not a placeholder.',
      ['Company'],
    ],
    [
      'User',
      { LastName: 'x' },
      'CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY',
      'entity type cannot be inserted: User',
      [],
    ],
    [
      'Contact',
      { LastName: { a: 1 } },
      'JSON_PARSER_ERROR',
      expect.stringContaining('Cannot deserialize instance of string from START_OBJECT'),
      undefined,
    ],
    [
      'Contact',
      { LastName: 'x', DoNotCall: 'maybe' },
      'JSON_PARSER_ERROR',
      expect.stringContaining('instance of boolean from VALUE_STRING value maybe'),
      undefined,
    ],
    [
      'Contact',
      { LastName: 'x', Birthdate: '2026-02-30' },
      'JSON_PARSER_ERROR',
      expect.stringContaining('instance of date from VALUE_STRING value 2026-02-30'),
      undefined,
    ],
    [
      'Lead',
      { LastName: 'x', Company: 'y', AnnualRevenue: 'much' },
      'JSON_PARSER_ERROR',
      expect.stringContaining('instance of currency'),
      undefined,
    ],
  ])('%s %j', async (type, values, errorCode, message, fields) => {
    const answer = await call('POST', `sobjects/${type}`, values);
    expect(answer.status).toBe(400);
    expect(answer.body).toEqual([
      fields === undefined ? { message, errorCode } : { message, errorCode, fields },
    ]);
    expect(salesforce.service.counters.read().writes.total).toBe(0);
  });

  it('tell of every bad value at once', async () => {
    const { body } = await call('POST', 'sobjects/Contact', { LastName: 'x'.repeat(81), Email: 'x' });
    expect(body).toMatchObject([{ errorCode: 'STRING_TOO_LONG' }, { errorCode: 'INVALID_EMAIL_ADDRESS' }]);
  });

  it('of an inactive owner', async () => {
    const ownerId = await userId(call, 'paolo.greco@aurora-energia.example');
    expect((await call('POST', 'sobjects/Contact', { LastName: 'x', OwnerId: ownerId })).body).toEqual([
      {
        errorCode: 'INACTIVE_OWNER_OR_USER',
        message: `operation performed with inactive user [${ownerId.slice(0, 15)}] as owner of contact`,
        fields: [],
      },
    ]);
  });

  it('of a contact owned by a queue, which only a lead may be', async () => {
    const { body } = await call('GET', queryPath('SELECT Id FROM Group LIMIT 1'));
    const queueId = (body as { records: { Id: string }[] }).records[0]?.Id ?? '';
    expect((await call('POST', 'sobjects/Contact', { LastName: 'x', OwnerId: queueId })).body).toMatchObject([
      { errorCode: 'FIELD_INTEGRITY_EXCEPTION' },
    ]);
    await create(call, 'Lead', { LastName: 'x', Company: 'y', OwnerId: queueId });
  });

  it('of a second record with a unique value', async () => {
    const first = await create(call, 'Contact', { LastName: 'x', External_Key__c: 'K-1' });
    expect((await call('POST', 'sobjects/Contact', { LastName: 'y', External_Key__c: 'k-1' })).body).toEqual([
      {
        errorCode: 'DUPLICATE_VALUE',
        message: `duplicate value found: External_Key__c duplicates value on record with id: ${first.slice(0, 15)}`,
        fields: [],
      },
    ]);
  });
});

describe('refused updates', () => {
  it('of required fields made blank, of ids in the body, of converted leads', async () => {
    const leadId = await create(call, 'Lead', { LastName: 'Neri', Company: 'Acme' });
    const update = async (values: Record<string, unknown>) =>
      (await call('PATCH', `sobjects/Lead/${leadId}`, values, quiet)).body;
    expect(await update({ Company: null })).toMatchObject([
      { errorCode: 'REQUIRED_FIELD_MISSING', fields: ['Company'] },
    ]);
    expect(await update({ Status: null })).toMatchObject([
      { errorCode: 'REQUIRED_FIELD_MISSING', fields: ['Status'] },
    ]);
    expect(await update({ Id: leadId })).toMatchObject([{ errorCode: 'INVALID_FIELD', fields: ['Id'] }]);
    await salesforce.control('records/convert', { leadId });
    expect(await update({ City: 'Pisa' })).toEqual([
      { errorCode: 'CANNOT_UPDATE_CONVERTED_LEAD', message: 'cannot reference converted lead', fields: [] },
    ]);
  });

  it('of records in the recycle bin', async () => {
    const contactId = await create(call, 'Contact', { LastName: 'Neri' });
    expect((await call('DELETE', `sobjects/Contact/${contactId}`)).status).toBe(204);
    for (const [method, body] of [
      ['GET', undefined],
      ['PATCH', {}],
      ['DELETE', undefined],
    ] as const) {
      expect(await call(method, `sobjects/Contact/${contactId}`, body)).toMatchObject({
        status: 404,
        body: [{ errorCode: 'ENTITY_IS_DELETED', message: 'entity is deleted', fields: [] }],
      });
    }
    await salesforce.control('oauth', { sessionTimeoutMs: 1000 * 3_600_000 });
    salesforce.clock.advance(16 * 86_400_000);
    expect(await call('GET', `sobjects/Contact/${contactId}`)).toMatchObject({
      status: 404,
      body: [{ errorCode: 'NOT_FOUND' }],
    });
  });

  it('while somebody else holds the row, once', async () => {
    const contactId = await create(call, 'Contact', { LastName: 'Neri' });
    await salesforce.control('records/lock', { recordId: contactId });
    expect(await call('PATCH', `sobjects/Contact/${contactId}`, { LastName: 'x' })).toMatchObject({
      status: 400,
      body: [
        {
          errorCode: 'UNABLE_TO_LOCK_ROW',
          message: `unable to obtain exclusive access to this record or 1 records: ${contactId}`,
          fields: [],
        },
      ],
    });
    expect((await call('PATCH', `sobjects/Contact/${contactId}`, { LastName: 'x' })).status).toBe(204);
  });
});
