import { randomBytes } from 'node:crypto';

/** What a tenant's row tells outside this folder. */
export const tenantFields = {
  tenantId: true,
  portalId: true,
  portalName: true,
  uiDomain: true,
  timeZone: true,
  salesforceOrganizationId: true,
} as const;

export function createFingerprintKey(): string {
  return randomBytes(32).toString('base64');
}

export function fingerprintKeyContext(tenantId: string): string {
  return `${tenantId}/fingerprint-key`;
}
