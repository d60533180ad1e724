import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Listener, listen } from '#sandbox/kernel/listen.ts';
import { callerOf, client, connect, startSalesforce, type Tokens } from './testing/connect.ts';
import { createLead, queryPath } from './testing/rest-calls.ts';

/** What a plain client behind a socket sees of each thing that can go wrong. */

type Fault = Record<string, unknown>;
let listener: Listener;
let salesforce: ReturnType<typeof startSalesforce>;
let tokens: Tokens;

beforeEach(async () => {
  salesforce = startSalesforce('empty');
  tokens = await connect(salesforce);
  listener = await listen(salesforce.app, 0, '--salesforce-port');
});
afterEach(() => listener.close());

const query = `/services/data/v67.0/${queryPath('SELECT Id FROM Lead')}`;

const send = (path: string, init: RequestInit = {}): Promise<Response> =>
  fetch(listener.url + path, {
    ...init,
    headers: { authorization: `Bearer ${tokens.access_token}`, ...init.headers },
  });

const control = (path: string, body: unknown, method = 'POST'): Promise<Response> =>
  fetch(`${listener.url}/_control/${path}`, { method, body: JSON.stringify(body) });

const arm = (fault: Fault): Promise<Response> => control('faults', { path: '/services/data/**', ...fault });

const createLeadBySocket = (): Promise<Response> =>
  send('/services/data/v67.0/sobjects/Lead', {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'sforce-auto-assign': 'FALSE' },
    body: JSON.stringify({ LastName: 'Neri', Company: 'Acme' }),
  });

const leadCount = (): number => salesforce.world.orgs()[0]?.tableOf('Lead').size() ?? -1;

describe('faults', () => {
  it('answer another status with its body and headers, as often as asked', async () => {
    const body = [{ message: 'Server unavailable', errorCode: 'SERVER_UNAVAILABLE' }];
    await arm({ status: 503, body, headers: { 'Retry-After': '3' }, times: 2 });
    for (const expected of [503, 503, 200]) {
      const answer = await send(query);
      expect(answer.status).toBe(expected);
      if (expected === 503) {
        expect(answer.headers.get('retry-after')).toBe('3');
        expect(await answer.json()).toEqual(body);
      }
    }
  });

  it('answer text that is no JSON', async () => {
    await arm({ status: 500, body: '<html>Down for maintenance</html>' });
    const answer = await send(query);
    expect([answer.status, answer.headers.get('content-type')]).toEqual([500, 'text/plain']);
    expect(await answer.text()).toContain('maintenance');
  });

  it('hit after the handler has worked, so that the answer of a write is lost', async () => {
    await arm({ method: 'POST', status: 502, when: 'after' });
    expect((await createLeadBySocket()).status).toBe(502);
    expect(leadCount()).toBe(1);
  });

  it('hit before the handler, so that nothing was written', async () => {
    await arm({ method: 'POST', status: 502 });
    expect((await createLeadBySocket()).status).toBe(502);
    expect(leadCount()).toBe(0);
  });

  it('cut the body in the middle', async () => {
    await arm({ cutAfterBytes: 10 });
    const answer = await send(query);
    expect(answer.status).toBe(200);
    await expect(answer.text()).rejects.toThrow();
  });

  it('never answer until the client gives up', async () => {
    await arm({ hang: true });
    const patience = new AbortController();
    const answer = send(query, { signal: patience.signal });
    await expect.poll(() => salesforce.service.counters.read().inFlight).toBe(1);
    patience.abort();
    await expect(answer).rejects.toThrow(/abort/);
  });

  it('never answer until they are cleared, and fail then', async () => {
    await arm({ hang: true });
    const answer = send(query);
    await expect.poll(() => salesforce.service.counters.read().inFlight).toBe(1);
    await control('faults', {}, 'DELETE');
    expect((await answer).status).toBe(503);
  });

  it('delay an answer by the sandbox’s time', async () => {
    await arm({ delayMs: 5_000 });
    let isAnswered = false;
    const answer = send(query).then((response) => {
      isAnswered = true;
      return response;
    });
    await expect.poll(() => salesforce.service.counters.read().inFlight).toBe(1);
    expect(isAnswered).toBe(false);
    salesforce.clock.advance(5_000);
    expect((await answer).status).toBe(200);
  });

  it('spare other paths, other methods and other bodies, and skip the first matches', async () => {
    await arm({ path: '/services/data/*/limits', status: 500 });
    await arm({ method: 'DELETE', status: 500 });
    await arm({ method: 'POST', bodyIncludes: 'Nobody', status: 500 });
    expect((await send(query)).status).toBe(200);
    expect((await createLeadBySocket()).status).toBe(201);
    expect((await send('/services/data/v67.0/limits')).status).toBe(500);
    await arm({ method: 'GET', path: '/services/data/*/query', skip: 1, status: 500 });
    expect([(await send(query)).status, (await send(query)).status]).toEqual([200, 500]);
  });

  it('hit by chance', async () => {
    await arm({ probability: 0.5, status: 500 });
    const statuses = new Set<number>();
    for (let call = 0; call < 40; call++) statuses.add((await send(query)).status);
    expect([...statuses].sort()).toEqual([200, 500]);
  });
});

describe('what the org does', () => {
  const expectRefusal = async (status: number, errorCode: string): Promise<void> => {
    const answer = await send(query);
    expect(answer.status).toBe(status);
    expect(await answer.json()).toMatchObject([{ errorCode }]);
  };

  it.each([
    ['sessions/expire', {}, 401, 'INVALID_SESSION_ID'],
    ['tokens/revoke', {}, 401, 'INVALID_SESSION_ID'],
    [
      'users',
      { username: 'elena.marchetti@aurora-energia.example', isActive: false },
      401,
      'INVALID_SESSION_ID',
    ],
    ['org', { isApiDisabled: true }, 403, 'API_DISABLED_FOR_ORG'],
    ['org', { dailyApiLimit: 10, apiCallsUsed: 10 }, 403, 'REQUEST_LIMIT_EXCEEDED'],
  ])('%s %j is seen as %i %s', async (path, body, status, errorCode) => {
    await control(path, body);
    await expectRefusal(status, errorCode);
  });

  it('latency holds every answer back', async () => {
    await control('latency', { p50Ms: 200 });
    const answer = send(query);
    await expect.poll(() => salesforce.service.counters.read().inFlight).toBe(1);
    salesforce.clock.advance(200);
    expect((await answer).status).toBe(200);
  });

  it('a lock refuses one save', async () => {
    const leadId = await createLead(callerOf(salesforce, tokens));
    await control('records/lock', { recordId: leadId });
    const update = (): Promise<Response> =>
      send(`/services/data/v67.0/sobjects/Lead/${leadId}`, {
        method: 'PATCH',
        headers: { 'content-type': 'application/json' },
        body: '{"Title":"CEO"}',
      });
    const refused = await update();
    expect([refused.status, await refused.json()]).toMatchObject([
      400,
      [{ errorCode: 'UNABLE_TO_LOCK_ROW' }],
    ]);
    expect((await update()).status).toBe(204);
  });

  it.each([
    [
      'CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY',
      'LeadTrigger: execution of BeforeInsert caused by: System.DmlException',
    ],
    ['INSUFFICIENT_ACCESS_OR_READONLY', 'insufficient access rights on object id'],
    ['INSUFFICIENT_ACCESS_ON_CROSS_REFERENCE_ENTITY', 'insufficient access rights on cross-reference id'],
    ['STORAGE_LIMIT_EXCEEDED', 'storage limit exceeded'],
  ])('a save may be refused with %s', async (code, message) => {
    await control('records/refuse', { object: 'Lead', code, message, times: 2 });
    const refused = await createLeadBySocket();
    expect([refused.status, await refused.json()]).toEqual([400, [{ errorCode: code, message, fields: [] }]]);
    const records = ['A', 'B'].map((LastName) => ({
      attributes: { type: 'Lead' },
      LastName,
      Company: 'Acme',
    }));
    const partial = await send('/services/data/v67.0/composite/sobjects', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ records }),
    });
    expect([partial.status, await partial.json()]).toMatchObject([
      200,
      [{ success: false, errors: [{ statusCode: code, message, fields: [] }] }, { success: true }],
    ]);
  });

  it('one record may be refused, until that is taken back', async () => {
    const leadId = await createLead(callerOf(salesforce, tokens));
    await control('records/refuse', {
      object: 'Lead',
      recordId: leadId,
      times: 9,
      code: 'CUSTOM',
      message: 'no',
    });
    const remove = (): Promise<Response> =>
      send(`/services/data/v67.0/sobjects/Lead/${leadId}`, { method: 'DELETE' });
    expect((await createLeadBySocket()).status).toBe(201);
    expect((await remove()).status).toBe(400);
    await control('records/refuse', {}, 'DELETE');
    expect((await remove()).status).toBe(204);
  });

  it.each([
    ['ip restricted', 'invalid_grant'],
    ['login rate exceeded', 'rate_limit_exceeded'],
  ])('the token endpoint may answer %s', async (error_description, error) => {
    await arm({ path: '/services/oauth2/token', status: 400, body: { error, error_description }, times: 1 });
    const refresh = (): Promise<Response> =>
      fetch(`${listener.url}/services/oauth2/token`, {
        method: 'POST',
        body: new URLSearchParams({
          ...client,
          grant_type: 'refresh_token',
          refresh_token: tokens.refresh_token,
        }),
      });
    const refused = await refresh();
    expect([refused.status, await refused.json()]).toEqual([400, { error, error_description }]);
    expect((await refresh()).status).toBe(200);
  });

  it('the clock expires a session for good', async () => {
    await control('clock', { advanceMs: 2 * 3_600_000 + 1 });
    await expectRefusal(401, 'INVALID_SESSION_ID');
  });
});
