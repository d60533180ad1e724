import type { Outcome, OutcomeKind } from './outcome.ts';

export type RunState =
  | 'queued'
  | 'running'
  | 'paused'
  | 'completed'
  | 'completed_with_errors'
  | 'canceled'
  | 'failed';

/** Legal transitions; everything else is refused. */
export const runTransitions: Readonly<Record<RunState, readonly RunState[]>> = {
  queued: ['running', 'paused', 'canceled', 'failed'],
  running: ['paused', 'completed', 'completed_with_errors', 'canceled', 'failed'],
  paused: ['running', 'canceled'],
  completed: [],
  completed_with_errors: [],
  canceled: [],
  failed: [],
};

/** States a run can go to `next` from. */
export function statesBefore(next: RunState): RunState[] {
  return (Object.keys(runTransitions) as RunState[]).filter((state) => runTransitions[state].includes(next));
}

/** States in which a run still has work or may get it back. */
export const unfinishedStates = ['queued', 'running', 'paused'] as const satisfies readonly RunState[];

/** Why a run stands still for a reason outside itself. */
export type RunWaitReason =
  | 'inclusion_list_processing'
  | 'inclusion_list_deleted'
  | 'inclusion_list_converted'
  | 'inclusion_list_unreadable'
  | 'hubspot_reconnect_needed'
  | 'salesforce_reconnect_needed'
  | 'salesforce_api_budget'
  | 'hubspot_rate_limited'
  | 'provider_unavailable'
  /** The portal takes no more contacts. */
  | 'hubspot_contact_limit'
  /** Salesforce refuses the query of an import: a field or object of it may not be read any more. */
  | 'import_query_refused';

export type OutcomeCounts = Readonly<Partial<Record<OutcomeKind, number>>>;

/** Adds outcomes to counts. */
export function countOutcomes(outcomes: readonly Outcome[]): OutcomeCounts {
  const counts: Partial<Record<OutcomeKind, number>> = {};
  for (const { kind } of outcomes) counts[kind] = (counts[kind] ?? 0) + 1;
  return counts;
}

/** A moment (ms) and how many records had been processed by then. */
export type ProgressSample = readonly [at: number, processed: number];

/** How far back a rate looks. */
export const rateWindowMs = 60_000;

/** Keeps the samples of the last minute, the one just before it included, so that a rate can be told. */
export function keepRecentSamples(
  samples: readonly ProgressSample[],
  next: ProgressSample,
): ProgressSample[] {
  const since = next[0] - rateWindowMs;
  const recent = samples.filter(([at]) => at >= since);
  const last = recent.at(-1);
  const isTooSoon = last !== undefined && recent.length > 1 && next[0] - last[0] < 1_000;
  return isTooSoon ? [...recent.slice(0, -1), next] : [...recent, next];
}

/** What a rate is told from, at the least: batches of one wave arrive together and would promise the end in seconds. */
const shortestRateSpanMs = 5_000;

/** Records per minute over the kept samples; `null` while they cover less than five seconds. */
export function ratePerMinute(samples: readonly ProgressSample[]): number | null {
  const first = samples[0];
  const last = samples.at(-1);
  if (first === undefined || last === undefined || last[0] - first[0] < shortestRateSpanMs) return null;
  return ((last[1] - first[1]) / (last[0] - first[0])) * 60_000;
}
