import { z } from 'zod';
import { filterKinds, filterOperators, importFaultCodes } from '#lib/domain/import-selection.ts';
import { runSchema, runWaitReasonSchema } from './runs.ts';

const salesforceTypeSchema = z.enum(['Lead', 'Contact']);
const sinceSchema = z.iso.datetime({ offset: true }).nullable().default(null);

export const importConditionSchema = z.strictObject({
  field: z.string().regex(/^[A-Za-z][A-Za-z0-9_]{0,79}$/),
  operator: z.enum(filterOperators),
  /**
   * What to compare with. Numbers as `12.5`, days as `2026-11-25`, moments in ISO 8601, `true` or `false`; empty for
   * `is_blank` and `is_not_blank`.
   */
  value: z.string().max(255).default(''),
});

export const importFilterSchema = z.strictObject({
  createdSince: sinceSchema,
  modifiedSince: sinceSchema,
  /** A Salesforce user. */
  ownerId: z
    .string()
    .regex(/^(005|00G)[A-Za-z0-9]{12}([A-Za-z0-9]{3})?$/)
    .nullable()
    .default(null),
  /** All of them must hold. */
  conditions: z.array(importConditionSchema).max(3).default([]),
});

/** Body of `POST /api/import/preview` and of `POST /api/import`. Converted Leads are never imported. */
export const importSelectionSchema = z.strictObject({
  salesforceTypes: z
    .array(salesforceTypeSchema)
    .min(1)
    .max(2)
    .refine((types) => new Set(types).size === types.length, 'each type once'),
  filter: importFilterSchema.prefault({}),
});
export type ImportSelectionRequest = z.infer<typeof importSelectionSchema>;

/** Why an import cannot start as it was chosen. */
export const importFaultSchema = z.object({
  code: z.enum(importFaultCodes),
  salesforceType: salesforceTypeSchema.nullable(),
  field: z.string().nullable(),
  /** API calls, for `api_budget_too_small`. */
  needed: z.number().int().nullable(),
  available: z.number().int().nullable(),
});
export type ImportFaultView = z.infer<typeof importFaultSchema>;

/**
 * `POST /api/import/preview` starts one and ends the one before; `GET /api/import/preview/{previewId}` reads how far it
 * is. Counting goes on in the background and survives a reload: the numbers grow until `state` is `ready`.
 */
export const importPreviewSchema = z.object({
  /** `null` when it was refused. */
  previewId: z.string().nullable(),
  /** `stopped`: it was ended, by another preview or because the inclusion list cannot be used. */
  state: z.enum(['counting', 'ready', 'stopped', 'refused']),
  selection: importSelectionSchema,
  faults: z.array(importFaultSchema),
  /** What the counting waits for. */
  waitReason: runWaitReasonSchema.nullable(),
  counts: z.object({
    /** Known at once. */
    found: z.number().int(),
    /** Records looked at so far; the numbers below are about these, and add up to it. */
    examined: z.number().int(),
    withoutEmail: z.number().int(),
    invalidEmail: z.number().int(),
    /** Records that share their address with one that comes before them, which becomes the contact. */
    duplicateEmails: z.number().int(),
    /** Deleted since, person accounts, and records that cannot be read. */
    otherwiseSkipped: z.number().int(),
    alreadyInHubspot: z.number().int(),
    new: z.number().int(),
    /** Of those already in HubSpot; both 0 without a list. */
    inList: z.number().int(),
    outsideList: z.number().int(),
  }),
  /** The inclusion list in force; `null`: no limit. */
  inclusionList: z.object({ listId: z.string(), name: z.string() }).nullable(),
  estimate: z.object({
    hubspotCalls: z.number().int(),
    salesforceCalls: z.number().int(),
    minutes: z.number(),
    /** Calls Salesforce has left today; `null` before it said so. */
    salesforceCallsLeft: z.number().int().nullable(),
  }),
});
export type ImportPreview = z.infer<typeof importPreviewSchema>;

/** `GET /api/import/fields` */
export const importFieldsSchema = z.object({
  fields: z.record(
    salesforceTypeSchema,
    z.array(
      z.object({
        name: z.string(),
        label: z.string(),
        kind: z.enum(filterKinds),
        picklistValues: z.array(z.object({ value: z.string(), label: z.string() })),
      }),
    ),
  ),
  /** Types the connected user may not read. */
  notAccessible: z.array(salesforceTypeSchema),
  users: z.array(z.object({ ownerId: z.string(), label: z.string() })),
});
export type ImportFields = z.infer<typeof importFieldsSchema>;

/**
 * `POST /api/import`: starts an import, or joins the one that is going. Its run is read, paused, resumed and canceled
 * under `/api/runs/{runId}` like any other; the numbers of its second phase are in `run.import`.
 *
 * Problems: `import_refused` with `{fault, salesforceType, field, needed, available}`; `inclusion_list_unusable`.
 */
export const startImportResponseSchema = z.object({ run: runSchema, hasJoined: z.boolean() });
export type StartImportResponse = z.infer<typeof startImportResponseSchema>;

/** `GET /api/import`: the newest first, previews left out. */
export const importsResponseSchema = z.object({
  imports: z.array(z.object({ run: runSchema, selection: importSelectionSchema })),
});
export type ImportsResponse = z.infer<typeof importsResponseSchema>;

/** Columns of `GET /api/import/{runId}/rows.csv`, one line per Salesforce record. */
export const importRowColumns = [
  'salesforce_type',
  'salesforce_id',
  'email',
  'hubspot_id',
  /** `created`, `existing`, or empty without a contact. */
  'hubspot_contact',
  'outcome',
  'reason',
] as const;

/** `GET /api/email-only?before=`: people whose link holds nothing but the address, 50 a page, the newest first. */
export const emailOnlyQuerySchema = z.object({ before: z.string().max(100).optional() });
export const emailOnlyResponseSchema = z.object({
  people: z.array(
    z.object({
      hubspotContactId: z.string(),
      hubspotUrl: z.string(),
      /** `null`: HubSpot has no address of this contact (any more). */
      email: z.string().nullable(),
      salesforceType: salesforceTypeSchema,
      salesforceId: z.string(),
      salesforceUrl: z.string().nullable(),
      since: z.string(),
    }),
  ),
  total: z.number().int(),
  nextBefore: z.string().nullable(),
});
export type EmailOnlyResponse = z.infer<typeof emailOnlyResponseSchema>;
