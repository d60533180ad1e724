import { randomUUID } from 'node:crypto';
import { afterAll, describe, expect, it } from 'vitest';
import { openTestTenants } from '#lib/db/tenant.fixtures.ts';
import { ProviderFailure, type ProviderFailureKind } from '#lib/ports.ts';
import { createTestDatabase } from '#scripts/local/test-database.ts';
import { beginSalesforceConnection, completeSalesforceConnection } from './connect-salesforce.ts';
import { connect, createOAuth, openLogins, openRequest } from './context.fixtures.ts';
import { setScene } from './sync.fixtures.ts';

const databaseUrl = await createTestDatabase();
const tenants = openTestTenants(databaseUrl);
afterAll(() => tenants.close());

async function openScene() {
  const scene = await setScene(await tenants.openTenant());
  const oauth = createOAuth();
  const request = openRequest(scene, tenants.directory, { salesforceLogins: openLogins(oauth) });
  return { scene, oauth, ...request };
}

const begin = async ({ context }: Pick<Awaited<ReturnType<typeof openScene>>, 'context'>) => {
  const state = randomUUID();
  await beginSalesforceConnection(context, { environment: 'production' }, state);
  return state;
};

describe('connecting Salesforce', () => {
  it('keeps the tokens, joins the org, and releases what waited', async () => {
    const scene = await openScene();
    const { context, wakes } = scene;
    const state = await begin(scene);
    const callback = { state, code: 'one', error: null };
    expect(await completeSalesforceConnection(context, callback)).toEqual({ kind: 'connected' });
    expect(await context.stores.connections.readTokens('salesforce')).toMatchObject({
      accessToken: 'access-one',
      refreshToken: 'refresh-one',
      instanceUrl: 'https://acme.my.salesforce.com',
      loginUrl: 'https://login.salesforce.com',
    });
    expect(await context.stores.readTenant()).toMatchObject({ salesforceOrganizationId: '00D-acme' });
    expect(wakes()).toBe(1);
    expect(await completeSalesforceConnection(context, callback)).toEqual({ kind: 'invalid_state' });
  });

  it('refuses another org, keeps the connection there was, and gives the new token back', async () => {
    const scene = await openScene();
    const { context, oauth } = scene;
    await completeSalesforceConnection(context, { state: await begin(scene), code: 'one', error: null });
    oauth.organizationId = '00D-other';
    const callback = { state: await begin(scene), code: 'two', error: null };
    expect(await completeSalesforceConnection(context, callback)).toEqual({
      kind: 'wrong_org',
      expected: '00D-acme',
      got: '00D-other',
    });
    expect(oauth.revoked).toEqual(['refresh-two']);
    expect(await context.stores.connections.readTokens('salesforce')).toMatchObject({
      refreshToken: 'refresh-one',
    });
  });

  it('refuses a state that another person or another tenant began', async () => {
    const own = await openScene();
    const other = await openScene();
    const foreign = { state: await begin(other), code: 'one', error: null };
    expect(await completeSalesforceConnection(own.context, foreign)).toEqual({ kind: 'invalid_state' });
    const colleague = { ...own.context, user: { ...own.context.user, hubspotUserId: '2' } };
    const begun = { state: await begin(own), code: 'one', error: null };
    expect(await completeSalesforceConnection(colleague, begun)).toEqual({ kind: 'invalid_state' });
    expect(await completeSalesforceConnection(own.context, begun)).toEqual({ kind: 'invalid_state' });
    expect(await own.context.stores.connections.read('salesforce')).toBeNull();
  });

  it('refuses an instance that tokens must not be sent to', async () => {
    const scene = await openScene();
    scene.oauth.instanceUrl = 'https://evil.example';
    const callback = { state: await begin(scene), code: 'one', error: null };
    expect(await completeSalesforceConnection(scene.context, callback)).toEqual({
      kind: 'instance_host_not_allowed',
      host: 'evil.example',
    });
    expect(await scene.context.stores.connections.read('salesforce')).toBeNull();
  });

  it('is for admins', async () => {
    const scene = await openScene();
    const context = { ...scene.context, user: { ...scene.context.user, role: 'viewer' as const } };
    const callback = { state: await begin(scene), code: 'one', error: null };
    expect(await completeSalesforceConnection(context, callback)).toEqual({ kind: 'not_admin' });
  });

  it.each([
    ['access_denied', 'denied'],
    ['redirect_uri_mismatch', 'configuration'],
  ])('tells the answer %s as %s', async (error, kind) => {
    const scene = await openScene();
    const callback = { state: await begin(scene), code: null, error };
    expect(await completeSalesforceConnection(scene.context, callback)).toEqual({ kind });
  });

  it.each<[ProviderFailureKind, string, string]>([
    ['auth_expired', 'invalid_grant', 'expired_code'],
    ['rejected', 'invalid_client', 'configuration'],
    ['rejected', 'API_DISABLED_FOR_ORG', 'api_disabled'],
    ['unavailable', 'ETIMEDOUT', 'salesforce_unavailable'],
    ['rate_limited', 'HTTP_429', 'salesforce_unavailable'],
  ])('tells the failure %s %s as %s', async (kind, code, expected) => {
    const scene = await openScene();
    scene.oauth.failure = new ProviderFailure({ platform: 'salesforce', kind, code, message: 'no' });
    const callback = { state: await begin(scene), code: 'one', error: null };
    expect(await completeSalesforceConnection(scene.context, callback)).toEqual({ kind: expected });
    expect(await scene.context.stores.connections.read('salesforce')).toBeNull();
  });

  it('again ends a pause and a loss', async () => {
    const scene = await openScene();
    await connect(scene.scene, 'salesforce');
    await scene.context.stores.connections.markLost('salesforce', 'invalid_grant');
    await completeSalesforceConnection(scene.context, {
      state: await begin(scene),
      code: 'one',
      error: null,
    });
    expect(await scene.context.stores.connections.read('salesforce')).toMatchObject({ status: 'connected' });
  });
});

describe('a My Domain', () => {
  const enter = async (myDomain: string) => {
    const { context } = await openScene();
    return beginSalesforceConnection(context, { environment: 'my_domain', myDomain }, randomUUID());
  };

  it.each(['acme.my.salesforce.com', 'https://acme.my.salesforce.com/home?x=1'])(
    'may be %s',
    async (myDomain) => {
      await expect(enter(myDomain)).resolves.toMatchObject({ authorizeUrl: expect.any(String) });
    },
  );

  it.each([
    'evil.example',
    'https://acme.my.salesforce.com@evil.example',
    'https://acme.my.salesforce.com.evil.example',
  ])('may not be %s', async (myDomain) => {
    await expect(enter(myDomain)).rejects.toMatchObject({ code: 'instance_host_not_allowed' });
  });
});
