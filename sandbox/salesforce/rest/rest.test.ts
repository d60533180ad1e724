import { beforeEach, describe, expect, it } from 'vitest';
import { type Answer, type Call, callerOf, connect, startConnected } from '../testing/connect.ts';

type Connected = Awaited<ReturnType<typeof startConnected>>;
let salesforce: Connected['salesforce'];
let call: Call;
beforeEach(async () => {
  ({ salesforce, call } = await startConnected());
});

const query = (soql: string): string => `query?q=${encodeURIComponent(soql)}`;
const idOf = (answer: Answer): string => (answer.body as { id: string }).id;
const noId = '00QgK0000zzzzzzUAA';

async function create(type: string, values: Record<string, unknown>): Promise<string> {
  const answer = await call('POST', `sobjects/${type}`, values, { 'Sforce-Auto-Assign': 'FALSE' });
  expect(answer.status).toBe(201);
  return idOf(answer);
}
const createLead = (values: Record<string, unknown> = {}) =>
  create('Lead', { LastName: 'Neri', Company: 'Acme', ...values });
const fieldsOf = async (
  type: string,
  recordId: string,
  ...names: string[]
): Promise<Record<string, unknown>> =>
  (await call('GET', `sobjects/${type}/${recordId}?fields=${names.join(',')}`)).body as Record<
    string,
    unknown
  >;

describe('before any resource', () => {
  it('lists the versions 50.0 to 68.0 to anyone, uncounted', async () => {
    const response = await salesforce.send('/services/data/');
    const versions = (await response.json()) as { label: string; version: string; url: string }[];
    expect(versions.map(({ version }) => version)).toEqual(
      Array.from({ length: 19 }, (_, index) => `${50 + index}.0`),
    );
    expect(versions.find(({ version }) => version === '67.0')).toMatchObject({
      label: "Summer '26",
      url: '/services/data/v67.0',
    });
    expect(response.headers.has('sforce-limit-info')).toBe(false);
  });

  it.each([
    ['no token', {}, 401, 'INVALID_SESSION_ID'],
    ['a wrong token', { authorization: 'Bearer 00D!x' }, 401, 'INVALID_SESSION_ID'],
    ['another scheme', { authorization: 'Basic eDp5' }, 401, 'INVALID_AUTH_HEADER'],
  ])('refuses %s', async (_, headers, status, errorCode) => {
    const response = await salesforce.send('/services/data/v67.0/limits', { headers });
    expect([response.status, await response.json()]).toMatchObject([status, [{ errorCode }]]);
  });

  it.each([
    '/services/data/v49.0/limits',
    '/services/data/v69.0/limits',
    '/services/data/latest/limits',
    '/services/data/v67.0/nothing',
    '/services/apexrest/x',
  ])('%s does not exist', async (path) => {
    expect(await call('GET', path)).toMatchObject({
      status: 404,
      body: [{ errorCode: 'NOT_FOUND', message: 'The requested resource does not exist' }],
    });
  });

  it.each([
    '/services/data//v67.0/query?q=SELECT+COUNT()+FROM+Lead',
    '/services/data/v67.0//query/?q=SELECT%20COUNT()%20FROM%20lead',
    '//services/data/v50.0/query/?q=select+count()+from+LEAD',
  ])('%s is understood', async (path) => {
    expect(await call('GET', path)).toMatchObject({
      status: 200,
      body: { totalSize: 0, done: true, records: [] },
    });
  });

  it('answers another method with 405, and takes one named in _HttpMethod', async () => {
    const leadId = await createLead();
    expect(await call('PUT', `sobjects/Lead/${leadId}`, {})).toMatchObject({
      status: 405,
      body: [
        {
          errorCode: 'METHOD_NOT_ALLOWED',
          message: "HTTP Method 'PUT' not allowed. Allowed are HEAD,GET,PATCH,DELETE",
        },
      ],
    });
    expect((await call('POST', `sobjects/Lead/${leadId}?_HttpMethod=PATCH`, { City: 'Pisa' })).status).toBe(
      204,
    );
    expect(await fieldsOf('Lead', leadId, 'City')).toMatchObject({ City: 'Pisa' });
  });

  it('refuses addresses and headers beyond 16,384 bytes', async () => {
    expect(
      (await call('GET', query(`SELECT Id FROM Lead WHERE City = '${'x'.repeat(16_000)}'`))).status,
    ).toBe(200);
    expect(
      (await call('GET', query(`SELECT Id FROM Lead WHERE City = '${'x'.repeat(16_400)}'`))).status,
    ).toBe(414);
    expect((await call('GET', 'limits', undefined, { 'x-long': 'x'.repeat(16_400) })).status).toBe(431);
  });

  it('refuses everything while the API is switched off', async () => {
    await salesforce.control('org', { isApiDisabled: true });
    expect(await call('GET', 'limits')).toMatchObject({
      status: 403,
      body: [{ errorCode: 'API_DISABLED_FOR_ORG' }],
    });
  });

  it.each([
    ['no JSON', 'not json', {}, 400, 'JSON_PARSER_ERROR'],
    ['half a JSON', '{"LastName":', {}, 400, 'JSON_PARSER_ERROR'],
    ['nothing', '', {}, 400, 'JSON_PARSER_ERROR'],
    ['an array', '[]', {}, 400, 'JSON_PARSER_ERROR'],
    ['text', '{}', { 'content-type': 'text/plain' }, 415, 'UNSUPPORTED_MEDIA_TYPE'],
  ])('refuses a body with %s', async (_, body, headers, status, errorCode) => {
    expect(await call('POST', 'sobjects/Lead', body, headers)).toMatchObject({
      status,
      body: [{ errorCode }],
    });
  });
});

describe('the daily allowance', () => {
  it('is told on every answer, errors included', async () => {
    await salesforce.control('org', { apiCallsUsed: 0, dailyApiLimit: 5 });
    const used = async (path: string) => (await call('GET', path)).headers.get('sforce-limit-info');
    expect(await used('sobjects')).toBe('api-usage=1/5');
    expect(await used('sobjects/Lead/nothing')).toBe('api-usage=2/5');
    expect(await used(query('SELECT Foo FROM Lead'))).toBe('api-usage=3/5');
    expect((await call('GET', 'limits')).body).toMatchObject({ DailyApiRequests: { Max: 5, Remaining: 1 } });
  });

  it('runs out with 403, and comes back as the day rolls on', async () => {
    await salesforce.control('org', { apiCallsUsed: 4, dailyApiLimit: 5 });
    expect((await call('GET', 'sobjects')).status).toBe(200);
    const refused = await call('GET', 'sobjects');
    expect(refused).toMatchObject({
      status: 403,
      body: [{ message: 'TotalRequests Limit exceeded.', errorCode: 'REQUEST_LIMIT_EXCEEDED' }],
    });
    expect(refused.headers.get('sforce-limit-info')).toBe('api-usage=5/5');
    expect(refused.headers.has('retry-after')).toBe(false);
    await salesforce.control('oauth', { sessionTimeoutMs: 100 * 3_600_000 });
    salesforce.clock.advance(25 * 3_600_000);
    expect((await call('GET', 'sobjects')).status).toBe(200);
  });

  it('is counted per org', async () => {
    const other = callerOf(salesforce, await connect(salesforce, 'sam.taylor@northwind.example'));
    await call('GET', 'sobjects');
    expect((await other('GET', 'sobjects')).headers.get('sforce-limit-info')).toBe('api-usage=1/15000');
  });

  it('is for administrators to read', async () => {
    const other = callerOf(salesforce, await connect(salesforce, 'luca.ferrari@aurora-energia.example'));
    expect((await other('GET', 'limits')).status).toBe(403);
  });
});

describe('describe', () => {
  it('answers canonical names for any case, and every key of a field', async () => {
    const { body } = await call('GET', 'sobjects/LEAD/describe');
    const description = body as { name: string; keyPrefix: string; fields: Record<string, unknown>[] };
    expect(description).toMatchObject({
      name: 'Lead',
      keyPrefix: '00Q',
      replicateable: true,
      mergeable: true,
    });
    const field = (name: string) => description.fields.find((candidate) => candidate.name === name);
    expect(field('Company')).toMatchObject({
      nillable: false,
      createable: true,
      updateable: true,
      length: 255,
      type: 'string',
    });
    expect(field('Status')).toMatchObject({
      nillable: false,
      defaultedOnCreate: true,
      restrictedPicklist: false,
    });
    expect(field('Preferred_Language__c')).toMatchObject({ restrictedPicklist: true, custom: true });
    expect(field('Email_Domain__c')).toMatchObject({
      calculated: true,
      createable: false,
      updateable: false,
    });
    expect(field('Credit_Check__c')).toMatchObject({ createable: false, updateable: false });
    expect(field('OwnerId')).toMatchObject({
      referenceTo: ['Group', 'User'],
      relationshipName: 'Owner',
      polymorphicForeignKey: true,
    });
    expect(field('Internal_Margin__c')).toBeUndefined();
    expect(Object.keys(field('LastName') ?? {})).toEqual(
      expect.arrayContaining([
        'name',
        'label',
        'type',
        'length',
        'byteLength',
        'precision',
        'scale',
        'digits',
        'nillable',
        'createable',
        'updateable',
        'calculated',
        'autoNumber',
        'defaultedOnCreate',
        'defaultValue',
        'custom',
        'externalId',
        'idLookup',
        'unique',
        'caseSensitive',
        'restrictedPicklist',
        'dependentPicklist',
        'controllerName',
        'picklistValues',
        'referenceTo',
        'relationshipName',
        'compoundFieldName',
        'encrypted',
        'filterable',
        'sortable',
        'groupable',
        'permissionable',
        'deprecatedAndHidden',
      ]),
    );
  });

  it.each(['Lead', 'Contact', 'Account', 'User', 'Opportunity'])(
    '%s says which fields a create needs',
    async (name) => {
      const { body } = await call('GET', `sobjects/${name}/describe`);
      const { fields } = body as {
        fields: { name: string; createable: boolean; nillable: boolean; defaultedOnCreate: boolean }[];
      };
      const needed = fields
        .filter((field) => field.createable && !field.nillable && !field.defaultedOnCreate)
        .map((field) => field.name);
      const expected: Record<string, string[]> = {
        Lead: ['LastName', 'Company'],
        Contact: ['LastName'],
        Account: ['Name'],
        User: ['Username', 'LastName', 'Email', 'Alias'],
        Opportunity: ['Name', 'StageName', 'CloseDate'],
      };
      expect(needed).toEqual(expected[name]);
    },
  );

  it('answers 304 while nothing changed, and anew after the schema did', async () => {
    const first = await call('GET', 'sobjects/Lead/describe');
    const since = { 'If-Modified-Since': first.headers.get('last-modified') ?? '' };
    expect((await call('GET', 'sobjects/Lead/describe', undefined, since)).status).toBe(304);
    salesforce.clock.advance(5000);
    await salesforce.control('objects/Lead/fields', {
      fields: [{ name: 'Region__c', label: 'Region', type: 'string', length: 20, externalId: true }],
    });
    expect((await call('GET', 'sobjects/Lead/describe', undefined, since)).status).toBe(200);
    const leadId = await createLead({ region__c: 'North' });
    expect(await call('GET', query(`SELECT Id FROM Lead WHERE Region__c = 'north'`))).toMatchObject({
      body: { records: [{ Id: leadId }] },
    });
  });

  it('knows an object added through the control API', async () => {
    const object = {
      name: 'Site__c',
      label: 'Site',
      labelPlural: 'Sites',
      keyPrefix: 'a01',
      fields: [
        { name: 'Name', label: 'Site Name', type: 'string', length: 80, nameField: true, required: true },
      ],
    };
    expect((await salesforce.control('objects', { object })).status).toBe(201);
    const siteId = await create('site__C', { name: 'North' });
    expect(siteId).toMatch(/^a01/);
    expect(await call('GET', query('SELECT Name FROM Site__c'))).toMatchObject({
      body: { records: [{ Name: 'North' }] },
    });
  });
});

describe('query pages', () => {
  async function plant(count: number): Promise<void> {
    for (let done = 0; done < count; done += 200) {
      const size = Math.min(200, count - done);
      const records = Array.from({ length: size }, (_, index) => ({
        attributes: { type: 'Contact' },
        LastName: `C${done + index}`,
      }));
      expect((await call('POST', 'composite/sobjects', { records })).status).toBe(200);
    }
  }
  type Page = { totalSize: number; done: boolean; nextRecordsUrl?: string; records: { Id: string }[] };

  async function walk(
    path: string,
    headers: Record<string, string> = {},
  ): Promise<{ sizes: number[]; ids: Set<string>; urls: string[] }> {
    const sizes: number[] = [];
    const ids = new Set<string>();
    const urls: string[] = [];
    for (let next: string | undefined = path; next; ) {
      const page = (await call('GET', next, undefined, headers)).body as Page;
      sizes.push(page.records.length);
      for (const { Id } of page.records) ids.add(Id);
      next = page.nextRecordsUrl;
      if (next) urls.push(next);
    }
    return { sizes, ids, urls };
  }

  it('hold what batchSize asks for, between 200 and 2,000', async () => {
    await plant(450);
    const walked = await walk(query('SELECT Id FROM Contact'), { 'Sforce-Query-Options': 'batchSize=1' });
    expect(walked.sizes).toEqual([200, 200, 50]);
    expect(walked.ids.size).toBe(450);
    expect(walked.urls[0]).toMatch(/^\/services\/data\/v67\.0\/query\/0r8\w{15}-200$/);
    expect((await walk(query('SELECT Id FROM Contact'))).sizes).toEqual([450]);
  });

  it('are shorter for wide rows, so only done tells the end', async () => {
    await plant(2000);
    const { body } = await call('GET', 'sobjects/Contact/describe');
    const names = (body as { fields: { name: string }[] }).fields.map(({ name }) => name);
    const walked = await walk(query(`SELECT ${names.join(',')} FROM Contact`));
    expect(walked.sizes[0]).toBeLessThan(2000);
    expect(walked.ids.size).toBe(2000);
  });

  it('of queryAll come from /query/ too and still hold deleted rows', async () => {
    await plant(300);
    const { ids } = await walk(query('SELECT Id FROM Contact'));
    const [first = ''] = ids;
    await call('DELETE', `sobjects/Contact/${first}`);
    const all = await walk(
      `queryAll?q=${encodeURIComponent('SELECT Id, IsDeleted FROM Contact ORDER BY Id DESC')}`,
      { 'Sforce-Query-Options': 'batchSize=200' },
    );
    expect(all.urls[0]).toContain('/query/0r8');
    expect(all.ids).toEqual(ids);
    expect((await walk(query('SELECT Id FROM Contact'))).ids.has(first)).toBe(false);
  });

  it('expire after two days, and belong to who asked', async () => {
    await plant(300);
    await salesforce.control('oauth', { sessionTimeoutMs: 100 * 3_600_000 });
    const { urls } = await walk(query('SELECT Id FROM Contact'), { 'Sforce-Query-Options': 'batchSize=200' });
    const [locator = ''] = urls;
    expect((await call('GET', locator)).status).toBe(200);
    const stranger = callerOf(salesforce, await connect(salesforce, 'luca.ferrari@aurora-energia.example'));
    const invalid = {
      status: 400,
      body: [{ message: 'invalid query locator', errorCode: 'INVALID_QUERY_LOCATOR' }],
    };
    expect(await stranger('GET', locator)).toMatchObject(invalid);
    expect(await call('GET', 'query/0r8gK00000000zzEAA-200')).toMatchObject(invalid);
    expect(await call('GET', 'query/nonsense')).toMatchObject(invalid);
    salesforce.clock.advance(2 * 86_400_000 + 1);
    expect(await call('GET', locator)).toMatchObject(invalid);
  });

  it('need a query', async () => {
    expect(await call('GET', 'query')).toMatchObject({
      status: 400,
      body: [{ errorCode: 'MALFORMED_QUERY' }],
    });
  });
});

describe('updated and deleted', () => {
  const window = (kind: string, start: string, end: string): string =>
    `sobjects/Contact/${kind}/?start=${encodeURIComponent(start)}&end=${encodeURIComponent(end)}`;

  it('cut the seconds off, and cover no more than now', async () => {
    // The clock stands at 09:00:00.
    salesforce.clock.advance(30_000);
    const early = await create('Contact', { LastName: 'early' });
    salesforce.clock.advance(60_000);
    const late = await create('Contact', { LastName: 'late' });
    const read = async (start: string, end: string) =>
      (await call('GET', window('updated', start, end))).body;
    expect(await read('2026-11-02T09:00:59Z', '2026-11-02T09:01:59Z')).toEqual({
      ids: [early],
      latestDateCovered: '2026-11-02T09:01:00.000+0000',
    });
    expect(await read('2026-11-02T10:01:00+01:00', '2026-11-02T11:00:00+01:00')).toEqual({
      ids: [late],
      latestDateCovered: '2026-11-02T09:01:00.000+0000',
    });
    await call('DELETE', `sobjects/Contact/${late}`);
    expect(await read('2026-11-02T09:00:00Z', '2026-11-02T10:00:00Z')).toMatchObject({ ids: [early] });
    expect(
      (await call('GET', window('deleted', '2026-11-02T09:00:00Z', '2026-11-02T10:00:00Z'))).body,
    ).toEqual({
      deletedRecords: [{ id: late, deletedDate: '2026-11-02T09:01:30.000+0000' }],
      earliestDateAvailable: '2026-10-18T09:01:00.000+0000',
      latestDateCovered: '2026-11-02T09:01:00.000+0000',
    });
  });

  it.each([
    ['updated', '2026-11-02T09:00:00Z', '2026-11-02T09:00:59Z'],
    ['updated', '2026-11-02T09:00:00Z', '2026-11-02T08:00:00Z'],
    ['updated', '2026-10-01T00:00:00Z', '2026-11-02T08:00:00Z'],
    ['deleted', '2026-10-15T00:00:00Z', '2026-11-02T08:00:00Z'],
    ['updated', 'yesterday', '2026-11-02T08:00:00Z'],
  ])('%s refuses %s to %s', async (kind, start, end) => {
    expect(await call('GET', window(kind, start, end))).toMatchObject({
      status: 400,
      body: [{ errorCode: 'INVALID_REPLICATION_DATE' }],
    });
  });
});

describe('composite', () => {
  it('passes answers on and counts once', async () => {
    await salesforce.control('org', { apiCallsUsed: 0 });
    const answer = await call('POST', 'composite', {
      compositeRequest: [
        {
          method: 'POST',
          url: '/services/data/v67.0/sobjects/Account',
          referenceId: 'acc',
          body: { Name: 'Acme' },
        },
        {
          method: 'POST',
          url: '/services/data/v67.0/sobjects/Contact',
          referenceId: 'con',
          body: { LastName: 'Neri', AccountId: '@{acc.id}' },
        },
        {
          method: 'GET',
          url: '/services/data/v67.0/sobjects/Contact/@{con.id}?fields=LastName,AccountId',
          referenceId: 'read',
        },
        { method: 'GET', url: '/services/data/v67.0/sobjects/Contact/@{none.id}', referenceId: 'lost' },
      ],
    });
    const { compositeResponse } = answer.body as {
      compositeResponse: { httpStatusCode: number; body: Record<string, unknown> }[];
    };
    expect(compositeResponse.map(({ httpStatusCode }) => httpStatusCode)).toEqual([201, 201, 200, 400]);
    expect(compositeResponse[2]?.body.AccountId).toBe(compositeResponse[0]?.body.id);
    expect(answer.headers.get('sforce-limit-info')).toBe('api-usage=1/15000');
  });

  it('with allOrNone leaves nothing behind', async () => {
    const { body } = await call('POST', 'composite', {
      allOrNone: true,
      compositeRequest: [
        {
          method: 'POST',
          url: '/services/data/v67.0/sobjects/Account',
          referenceId: 'a',
          body: { Name: 'Acme' },
        },
        { method: 'POST', url: '/services/data/v67.0/sobjects/Contact', referenceId: 'b', body: {} },
        {
          method: 'POST',
          url: '/services/data/v67.0/sobjects/Account',
          referenceId: 'c',
          body: { Name: 'Bcme' },
        },
      ],
    });
    expect(body).toMatchObject({
      compositeResponse: [
        { referenceId: 'a', httpStatusCode: 400, body: [{ errorCode: 'PROCESSING_HALTED' }] },
        { referenceId: 'b', httpStatusCode: 400, body: [{ errorCode: 'REQUIRED_FIELD_MISSING' }] },
        { referenceId: 'c', httpStatusCode: 400, body: [{ errorCode: 'PROCESSING_HALTED' }] },
      ],
    });
    expect((await call('GET', query('SELECT COUNT() FROM Account'))).body).toMatchObject({ totalSize: 0 });
    expect(salesforce.service.counters.read().writes.total).toBe(0);
  });

  it('batch counts each of its requests', async () => {
    await salesforce.control('org', { apiCallsUsed: 0 });
    const answer = await call('POST', 'composite/batch', {
      batchRequests: [
        { method: 'GET', url: 'v67.0/limits' },
        { method: 'GET', url: 'v67.0/sobjects/Lead/nothing' },
      ],
    });
    expect(answer.body).toMatchObject({
      hasErrors: true,
      results: [{ statusCode: 200 }, { statusCode: 404 }],
    });
    expect(answer.headers.get('sforce-limit-info')).toBe('api-usage=3/15000');
  });

  it('refuses a 26th subrequest', async () => {
    const compositeRequest = Array.from({ length: 26 }, (_, index) => ({
      method: 'GET',
      url: '/services/data/v67.0/limits',
      referenceId: `r${index}`,
    }));
    expect(await call('POST', 'composite', { compositeRequest })).toMatchObject({
      status: 400,
      body: [{ errorCode: 'LIMIT_EXCEEDED' }],
    });
  });
});

describe('conditional requests', () => {
  it('compare whole seconds of the last change', async () => {
    const leadId = await createLead();
    const path = `sobjects/Lead/${leadId}`;
    const now = new Date(salesforce.clock.now()).toUTCString();
    const before = new Date(salesforce.clock.now() - 1000).toUTCString();
    expect((await call('GET', path, undefined, { 'If-Modified-Since': now })).status).toBe(304);
    expect((await call('GET', path, undefined, { 'If-Modified-Since': before })).status).toBe(200);
    const stale = await call('PATCH', path, { City: 'Pisa' }, { 'If-Unmodified-Since': before });
    expect([stale.status, stale.body]).toEqual([412, '']);
    expect((await call('PATCH', path, { City: 'Pisa' }, { 'If-Unmodified-Since': now })).status).toBe(204);
    expect((await call('PATCH', path, { City: 'Pisa' }, { 'If-Unmodified-Since': 'soon' })).status).toBe(400);
  });
});

describe('a record that is not there', () => {
  it.each([
    ['GET', 'abc', 'Provided external ID field does not exist or is not accessible: abc'],
    ['GET', noId, 'The requested resource does not exist'],
    ['PATCH', noId, 'The requested resource does not exist'],
    ['DELETE', noId, 'The requested resource does not exist'],
  ])('%s %s', async (method, recordId, message) => {
    const body = method === 'PATCH' ? {} : undefined;
    expect(await call(method, `sobjects/Lead/${recordId}`, body)).toMatchObject({
      status: 404,
      body: [{ errorCode: 'NOT_FOUND', message }],
    });
  });
});
