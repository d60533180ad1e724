import type { ConnectSalesforceRequest } from '#lib/contracts/overview.ts';
import type { SalesforceAuthorizer } from '#lib/ports/authorization.ts';
import type { SalesforceAuthorization } from '#lib/ports/directory.ts';
import { ProviderFailure } from '#lib/ports.ts';
import { type RequestContext, type SalesforceLogins, ServiceError } from './context.ts';

/** A person may take this long at Salesforce's own pages. */
const authorizationLifeMs = 15 * 60_000;

/**
 * Begins the web-server flow and answers where to send the browser.
 *
 * @throws ServiceError `instance_host_not_allowed` for a My Domain that is not a Salesforce host.
 */
export async function beginSalesforceConnection(
  context: RequestContext,
  request: ConnectSalesforceRequest,
  state: string,
): Promise<{ authorizeUrl: string }> {
  const loginUrl = chooseLogin(context.salesforceLogins, request);
  const authorizer = context.salesforceLogins.authorizerOf(loginUrl);
  const codeVerifier = authorizer.createVerifier();
  const { tenantId } = context.stores;
  const { hubspotUserId } = context.user;
  const expiresAt = new Date(context.clock.now() + authorizationLifeMs);
  await context.directory.beginSalesforceAuthorization(
    { state, tenantId, hubspotUserId, codeVerifier, loginUrl },
    expiresAt,
  );
  return { authorizeUrl: authorizer.authorizeUrl({ state, codeVerifier }) };
}

function chooseLogin(logins: SalesforceLogins, request: ConnectSalesforceRequest): string {
  if (request.environment === 'production') return logins.production;
  if (request.environment === 'sandbox') return logins.sandbox;
  const address = /^https?:\/\//i.test(request.myDomain) ? request.myDomain : `https://${request.myDomain}`;
  const origin = URL.canParse(address) ? new URL(address).origin : address;
  if (logins.isAllowedHost(origin)) return origin;
  throw new ServiceError('instance_host_not_allowed', { host: request.myDomain });
}

export type SalesforceCallback = {
  readonly state: string | null;
  readonly code: string | null;
  readonly error: string | null;
};

/** How a connection attempt ended; everything but `connected` has a text of its own in the console. */
export type SalesforceConnectionResult =
  | { readonly kind: 'connected' }
  | {
      readonly kind: 'denied' | 'expired_code' | 'invalid_state' | 'configuration' | 'salesforce_unavailable';
    }
  | { readonly kind: 'api_disabled' | 'not_admin' }
  | { readonly kind: 'wrong_org'; readonly expected: string; readonly got: string }
  | { readonly kind: 'instance_host_not_allowed'; readonly host: string };

/**
 * Ends the web-server flow. The state is spent first, whatever comes, and it must belong to the person who is
 * signed in. Another org than the one this portal was joined with is refused.
 */
export async function completeSalesforceConnection(
  context: RequestContext,
  callback: SalesforceCallback,
): Promise<SalesforceConnectionResult> {
  const authorization =
    callback.state === null ? null : await context.directory.spendSalesforceAuthorization(callback.state);
  if (authorization === null || !isOf(authorization, context)) return { kind: 'invalid_state' };
  if (context.user.role !== 'admin') return { kind: 'not_admin' };
  if (callback.error !== null) return { kind: refusalOf(callback.error) };
  if (callback.code === null) return { kind: 'expired_code' };
  try {
    return await connect(context, authorization, callback.code);
  } catch (error) {
    if (error instanceof ProviderFailure) return { kind: failureKind(error) };
    throw error;
  }
}

function isOf(authorization: SalesforceAuthorization, { stores, user }: RequestContext): boolean {
  return authorization.tenantId === stores.tenantId && authorization.hubspotUserId === user.hubspotUserId;
}

async function connect(
  context: RequestContext,
  { loginUrl, codeVerifier }: SalesforceAuthorization,
  code: string,
): Promise<SalesforceConnectionResult> {
  const { salesforceLogins, stores, user } = context;
  const authorizer = salesforceLogins.authorizerOf(loginUrl);
  const { identityUrl, instanceUrl, ...grant } = await authorizer.exchangeCode({ code, codeVerifier });
  if (!salesforceLogins.isAllowedHost(instanceUrl)) {
    return { kind: 'instance_host_not_allowed', host: new URL(instanceUrl).host };
  }
  const identity = await authorizer.readIdentity({
    instanceUrl,
    accessToken: grant.accessToken,
    identityUrl,
  });
  const { organizationId, username } = identity;
  if (!(await stores.bindOrganization(organizationId))) {
    await giveBack(authorizer, grant.refreshToken);
    const { salesforceOrganizationId } = await stores.readTenant();
    return { kind: 'wrong_org', expected: salesforceOrganizationId ?? '', got: organizationId };
  }
  await stores.connections.save({
    platform: 'salesforce',
    accountId: organizationId,
    accountUser: username,
    instanceUrl,
    loginUrl,
    appId: null,
    grant,
  });
  await stores.audit.record(user.email, 'salesforce.connected', { organizationId });
  context.forgetSchemas();
  await stores.inbox.releaseAll();
  await context.wakeDrain();
  return { kind: 'connected' };
}

/** A token nobody keeps should not live on; that it could not be revoked changes nothing for the person. */
async function giveBack(authorizer: SalesforceAuthorizer, refreshToken: string): Promise<void> {
  await authorizer.revoke(refreshToken).catch((error: unknown) => {
    if (!(error instanceof ProviderFailure)) throw error;
  });
}

function refusalOf(error: string): 'denied' | 'configuration' {
  return error === 'access_denied' || error === 'access-denied' ? 'denied' : 'configuration';
}

function failureKind({ kind, code }: ProviderFailure) {
  if (code === 'API_DISABLED_FOR_ORG') return 'api_disabled';
  if (kind === 'unavailable' || kind === 'rate_limited') return 'salesforce_unavailable';
  return code === 'invalid_grant' || code === 'invalid_request' ? 'expired_code' : 'configuration';
}
