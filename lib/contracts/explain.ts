import { z } from 'zod';
import { syncRules } from '#lib/domain/field-mapping.ts';
import { attemptSchema, fieldFaultSchema } from './runs.ts';

const salesforceTypeSchema = z.enum(['Lead', 'Contact']);

/** `GET /api/explain?who=`: an e-mail address, a HubSpot contact id, or a Salesforce id (15 or 18 characters). */
export const explainQuerySchema = z.object({ who: z.string().trim().min(1).max(320) });

/**
 * Why a person does or does not sync, as one code; the console and the API's `sentences` word it. `would_…` is what
 * the next change leads to.
 */
export const explanationCodes = [
  'not_found',
  'in_sync',
  'would_update',
  'would_link',
  'would_create_in_salesforce',
  'would_create_in_hubspot',
  'would_sync_once',
  'would_archive',
  'excluded',
  'list_unusable',
  'list_being_evaluated',
  'no_email',
  'no_salesforce_record',
  'creation_disabled',
  'person_account',
  'other_record_linked',
  'hubspot_contact_gone',
  'salesforce_record_gone',
  'salesforce_record_not_visible',
  'link_conflict',
  'cannot_sync',
] as const;
export type ExplanationCode = (typeof explanationCodes)[number];

export const fieldStates = ['equal', 'to_hubspot', 'to_salesforce', 'kept', 'not_synced', 'alone'] as const;
export const fieldComparisonSchema = z.object({
  hubspotProperty: z.string(),
  hubspotLabel: z.string(),
  salesforceField: z.string(),
  salesforceLabel: z.string(),
  rule: z.enum(syncRules),
  hasBlankProtection: z.boolean(),
  hubspotValue: z.string().nullable(),
  salesforceValue: z.string().nullable(),
  /**
   * What the next sync of this field does. `kept`: the two differ, and the rule or a fault leaves them so. `alone`: one
   * side has no record, and nothing crosses.
   */
  state: z.enum(fieldStates),
  /** Why the value cannot cross; `null` when it can. */
  fault: fieldFaultSchema.nullable(),
});
export type FieldComparison = z.infer<typeof fieldComparisonSchema>;

export const explanationSchema = z.object({
  code: z.enum(explanationCodes),
  /** The same in one plain sentence, by language. */
  sentences: z.object({ en: z.string(), it: z.string() }),
  contact: z
    .object({
      hubspotContactId: z.string(),
      email: z.string().nullable(),
      additionalEmails: z.array(z.string()),
      url: z.string(),
      createdAt: z.string(),
      updatedAt: z.string(),
    })
    .nullable(),
  record: z
    .object({
      salesforceType: salesforceTypeSchema,
      salesforceId: z.string(),
      email: z.string().nullable(),
      url: z.string().nullable(),
      createdAt: z.string(),
      lastModifiedAt: z.string(),
    })
    .nullable(),
  link: z
    .object({
      hubspotContactId: z.string(),
      salesforceType: salesforceTypeSchema,
      salesforceId: z.string(),
      isPinned: z.boolean(),
    })
    .nullable(),
  /** Every record in Salesforce with one of the person's addresses, the best match first. */
  candidates: z.array(
    z.object({
      salesforceType: salesforceTypeSchema,
      salesforceId: z.string(),
      email: z.string().nullable(),
      url: z.string().nullable(),
      createdAt: z.string(),
      isConverted: z.boolean(),
      /** The contact that holds it; `null` when none does. */
      linkedTo: z.string().nullable(),
    }),
  ),
  inclusionList: z
    .object({
      listId: z.string(),
      name: z.string(),
      state: z.enum(['usable', 'processing', 'deleted', 'converted', 'unreadable']),
      url: z.string(),
    })
    .nullable(),
  /** The reading of this moment; `null` without an inclusion list or a contact. */
  membership: z
    .object({
      answer: z.enum(['member', 'not_member', 'unknown']),
      readAt: z.string(),
      /** When the contact joined; `null` when it is no member. */
      since: z.string().nullable(),
      /** HubSpot may still be evaluating the list for it until then; `null` when the answer can be believed. */
      settlesAt: z.string().nullable(),
    })
    .nullable(),
  /** What keeps the person, or a value of theirs, from syncing; our code or the platform's. */
  failure: z
    .object({
      code: z.string(),
      side: z.enum(['hubspot', 'salesforce']),
      field: z.string().nullable(),
    })
    .nullable(),
  fields: z.array(fieldComparisonSchema),
  pending: z.array(
    z.object({
      side: z.enum(['hubspot', 'salesforce']),
      recordId: z.string(),
      triggers: z.array(z.string()),
      notBefore: z.string(),
      attempts: z.number().int(),
    }),
  ),
  /** Newest first. */
  history: z.array(attemptSchema),
  settingsRevision: z.number().int(),
});
export type Explanation = z.infer<typeof explanationSchema>;
