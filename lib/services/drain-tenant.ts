import type { RunWaitReason } from '#lib/domain/sync-run.ts';
import { FenceLostError } from '#lib/ports/batches.ts';
import type { TenantStores } from '#lib/ports/stores.ts';
import { ProviderFailure } from '#lib/ports.ts';
import { feedRuns } from './feed-runs.ts';
import { noteApiUsage } from './note-api-usage.ts';
import { processWave } from './process-wave.ts';
import { pruneHistory } from './prune-history.ts';
import { readListState, waitReasonOf } from './read-list-state.ts';
import { sweepTenant } from './sweep-tenant.ts';
import { openSyncSession, type SyncSession, type TenantSession } from './sync-session.ts';
import { advanceUndos } from './undo-runs.ts';

/** What the worker does after a drain. */
export type DrainResult =
  | { readonly kind: 'idle' }
  /** There is more to do: take turns with other tenants, then go on. */
  | { readonly kind: 'more' }
  | { readonly kind: 'wait'; readonly until: Date }
  /** Another process has taken the tenant over. */
  | { readonly kind: 'superseded' }
  /** Nothing goes on before a person has acted. */
  | { readonly kind: 'parked'; readonly reason: RunWaitReason };

/** Records taken from the inbox at once: as many as Salesforce gives in one read. */
const waveSize = 2_000;

/** Waves one turn of a tenant may take. */
const wavesPerTurn = 5;

const unavailableDelayMs = 15_000;
const listProblemDelayMs = 300_000;
/** From here on a limit is worth telling, and outlasts the sweep that wakes every tenant with work. */
const longPauseMs = 60_000;

/**
 * Reads the tenant's change feeds that are due, then works its inbox and runs until there is nothing to do, its turn is
 * over, or something outside says wait. The caller holds the tenant's lock. Every failure leaves the watermarks and the
 * inbox as they were, so nothing is lost.
 */
export async function drainTenant(
  tenant: TenantSession,
  signal: AbortSignal,
  onSweepFailure: (failure: ProviderFailure) => void = () => {},
): Promise<DrainResult> {
  const pausedUntil = await readPause(tenant);
  if (pausedUntil !== null) return { kind: 'wait', until: pausedUntil };
  try {
    const { nextDueAt, failures } = await sweepTenant(tenant, signal);
    failures.forEach(onSweepFailure);
    const result = await workInbox(tenant, signal);
    await noteApiUsage(tenant);
    return untilSweep(result, nextDueAt);
  } catch (error) {
    if (error instanceof FenceLostError) return { kind: 'superseded' };
    throw error;
  }
}

/** Whatever the inbox came to, the tenant is looked at again when its next sweep is due. */
function untilSweep(result: DrainResult, nextDueAt: Date | null): DrainResult {
  if (nextDueAt === null || result.kind === 'more' || result.kind === 'superseded') return result;
  if (result.kind === 'wait' && result.until <= nextDueAt) return result;
  return { kind: 'wait', until: nextDueAt };
}

async function workInbox(tenant: TenantSession, signal: AbortSignal): Promise<DrainResult> {
  const { stores, clock } = tenant;
  await pruneHistory(tenant);
  if (!(await hasWork(stores))) return { kind: 'idle' };
  const fence = await stores.raiseFence();
  try {
    const session = await openSyncSession(tenant, fence);
    return await takeTurn(session, signal);
  } catch (error) {
    if (!(error instanceof ProviderFailure)) throw error;
    return standStill(stores, error, clock.now());
  }
}

async function hasWork(stores: TenantStores): Promise<boolean> {
  return (await hasRuns(stores)) || (await stores.inbox.readNextDue()) !== null;
}

async function hasRuns({ runs }: TenantStores): Promise<boolean> {
  return (await runs.listUnfinished()).some(({ state }) => state !== 'paused');
}

/** Until when a platform has asked to be left alone, whoever wakes the drain meanwhile. */
async function readPause({ stores: { connections } }: TenantSession): Promise<Date | null> {
  const { hubspot, salesforce } = await connections.readBoth();
  const pauses = [hubspot, salesforce].flatMap((connection) => connection?.pausedUntil ?? []).sort();
  const last = pauses.at(-1);
  return last === undefined ? null : new Date(last);
}

async function takeTurn(session: SyncSession, signal: AbortSignal): Promise<DrainResult> {
  await session.stores.runs.beginQueued();
  for (let wave = 0; wave < wavesPerTurn; wave += 1) {
    if (signal.aborted) return { kind: 'more' };
    const step = await takeStep(session);
    const isUndoing = await advanceUndos(session);
    if (step !== null && !isUndoing) return step;
  }
  return { kind: 'more' };
}

/** One wave, with the enumeration of runs beside it. `null`: there may be more. */
async function takeStep(session: SyncSession): Promise<DrainResult | null> {
  const { stores, hubspot, clock } = session;
  const changes = await stores.inbox.claim(waveSize, []);
  // Nothing to ask the platforms about: every edit's drain ends here.
  if (changes.length === 0 && !(await hasRuns(stores))) return untilDue(stores);
  const current = await stores.settings.readCurrent();
  const listState = await readListState(hubspot, current.settings.inclusionList);
  if (listState.kind !== 'usable') return closeGate(session, waitReasonOf(listState));
  const [fed, processed] = await Promise.allSettled([
    feedRuns(session),
    changes.length === 0 ? null : processWave(session, changes, { saved: current, listState }),
  ]);
  if (processed.status === 'rejected') throw processed.reason;
  if (fed.status === 'rejected') throw fed.reason;
  await stores.runs.setWaitReason(fed.value.waitReason);
  await stores.runs.finishDone();
  if (changes.length > 0 || fed.value.hasAdvanced) return null;
  const { waitMs } = fed.value;
  return untilDue(stores, waitMs === null ? null : new Date(clock.now() + waitMs));
}

/** Until the next row is due, or until `poll` when that is sooner. */
async function untilDue({ inbox }: TenantStores, poll: Date | null = null): Promise<DrainResult> {
  const due = await inbox.readNextDue();
  const until = due === null || (poll !== null && poll < due) ? poll : due;
  return until === null ? { kind: 'idle' } : { kind: 'wait', until };
}

/** The inclusion list cannot be used: nobody passes, runs pause, everything that waits stays. */
async function closeGate({ stores, clock }: SyncSession, reason: RunWaitReason): Promise<DrainResult> {
  for (const run of await stores.runs.listUnfinished()) {
    if (run.kind === 'undo') continue;
    await stores.runs.changeState(run.runId, 'paused', reason);
  }
  return (await stores.inbox.readNextDue()) === null
    ? { kind: 'parked', reason }
    : waitFor(clock.now() + listProblemDelayMs);
}

/** Turns a provider's failure into what the runs show and when the tenant is looked at again. */
async function standStill(
  stores: TenantStores,
  failure: ProviderFailure,
  nowMs: number,
): Promise<DrainResult> {
  const reason = reasonOf(failure);
  await stores.runs.setWaitReason(reason);
  if (failure.kind === 'auth_expired') return { kind: 'parked', reason };
  const delay = failure.retryAfterMs ?? unavailableDelayMs;
  const until = new Date(nowMs + delay);
  if (failure.kind === 'rate_limited' && delay >= longPauseMs) {
    await stores.connections.pauseUntil(failure.platform, until.toISOString(), failure.code);
  }
  return { kind: 'wait', until };
}

function reasonOf({ kind, platform }: ProviderFailure): RunWaitReason {
  if (kind === 'auth_expired') {
    return platform === 'hubspot' ? 'hubspot_reconnect_needed' : 'salesforce_reconnect_needed';
  }
  if (kind === 'rate_limited')
    return platform === 'hubspot' ? 'hubspot_rate_limited' : 'salesforce_api_budget';
  return 'provider_unavailable';
}

function waitFor(atMs: number): DrainResult {
  return { kind: 'wait', until: new Date(atMs) };
}
