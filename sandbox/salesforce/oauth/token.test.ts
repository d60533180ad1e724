import { beforeEach, describe, expect, it } from 'vitest';
import {
  admin,
  base,
  callerOf,
  client,
  connect,
  exchange,
  type Salesforce,
  startSalesforce,
} from '../testing/connect.ts';
import { codeForm, expiredToken, freshCode, refresh, sessionExpired } from '../testing/oauth-calls.ts';

let salesforce: Salesforce;
beforeEach(() => {
  salesforce = startSalesforce('empty');
});

describe('exchanging a code', () => {
  it('answers strings only, without expires_in', async () => {
    const { status, body } = await exchange(salesforce, codeForm(await freshCode(salesforce)));
    expect(status).toBe(200);
    expect(Object.values(body).every((value) => typeof value === 'string')).toBe(true);
    expect(Object.keys(body).sort()).toEqual([
      'access_token',
      'id',
      'instance_url',
      'issued_at',
      'refresh_token',
      'scope',
      'signature',
      'token_type',
    ]);
    expect(body).toMatchObject({ instance_url: base, scope: 'api refresh_token id', token_type: 'Bearer' });
    expect(body.id).toMatch(new RegExp(`^${base}/id/00D\\w{15}/005\\w{15}$`));
  });

  it('gives no refresh token without that scope', async () => {
    const { body } = await exchange(salesforce, codeForm(await freshCode(salesforce, { scope: 'api' })));
    expect(body).not.toHaveProperty('refresh_token');
  });

  it('takes a challenge without a method as S256', async () => {
    const { status } = await exchange(
      salesforce,
      codeForm(await freshCode(salesforce, { code_challenge_method: '' })),
    );
    expect(status).toBe(200);
  });

  it.each([
    [
      'a code used before',
      async () => {
        const code = await freshCode(salesforce);
        await exchange(salesforce, codeForm(code));
        return codeForm(code);
      },
      { error: 'invalid_grant', error_description: 'expired authorization code' },
    ],
    [
      'a code older than 15 minutes',
      async () => {
        const code = await freshCode(salesforce);
        salesforce.clock.advance(15 * 60_000);
        return codeForm(code);
      },
      { error: 'invalid_grant', error_description: 'expired authorization code' },
    ],
    [
      'an invented code',
      async () => codeForm('aPrxNothing'),
      { error: 'invalid_grant', error_description: 'expired authorization code' },
    ],
    [
      'another redirect address',
      async () => codeForm(await freshCode(salesforce), { redirect_uri: 'http://localhost:3000/other' }),
      { error: 'redirect_uri_mismatch', error_description: 'redirect_uri must match configuration' },
    ],
    [
      'a wrong verifier',
      async () => codeForm(await freshCode(salesforce), { code_verifier: 'b'.repeat(64) }),
      { error: 'invalid_request', error_description: 'invalid code verifier' },
    ],
    [
      'a missing verifier',
      async () => {
        const { code_verifier: _, ...form } = codeForm(await freshCode(salesforce));
        return form;
      },
      { error: 'invalid_grant', error_description: 'missing required code verifier' },
    ],
    [
      'a wrong secret',
      async () => codeForm(await freshCode(salesforce), { client_secret: 'x' }),
      { error: 'invalid_client', error_description: 'invalid client credentials' },
    ],
    [
      'an unknown client',
      async () => codeForm(await freshCode(salesforce), { client_id: 'x' }),
      { error: 'invalid_client_id', error_description: 'client identifier invalid' },
    ],
    [
      'another grant type',
      async () => ({ grant_type: 'password' }),
      { error: 'unsupported_grant_type', error_description: 'grant type not supported' },
    ],
  ] as const)('refuses %s', async (_, makeForm, error) => {
    const response = await salesforce.post('/services/oauth2/token', { ...client, ...(await makeForm()) });
    expect(response.status).toBe(400);
    expect(response.headers.get('cache-control')).toBe('no-store');
    expect(await response.json()).toEqual(error);
  });

  it('takes the client from a Basic header as well', async () => {
    const basic = Buffer.from(`${client.client_id}:${client.client_secret}`).toString('base64');
    const response = await salesforce.send('/services/oauth2/token', {
      method: 'POST',
      headers: { authorization: `Basic ${basic}`, 'content-type': 'application/x-www-form-urlencoded' },
      body: new URLSearchParams(codeForm(await freshCode(salesforce))).toString(),
    });
    expect(response.status).toBe(200);
  });

  it('keeps five approvals of one user and app and revokes the oldest at the sixth', async () => {
    const approvals = [];
    for (let count = 0; count < 6; count++) approvals.push(await connect(salesforce));
    const answers = [];
    for (const { refresh_token } of approvals)
      answers.push((await refresh(salesforce, refresh_token)).status);
    expect(answers).toEqual([400, 200, 200, 200, 200, 200]);
  });
});

describe('refreshing', () => {
  it('answers a new access token and no refresh token while rotation is off', async () => {
    const tokens = await connect(salesforce);
    const { status, body } = await refresh(salesforce, tokens.refresh_token);
    expect(status).toBe(200);
    expect(body).not.toHaveProperty('refresh_token');
    expect(body.access_token).not.toBe(tokens.access_token);
    expect((await callerOf(salesforce, tokens)('GET', 'limits')).status).toBe(200);
  });

  it('rotates, and revokes everything when an old refresh token is shown again', async () => {
    await salesforce.control('oauth', { rotatesRefreshTokens: true });
    const first = await connect(salesforce);
    const second = (await refresh(salesforce, first.refresh_token)).body;
    expect(second.refresh_token).toMatch(/^5Aep861/);
    expect(second.refresh_token).not.toBe(first.refresh_token);
    const third = (await refresh(salesforce, second.refresh_token)).body;

    expect(await refresh(salesforce, first.refresh_token)).toEqual({ status: 400, body: expiredToken });
    expect(await refresh(salesforce, third.refresh_token)).toEqual({ status: 400, body: expiredToken });
    for (const { access_token } of [first, second, third]) {
      const answer = await callerOf(salesforce, { ...first, access_token })('GET', 'limits');
      expect([answer.status, answer.body]).toEqual([401, sessionExpired]);
    }
  });

  it('refuses a second refresh with the same token while the first is under way, and harms nothing', async () => {
    await salesforce.control('oauth', { rotatesRefreshTokens: true, refreshHoldMs: 50 });
    const tokens = await connect(salesforce);
    const winner = refresh(salesforce, tokens.refresh_token);
    const loser = await refresh(salesforce, tokens.refresh_token);
    expect(loser).toEqual({
      status: 400,
      body: { error: 'invalid_grant', error_description: 'token request is already being processed' },
    });
    salesforce.clock.advance(50);
    const { status, body } = await winner;
    expect(status).toBe(200);
    await salesforce.control('oauth', { refreshHoldMs: 0 });
    expect((await refresh(salesforce, body.refresh_token)).status).toBe(200);
  });

  it.each([
    ['an unknown token', {}, 'x', expiredToken],
    [
      'a wrong secret',
      { client_secret: 'x' },
      null,
      { error: 'invalid_client', error_description: 'invalid client credentials' },
    ],
  ])('refuses %s', async (_, extra, token, error) => {
    const tokens = await connect(salesforce);
    expect(await refresh(salesforce, token ?? tokens.refresh_token, extra)).toEqual({
      status: 400,
      body: error,
    });
  });

  it('refuses a deactivated user, whose sessions end too', async () => {
    const tokens = await connect(salesforce);
    await salesforce.control('users', { username: admin, isActive: false });
    expect((await refresh(salesforce, tokens.refresh_token)).body).toEqual({
      error: 'invalid_grant',
      error_description: 'inactive user',
    });
    expect(await callerOf(salesforce, tokens)('GET', 'limits')).toMatchObject({
      status: 401,
      body: sessionExpired,
    });
  });
});
