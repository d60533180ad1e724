import type { HubspotConnectionView, Overview, SalesforceConnectionView } from '#lib/contracts/overview.ts';
import type { Connection } from '#lib/ports/connections.ts';
import type { Tenant } from '#lib/ports/stores.ts';
import type { RequestContext } from './context.ts';
import { hubspotLinks } from './hubspot-links.ts';
import { nameAccount } from './name-account.ts';

/** Who is signed in, and how the two connections are. Asks neither platform. */
export async function readOverview(context: RequestContext): Promise<Overview> {
  const { stores, user } = context;
  const [tenant, hubspot, salesforce] = await Promise.all([
    stores.readTenant(),
    stores.connections.read('hubspot'),
    stores.connections.read('salesforce'),
  ]);
  return {
    user: { email: user.email, role: user.role },
    hubspot: viewHubspot(context, tenant, hubspot),
    salesforce: salesforce === null ? null : viewSalesforce(tenant, salesforce),
  };
}

function viewHubspot(
  context: RequestContext,
  tenant: Tenant,
  connection: Connection | null,
): HubspotConnectionView {
  return {
    ...(connection === null ? disconnected : statusOf(connection)),
    portalId: tenant.portalId,
    portalName: tenant.portalName,
    appUrl: hubspotLinks(context, tenant).portal,
    userEmail: connection?.accountUser ?? null,
  };
}

/** A portal without a connection is still the one this console is about. */
const disconnected = {
  status: 'disconnected' as const,
  statusReason: null,
  pausedUntil: null,
  scopes: [],
  connectedAt: null,
};

function viewSalesforce(tenant: Tenant, connection: Connection): SalesforceConnectionView {
  return {
    ...statusOf(connection),
    organizationId: connection.accountId,
    accountName: nameAccount(tenant, connection),
    instanceUrl: connection.instanceUrl ?? '',
    username: connection.accountUser,
    apiUsed: connection.apiUsed,
    apiLimit: connection.apiLimit,
  };
}

function statusOf({ status, statusReason, pausedUntil, scopes, connectedAt }: Connection) {
  return { status, statusReason, pausedUntil, scopes: [...scopes], connectedAt };
}
