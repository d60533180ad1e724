import type { HubspotAuthorizer, HubspotTokenOwner } from '#lib/ports/authorization.ts';
import type { Directory } from '#lib/ports/directory.ts';
import type { TenantStores } from '#lib/ports/stores.ts';
import type { User } from '#lib/ports/users.ts';
import { ProviderFailure, type TokenGrant } from '#lib/ports.ts';

export type InstallPorts = {
  readonly authorizer: HubspotAuthorizer;
  readonly directory: Directory;
  readonly requiredScopes: readonly string[];
  openStores(tenantId: string): TenantStores;
  wakeDrain(tenantId: string): Promise<void>;
};

export type Installation =
  | { readonly kind: 'installed'; readonly tenantId: string; readonly user: User }
  | { readonly kind: 'missing_scopes'; readonly scopes: readonly string[] }
  /** The person was reconnecting one portal and chose another. */
  | { readonly kind: 'wrong_account'; readonly portalId: string };

/**
 * Signing in installs: keeps the portal's tokens and makes its tenant and user. HubSpot names the portal, by
 * introspection of the token itself.
 *
 * @param expectedTenantId the tenant that is being reconnected; `null` for a plain sign-in.
 * @throws ProviderFailure when HubSpot cannot be asked.
 */
export async function installPortal(
  ports: InstallPorts,
  grant: TokenGrant,
  expectedTenantId: string | null,
): Promise<Installation> {
  const owner = await readOwner(ports.authorizer, grant);
  const missing = ports.requiredScopes.filter((scope) => !owner.scopes.includes(scope));
  if (missing.length > 0) return { kind: 'missing_scopes', scopes: missing };
  if (
    expectedTenantId !== null &&
    (await isOtherPortal(ports.openStores(expectedTenantId), owner.portalId))
  ) {
    return { kind: 'wrong_account', portalId: owner.portalId };
  }
  const account = await ports.authorizer.readAccount(grant.accessToken);
  const { tenant, user } = await ports.directory.signIn({
    portalId: owner.portalId,
    portalName: owner.portalName,
    uiDomain: account.uiDomain,
    timeZone: account.timeZone,
    hubspotUserId: owner.userId,
    email: owner.userEmail.toLowerCase(),
  });
  const stores = ports.openStores(tenant.tenantId);
  const before = await stores.connections.read('hubspot');
  // Everybody's sign-in brings fresh tokens; only one that was missing or lost is a new connection.
  const isNew = before === null || before.status === 'reconnect_needed';
  const kept = isNew || expectedTenantId !== null ? null : before;
  await stores.connections.save({
    platform: 'hubspot',
    accountId: owner.portalId,
    accountUser: kept?.accountUser ?? owner.userEmail,
    ...(kept && { connectedAt: kept.connectedAt }),
    instanceUrl: null,
    loginUrl: null,
    appId: owner.appId,
    grant: { ...grant, scopes: owner.scopes },
  });
  const detail = { portalId: owner.portalId, role: user.role };
  await stores.audit.record(user.email, isNew ? 'hubspot.connected' : 'user.signed_in', detail);
  await ports.wakeDrain(tenant.tenantId);
  return { kind: 'installed', tenantId: tenant.tenantId, user };
}

/** Whoever has disconnected a portal may go on with another one, which is a tenant of its own. */
async function isOtherPortal(stores: TenantStores, portalId: string): Promise<boolean> {
  const [expected, connection] = await Promise.all([stores.readTenant(), stores.connections.read('hubspot')]);
  return connection !== null && expected.portalId !== portalId;
}

async function readOwner(
  authorizer: HubspotAuthorizer,
  grant: TokenGrant,
): Promise<Extract<HubspotTokenOwner, { isActive: true }>> {
  const owner = await authorizer.introspect(grant.accessToken);
  if (owner.isActive) return owner;
  throw new ProviderFailure({
    platform: 'hubspot',
    kind: 'auth_expired',
    code: 'TOKEN_NOT_ACTIVE',
    message: 'HubSpot says the new token is not active',
  });
}
