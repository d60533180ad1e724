import type { Overview } from '#lib/contracts/overview.ts';

/** What one of the connections needs, or waits for. */
export type NextStep =
  | 'connectHubspot'
  | 'connectSalesforce'
  | 'reconnectHubspot'
  | 'reconnectSalesforce'
  | 'hubspotPaused'
  | 'salesforcePaused';

/** `null`: both connections work and no person is needed. */
export function nameNextStep({ hubspot, salesforce }: Overview): NextStep | null {
  if (hubspot.status === 'disconnected') return 'connectHubspot';
  if (hubspot.status === 'reconnect_needed') return 'reconnectHubspot';
  if (salesforce === null) return 'connectSalesforce';
  if (salesforce.status === 'reconnect_needed') return 'reconnectSalesforce';
  if (hubspot.status === 'paused') return 'hubspotPaused';
  return salesforce.status === 'paused' ? 'salesforcePaused' : null;
}
