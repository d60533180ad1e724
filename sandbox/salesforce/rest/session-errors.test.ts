import { beforeEach, describe, expect, it } from 'vitest';
import {
  admin,
  type Call,
  callerOf,
  connect,
  exchange,
  startConnected,
  type Tokens,
} from '../testing/connect.ts';
import { codeForm, freshCode, refresh } from '../testing/oauth-calls.ts';

/** Every reason for which a REST call ends before it reaches a resource. */

let salesforce: Awaited<ReturnType<typeof startConnected>>['salesforce'];
let tokens: Tokens;
beforeEach(async () => {
  ({ salesforce, tokens } = await startConnected());
});

type Refusal = [what: string, arrange: () => unknown, status: number, errorCode: string, message: string];
const expired = 'Session expired or invalid';
const org = (settings: Record<string, unknown>) => () => salesforce.control('org', settings);
const bearer = (access_token: string) => () => {
  tokens = { ...tokens, access_token };
};

const refusals: Refusal[] = [
  ['a wrong token', bearer('00D!x'), 401, 'INVALID_SESSION_ID', expired],
  ['an idle session', () => salesforce.clock.advance(2 * 3_600_000 + 1), 401, 'INVALID_SESSION_ID', expired],
  ['an ended session', () => salesforce.control('sessions/expire'), 401, 'INVALID_SESSION_ID', expired],
  [
    'a revoked access token',
    () => salesforce.post('/services/oauth2/revoke', { token: tokens.access_token }),
    401,
    'INVALID_SESSION_ID',
    expired,
  ],
  [
    'a revoked refresh token',
    () => salesforce.post('/services/oauth2/revoke', { token: tokens.refresh_token }),
    401,
    'INVALID_SESSION_ID',
    expired,
  ],
  [
    'a deactivated user',
    () => salesforce.control('users', { username: admin, isActive: false }),
    401,
    'INVALID_SESSION_ID',
    expired,
  ],
  [
    'a session without the api scope',
    async () => {
      const { body } = await exchange(salesforce, codeForm(await freshCode(salesforce, { scope: 'id' })));
      tokens = body;
    },
    401,
    'INVALID_SESSION_ID',
    'This session is not valid for use with the REST API',
  ],
  [
    'an app that API Access Control keeps out',
    org({ isAppBlocked: true }),
    401,
    'INVALID_SESSION_ID',
    'This session is not valid for use with the REST API',
  ],
  [
    'an org whose API is switched off',
    org({ isApiDisabled: true }),
    403,
    'API_DISABLED_FOR_ORG',
    'The REST API is not enabled for this Organization.',
  ],
  [
    'a day whose calls are used up',
    org({ dailyApiLimit: 5, apiCallsUsed: 5 }),
    403,
    'REQUEST_LIMIT_EXCEEDED',
    'TotalRequests Limit exceeded.',
  ],
  [
    'an org with too many long requests',
    org({ hasTooManyLongRequests: true }),
    403,
    'REQUEST_LIMIT_EXCEEDED',
    'ConcurrentPerOrgLongTxn Limit exceeded.',
  ],
];

describe('a REST call', () => {
  it.each(refusals)('is refused for %s', async (_, arrange, status, errorCode, message) => {
    await arrange();
    const answer = await callerOf(salesforce, tokens)('GET', 'sobjects');
    expect([answer.status, answer.body]).toEqual([status, [{ message, errorCode }]]);
    expect(answer.headers.has('retry-after')).toBe(false);
  });

  it.each([
    ['no token', {}, 'INVALID_SESSION_ID', expired],
    ['another scheme', { authorization: 'Basic eDp5' }, 'INVALID_AUTH_HEADER', 'INVALID_HEADER_TYPE'],
  ])('is refused with %s', async (_, headers, errorCode, message) => {
    const response = await salesforce.send('/services/data/v67.0/limits', { headers });
    expect([response.status, await response.json()]).toEqual([401, [{ message, errorCode }]]);
  });

  it('works again with a refreshed token after its session ended', async () => {
    await salesforce.control('sessions/expire');
    const fresh = { ...tokens, ...(await refresh(salesforce, tokens.refresh_token)).body };
    expect((await callerOf(salesforce, fresh)('GET', 'sobjects')).status).toBe(200);
  });
});

describe('the daily allowance', () => {
  let call: Call;
  beforeEach(() => {
    call = callerOf(salesforce, tokens);
  });

  it('is told on every answer, errors included', async () => {
    await salesforce.control('org', { apiCallsUsed: 0, dailyApiLimit: 5 });
    const used = async (path: string) => (await call('GET', path)).headers.get('sforce-limit-info');
    expect(await used('sobjects')).toBe('api-usage=1/5');
    expect(await used('sobjects/Lead/nothing')).toBe('api-usage=2/5');
    expect(await used('query?q=SELECT+Foo+FROM+Lead')).toBe('api-usage=3/5');
    expect((await call('GET', 'limits')).body).toMatchObject({ DailyApiRequests: { Max: 5, Remaining: 1 } });
    expect(await used('sobjects')).toBe('api-usage=5/5');
    expect(await used('sobjects')).toBe('api-usage=5/5');
  });

  it('comes back as the day rolls on', async () => {
    await salesforce.control('org', { apiCallsUsed: 5, dailyApiLimit: 5 });
    expect((await call('GET', 'sobjects')).status).toBe(403);
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
