import { beforeEach, describe, expect, it } from 'vitest';
import {
  admin,
  approve,
  authorizePath,
  base,
  callback,
  callerOf,
  client,
  connect,
  exchange,
  type Salesforce,
  startSalesforce,
  verifier,
} from '../testing/connect.ts';

let salesforce: Salesforce;
beforeEach(() => {
  salesforce = startSalesforce('empty');
});

const codeForm = (code: string, extra: Record<string, string> = {}): Record<string, string> => ({
  grant_type: 'authorization_code',
  code,
  redirect_uri: callback,
  code_verifier: verifier,
  ...extra,
});

async function freshCode(parameters: Record<string, string> = {}): Promise<string> {
  return (await approve(salesforce, { parameters })).searchParams.get('code') ?? '';
}

const refresh = (refreshToken: string, extra: Record<string, string> = {}) =>
  exchange(salesforce, { grant_type: 'refresh_token', refresh_token: refreshToken, ...extra });

const expired = { error: 'invalid_grant', error_description: 'expired access/refresh token' };
const sessionExpired = [{ message: 'Session expired or invalid', errorCode: 'INVALID_SESSION_ID' }];

describe('the authorize page', () => {
  it('offers the people of both orgs, and a field for any username', async () => {
    const page = await (await salesforce.send(authorizePath())).text();
    for (const text of [
      'Elena Marchetti',
      'Aurora Energia',
      'Sam Taylor',
      'Northwind Trading',
      'name="username"',
    ]) {
      expect(page).toContain(text);
    }
    expect(page).not.toContain('Paolo Greco');
  });

  it('sends the code and the untouched state back', async () => {
    const landed = await approve(salesforce, { parameters: { state: 'a b+&c=' } });
    expect(landed.href.startsWith(`${callback}?`)).toBe(true);
    expect(landed.searchParams.get('state')).toBe('a b+&c=');
    expect(landed.searchParams.get('code')).toMatch(/^aPrx/);
  });

  it('tells the app when the person denies', async () => {
    const landed = await approve(salesforce, { decision: 'deny' });
    expect(landed.search).toBe(
      '?error=access_denied&error_description=end-user+denied+authorization&state=st+1',
    );
  });

  it.each([
    [{ client_id: 'nobody' }, 'invalid_client_id'],
    [{ redirect_uri: 'https://evil.example/callback' }, 'redirect_uri_mismatch'],
    [{ redirect_uri: `${callback}/` }, 'redirect_uri_mismatch'],
    [{ redirect_uri: '' }, 'redirect_uri_mismatch'],
  ])('shows an error page for %j and redirects nowhere', async (parameters, error) => {
    const response = await salesforce.send(authorizePath(parameters));
    expect(response.status).toBe(400);
    expect(await response.text()).toContain(error);
  });

  it.each([
    [{ response_type: 'token' }, 'unsupported_response_type'],
    [{ scope: 'api everything' }, 'invalid_scope'],
    [{ code_challenge: 'short' }, 'invalid_request'],
    [{ code_challenge_method: 'plain' }, 'invalid_request'],
    [{ immediate: 'true' }, 'immediate_unsuccessful'],
  ])('redirects with an error for %j', async (parameters, error) => {
    const response = await salesforce.send(authorizePath(parameters));
    const location = new URL(response.headers.get('location') ?? '');
    expect([response.status, location.searchParams.get('error'), location.searchParams.get('state')]).toEqual(
      [302, error, 'st 1'],
    );
  });

  it('refuses an app without PKCE once the org requires it', async () => {
    await salesforce.control('oauth', { requiresPkce: true });
    const response = await salesforce.send(authorizePath({ code_challenge: '', code_challenge_method: '' }));
    expect(response.headers.get('location')).toContain('error_description=missing+required+code+challenge');
  });

  it.each(['nobody@aurora-energia.example', 'paolo.greco@aurora-energia.example'])(
    'does not let %s in',
    async (username) => {
      const response = await salesforce.post('/login', {
        authorize: authorizePath().split('?')[1] ?? '',
        username,
      });
      expect(response.status).toBe(200);
      expect(await response.text()).toContain('role="alert"');
    },
  );
});

describe('exchanging a code', () => {
  it('answers strings only, without expires_in', async () => {
    const { status, body } = await exchange(salesforce, codeForm(await freshCode()));
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
    const { body } = await exchange(salesforce, codeForm(await freshCode({ scope: 'api' })));
    expect(body).not.toHaveProperty('refresh_token');
  });

  it('takes a challenge without a method as S256', async () => {
    const { status } = await exchange(salesforce, codeForm(await freshCode({ code_challenge_method: '' })));
    expect(status).toBe(200);
  });

  it.each([
    [
      'a code used before',
      async () => {
        const code = await freshCode();
        await exchange(salesforce, codeForm(code));
        return codeForm(code);
      },
      { error: 'invalid_grant', error_description: 'expired authorization code' },
    ],
    [
      'a code older than 15 minutes',
      async () => {
        const code = await freshCode();
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
      async () => codeForm(await freshCode(), { redirect_uri: 'http://localhost:3000/other' }),
      { error: 'redirect_uri_mismatch', error_description: 'redirect_uri must match configuration' },
    ],
    [
      'a wrong verifier',
      async () => codeForm(await freshCode(), { code_verifier: 'b'.repeat(64) }),
      { error: 'invalid_request', error_description: 'invalid code verifier' },
    ],
    [
      'a missing verifier',
      async () => {
        const { code_verifier: _, ...form } = codeForm(await freshCode());
        return form;
      },
      { error: 'invalid_grant', error_description: 'missing required code verifier' },
    ],
    [
      'a wrong secret',
      async () => codeForm(await freshCode(), { client_secret: 'x' }),
      { error: 'invalid_client', error_description: 'invalid client credentials' },
    ],
    [
      'an unknown client',
      async () => codeForm(await freshCode(), { client_id: 'x' }),
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
      body: new URLSearchParams(codeForm(await freshCode())).toString(),
    });
    expect(response.status).toBe(200);
  });

  it('keeps five approvals of one user and app and revokes the oldest at the sixth', async () => {
    const approvals = [];
    for (let count = 0; count < 6; count++) approvals.push(await connect(salesforce));
    const answers = [];
    for (const { refresh_token } of approvals) answers.push((await refresh(refresh_token)).status);
    expect(answers).toEqual([400, 200, 200, 200, 200, 200]);
  });
});

describe('refreshing', () => {
  it('answers a new access token and no refresh token while rotation is off', async () => {
    const tokens = await connect(salesforce);
    const { status, body } = await refresh(tokens.refresh_token);
    expect(status).toBe(200);
    expect(body).not.toHaveProperty('refresh_token');
    expect(body.access_token).not.toBe(tokens.access_token);
    expect((await callerOf(salesforce, tokens)('GET', 'limits')).status).toBe(200);
  });

  it('rotates, and revokes everything when an old refresh token is shown again', async () => {
    await salesforce.control('oauth', { rotatesRefreshTokens: true });
    const first = await connect(salesforce);
    const second = (await refresh(first.refresh_token)).body;
    expect(second.refresh_token).toMatch(/^5Aep861/);
    expect(second.refresh_token).not.toBe(first.refresh_token);
    const third = (await refresh(second.refresh_token)).body;

    expect(await refresh(first.refresh_token)).toEqual({ status: 400, body: expired });
    expect(await refresh(third.refresh_token)).toEqual({ status: 400, body: expired });
    for (const { access_token } of [first, second, third]) {
      const answer = await callerOf(salesforce, { ...first, access_token })('GET', 'limits');
      expect([answer.status, answer.body]).toEqual([401, sessionExpired]);
    }
  });

  it('refuses a second refresh with the same token while the first is under way, and harms nothing', async () => {
    await salesforce.control('oauth', { rotatesRefreshTokens: true, refreshHoldMs: 50 });
    const tokens = await connect(salesforce);
    const winner = refresh(tokens.refresh_token);
    const loser = await refresh(tokens.refresh_token);
    expect(loser).toEqual({
      status: 400,
      body: { error: 'invalid_grant', error_description: 'token request is already being processed' },
    });
    salesforce.clock.advance(50);
    const { status, body } = await winner;
    expect(status).toBe(200);
    await salesforce.control('oauth', { refreshHoldMs: 0 });
    expect((await refresh(body.refresh_token)).status).toBe(200);
  });

  it.each([
    ['an unknown token', {}, 'x', expired],
    [
      'a wrong secret',
      { client_secret: 'x' },
      null,
      { error: 'invalid_client', error_description: 'invalid client credentials' },
    ],
  ])('refuses %s', async (_, extra, token, error) => {
    const tokens = await connect(salesforce);
    expect(await refresh(token ?? tokens.refresh_token, extra)).toEqual({ status: 400, body: error });
  });

  it('refuses a deactivated user, whose sessions end too', async () => {
    const tokens = await connect(salesforce);
    await salesforce.control('users', { username: admin, isActive: false });
    expect((await refresh(tokens.refresh_token)).body).toEqual({
      error: 'invalid_grant',
      error_description: 'inactive user',
    });
    expect(await callerOf(salesforce, tokens)('GET', 'limits')).toMatchObject({
      status: 401,
      body: sessionExpired,
    });
  });
});

describe('sessions', () => {
  it('live on while used and end after two idle hours', async () => {
    const tokens = await connect(salesforce);
    const call = callerOf(salesforce, tokens);
    for (const minutes of [119, 119, 119]) {
      salesforce.clock.advance(minutes * 60_000);
      expect((await call('GET', 'limits')).status).toBe(200);
    }
    salesforce.clock.advance(121 * 60_000);
    expect(await call('GET', 'limits')).toMatchObject({ status: 401, body: sessionExpired });
    expect((await refresh(tokens.refresh_token)).status).toBe(200);
  });

  it('end on demand, and so do grants', async () => {
    const tokens = await connect(salesforce);
    await salesforce.control('sessions/expire');
    expect((await callerOf(salesforce, tokens)('GET', 'limits')).status).toBe(401);
    expect((await refresh(tokens.refresh_token)).status).toBe(200);
    await salesforce.control('tokens/revoke');
    expect(await refresh(tokens.refresh_token)).toEqual({ status: 400, body: expired });
  });

  it('end alone when the access token is revoked, all together when the refresh token is', async () => {
    const tokens = await connect(salesforce);
    const other = { ...tokens, ...(await refresh(tokens.refresh_token)).body };
    expect((await salesforce.post('/services/oauth2/revoke', { token: tokens.access_token })).status).toBe(
      200,
    );
    expect((await callerOf(salesforce, tokens)('GET', 'limits')).status).toBe(401);
    expect((await callerOf(salesforce, other)('GET', 'limits')).status).toBe(200);
    const revoked = await salesforce.post('/services/oauth2/revoke', { token: tokens.refresh_token });
    expect([revoked.status, await revoked.text()]).toEqual([200, '']);
    expect((await callerOf(salesforce, other)('GET', 'limits')).status).toBe(401);
    const again = await salesforce.post('/services/oauth2/revoke', { token: tokens.refresh_token });
    expect([again.status, new URLSearchParams(await again.text()).get('error')]).toEqual([
      400,
      'invalid_token',
    ]);
  });

  it('without the api scope are not for REST', async () => {
    const { body } = await exchange(salesforce, codeForm(await freshCode({ scope: 'id' })));
    const answer = await callerOf(salesforce, body)('GET', 'limits');
    expect(answer).toMatchObject({
      status: 401,
      body: [{ message: 'This session is not valid for use with the REST API' }],
    });
  });

  it('survive a restart with the world', async () => {
    const tokens = await connect(salesforce);
    const call = callerOf(salesforce, tokens);
    const created = await call('POST', 'sobjects/Contact', { LastName: 'Kept', Email: 'kept@x.it' });
    const state = structuredClone(salesforce.exportState());
    const restarted = startSalesforce('demo');
    restarted.importState(state);
    const callAgain = callerOf(restarted, tokens);
    const found = await callAgain(
      'GET',
      `query?q=${encodeURIComponent("SELECT Id FROM Contact WHERE Email = 'kept@x.it'")}`,
    );
    expect(found.body).toMatchObject({
      totalSize: 1,
      records: [{ Id: (created.body as { id: string }).id }],
    });
    const next = await callAgain('POST', 'sobjects/Contact', { LastName: 'Next' });
    expect((next.body as { id: string }).id).not.toBe((created.body as { id: string }).id);
  });
});

describe('identity', () => {
  it('answers by header and by parameter, with {version} left open until one is named', async () => {
    const tokens = await connect(salesforce);
    const path = new URL(tokens.id).pathname;
    const byHeader = await callerOf(salesforce, tokens)('GET', path);
    const byParameter = await salesforce.send(
      `${path}?oauth_token=${encodeURIComponent(tokens.access_token)}&version=67.0`,
    );
    expect(byHeader.body).toMatchObject({
      id: tokens.id,
      username: admin,
      display_name: 'Elena Marchetti',
      active: true,
      user_type: 'STANDARD',
      utcOffset: 3_600_000,
      urls: { rest: `${base}/services/data/v{version}/`, custom_domain: base },
    });
    expect(await byParameter.json()).toMatchObject({ urls: { query: `${base}/services/data/v67.0/query/` } });
  });

  it('answers userinfo and discovery', async () => {
    const tokens = await connect(salesforce);
    const { body } = await callerOf(salesforce, tokens)('GET', '/services/oauth2/userinfo');
    expect(body).toMatchObject({
      sub: tokens.id,
      preferred_username: admin,
      organization_id: expect.stringMatching(/^00D/),
    });
    const discovery = await salesforce.send('/.well-known/openid-configuration');
    expect(await discovery.json()).toMatchObject({
      issuer: base,
      token_endpoint: `${base}/services/oauth2/token`,
    });
  });

  it.each([
    [undefined, '', 403, 'Missing_OAuth_Token'],
    ['nonsense', '', 403, 'Bad_OAuth_Token'],
    [null, '/id/00D000000000000AAA/005000000000000AAA', 403, 'Wrong_Org'],
  ])('with token %s answers %s %i %s', async (token, path, status, word) => {
    const tokens = await connect(salesforce);
    const access = token === null ? tokens.access_token : token;
    const response = await salesforce.send(path || new URL(tokens.id).pathname, {
      headers: access === undefined ? {} : { authorization: `Bearer ${access}` },
    });
    expect([response.status, await response.text()]).toEqual([status, word]);
  });
});
