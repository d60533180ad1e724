import type { SalesforceAuthorizer, SalesforceGrant } from '#lib/ports/authorization.ts';
import type { Directory } from '#lib/ports/directory.ts';
import type { RequestContext } from './context.ts';
import { openHubspot, openSalesforce } from './platforms.fixtures.ts';
import type { Scene } from './sync.fixtures.ts';

/** A request of the portal's first user, and how often it woke the drain. */
export type TestRequest = { readonly context: RequestContext; readonly wakes: () => number };

export function openRequest(
  { stores, portal, org }: Scene,
  directory: Directory,
  changes: Partial<RequestContext> = {},
): TestRequest {
  let wakes = 0;
  const context: RequestContext = {
    user: { hubspotUserId: '1', email: 'admin@example.com', role: 'admin' },
    stores,
    hubspot: openHubspot(portal),
    salesforce: openSalesforce(org),
    directory,
    fingerprint: (canonical) => (canonical === null ? '' : `f(${canonical})`),
    clock: { now: () => Date.now() },
    sweepIntervalMs: 60_000,
    hubspotAppUrl: (uiDomain) => `https://${uiDomain}`,
    salesforceLogins: openLogins(createOAuth()),
    endAccess: async () => {},
    hubspotScopes: [],
    forgetSchemas: () => {},
    wakeDrain: async () => {
      wakes += 1;
    },
    ...changes,
  };
  return { context, wakes: () => wakes };
}

/** A Salesforce login host: whom the next code belongs to, and what was given back. */
export type TestOAuth = SalesforceAuthorizer & {
  organizationId: string;
  instanceUrl: string;
  /** Thrown by the next exchange. */
  failure: Error | null;
  readonly revoked: string[];
};

export function createOAuth(): TestOAuth {
  const oauth: TestOAuth = {
    organizationId: '00D-acme',
    instanceUrl: 'https://acme.my.salesforce.com',
    failure: null,
    revoked: [],
    createVerifier: () => 'verifier',
    authorizeUrl: ({ state }) => `https://login.salesforce.com/authorize?state=${state}`,
    async exchangeCode({ code, codeVerifier }) {
      if (oauth.failure !== null) throw oauth.failure;
      if (codeVerifier !== 'verifier') throw new Error('exchanged without the verifier it was begun with');
      const grant: SalesforceGrant = {
        accessToken: `access-${code}`,
        refreshToken: `refresh-${code}`,
        expiresAt: null,
        scopes: ['api', 'refresh_token'],
        instanceUrl: oauth.instanceUrl,
      };
      return { ...grant, identityUrl: `${oauth.instanceUrl}/id` };
    },
    refresh: () => Promise.reject(new Error('not part of these tests')),
    readIdentity: async () => ({
      organizationId: oauth.organizationId,
      userId: '005',
      username: 'admin@acme.example',
      email: 'admin@acme.example',
    }),
    revoke: async (refreshToken) => void oauth.revoked.push(refreshToken),
  };
  return oauth;
}

export function openLogins(oauth: TestOAuth): RequestContext['salesforceLogins'] {
  return {
    production: 'https://login.salesforce.com',
    sandbox: 'https://test.salesforce.com',
    authorizerOf: () => oauth,
    isAllowedHost: (url) => new URL(url).host.endsWith('.my.salesforce.com'),
  };
}

/** Connects a platform as a person would have done before. */
export function connect(
  { stores }: Pick<Scene, 'stores'>,
  platform: 'hubspot' | 'salesforce',
): Promise<void> {
  return stores.connections.save({
    platform,
    accountId: '1',
    accountUser: 'admin@example.com',
    instanceUrl: platform === 'salesforce' ? 'https://acme.my.salesforce.com' : null,
    loginUrl: null,
    appId: null,
    grant: { accessToken: 'a', refreshToken: 'r', expiresAt: null, scopes: [] },
  });
}
