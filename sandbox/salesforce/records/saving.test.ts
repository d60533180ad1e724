import { beforeEach, describe, expect, it } from 'vitest';
import { type Answer, type Call, callerOf, connect, startConnected } from '../testing/connect.ts';

type Connected = Awaited<ReturnType<typeof startConnected>>;
let salesforce: Connected['salesforce'];
let call: Call;
beforeEach(async () => {
  ({ salesforce, call } = await startConnected());
});

const quiet = { 'Sforce-Auto-Assign': 'FALSE' };
const query = (soql: string): string => `query?q=${encodeURIComponent(soql)}`;
const idOf = (answer: Answer): string => (answer.body as { id: string }).id;
const unknownContact = '003gK0000zzzzzzQAA';

async function create(type: string, values: Record<string, unknown>): Promise<string> {
  const answer = await call('POST', `sobjects/${type}`, values, quiet);
  expect(answer.body).toMatchObject({ success: true, errors: [] });
  return idOf(answer);
}
async function read(type: string, recordId: string): Promise<Record<string, unknown>> {
  return (await call('GET', `sobjects/${type}/${recordId}`)).body as Record<string, unknown>;
}
async function userId(username: string): Promise<string> {
  const { body } = await call('GET', query(`SELECT Id FROM User WHERE Username = '${username}'`));
  return (body as { records: { Id: string }[] }).records[0]?.Id ?? '';
}

describe('what a save makes of values', () => {
  it('trims text, blanks empty text, lower-cases e-mail, spells picklists and fills system fields', async () => {
    salesforce.clock.advance(1234);
    const leadId = await create('lead', {
      lastname: '  Neri ',
      Company: 'Acme',
      EMAIL: ' Ada.NERI@Acme.Example ',
      City: '   ',
      Phone: '',
      Preferred_Language__c: 'ITALIAN',
      Interests__c: 'Wind;solar',
      Score__c: '12.34',
      NumberOfEmployees: 7,
      Website: 12,
    });
    expect(await read('Lead', leadId)).toMatchObject({
      Id: leadId,
      LastName: 'Neri',
      Name: 'Neri',
      Email: 'ada.neri@acme.example',
      Email_Domain__c: 'acme.example',
      City: null,
      Phone: null,
      Website: '12',
      Preferred_Language__c: 'Italian',
      Interests__c: 'Solar;Wind',
      Score__c: 12.3,
      NumberOfEmployees: 7,
      Status: 'Open - Not Contacted',
      IsConverted: false,
      IsDeleted: false,
      CreatedDate: '2026-11-02T09:00:01.000+0000',
      SystemModstamp: '2026-11-02T09:00:01.000+0000',
      CreatedById: await userId('elena.marchetti@aurora-energia.example'),
      OwnerId: await userId('elena.marchetti@aurora-energia.example'),
    });
    expect(leadId).toMatch(/^00Q\w{15}$/);
  });

  it('moves the stamp and the modifier even when nothing else changes', async () => {
    const contactId = await create('Contact', { LastName: 'Neri' });
    salesforce.clock.advance(60_000);
    const luca = callerOf(salesforce, await connect(salesforce, 'luca.ferrari@aurora-energia.example'));
    const answer = await luca('PATCH', `sobjects/Contact/${contactId.slice(0, 15)}`, { LastName: 'Neri' });
    expect([answer.status, answer.body]).toEqual([204, '']);
    expect(await read('Contact', contactId)).toMatchObject({
      CreatedDate: '2026-11-02T09:00:00.000+0000',
      LastModifiedDate: '2026-11-02T09:01:00.000+0000',
      SystemModstamp: '2026-11-02T09:01:00.000+0000',
      LastModifiedById: await userId('luca.ferrari@aurora-energia.example'),
    });
  });

  it('lets the automation of the org change more than was written', async () => {
    const leadId = await create('Lead', { LastName: 'Neri', Company: 'Acme', Rating: 'Hot' });
    expect(await read('Lead', leadId)).toMatchObject({ Status: 'Working - Contacted' });
  });

  it('counts each record written, and nothing that was refused', async () => {
    const contactId = await create('Contact', { LastName: 'Neri' });
    await call('PATCH', `sobjects/Contact/${contactId}`, { LastName: 'Bianchi' });
    await call('PATCH', `sobjects/Contact/${contactId}`, { LastName: null });
    await call('DELETE', `sobjects/Contact/${contactId}`);
    expect(salesforce.service.counters.read().writes).toEqual({
      total: 3,
      byRecord: { [`salesforce:Contact:${contactId}`]: 3 },
    });
  });
});

describe('assignment rules', () => {
  const owner = async (leadId: string): Promise<unknown> => {
    const { body } = await call('GET', query(`SELECT Owner.Name FROM Lead WHERE Id = '${leadId}'`));
    return (body as { records: { Owner: { Name: string } }[] }).records[0]?.Owner.Name;
  };
  const lead = { LastName: 'Neri', Company: 'Acme', Country: 'Italy' };

  it('run on every REST write of a lead unless switched off', async () => {
    const leadId = idOf(await call('POST', 'sobjects/Lead', lead));
    expect(await owner(leadId)).toBe('Italian Leads');
    const quietly = await create('Lead', lead);
    expect(await owner(quietly)).toBe('Elena Marchetti');
    await call('PATCH', `sobjects/Lead/${quietly}`, { City: 'Pisa' }, quiet);
    expect(await owner(quietly)).toBe('Elena Marchetti');
    await call('PATCH', `sobjects/Lead/${quietly}`, { Country: 'Malta' });
    expect(await owner(quietly)).toBe('International Leads');
  });
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
    const ownerId = await userId('paolo.greco@aurora-energia.example');
    expect((await call('POST', 'sobjects/Contact', { LastName: 'x', OwnerId: ownerId })).body).toEqual([
      {
        errorCode: 'INACTIVE_OWNER_OR_USER',
        message: `operation performed with inactive user [${ownerId.slice(0, 15)}] as owner of contact`,
        fields: [],
      },
    ]);
  });

  it('of a contact owned by a queue, which only a lead may be', async () => {
    const { body } = await call('GET', query('SELECT Id FROM Group LIMIT 1'));
    const queueId = (body as { records: { Id: string }[] }).records[0]?.Id ?? '';
    expect((await call('POST', 'sobjects/Contact', { LastName: 'x', OwnerId: queueId })).body).toMatchObject([
      { errorCode: 'FIELD_INTEGRITY_EXCEPTION' },
    ]);
    await create('Lead', { LastName: 'x', Company: 'y', OwnerId: queueId });
  });

  it('of a second record with a unique value', async () => {
    const first = await create('Contact', { LastName: 'x', External_Key__c: 'K-1' });
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
    const leadId = await create('Lead', { LastName: 'Neri', Company: 'Acme' });
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
    const contactId = await create('Contact', { LastName: 'Neri' });
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
    const contactId = await create('Contact', { LastName: 'Neri' });
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

describe('duplicate rules', () => {
  const person = { LastName: 'Neri', Email: 'ada@x.it' };
  const allow = { 'Sforce-Duplicate-Rule-Header': 'allowSave=true; includeRecordDetails=true' };

  it('stop a create with the misspelt result, and give way to allowSave', async () => {
    const first = await create('Contact', person);
    const refused = await call('POST', 'sobjects/Contact', { ...person, Email: 'ADA@x.it' });
    expect(refused.status).toBe(400);
    expect(refused.body).toEqual([
      {
        duplicateResut: {
          allowSave: true,
          duplicateRule: 'Standard_Contact_Duplicate_Rule',
          duplicateRuleEntityType: 'Contact',
          errorMessage: 'Use one of these records?',
          matchResults: [
            {
              entityType: 'Contact',
              errors: [],
              matchEngine: 'ExactMatchEngine',
              matchRecords: [
                {
                  additionalInformation: [],
                  fieldDiffs: [],
                  matchConfidence: 100,
                  record: {
                    attributes: { type: 'Contact', url: `/services/data/v67.0/sobjects/Contact/${first}` },
                    Id: first,
                  },
                },
              ],
              rule: 'Standard_Contact_Match_Rule_v1_1',
              size: 1,
              success: true,
            },
          ],
        },
        errorCode: 'DUPLICATES_DETECTED',
        message: 'Use one of these records?',
      },
    ]);
    expect((await call('POST', 'sobjects/Contact', person, allow)).status).toBe(201);
  });

  it('see a contact when a lead is created, but not the other way round, and not on update', async () => {
    const contactId = await create('Contact', person);
    expect((await call('POST', 'sobjects/Lead', { ...person, Company: 'Acme' }, quiet)).status).toBe(400);
    expect((await call('PATCH', `sobjects/Contact/${contactId}`, person)).status).toBe(204);
    const leadFirst = await startConnected();
    expect(
      (await leadFirst.call('POST', 'sobjects/Lead', { ...person, Company: 'Acme' }, quiet)).status,
    ).toBe(201);
    expect((await leadFirst.call('POST', 'sobjects/Contact', person)).status).toBe(201);
  });

  it('in block mode give way to nobody', async () => {
    const rules = (await (await salesforce.control('rules', {}, 'GET')).json()) as {
      duplicate: { onCreate: string }[];
    };
    for (const rule of rules.duplicate) rule.onCreate = 'block';
    expect((await salesforce.control('rules', rules, 'PUT')).status).toBe(200);
    await create('Contact', person);
    expect(await call('POST', 'sobjects/Contact', person, allow)).toMatchObject({
      status: 400,
      body: [{ errorCode: 'DUPLICATES_DETECTED', duplicateResut: { allowSave: false } }],
    });
  });
});

describe('upsert by external id', () => {
  const path = 'sobjects/Contact/External_Key__c/K%2F1%20b';

  it('creates, then updates', async () => {
    const created = await call('PATCH', path, { LastName: 'Neri' });
    expect([created.status, created.body]).toEqual([
      201,
      { id: idOf(created), success: true, errors: [], created: true },
    ]);
    expect(await read('Contact', idOf(created))).toMatchObject({ External_Key__c: 'K/1 b' });
    const updated = await call('PATCH', path, { LastName: 'Bianchi' });
    expect([updated.status, updated.body]).toEqual([
      200,
      { id: idOf(created), success: true, errors: [], created: false },
    ]);
    expect((await call('GET', path)).body).toMatchObject({ LastName: 'Bianchi' });
    expect((await call('DELETE', path)).status).toBe(204);
    expect((await call('GET', path)).status).toBe(404);
  });

  it('answers 300 with all addresses when several records match', async () => {
    const ids = [
      await create('Contact', { LastName: 'a', Legacy_Code__c: 'L' }),
      await create('Contact', { LastName: 'b', Legacy_Code__c: 'L' }),
    ];
    const answer = await call('PATCH', 'sobjects/Contact/Legacy_Code__c/L', { LastName: 'c' });
    expect([answer.status, answer.body]).toEqual([
      300,
      ids.map((recordId) => `/services/data/v67.0/sobjects/Contact/${recordId}`),
    ]);
  });

  it('needs an external id field', async () => {
    expect(await call('PATCH', 'sobjects/Contact/Title/x', { LastName: 'x' })).toMatchObject({
      status: 404,
      body: [{ errorCode: 'NOT_FOUND' }],
    });
  });

  it('takes a parent by its external id', async () => {
    const accountId = await create('Account', { Name: 'Acme', External_Key__c: 'A-1' });
    const contactId = await create('Contact', { LastName: 'x', Account: { External_Key__c: 'A-1' } });
    expect(await read('Contact', contactId)).toMatchObject({ AccountId: accountId });
    expect(
      (await call('POST', 'sobjects/Contact', { LastName: 'x', Account: { External_Key__c: 'A-2' } })).body,
    ).toMatchObject([{ errorCode: 'INVALID_FIELD' }]);
  });
});

describe('conversion, merge and the recycle bin', () => {
  it('turns a lead into account, contact and opportunity and leaves it read-only', async () => {
    const leadId = await create('Lead', {
      LastName: 'Neri',
      FirstName: 'Ada',
      Company: 'Acme',
      Email: 'ada@x.it',
      City: 'Pisa',
    });
    const { accountId, contactId, opportunityId } = (await (
      await salesforce.control('records/convert', { leadId, createsOpportunity: true })
    ).json()) as Record<string, string>;
    expect(await read('Lead', leadId)).toMatchObject({
      IsConverted: true,
      ConvertedDate: '2026-11-02',
      ConvertedAccountId: accountId,
      ConvertedContactId: contactId,
      ConvertedOpportunityId: opportunityId,
      Status: 'Closed - Converted',
    });
    expect(await read('Contact', contactId ?? '')).toMatchObject({
      Name: 'Ada Neri',
      AccountId: accountId,
      MailingCity: 'Pisa',
    });
  });

  it('fills only the blank fields of an existing contact', async () => {
    const contactId = await create('Contact', { LastName: 'Neri', Title: 'CEO' });
    const leadId = await create('Lead', { LastName: 'Other', Company: 'Acme', Title: 'CTO', Phone: '1' });
    await salesforce.control('records/convert', { leadId, contactId });
    expect(await read('Contact', contactId)).toMatchObject({
      LastName: 'Neri',
      Title: 'CEO',
      Phone: '1',
      AccountId: expect.any(String),
    });
  });

  it('names the winner on the losers of a merge, visible to queryAll only', async () => {
    const masterId = await create('Account', { Name: 'Acme' });
    const loserId = await create('Account', { Name: 'Acme Srl' });
    const contactId = await create('Contact', { LastName: 'Neri', AccountId: loserId });
    await salesforce.control('records/merge', { masterId, loserIds: [loserId] });
    expect(await read('Contact', contactId)).toMatchObject({ AccountId: masterId });
    const soql = encodeURIComponent('SELECT Id, MasterRecordId FROM Account WHERE IsDeleted = true');
    expect((await call('GET', `queryAll?q=${soql}`)).body).toMatchObject({
      records: [{ Id: loserId, MasterRecordId: masterId }],
    });
    expect((await call('GET', `query?q=${soql}`)).body).toMatchObject({ totalSize: 0 });
    await salesforce.control('records/undelete', { recordId: loserId });
    expect(await read('Account', loserId)).toMatchObject({ IsDeleted: false, MasterRecordId: null });
  });

  it('deletes contacts and opportunities with their account', async () => {
    const accountId = await create('Account', { Name: 'Acme' });
    const contactId = await create('Contact', { LastName: 'Neri', AccountId: accountId });
    await call('DELETE', `sobjects/Account/${accountId}`);
    expect((await call('GET', `sobjects/Contact/${contactId}`)).body).toMatchObject([
      { errorCode: 'ENTITY_IS_DELETED' },
    ]);
  });
});
