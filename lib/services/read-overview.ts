import type { HubspotConnectionView, Overview, SalesforceConnectionView } from '#lib/contracts/overview.ts';
import type { Connection, Tenant } from '#lib/ports/stores.ts';
import { type RequestContext, ServiceError } from './context.ts';
import { hubspotLinks } from './hubspot-links.ts';

/** Who is signed in, and how the two connections are. Asks neither platform. */
export async function readOverview(context: RequestContext): Promise<Overview> {
  const { stores, user } = context;
  const [tenant, hubspot, salesforce] = await Promise.all([
    stores.readTenant(),
    stores.connections.read('hubspot'),
    stores.connections.read('salesforce'),
  ]);
  if (hubspot === null) throw new ServiceError('hubspot_reconnect_needed');
  return {
    user: { email: user.email, role: user.role },
    hubspot: viewHubspot(context, tenant, hubspot),
    salesforce: salesforce === null ? null : viewSalesforce(salesforce),
  };
}

function viewHubspot(context: RequestContext, tenant: Tenant, connection: Connection): HubspotConnectionView {
  return {
    ...statusOf(connection),
    portalId: tenant.portalId,
    portalName: tenant.portalName,
    appUrl: hubspotLinks(context, tenant).portal,
    userEmail: connection.accountUser,
  };
}

function viewSalesforce(connection: Connection): SalesforceConnectionView {
  return {
    ...statusOf(connection),
    organizationId: connection.accountId,
    instanceUrl: connection.instanceUrl ?? '',
    username: connection.accountUser,
    apiUsed: connection.apiUsed,
    apiLimit: connection.apiLimit,
  };
}

function statusOf({ status, statusReason, pausedUntil, scopes, connectedAt }: Connection) {
  return { status, statusReason, pausedUntil, scopes: [...scopes], connectedAt };
}
