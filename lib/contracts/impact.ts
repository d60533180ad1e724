import { z } from 'zod';
import { listEffects } from '#lib/domain/list-impact.ts';
import { outcomeKinds } from '#lib/domain/outcome.ts';
import { runWaitReasonSchema } from './runs.ts';

const listSchema = z.object({ listId: z.string(), name: z.string() });
const listIdSchema = z.string().trim().min(1).max(40);

/** `GET /api/impact?listId=`: without `listId` no limit. */
export const listChangeQuerySchema = z.object({ listId: listIdSchema.optional() });

/** How many linked contacts a change of the list would stop: quickly told, from a sample where there are many. */
export const listChangeSchema = z.object({
  linked: z.number().int(),
  stopping: z.number().int(),
  isEstimate: z.boolean(),
  largeChangePercent: z.number().int(),
  /** A person should see the impact before the list is saved. */
  isLarge: z.boolean(),
});
export type ListChange = z.infer<typeof listChangeSchema>;

/** `POST /api/impact`; `listId: null` means no limit. */
export const startImpactRequestSchema = z.strictObject({ listId: listIdSchema.nullable() });
export type StartImpactRequest = z.infer<typeof startImpactRequestSchema>;

export const impactStates = ['counting', 'ready', 'stopped', 'canceled', 'expired'] as const;

/** What choosing another inclusion list would mean. Nothing is saved and nothing is written by asking. */
export const impactSchema = z.object({
  impactId: z.string(),
  state: z.enum(impactStates),
  /** Why counting waits or was stopped. */
  waitReason: runWaitReasonSchema.nullable(),
  /** The proposed list and the one in force when counting began; `null` is no limit. */
  list: listSchema.nullable(),
  listBefore: listSchema.nullable(),
  /** Told from a sample, because one of the lists has more members than are looked at one by one. */
  isEstimate: z.boolean(),
  sampled: z.number().int(),
  linked: z.number().int(),
  /** Contacts looked at, and how many there are to look at; `null` until that is known. */
  examined: z.number().int(),
  total: z.number().int().nullable(),
  counts: z.object({
    /** May sync afterwards and may not now. */
    start: z.number().int(),
    /** Linked, may sync now and may not afterwards. */
    stop: z.number().int(),
    /** May sync now and afterwards. */
    unchanged: z.number().int(),
    /** Leads and Contacts that a resync would create. */
    creates: z.number().int(),
    /** What a resync would come to. */
    outcomes: z.record(z.enum(outcomeKinds), z.number().int()),
  }),
  /** What a resync after the change costs at the most. */
  cost: z.object({
    contacts: z.number().int(),
    hubspotCalls: z.number().int(),
    salesforceCalls: z.number().int(),
    minutes: z.number(),
  }),
  isLarge: z.boolean(),
  expiresAt: z.string(),
});
export type Impact = z.infer<typeof impactSchema>;

/** What a sample or the file can be narrowed to. */
export const impactKinds = [...listEffects, 'create'] as const;
export type ImpactKind = (typeof impactKinds)[number];

/** `GET /api/impact/{impactId}/contacts?kind=` */
export const impactContactsQuerySchema = z.object({ kind: z.enum(impactKinds) });
export const impactContactsSchema = z.object({
  contacts: z.array(
    z.object({
      hubspotContactId: z.string(),
      hubspotUrl: z.string(),
      /** Read from HubSpot for this answer; `null` when the contact has none or is gone. */
      email: z.string().nullable(),
      outcome: z.enum(outcomeKinds).nullable(),
      reason: z.string().nullable(),
    }),
  ),
});
export type ImpactContacts = z.infer<typeof impactContactsSchema>;

/** First line of the file with every contact of an impact. */
export const impactColumns = [
  'HubSpot contact id',
  'Email',
  'Effect',
  'Outcome of a resync',
  'Reason',
  'Salesforce type',
  'Salesforce id',
] as const;
