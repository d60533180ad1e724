import { z } from 'zod';
import { outcomeKinds } from '#lib/domain/outcome.ts';
import { syncTriggers } from '#lib/domain/sync-trigger.ts';

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
  'hubspot_contact_limit',
  'import_query_refused',
]);
export type RunWaitReason = z.infer<typeof runWaitReasonSchema>;

/** The second phase of an import: what became of the contacts beyond their address. */
export const importProgressSchema = z.object({
  salesforceTypes: z.array(z.enum(['Lead', 'Contact'])),
  /** Contacts made in HubSpot, with nothing but the address at first. */
  created: z.number().int(),
  /** Contacts that were there before, joined with their record. */
  linked: z.number().int(),
  /** Joined, and not known yet to be in the list or outside it. */
  waitingForList: z.number().int(),
  /** In the list, or there is none: all mapped fields are filled. */
  synced: z.number().int(),
  /** Outside the list: HubSpot holds the address and nothing else. */
  emailOnly: z.number().int(),
});
export type ImportProgress = z.infer<typeof importProgressSchema>;

export const runKindSchema = z.enum(['resync', 'undo', 'import', 'impact', 'backfill', 'reconciliation']);

export const runSchema = z.object({
  runId: z.string(),
  kind: runKindSchema,
  /** `selected`: single contacts, whatever list they are in. */
  scope: z.enum(['all', 'selected']),
  /** Nothing was written: its outcomes are what would have become of the records. */
  isDryRun: z.boolean(),
  /** The run whose writes this one takes back. */
  undoesRunId: z.string().nullable(),
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
  /** Of an import only; `null` for every other run. */
  import: importProgressSchema.nullable(),
});
export type RunView = z.infer<typeof runSchema>;

/** `GET /api/runs?before=` newest first, 50 a page. */
export const runsQuerySchema = z.object({ before: z.uuid().optional() });
export const runsResponseSchema = z.object({
  runs: z.array(runSchema),
  /** `before` of the next page; `null` when this is all. */
  nextBefore: z.string().nullable(),
});
export type RunsResponse = z.infer<typeof runsResponseSchema>;

/** Whom a resync is about; without it everybody: the list's members, or all contacts. */
export const resyncScopeSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('all') }),
  z.strictObject({
    kind: z.literal('contacts'),
    hubspotContactIds: z
      .array(z.string().regex(/^\d{1,20}$/))
      .min(1)
      .max(500),
  }),
  z.strictObject({ kind: z.literal('error_group'), groupId: z.uuid() }),
  /** Everybody who stands behind a failure. */
  z.strictObject({ kind: z.literal('failing') }),
]);
export type ResyncScope = z.infer<typeof resyncScopeSchema>;

/**
 * `POST /api/runs`: starts a run, or joins the one of its kind that is going. A dry run goes through everything and
 * writes nothing. An undo gives back the values that a finished run wrote, unless they were edited since.
 */
export const startRunRequestSchema = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('resync'),
    isDryRun: z.boolean().default(false),
    scope: resyncScopeSchema.default({ kind: 'all' }),
  }),
  /** Fills mapped fields of linked contacts, behind everything else: offered after a change of the mappings. */
  z.strictObject({ kind: z.literal('backfill'), isDryRun: z.boolean().default(false) }),
  /** Compares linked contacts field by field, behind everything else, and writes nothing. */
  z.strictObject({ kind: z.literal('reconciliation'), isDryRun: z.literal(true).default(true) }),
  z.strictObject({ kind: z.literal('undo'), runId: z.uuid(), isDryRun: z.boolean().default(false) }),
]);
export type StartRunRequest = z.infer<typeof startRunRequestSchema>;
export const startRunResponseSchema = z.object({ run: runSchema, hasJoined: z.boolean() });
export type StartRunResponse = z.infer<typeof startRunResponseSchema>;

/** `GET /api/reconciliation` */
export const reconciliationSchema = z.object({
  /** The newest one; `null`: there was none yet. */
  run: runSchema.nullable(),
  /** When the next one begins by itself; `null` while nothing can be compared. */
  nextAt: z.string().nullable(),
});
export type Reconciliation = z.infer<typeof reconciliationSchema>;

/** `GET /api/resync/estimate` */
export const resyncEstimateSchema = z.object({
  contacts: z.number().int().nullable(),
  hubspotCalls: z.number().int().nullable(),
  salesforceCalls: z.number().int().nullable(),
  minutes: z.number().nullable(),
});
export type ResyncEstimate = z.infer<typeof resyncEstimateSchema>;

/** `GET /api/backfill/estimate`: linked contacts, of the list where there is one. */
export const backfillEstimateSchema = resyncEstimateSchema;

/** `POST /api/runs/{runId}/state` */
export const changeRunStateRequestSchema = z.strictObject({ action: z.enum(['pause', 'resume', 'cancel']) });
export type ChangeRunStateRequest = z.infer<typeof changeRunStateRequestSchema>;

/** `GET /api/runs/{runId}/attempts?outcome=&before=` newest first, 50 a page. */
export const attemptsQuerySchema = z.object({
  outcome: z.enum(outcomeKinds).optional(),
  before: z.string().max(40).optional(),
});

/**
 * `GET /api/attempts?person=&outcome=&trigger=&from=&to=&before=` what happened in runs and live, newest first, 50 a
 * page. Dry runs are left out: nothing happened in them.
 */
export const historyQuerySchema = z.object({
  /** An e-mail address, or the id of the record in HubSpot or Salesforce. */
  person: z.string().trim().min(1).max(254).optional(),
  outcome: z.enum(outcomeKinds).optional(),
  trigger: z.enum(syncTriggers).optional(),
  /** The first moment included and the first one not, ISO 8601. */
  from: z.iso.datetime({ offset: true }).optional(),
  to: z.iso.datetime({ offset: true }).optional(),
  before: z.string().max(40).optional(),
});
export type HistoryQuery = z.infer<typeof historyQuerySchema>;

/** Why one value did not cross while the rest of the record did. */
export const fieldFaultSchema = z.object({
  side: z.enum(['hubspot', 'salesforce']),
  field: z.string(),
  code: z.string(),
  valueLength: z.number(),
});

export const attemptSchema = z.object({
  attemptId: z.string(),
  at: z.string(),
  /** `null`: a live change. */
  runId: z.string().nullable(),
  /** What named the record. */
  triggers: z.array(z.string()),
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
  faults: z.array(fieldFaultSchema),
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

/** Failures with one root cause, and how many records stand behind it. */
export const errorGroupSchema = z.object({
  groupId: z.string(),
  code: z.string(),
  side: z.enum(['hubspot', 'salesforce']),
  field: z.string().nullable(),
  fixer: z.string(),
  records: z.number().int(),
  firstSeenAt: z.string(),
  lastSeenAt: z.string(),
});
export type ErrorGroupView = z.infer<typeof errorGroupSchema>;

/** `GET /api/error-groups`: those that still have records behind them, the newest first. */
export const errorGroupsResponseSchema = z.object({ groups: z.array(errorGroupSchema) });
export type ErrorGroupsResponse = z.infer<typeof errorGroupsResponseSchema>;
