import type { Connection } from '#lib/ports/connections.ts';
import type { Tenant } from '#lib/ports/stores.ts';

/** What an admin calls the account: the portal's name, or the host of the org, which has no other name we may read. */
export function nameAccount(tenant: Tenant, { platform, instanceUrl, accountId }: Connection): string {
  if (platform === 'hubspot') return tenant.portalName;
  return instanceUrl !== null && URL.canParse(instanceUrl) ? new URL(instanceUrl).hostname : accountId;
}
