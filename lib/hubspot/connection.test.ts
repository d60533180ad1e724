import { afterEach, expect, test } from 'vitest';
import { createTestClock } from '#lib/platform/test-clock.ts';
import { sendCutBody, sendJson, startTestServer, type TestServer } from '#lib/platform/test-server.ts';
import { createHubspotOAuth } from './connection.ts';

let server: TestServer | undefined;
afterEach(() => server?.stop());

async function connect(answer: Parameters<typeof startTestServer>[0]) {
  server = await startTestServer(answer);
  const oauth = createHubspotOAuth({
    apiUrl: server.url,
    appUrl: 'https://app.hubspot.com',
    clientId: 'our-id',
    clientSecret: 'our-secret',
    clock: createTestClock(Date.parse('2026-01-01T00:00:00Z')),
  });
  return { oauth, requests: server.requests };
}

const tokens = {
  access_token: 'access',
  refresh_token: 'na1-refresh',
  expires_in: 1_800,
  token_type: 'bearer',
};
const form = (body = '') => Object.fromEntries(new URLSearchParams(body));
const refusal = (status: string, error: string) => ({ status, error, message: `sorry: ${status}` });

test('a code is exchanged with its verifier, everything in the body', async () => {
  const { oauth, requests } = await connect((_, response) =>
    sendJson(response, 200, { ...tokens, hub_id: 123, user_id: 9, scopes: ['oauth'] }),
  );
  const grant = await oauth.exchangeCode({
    code: 'c',
    redirectUri: 'http://localhost/cb',
    codeVerifier: 'v',
  });
  expect(grant).toEqual({
    accessToken: 'access',
    refreshToken: 'na1-refresh',
    expiresAt: '2026-01-01T00:30:00.000Z',
    scopes: ['oauth'],
    portalId: '123',
    userId: '9',
  });
  expect(requests[0]).toMatchObject({ method: 'POST', url: '/oauth/2026-09/token' });
  expect(requests[0]?.headers['content-type']).toBe('application/x-www-form-urlencoded');
  expect(requests[0]?.headers).not.toHaveProperty('authorization');
  expect(form(requests[0]?.body)).toEqual({
    grant_type: 'authorization_code',
    client_id: 'our-id',
    client_secret: 'our-secret',
    code: 'c',
    redirect_uri: 'http://localhost/cb',
    code_verifier: 'v',
  });
});

test('a token answer without portal and scopes leaves them to introspection', async () => {
  const { oauth } = await connect((_, response) => sendJson(response, 200, tokens));
  const grant = await oauth.exchangeCode({
    code: 'c',
    redirectUri: 'http://localhost/cb',
    codeVerifier: 'v',
  });
  expect(grant).toMatchObject({ portalId: null, userId: null, scopes: [] });
});

test.each([
  [400, refusal('BAD_REFRESH_TOKEN', 'invalid_grant'), 'auth_expired', 'BAD_REFRESH_TOKEN'],
  [400, { error: 'invalid_grant' }, 'auth_expired', 'invalid_grant'],
  [400, refusal('BAD_HUB', 'access_denied'), 'auth_expired', 'BAD_HUB'],
  [400, refusal('BAD_CLIENT_SECRET', 'invalid_client'), 'rejected', 'BAD_CLIENT_SECRET'],
  [401, { error: 'invalid_client' }, 'rejected', 'invalid_client'],
  [400, 'no json', 'rejected', 'HTTP_400'],
  [429, { errorType: 'RATE_LIMIT' }, 'rate_limited', 'RATE_LIMIT'],
  [423, {}, 'rate_limited', 'HTTP_423'],
  [477, {}, 'rate_limited', 'HTTP_477'],
  [503, '<html>', 'unavailable', 'HTTP_503'],
])('a refresh answered %i with %j is %s', async (status, body, kind, code) => {
  const { oauth } = await connect((_, response) => sendJson(response, status, body));
  await expect(oauth.refresh('na1-refresh')).rejects.toMatchObject({ platform: 'hubspot', kind, code });
});

test('a bad code is refused with its own code and disconnects nobody', async () => {
  const { oauth } = await connect((_, response) =>
    sendJson(response, 400, refusal('BAD_AUTH_CODE', 'invalid_grant')),
  );
  const exchange = oauth.exchangeCode({ code: 'c', redirectUri: 'http://localhost/cb', codeVerifier: 'v' });
  await expect(exchange).rejects.toMatchObject({ kind: 'rejected', code: 'BAD_AUTH_CODE' });
});

test('a refresh whose answer is lost is unavailable, not over', async () => {
  const { oauth } = await connect((_, response) => sendCutBody(response));
  await expect(oauth.refresh('na1-refresh')).rejects.toMatchObject({ kind: 'unavailable' });
});

test('introspection says whose token it is', async () => {
  const { oauth, requests } = await connect((_, response) =>
    sendJson(response, 200, {
      active: true,
      hub_id: 123,
      hub_domain: 'acme.example',
      user_id: 9,
      user: 'ann@acme.example',
      app_id: 77,
      scopes: ['oauth', 'crm.lists.read'],
    }),
  );
  expect(await oauth.introspect('access')).toEqual({
    isActive: true,
    portalId: '123',
    portalName: 'acme.example',
    userId: '9',
    userEmail: 'ann@acme.example',
    appId: '77',
    scopes: ['oauth', 'crm.lists.read'],
  });
  expect(form(requests[0]?.body)).toMatchObject({ token: 'access', token_type_hint: 'access_token' });
});

test('a revoked token is not active', async () => {
  const { oauth } = await connect((_, response) => sendJson(response, 200, { active: false }));
  expect(await oauth.introspect('access')).toEqual({ isActive: false });
});

test('account, uninstall and revoke use the dated paths', async () => {
  const { oauth, requests } = await connect(({ method }, response) => {
    if (method === 'DELETE') return response.writeHead(204).end();
    const details = { portalId: 123, uiDomain: 'app-eu1.hubspot.com', timeZone: 'Europe/Rome' };
    return sendJson(response, 200, { ...details, accountType: 'STANDARD', utcOffset: '+01:00' });
  });
  expect(await oauth.readAccount('access')).toEqual({
    portalId: '123',
    uiDomain: 'app-eu1.hubspot.com',
    timeZone: 'Europe/Rome',
    accountType: 'STANDARD',
  });
  await oauth.uninstall('access');
  await oauth.revoke('na1-refresh');
  expect(requests.map(({ method, url }) => `${method} ${url}`)).toEqual([
    'GET /account-info/2026-09/details',
    'DELETE /appinstalls/2026-09/external-install',
    'POST /oauth/2026-09/token/revoke',
  ]);
});

test('revoking succeeds on an empty answer', async () => {
  const { oauth } = await connect((_, response) => response.writeHead(200).end());
  await expect(oauth.revoke('na1-refresh')).resolves.toBeUndefined();
});
