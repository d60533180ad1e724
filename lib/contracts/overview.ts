import { z } from 'zod';

export const connectionStatusSchema = z.enum(['connected', 'reconnect_needed', 'paused', 'disconnected']);

export const hubspotConnectionSchema = z.object({
  status: connectionStatusSchema,
  statusReason: z.string().nullable(),
  pausedUntil: z.string().nullable(),
  portalId: z.string(),
  portalName: z.string(),
  /** Host of the portal's own screens, for deep links. */
  appUrl: z.string(),
  /** Who connected it, and when; `null` while it is disconnected. */
  userEmail: z.string().nullable(),
  scopes: z.array(z.string()),
  connectedAt: z.string().nullable(),
});
export type HubspotConnectionView = z.infer<typeof hubspotConnectionSchema>;

export const salesforceConnectionSchema = z.object({
  status: connectionStatusSchema,
  statusReason: z.string().nullable(),
  pausedUntil: z.string().nullable(),
  organizationId: z.string(),
  /** What the organization is called on the way to disconnecting it. */
  accountName: z.string(),
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

/** `POST /api/connections/{platform}/disconnect`: confirmed by the name of the account. */
export const disconnectRequestSchema = z.strictObject({ accountName: z.string().trim().min(1).max(255) });
export type DisconnectRequest = z.infer<typeof disconnectRequestSchema>;
export const disconnectResponseSchema = z.object({
  /** False: the platform could not be told, and an admin has to remove the app there. */
  isAccessEnded: z.boolean(),
});
export type DisconnectResponse = z.infer<typeof disconnectResponseSchema>;
