import { beforeEach, describe, expect, it } from 'vitest';
import {
  contacts,
  credentials,
  demoPortal,
  lists,
  otherPortal,
  startHubspot,
  type TestHubspot,
} from '#sandbox/hubspot/testing/start-hubspot.ts';

let hubspot: TestHubspot;
beforeEach(() => {
  hubspot = startHubspot();
});

it.each(['2026-09', '2026-03', 'v3'])('describes the account at %s', async (version) => {
  const account = await hubspot.install();
  const { status, body } = await account.call('GET', `/account-info/${version}/details`);
  expect(status).toBe(200);
  expect(body).toEqual({
    portalId: demoPortal,
    accountType: 'STANDARD',
    timeZone: 'Europe/Rome',
    companyCurrency: 'EUR',
    additionalCurrencies: ['GBP'],
    utcOffset: '+01:00',
    utcOffsetMilliseconds: 3_600_000,
    uiDomain: 'app-eu1.hubspot.com',
    dataHostingLocation: 'eu1',
  });
});

it('uninstalls the app from one account: all its tokens there are dead', async () => {
  const mine = await hubspot.install(demoPortal);
  const theirs = await hubspot.install(otherPortal);
  const answer = await mine.call('DELETE', '/appinstalls/2026-09/external-install');
  expect(answer.status).toBe(204);
  expect((await mine.call('GET', contacts)).body).toMatchObject({ category: 'INVALID_AUTHENTICATION' });
  const refresh = {
    ...credentials,
    grant_type: 'refresh_token',
    refresh_token: String(mine.tokens.refresh_token),
  };
  expect((await hubspot.post('/oauth/2026-09/token', refresh)).body).toMatchObject({
    status: 'BAD_REFRESH_TOKEN',
  });
  expect((await theirs.call('GET', contacts)).status).toBe(200);
});

describe('scopes', () => {
  it.each([
    ['POST', `${lists}`, 'crm.lists.write'],
    ['PUT', `${lists}/11/update-list-filters`, 'crm.lists.write'],
    ['POST', '/crm/properties/2026-09/contacts', 'crm.schemas.contacts.write'],
  ])('%s %s needs more than the app asked for', async (method, path, scope) => {
    const account = await hubspot.install(demoPortal, {});
    const { status, body } = await account.call(method, path, {});
    expect(status).toBe(403);
    expect(body).toEqual({
      status: 'error',
      message: expect.stringContaining("hasn't been granted all required scopes"),
      category: 'MISSING_SCOPES',
      errors: [{ message: expect.any(String), context: { requiredGranularScopes: [scope] } }],
      correlationId: expect.any(String),
    });
  });

  it('an account without lists in its subscription refuses them whatever was granted', async () => {
    const account = await hubspot.install();
    await hubspot.control(`portals/${demoPortal}`, { deniedScopes: ['crm.lists.read'] });
    expect((await account.call('POST', `${lists}/search`, {})).body).toMatchObject({
      category: 'MISSING_SCOPES',
      errors: [{ context: { requiredGranularScopes: ['crm.lists.read'] } }],
    });
    expect((await account.call('GET', contacts)).status).toBe(200);
  });
});

describe('two accounts', () => {
  it('share record ids and list ids but nothing else', async () => {
    const mine = await hubspot.install(demoPortal);
    const theirs = await hubspot.install(otherPortal);
    const id = '51000000001';
    const read = { inputs: [{ id }], properties: ['email'] };
    const [a, b] = await Promise.all(
      [mine, theirs].map((account) => account.call('POST', `${contacts}/batch/read`, read)),
    );
    expect(a?.body.results?.[0]?.id).toBe(id);
    expect(b?.body.results?.[0]?.id).toBe(id);
    expect(a?.body.results?.[0]?.properties?.email).not.toBe(b?.body.results?.[0]?.properties?.email);
    await mine.call('PATCH', `${contacts}/${id}`, { properties: { city: 'Cuneo' } });
    const untouched = await theirs.call('GET', `${contacts}/${id}?properties=city`);
    expect(untouched.body.properties?.city).not.toBe('Cuneo');
    expect((await theirs.call('GET', `${lists}/15`)).status).toBe(404);
  });

  it('count their calls apart', async () => {
    const mine = await hubspot.install(demoPortal);
    const theirs = await hubspot.install(otherPortal);
    await hubspot.control('settings', { callsPerTenSeconds: 2 });
    await mine.call('GET', contacts);
    await mine.call('GET', contacts);
    expect((await mine.call('GET', contacts)).status).toBe(429);
    expect((await theirs.call('GET', contacts)).status).toBe(200);
  });
});
