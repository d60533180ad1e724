import { beforeEach, describe, expect, it } from 'vitest';
import { type Call, startConnected } from '../testing/connect.ts';

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
});
