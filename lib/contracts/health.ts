import { z } from 'zod';
import { standings, waitCauses } from '#lib/domain/standing.ts';
import { runKindSchema, runStateSchema, runWaitReasonSchema } from './runs.ts';

const moment = z.string();
const sideSchema = z.enum(['hubspot', 'salesforce']);

export const apiForecastSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('within') }),
  z.object({ kind: z.literal('reached') }),
  z.object({ kind: z.literal('reached_at'), at: moment }),
]);

/** What waits for one and the same reason. */
export const parkedWorkSchema = z.object({
  run: z
    .object({
      runId: z.string(),
      kind: runKindSchema,
      state: runStateSchema,
      waitReason: runWaitReasonSchema.nullable(),
    })
    .nullable(),
  /** Of live changes: their turn, HubSpot's evaluation of the list, or another try; `null` for a run's. */
  cause: z.enum(waitCauses).nullable(),
  records: z.number().int(),
  /** When the first of them is looked at. */
  nextAt: moment,
  oldestAt: moment,
});
export type ParkedWorkView = z.infer<typeof parkedWorkSchema>;

/** `GET /api/sync-health` */
export const syncHealthSchema = z.object({
  /** Contacts by where they stood when they were last looked at; `waiting` counts changes. */
  counts: z.record(z.enum(standings), z.number().int()),
  apiUse: z.object({
    hubspot: z.object({
      callsToday: z.number().int(),
      /** Calls HubSpot allows in ten seconds; `null` before it said so. */
      limitPerTenSeconds: z.number().int().nullable(),
    }),
    salesforce: z.object({
      callsToday: z.number().int(),
      /** Of the whole org in the last 24 hours, whoever made them; `null` before Salesforce said so. */
      used: z.number().int().nullable(),
      limit: z.number().int().nullable(),
      forecast: apiForecastSchema.nullable(),
    }),
  }),
  parked: z.array(parkedWorkSchema),
});
export type SyncHealth = z.infer<typeof syncHealthSchema>;

export const seriesRanges = ['day', 'week', 'month'] as const;
export type SeriesRange = (typeof seriesRanges)[number];

/** `GET /api/sync-health/series?range=` */
export const healthSeriesQuerySchema = z.object({ range: z.enum(seriesRanges).default('day') });
export const healthSeriesSchema = z.object({
  bucketMinutes: z.number().int(),
  /** Without a gap, the oldest first. */
  buckets: z.array(
    z.object({
      at: moment,
      synced: z.number().int(),
      failed: z.number().int(),
      /** Seconds from an edit to its arrival on the other side; `null` when none arrived. */
      medianDelay: z.number().nullable(),
      /** One edit in twenty took longer. */
      slowDelay: z.number().nullable(),
    }),
  ),
});
export type HealthSeries = z.infer<typeof healthSeriesSchema>;

/**
 * `GET /api/sync-health/records?standing=&groupId=&person=&after=` by contact id, 50 a page. `groupId` narrows `failing`
 * to one root cause. `GET /api/sync-health/records.csv` takes the same and answers all of it.
 */
export const standingQuerySchema = z.object({
  standing: z.enum(standings),
  groupId: z.uuid().optional(),
  /** An e-mail address, or the id of the record in HubSpot or Salesforce. */
  person: z.string().trim().min(1).max(254).optional(),
  after: z.string().max(40).optional(),
});
export type StandingQuery = z.infer<typeof standingQuerySchema>;

export const standingRecordSchema = z.object({
  mark: z.string(),
  hubspotContactId: z.string().nullable(),
  hubspotUrl: z.string().nullable(),
  salesforceType: z.enum(['Lead', 'Contact']).nullable(),
  salesforceId: z.string().nullable(),
  salesforceUrl: z.string().nullable(),
  email: z.string().nullable(),
  since: moment,
  causes: z.array(
    z.object({
      groupId: z.string(),
      code: z.string(),
      side: sideSchema,
      field: z.string().nullable(),
      fixer: z.string(),
    }),
  ),
  waiting: z
    .object({
      triggers: z.array(z.string()),
      attempts: z.number().int(),
      notBefore: moment,
      runId: z.string().nullable(),
    })
    .nullable(),
});
export type StandingRecordView = z.infer<typeof standingRecordSchema>;

export const standingRecordsResponseSchema = z.object({
  records: z.array(standingRecordSchema),
  nextAfter: z.string().nullable(),
});
export type StandingRecordsResponse = z.infer<typeof standingRecordsResponseSchema>;

/** Columns of `GET /api/sync-health/records.csv`. */
export const standingColumns = [
  'email',
  'hubspot_id',
  'salesforce_type',
  'salesforce_id',
  'standing',
  'since',
  'causes',
  'fixers',
] as const;
