import { afterAll, beforeAll, expect, test } from 'vitest';
import { createHubspotService } from '#sandbox/hubspot/service.ts';
import { createClock } from '#sandbox/kernel/clock.ts';
import { type Listener, listen } from '#sandbox/kernel/listen.ts';
import { createRandom } from '#sandbox/kernel/random.ts';
import { createHubspotOAuth, type HubspotOAuth, hubspotScopes } from './connection.ts';
import { codeVerifier, consent, credentials, redirectUri } from './test-consent.ts';

const appId = '4820117';
let url = '';
let oauth: HubspotOAuth;
let listener: Listener;
const sandbox = createHubspotService({
  clock: createClock({ mode: 'real' }),
  random: createRandom('connection'),
  baseUrl: () => url,
  app: { ...credentials, redirectUris: [redirectUri], appId: Number(appId) },
});

beforeAll(async () => {
  listener = await listen(sandbox.app, 0, 'port');
  ({ url } = listener);
  oauth = createHubspotOAuth({ apiUrl: url, appUrl: url, ...credentials });
});
afterAll(() => listener.close());

const portalId = () => [...sandbox.world.portals.keys()][0];

async function connect() {
  const code = await consent(oauth.authorizeUrl, portalId());
  return oauth.exchangeCode({ code, redirectUri, codeVerifier });
}

test('connects with PKCE and reads whose token it is', async () => {
  const grant = await connect();
  const reading = await oauth.introspect(grant.accessToken);
  expect(reading).toMatchObject({ isActive: true, portalId: grant.portalId, appId });
  expect(reading.isActive && reading.userEmail).toMatch(/@/);
  expect(grant.scopes).toEqual(expect.arrayContaining([...hubspotScopes]));
  const account = await oauth.readAccount(grant.accessToken);
  expect(account).toMatchObject({ portalId: grant.portalId, timeZone: 'Europe/Rome' });
});

test('a code is good once, and only with its verifier', async () => {
  const code = await consent(oauth.authorizeUrl, portalId());
  const stolen = oauth.exchangeCode({
    code,
    redirectUri,
    codeVerifier: 'another-verifier-of-forty-three-characters-00',
  });
  await expect(stolen).rejects.toMatchObject({ kind: 'rejected', code: 'BAD_CODE_VERIFIER' });
  await oauth.exchangeCode({ code, redirectUri, codeVerifier });
  const again = oauth.exchangeCode({ code, redirectUri, codeVerifier });
  await expect(again).rejects.toMatchObject({ kind: 'rejected', code: 'BAD_AUTH_CODE' });
});

test('a fault of our configuration is not the end of a connection', async () => {
  const grant = await connect();
  const misconfigured = createHubspotOAuth({
    apiUrl: url,
    appUrl: url,
    ...credentials,
    clientSecret: 'wrong',
  });
  await expect(misconfigured.refresh(grant.refreshToken)).rejects.toMatchObject({ kind: 'rejected' });
  await oauth.revoke(grant.refreshToken);
  await expect(oauth.refresh(grant.refreshToken)).rejects.toMatchObject({
    kind: 'auth_expired',
    code: 'BAD_REFRESH_TOKEN',
  });
});

test('an uninstalled app has no active token', async () => {
  const grant = await connect();
  await oauth.uninstall(grant.accessToken);
  await expect(oauth.refresh(grant.refreshToken)).rejects.toMatchObject({ kind: 'auth_expired' });
});
