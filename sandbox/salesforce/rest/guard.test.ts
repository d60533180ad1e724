import { beforeEach, describe, expect, it } from 'vitest';
import { type Call, callerOf, connect, startConnected } from '../testing/connect.ts';
import { createLead, queryPath, read } from '../testing/rest-calls.ts';

let salesforce: Awaited<ReturnType<typeof startConnected>>['salesforce'];
let call: Call;
beforeEach(async () => {
  ({ salesforce, call } = await startConnected());
});

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
    const leadId = await createLead(call);
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
    expect(await read(call, 'Lead', leadId)).toMatchObject({ City: 'Pisa' });
  });

  it('refuses addresses and headers beyond 16,384 bytes', async () => {
    expect(
      (await call('GET', queryPath(`SELECT Id FROM Lead WHERE City = '${'x'.repeat(16_000)}'`))).status,
    ).toBe(200);
    expect(
      (await call('GET', queryPath(`SELECT Id FROM Lead WHERE City = '${'x'.repeat(16_400)}'`))).status,
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
    expect(await used(queryPath('SELECT Foo FROM Lead'))).toBe('api-usage=3/5');
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
