import { describe, expect, it } from 'vitest';
import type { Overview } from '#lib/contracts/overview.ts';
import { nameNextStep } from './next-step.ts';

type Status = Overview['hubspot']['status'];

function overviewOf(hubspot: Status, salesforce: Status | null): Overview {
  const common = {
    statusReason: null,
    pausedUntil: null,
    scopes: [],
    connectedAt: '2026-11-24T09:00:00.000Z',
  };
  return {
    user: { email: 'admin@example.com', role: 'admin' },
    hubspot: {
      ...common,
      status: hubspot,
      portalId: '1',
      portalName: 'Portal',
      appUrl: 'https://app.hubspot.com',
      userEmail: 'admin@example.com',
    },
    salesforce: salesforce && {
      ...common,
      status: salesforce,
      accountName: 'acme.my.salesforce.com',
      organizationId: '00D',
      instanceUrl: 'https://example.my.salesforce.com',
      username: 'integration@example.com',
      apiUsed: null,
      apiLimit: null,
    },
  };
}

describe('nameNextStep', () => {
  it.each([
    ['connected', 'connected', null],
    ['connected', null, 'connectSalesforce'],
    ['connected', 'reconnect_needed', 'reconnectSalesforce'],
    ['connected', 'paused', 'salesforcePaused'],
    ['paused', 'connected', 'hubspotPaused'],
    ['paused', null, 'connectSalesforce'],
    ['paused', 'reconnect_needed', 'reconnectSalesforce'],
    ['disconnected', 'connected', 'connectHubspot'],
    ['reconnect_needed', null, 'reconnectHubspot'],
    ['reconnect_needed', 'reconnect_needed', 'reconnectHubspot'],
  ] as const)('for HubSpot %s and Salesforce %s is %s', (hubspot, salesforce, step) => {
    expect(nameNextStep(overviewOf(hubspot, salesforce))).toBe(step);
  });
});
