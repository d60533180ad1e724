import { z } from 'zod';

export const connectionStatusSchema = z.enum(['connected', 'reconnect_needed', 'paused']);

export const hubspotConnectionSchema = z.object({
  status: connectionStatusSchema,
  statusReason: z.string().nullable(),
  pausedUntil: z.string().nullable(),
  portalId: z.string(),
  portalName: z.string(),
  /** Host of the portal's own screens, for deep links. */
  appUrl: z.string(),
  userEmail: z.string(),
  scopes: z.array(z.string()),
  connectedAt: z.string(),
});
export type HubspotConnectionView = z.infer<typeof hubspotConnectionSchema>;

export const salesforceConnectionSchema = z.object({
  status: connectionStatusSchema,
  statusReason: z.string().nullable(),
  pausedUntil: z.string().nullable(),
  organizationId: z.string(),
  instanceUrl: z.string(),
  username: z.string(),
  scopes: z.array(z.string()),
  connectedAt: z.string(),
  apiUsed: z.number().int().nullable(),
  apiLimit: z.number().int().nullable(),
});
export type SalesforceConnectionView = z.infer<typeof salesforceConnectionSchema>;

/** `GET /api/overview`: who is signed in, and how the two connections are. */
export const overviewSchema = z.object({
  user: z.object({ email: z.string(), role: z.enum(['admin', 'viewer']) }),
  hubspot: hubspotConnectionSchema,
  salesforce: salesforceConnectionSchema.nullable(),
});
export type Overview = z.infer<typeof overviewSchema>;

/** `POST /api/salesforce/connect`: where to send the browser next. */
export const connectSalesforceRequestSchema = z.discriminatedUnion('environment', [
  z.object({ environment: z.literal('production') }),
  z.object({ environment: z.literal('sandbox') }),
  z.object({ environment: z.literal('my_domain'), myDomain: z.string().trim().min(3).max(255) }),
]);
export type ConnectSalesforceRequest = z.infer<typeof connectSalesforceRequestSchema>;
export const connectSalesforceResponseSchema = z.object({ authorizeUrl: z.url() });
