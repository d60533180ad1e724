import { z } from 'zod';
import { syncRules } from '#lib/domain/field-mapping.ts';
import { attemptSchema, fieldFaultSchema } from './runs.ts';

const salesforceTypeSchema = z.enum(['Lead', 'Contact']);

/** `GET /api/explain?who=`: an e-mail address, a HubSpot contact id, or a Salesforce id (15 or 18 characters). */
export const explainQuerySchema = z.object({ who: z.string().trim().min(1).max(320) });

/** `GET /api/explain/history?records=&before=`: answered like `GET /api/attempts`, 20 a page. */
export const personHistoryQuerySchema = z.object({
  /** Ids from `historyOf`, with commas between them. */
  records: z
    .string()
    .regex(/^[A-Za-z0-9]{1,20}(,[A-Za-z0-9]{1,20}){0,9}$/)
    .transform((ids) => ids.split(',')),
  before: z.string().max(40).optional(),
});
export type PersonHistoryQuery = z.infer<typeof personHistoryQuerySchema>;

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

export const fieldStates = ['equal', 'to_hubspot', 'to_salesforce', 'kept', 'blocked', 'alone'] as const;

/**
 * What keeps a value from crossing: the rule `Don't sync`, a value the other side refuses, a mapping that one of the
 * schemas or the access of the connected user does not allow, the inclusion list, a list that cannot be read or is
 * being evaluated, what is said of the whole person, a creation sync's one direction, blank protection.
 */
export const fieldBlockers = [
  'rule',
  'value',
  'mapping',
  'inclusion_list',
  'unread_list',
  'evaluation',
  'person',
  'one_way_once',
  'blank_protection',
] as const;
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
   * What the next sync of this field does. `kept`: the two differ as they did when they were last synced, and neither was
   * changed since. `alone`: one side has no record, and nothing crosses.
   */
  state: z.enum(fieldStates),
  /** With `blocked`. */
  blockedBy: z.enum(fieldBlockers).nullable(),
  /** Why the value cannot cross; `null` when it can. */
  fault: fieldFaultSchema.nullable(),
  /** With `mapping`: what is wrong with it. Its values were not read. */
  mappingFault: z.string().nullable(),
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
      /** `email_only`: an import has joined the two, and nothing but the address was taken over. */
      state: z.enum(['active', 'email_only']),
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
  /** The newest outcomes; `GET /api/explain/history` has the ones before them. */
  history: z.array(attemptSchema),
  /** `before` of the next page of the history; `null` when this is all. */
  historyNext: z.string().nullable(),
  /** Ids under which the person's history is kept on either side. */
  historyOf: z.array(z.string()),
  settingsRevision: z.number().int(),
});
export type Explanation = z.infer<typeof explanationSchema>;
