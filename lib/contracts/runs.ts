import { z } from 'zod';
import { outcomeKinds } from '#lib/domain/outcome.ts';

export const runStateSchema = z.enum([
  'queued',
  'running',
  'paused',
  'completed',
  'completed_with_errors',
  'canceled',
  'failed',
]);
export type RunState = z.infer<typeof runStateSchema>;

/** Why a run stands still although nobody paused it, or why it was paused by itself. */
export const runWaitReasonSchema = z.enum([
  'inclusion_list_processing',
  'inclusion_list_deleted',
  'inclusion_list_converted',
  'inclusion_list_unreadable',
  'hubspot_reconnect_needed',
  'salesforce_reconnect_needed',
  'salesforce_api_budget',
  'hubspot_rate_limited',
  'provider_unavailable',
]);
export type RunWaitReason = z.infer<typeof runWaitReasonSchema>;

export const runSchema = z.object({
  runId: z.string(),
  kind: z.enum(['resync', 'undo']),
  state: runStateSchema,
  /** Set while the run waits, or was paused, for a reason outside itself. */
  waitReason: runWaitReasonSchema.nullable(),
  /** The list whose members were enumerated; `null` when all contacts were. */
  inclusionList: z.object({ listId: z.string(), name: z.string() }).nullable(),
  settingsRevision: z.number().int(),
  startedBy: z.string().nullable(),
  createdAt: z.string(),
  startedAt: z.string().nullable(),
  finishedAt: z.string().nullable(),
  /** Size known before the start, for the progress bar until enumeration is complete; `null` when unknown. */
  expectedTotal: z.number().int().nullable(),
  isEnumerationComplete: z.boolean(),
  /** processed + waiting = enumerated, at every moment. */
  enumerated: z.number().int(),
  processed: z.number().int(),
  waiting: z.number().int(),
  counts: z.record(z.enum(outcomeKinds), z.number().int()),
  /** Records per minute over the last minute of work; `null` before there is a rate. */
  perMinute: z.number().nullable(),
  /** `null` until it can be told. */
  remainingSeconds: z.number().nullable(),
});
export type RunView = z.infer<typeof runSchema>;

/** `GET /api/runs` */
export const runsResponseSchema = z.object({ runs: z.array(runSchema) });
export type RunsResponse = z.infer<typeof runsResponseSchema>;

/** `POST /api/runs`: starts a resync, or joins the one that is going. */
export const startRunRequestSchema = z.object({ kind: z.literal('resync') });
export const startRunResponseSchema = z.object({ run: runSchema, hasJoined: z.boolean() });
export type StartRunResponse = z.infer<typeof startRunResponseSchema>;

/** `GET /api/resync/estimate` */
export const resyncEstimateSchema = z.object({
  contacts: z.number().int().nullable(),
  hubspotCalls: z.number().int().nullable(),
  salesforceCalls: z.number().int().nullable(),
  minutes: z.number().nullable(),
});
export type ResyncEstimate = z.infer<typeof resyncEstimateSchema>;

/** `POST /api/runs/{runId}/state` */
export const changeRunStateRequestSchema = z.object({ action: z.enum(['pause', 'resume', 'cancel']) });
export type ChangeRunStateRequest = z.infer<typeof changeRunStateRequestSchema>;

/** `GET /api/runs/{runId}/attempts?outcome=&before=` newest first, 50 a page. */
export const attemptsQuerySchema = z.object({
  outcome: z.enum(outcomeKinds).optional(),
  before: z.string().max(40).optional(),
});
export const attemptSchema = z.object({
  attemptId: z.string(),
  at: z.string(),
  email: z.string().nullable(),
  hubspotContactId: z.string().nullable(),
  hubspotUrl: z.string().nullable(),
  salesforceType: z.enum(['Lead', 'Contact']).nullable(),
  salesforceId: z.string().nullable(),
  salesforceUrl: z.string().nullable(),
  outcome: z.enum(outcomeKinds),
  /** Reason or failure code; `null` where the outcome says it all. */
  reason: z.string().nullable(),
  failure: z
    .object({
      code: z.string(),
      side: z.enum(['hubspot', 'salesforce']),
      field: z.string().nullable(),
      detail: z.string().nullable(),
      isRetryable: z.boolean(),
      fixer: z.string(),
    })
    .nullable(),
  changes: z.array(
    z.object({
      side: z.enum(['hubspot', 'salesforce']),
      field: z.string(),
      before: z.string().nullable(),
      after: z.string().nullable(),
    }),
  ),
  faults: z.array(
    z.object({
      side: z.enum(['hubspot', 'salesforce']),
      field: z.string(),
      code: z.string(),
      valueLength: z.number(),
    }),
  ),
  membership: z
    .object({ listId: z.string(), answer: z.enum(['member', 'not_member', 'unknown']), readAt: z.string() })
    .nullable(),
});
export type AttemptView = z.infer<typeof attemptSchema>;
export const attemptsResponseSchema = z.object({
  attempts: z.array(attemptSchema),
  nextBefore: z.string().nullable(),
});
export type AttemptsResponse = z.infer<typeof attemptsResponseSchema>;
