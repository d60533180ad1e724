import { beforeEach, describe, expect, it } from 'vitest';
import { admin, base, callerOf, connect, type Salesforce, startSalesforce } from '../testing/connect.ts';
import { expiredToken, refresh, sessionExpired } from '../testing/oauth-calls.ts';

let salesforce: Salesforce;
beforeEach(() => {
  salesforce = startSalesforce('empty');
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
    expect((await refresh(salesforce, tokens.refresh_token)).status).toBe(200);
  });

  it('end on demand, and so do grants', async () => {
    const tokens = await connect(salesforce);
    await salesforce.control('sessions/expire');
    expect((await callerOf(salesforce, tokens)('GET', 'limits')).status).toBe(401);
    expect((await refresh(salesforce, tokens.refresh_token)).status).toBe(200);
    await salesforce.control('tokens/revoke');
    expect(await refresh(salesforce, tokens.refresh_token)).toEqual({ status: 400, body: expiredToken });
  });

  it('end alone when the access token is revoked, all together when the refresh token is', async () => {
    const tokens = await connect(salesforce);
    const other = { ...tokens, ...(await refresh(salesforce, tokens.refresh_token)).body };
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
