import { beforeEach, describe, expect, it } from 'vitest';
import { type Call, startConnected } from '../testing/connect.ts';
import { createLead, read } from '../testing/rest-calls.ts';

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
