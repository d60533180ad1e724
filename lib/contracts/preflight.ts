import { z } from 'zod';
import { findingCodes } from '#lib/domain/preflight.ts';

export const findingSchema = z.object({
  code: z.enum(findingCodes),
  /** `note`: nothing is wrong, and there is something to know. */
  status: z.enum(['ok', 'note', 'warning', 'problem']),
  side: z.enum(['hubspot', 'salesforce']),
  /** Who can do something about it; `null` where nothing is wrong. */
  fixer: z.enum(['console_admin', 'hubspot_admin', 'salesforce_admin', 'nobody_wait']).nullable(),
  detail: z.record(z.string(), z.union([z.string(), z.number()])),
});
export type FindingView = z.infer<typeof findingSchema>;

/** What both accounts let us do with the two ends of one field mapping; `null`: it cannot be seen. */
export const fieldAccessSchema = z.object({
  salesforceType: z.enum(['Lead', 'Contact']),
  hubspotProperty: z.string(),
  salesforceField: z.string(),
  hubspot: z.object({ mayEdit: z.boolean() }).nullable(),
  salesforce: z.object({ mayCreate: z.boolean(), mayEdit: z.boolean() }).nullable(),
});
export type FieldAccess = z.infer<typeof fieldAccessSchema>;

/** `GET /api/preflight`: asks both platforms anew. */
export const preflightResponseSchema = z.object({
  checkedAt: z.string(),
  findings: z.array(findingSchema),
  /** Empty while one of the two could not be asked. */
  fields: z.array(fieldAccessSchema),
});
export type PreflightResponse = z.infer<typeof preflightResponseSchema>;
