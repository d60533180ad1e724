import { z } from 'zod';

/** `PUT /api/links/{hubspotContactId}`: which Salesforce record the contact is linked with from now on. */
export const pinLinkRequestSchema = z.strictObject({
  /** Of a Lead or a Contact, 15 or 18 characters. */
  salesforceId: z.string().regex(/^[A-Za-z0-9]{15}([A-Za-z0-9]{3})?$/),
});
export type PinLinkRequest = z.infer<typeof pinLinkRequestSchema>;

export const pinLinkResponseSchema = z.object({
  /** The surviving contact's id where the named one was merged away. */
  hubspotContactId: z.string(),
  salesforceType: z.enum(['Lead', 'Contact']),
  salesforceId: z.string(),
});
export type PinLinkResponse = z.infer<typeof pinLinkResponseSchema>;

/** Why a record cannot be pinned; `messages/*.json` words each under `problems.pin_refused`. */
export type PinRefusal =
  | 'contact_has_no_email'
  | 'record_deleted'
  | 'record_merged'
  | 'record_converted'
  | 'record_not_visible'
  | 'other_address'
  | 'linked_elsewhere';
