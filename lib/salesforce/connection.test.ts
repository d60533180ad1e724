import { createHash } from 'node:crypto';
import { afterEach, expect, test } from 'vitest';
import { createTestClock } from '#lib/platform/test-clock.ts';
import {
  sendCutBody,
  sendHungBody,
  sendJson,
  startTestServer,
  type TestServer,
} from '#lib/platform/test-server.ts';
import { createSalesforceOAuth } from './connection.ts';

let server: TestServer | undefined;
afterEach(() => server?.stop());

async function connect(answer: Parameters<typeof startTestServer>[0]) {
  server = await startTestServer(answer);
  const clock = createTestClock();
  const oauth = createSalesforceOAuth({
    loginUrl: server.url,
    clientId: 'our-id',
    clientSecret: 'our-secret',
    redirectUri: 'http://localhost:3000/api/salesforce/callback',
    clock,
  });
  return { oauth, clock, url: server.url, requests: server.requests };
}

const tokens = {
  access_token: 'access',
  refresh_token: 'refresh-1',
  instance_url: 'https://acme.my.salesforce.com',
  id: 'https://login.salesforce.com/id/00D000000000001AAA/005000000000001AAA',
  scope: 'api refresh_token id',
  token_type: 'Bearer',
  issued_at: '1',
  signature: 's',
};
const form = (body = '') => Object.fromEntries(new URLSearchParams(body));

test('the authorize address carries state, scopes and an S256 challenge of the verifier', async () => {
  const { oauth } = await connect(() => undefined);
  const codeVerifier = oauth.createVerifier();
  expect(codeVerifier).toMatch(/^[\w-]{43,128}$/);
  expect(oauth.createVerifier()).not.toBe(codeVerifier);
  const { pathname, searchParams } = new URL(oauth.authorizeUrl({ state: 'st', codeVerifier }));
  expect(pathname).toBe('/services/oauth2/authorize');
  expect(Object.fromEntries(searchParams)).toEqual({
    response_type: 'code',
    client_id: 'our-id',
    redirect_uri: 'http://localhost:3000/api/salesforce/callback',
    scope: 'api refresh_token id',
    state: 'st',
    code_challenge: createHash('sha256').update(codeVerifier).digest('base64url'),
    code_challenge_method: 'S256',
  });
});

test('a code is exchanged with verifier and secret', async () => {
  const { oauth, requests } = await connect((_, response) => sendJson(response, 200, tokens));
  expect(await oauth.exchangeCode({ code: 'c', codeVerifier: 'v' })).toEqual({
    accessToken: 'access',
    refreshToken: 'refresh-1',
    expiresAt: null,
    scopes: ['api', 'refresh_token', 'id'],
    instanceUrl: 'https://acme.my.salesforce.com',
    identityUrl: tokens.id,
  });
  expect(form(requests[0]?.body)).toEqual({
    grant_type: 'authorization_code',
    code: 'c',
    code_verifier: 'v',
    client_id: 'our-id',
    client_secret: 'our-secret',
    redirect_uri: 'http://localhost:3000/api/salesforce/callback',
  });
});

test('a connection that could not be refreshed later is refused at once', async () => {
  const { refresh_token: _, ...withoutRefresh } = tokens;
  const { oauth } = await connect((_request, response) => sendJson(response, 200, withoutRefresh));
  await expect(oauth.exchangeCode({ code: 'c', codeVerifier: 'v' })).rejects.toMatchObject({
    kind: 'rejected',
    code: 'REFRESH_TOKEN_MISSING',
    missingPermissions: ['refresh_token'],
  });
});

test('a rotated refresh token replaces the old one; without rotation the old one stays', async () => {
  const { refresh_token: _, ...withoutRotation } = tokens;
  const { oauth, requests } = await connect((_request, response, count) =>
    sendJson(response, 200, count === 1 ? { ...tokens, refresh_token: 'refresh-2' } : withoutRotation),
  );
  expect((await oauth.refresh('refresh-1')).refreshToken).toBe('refresh-2');
  expect((await oauth.refresh('refresh-2')).refreshToken).toBe('refresh-2');
  for (const { body } of requests) expect(form(body)).not.toHaveProperty('code_verifier');
});

test('a refresh running elsewhere is waited for, a finished grant is not', async () => {
  const { oauth } = await connect((_, response, count) =>
    sendJson(response, 400, {
      error: 'invalid_grant',
      error_description:
        count === 1 ? 'token request is already being processed' : 'expired access/refresh token',
    }),
  );
  await expect(oauth.refresh('r')).rejects.toMatchObject({
    kind: 'unavailable',
    code: 'token_request_in_progress',
  });
  await expect(oauth.refresh('r')).rejects.toMatchObject({ kind: 'auth_expired', code: 'invalid_grant' });
});

test('a token answer that is cut or hangs is unavailable and ends no process', async () => {
  const { oauth, clock } = await connect((_, response, count) => {
    if (count === 1) return sendCutBody(response);
    sendHungBody(response);
    setImmediate(() => clock.expireLimits());
  });
  await expect(oauth.refresh('r')).rejects.toMatchObject({ kind: 'unavailable', platform: 'salesforce' });
  await expect(oauth.refresh('r')).rejects.toMatchObject({ kind: 'unavailable', code: 'TIMEOUT' });
});

test('the identity is read with the token in a header, never in the address', async () => {
  const { oauth, url, requests } = await connect((_, response) =>
    sendJson(response, 200, {
      organization_id: '00D000000000001AAA',
      user_id: '005000000000001AAA',
      username: 'ann@acme.example',
      email: 'ann@acme.example',
    }),
  );
  const request = { instanceUrl: url, accessToken: 'access', identityUrl: `${url}/id/00D/005` };
  expect(await oauth.readIdentity(request)).toEqual({
    organizationId: '00D000000000001AAA',
    userId: '005000000000001AAA',
    username: 'ann@acme.example',
    email: 'ann@acme.example',
  });
  expect(requests[0]?.url).not.toContain('access');
  expect(requests[0]?.headers.authorization).toBe('Bearer access');
});

test.each(['https://evil.example/id/1/2', 'http://login.salesforce.com/id/1/2'])(
  'no token is sent to an identity address at %s',
  async (identityUrl) => {
    const { oauth, url } = await connect(() => undefined);
    const identity = oauth.readIdentity({ instanceUrl: url, accessToken: 'access', identityUrl });
    await expect(identity).rejects.toMatchObject({ code: 'IDENTITY_HOST_REFUSED' });
  },
);

test('revoking sends the token in the body and succeeds on an empty answer', async () => {
  const { oauth, requests } = await connect((_, response) => response.writeHead(200).end());
  await oauth.revoke('refresh-1');
  expect(requests[0]).toMatchObject({ url: '/services/oauth2/revoke', body: 'token=refresh-1' });
});
