import { createHash } from 'node:crypto';
import { beforeEach, describe, expect, it } from 'vitest';
import {
  callback,
  codeExchange,
  contacts,
  credentials,
  demoPortal,
  otherPortal,
  requiredScopes,
  startHubspot,
  type TestHubspot,
} from '#sandbox/hubspot/testing/start-hubspot.ts';

let hubspot: TestHubspot;
beforeEach(() => {
  hubspot = startHubspot();
});

const codeOf = (location: URL): string => location.searchParams.get('code') ?? '';
const newCode = async (differences = {}): Promise<string> =>
  codeOf(await hubspot.consent(demoPortal, differences));

describe('the consent page', () => {
  it('names the app, both accounts and every scope in plain words', async () => {
    const page = await hubspot.send(hubspot.authorizePath());
    const text = await page.text();
    expect(page.status).toBe(200);
    for (const words of [
      'Connect Sluice to HubSpot',
      'Aurora Energia',
      'Northwind Test',
      'View details about lists',
    ]) {
      expect(text).toContain(words);
    }
    expect(text.match(/<li title=/g)).toHaveLength(requiredScopes.length);
  });

  it('sends a code and the untouched state back', async () => {
    const location = await hubspot.consent(demoPortal, { state: 'a b&c=ü' });
    expect(location.origin + location.pathname).toBe(callback);
    expect(codeOf(location)).toMatch(/^eu1-/);
    expect(location.searchParams.get('state')).toBe('a b&c=ü');
  });

  it('sends access_denied back when the person cancels', async () => {
    const answer = await hubspot.send(hubspot.authorizePath(), {
      method: 'POST',
      body: new URLSearchParams({ portalId: String(demoPortal), decision: 'cancel' }),
    });
    const location = new URL(answer.headers.get('location') ?? '');
    expect(answer.status).toBe(302);
    expect(Object.fromEntries(location.searchParams)).toEqual({
      error: 'access_denied',
      error_description: expect.stringContaining('denied'),
      state: 'st 1',
    });
  });

  it('offers only the account the link names', async () => {
    const text = await (
      await hubspot.send(hubspot.authorizePath({}, `/oauth/${otherPortal}/authorize`))
    ).text();
    expect(text).toContain('Northwind Test');
    expect(text).not.toContain('Aurora Energia');
    const unknown = await hubspot.send(hubspot.authorizePath({}, '/oauth/1/authorize'));
    expect(unknown.status).toBe(400);
  });

  it.each([
    ['an unknown client', { client_id: 'other' }, 'client ID'],
    ['a redirect address that differs by a slash', { redirect_uri: `${callback}/` }, 'redirect URL'],
    ['no redirect address', { redirect_uri: '' }, 'redirect URL'],
    ['a missing required scope', { scope: 'oauth crm.lists.read' }, 'crm.objects.contacts.write'],
    [
      'a scope the app is not configured for',
      { optional_scope: 'crm.objects.deals.read' },
      'crm.objects.deals.read',
    ],
    ['an unknown challenge method', { code_challenge: 'x', code_challenge_method: 'S512' }, 'challenge'],
  ])('shows a page and redirects nowhere for %s', async (_, differences, words) => {
    for (const method of ['GET', 'POST']) {
      const answer = await hubspot.send(hubspot.authorizePath(differences), {
        method,
        ...(method === 'POST' && {
          body: new URLSearchParams({ portalId: String(demoPortal), decision: 'connect' }),
        }),
      });
      expect(answer.status).toBe(400);
      expect(answer.headers.get('location')).toBeNull();
      expect(await answer.text()).toContain(words);
    }
  });
});

describe('the code exchange', () => {
  it.each(['2026-09', '2026-03', 'v3'])('answers tokens, account, user and scopes at %s', async (version) => {
    const { status, body } = await hubspot.post(`/oauth/${version}/token`, codeExchange(await newCode()));
    expect(status).toBe(200);
    expect(body).toEqual({
      token_type: 'bearer',
      access_token: expect.stringMatching(/^C[0-9A-F]{317}$/),
      refresh_token: expect.stringMatching(/^eu1-/),
      expires_in: 1800,
      hub_id: demoPortal,
      user_id: expect.any(Number),
      scopes: requiredScopes,
      token_use: 'access_token',
    });
  });

  it('answers only the four classic fields at v1', async () => {
    const { body } = await hubspot.post('/oauth/v1/token', codeExchange(await newCode()));
    expect(Object.keys(body).sort()).toEqual(['access_token', 'expires_in', 'refresh_token', 'token_type']);
  });

  it.each([
    ['S256', createHash('sha256').update('v'.repeat(50)).digest('base64url')],
    ['plain', 'v'.repeat(50)],
    ['', 'v'.repeat(50)],
  ])('asks for the verifier of a "%s" challenge', async (method, challenge) => {
    const pkce = { code_challenge: challenge, code_challenge_method: method };
    const exchange = { ...codeExchange(await newCode(pkce)) };
    for (const verifier of [{}, { code_verifier: 'wrong' }]) {
      const { body } = await hubspot.post('/oauth/2026-09/token', { ...exchange, ...verifier });
      expect(body).toMatchObject({ status: 'BAD_CODE_VERIFIER', error: 'invalid_grant' });
    }
    const right = await hubspot.post('/oauth/2026-09/token', { ...exchange, code_verifier: 'v'.repeat(50) });
    expect(right.status).toBe(200);
  });
});

const refreshForm = (refreshToken: unknown): Record<string, string> => ({
  ...credentials,
  grant_type: 'refresh_token',
  refresh_token: String(refreshToken),
});

describe('a refresh', () => {
  it('gives a new access token and the same refresh token, as often as asked', async () => {
    const { tokens } = await hubspot.install();
    const seen = new Set([String(tokens.access_token)]);
    for (let i = 0; i < 3; i++) {
      const { body } = await hubspot.post('/oauth/2026-09/token', refreshForm(tokens.refresh_token));
      expect(body.refresh_token).toBe(tokens.refresh_token);
      seen.add(String(body.access_token));
    }
    expect(seen.size).toBe(4);
  });

  it('rotates the refresh token when told to', async () => {
    await hubspot.control('settings', { rotateRefreshTokens: true });
    const { tokens } = await hubspot.install();
    const { body } = await hubspot.post('/oauth/2026-09/token', refreshForm(tokens.refresh_token));
    expect(body.refresh_token).not.toBe(tokens.refresh_token);
    const again = await hubspot.post('/oauth/2026-09/token', refreshForm(tokens.refresh_token));
    expect(again.body).toMatchObject({
      status: 'BAD_REFRESH_TOKEN',
      error_description: 'refresh token is invalid, expired or revoked',
    });
  });
});

describe('an access token', () => {
  it('ends after 30 minutes with the age in the answer', async () => {
    const account = await hubspot.install();
    hubspot.clock.advance(30 * 60_000 - 1);
    expect((await account.call('GET', contacts)).status).toBe(200);
    hubspot.clock.advance(5 * 60_000 + 1);
    const { status, body } = await account.call('GET', contacts);
    expect(status).toBe(401);
    expect(body).toEqual({
      status: 'error',
      message: 'The OAuth token used to make this call expired 5 minute(s) ago.',
      category: 'EXPIRED_AUTHENTICATION',
      context: { 'expire time': [expect.stringMatching(/Z$/)] },
      correlationId: expect.any(String),
    });
  });

  it.each(['expire', 'revoke'])('can be ended for one account by tokens/%s', async (action) => {
    const mine = await hubspot.install(demoPortal);
    const theirs = await hubspot.install(otherPortal);
    await hubspot.control(`tokens/${action}`, { portalId: demoPortal });
    const isExpiry = action === 'expire';
    expect((await mine.call('GET', contacts)).status).toBe(isExpiry ? 401 : 200);
    expect((await theirs.call('GET', contacts)).status).toBe(200);
    const refreshed = await hubspot.post('/oauth/2026-09/token', refreshForm(mine.tokens.refresh_token));
    expect(refreshed.status).toBe(isExpiry ? 200 : 400);
  });

  it.each([undefined, 'Bearer nope', 'Basic abc'])('is needed: %s', async (authorization) => {
    const answer = await hubspot.send(contacts, authorization ? { headers: { authorization } } : {});
    expect(answer.status).toBe(401);
    expect(await answer.json()).toMatchObject({ status: 'error', category: 'INVALID_AUTHENTICATION' });
  });
});

describe('introspection', () => {
  const introspect = async (token: unknown) =>
    (await hubspot.post('/oauth/2026-09/token/introspect', { ...credentials, token: String(token) })).body;

  it('describes an access token', async () => {
    const { tokens } = await hubspot.install(otherPortal, {});
    hubspot.clock.advance(60_000);
    expect(await introspect(tokens.access_token)).toEqual({
      active: true,
      token: tokens.access_token,
      hub_id: otherPortal,
      user_id: 5110392,
      user: 'dana.whitfield@northwind.example',
      hub_domain: 'northwind.example',
      app_id: 4820117,
      client_id: 'test-client',
      scopes: requiredScopes,
      expires_in: 1740,
      signed_access_token: expect.objectContaining({ hublet: 'na1', hubId: otherPortal }),
      is_private_distribution: false,
      token_use: 'access_token',
      token_type: 'bearer',
    });
  });

  it('describes a refresh token without expiry', async () => {
    const { tokens } = await hubspot.install();
    const body = await introspect(tokens.refresh_token);
    expect(body).toMatchObject({ active: true, token_use: 'refresh_token', hub_id: demoPortal });
    expect(body).not.toHaveProperty('expires_in');
  });

  it('says no more than inactive about anything else', async () => {
    const { tokens } = await hubspot.install();
    hubspot.clock.advance(31 * 60_000);
    expect(await introspect(tokens.access_token)).toEqual({ active: false });
    expect(await introspect('nope')).toEqual({ active: false });
  });
});

it('revocation ends the refresh token and leaves the access token until its time is over', async () => {
  const account = await hubspot.install();
  const revoked = await hubspot.post('/oauth/2026-09/token/revoke', {
    ...credentials,
    token: String(account.tokens.refresh_token),
  });
  expect(revoked.status).toBe(200);
  expect((await account.call('GET', contacts)).status).toBe(200);
  expect((await hubspot.post('/oauth/2026-09/token', refreshForm(account.tokens.refresh_token))).status).toBe(
    400,
  );
});

it('the app itself gets a token without an account', async () => {
  const { body } = await hubspot.post('/oauth/2026-09/token', {
    ...credentials,
    grant_type: 'client_credentials',
    scope: 'developer.webhooks_journal.read',
  });
  expect(body).toMatchObject({
    token_use: 'client_credentials',
    scopes: ['developer.webhooks_journal.read'],
  });
  expect(body).not.toHaveProperty('refresh_token');
  const answer = await hubspot.send(contacts, { headers: { authorization: `Bearer ${body.access_token}` } });
  expect(answer.status).toBe(401);
});

describe('the legacy token pages', () => {
  it('describe both kinds of token and revoke a refresh token', async () => {
    const { tokens } = await hubspot.install();
    const access = await hubspot.send(`/oauth/v1/access-tokens/${tokens.access_token}`);
    expect(await access.json()).toMatchObject({ hub_id: demoPortal, token_type: 'access', app_id: 4820117 });
    const path = `/oauth/v1/refresh-tokens/${tokens.refresh_token}`;
    expect(await (await hubspot.send(path)).json()).toMatchObject({
      token_type: 'refresh',
      client_id: 'test-client',
    });
    expect((await hubspot.send(path, { method: 'DELETE' })).status).toBe(204);
    expect((await hubspot.send(path)).status).toBe(404);
  });

  it('tells whose a token is, the way a private app asks', async () => {
    const { tokens } = await hubspot.install();
    const ask = (tokenKey: unknown) =>
      hubspot.send('/oauth/v2/private-apps/get/access-token-info', {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({ tokenKey }),
      });
    expect(await (await ask(tokens.access_token)).json()).toMatchObject({
      hubId: demoPortal,
      appId: 4820117,
    });
    expect((await ask('unknown')).status).toBe(404);
  });
});
