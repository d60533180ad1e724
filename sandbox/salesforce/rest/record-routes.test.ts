import { beforeEach, describe, expect, it } from 'vitest';
import { type Call, startConnected } from '../testing/connect.ts';
import { createLead } from '../testing/rest-calls.ts';

const noId = '00QgK0000zzzzzzUAA';
let salesforce: Awaited<ReturnType<typeof startConnected>>['salesforce'];
let call: Call;
beforeEach(async () => {
  ({ salesforce, call } = await startConnected());
});

describe('conditional requests', () => {
  it('compare whole seconds of the last change', async () => {
    const leadId = await createLead(call);
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
