import { beforeEach, describe, expect, it } from 'vitest';
import { type Call, startConnected } from '../testing/connect.ts';
import { create, createLead } from '../testing/rest-calls.ts';

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

  it('know entity tags on accounts alone', async () => {
    const path = `sobjects/Account/${await create(call, 'Account', { Name: 'Acme' })}`;
    const tag = (await call('GET', path)).headers.get('etag') ?? '';
    expect((await call('GET', path, undefined, { 'If-None-Match': tag })).status).toBe(304);
    expect((await call('GET', path, undefined, { 'If-None-Match': '"other"' })).status).toBe(200);
    expect((await call('PATCH', path, { Name: 'x' }, { 'If-Match': '"other"' })).status).toBe(412);
    salesforce.clock.advance(1000);
    expect((await call('PATCH', path, { Name: 'x' }, { 'If-Match': `"other", ${tag}` })).status).toBe(204);
    expect((await call('PATCH', path, { Name: 'y' }, { 'If-Match': tag })).status).toBe(412);
    const lead = `sobjects/Lead/${await createLead(call)}`;
    expect((await call('GET', lead)).headers.has('etag')).toBe(false);
    expect((await call('PATCH', lead, { City: 'Pisa' }, { 'If-Match': tag })).status).toBe(204);
  });

  it('do not hold a delete back', async () => {
    const before = new Date(salesforce.clock.now() - 1000).toUTCString();
    const path = `sobjects/Lead/${await createLead(call)}`;
    expect((await call('DELETE', path, undefined, { 'If-Unmodified-Since': before })).status).toBe(204);
  });
});
