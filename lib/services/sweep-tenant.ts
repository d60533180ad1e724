import type { Side } from '#lib/domain/outcome.ts';
import { nextNight, nextTurn, sweepInterval } from '#lib/domain/sweep-schedule.ts';
import type { Connection } from '#lib/ports/connections.ts';
import type { Watermark } from '#lib/ports/sweeps.ts';
import { ProviderFailure } from '#lib/ports.ts';
import type { SweepResult } from './read-feed.ts';
import { reconcileNightly, reconciliationStream } from './reconcile.ts';
import { deletedCheckMs, deletedStream, sweepDeleted } from './sweep-deleted.ts';
import { hubspotStream, sweepHubspot } from './sweep-hubspot.ts';
import { linkCheckMs, linksStream, sweepLinks } from './sweep-links.ts';
import { listStream, sweepList } from './sweep-list.ts';
import { salesforceStream, sweepSalesforce } from './sweep-salesforce.ts';
import type { TenantSession } from './sync-session.ts';

/** What became of a tenant's sweeps. */
export type TenantSweep = {
  /** When the next stream is due; `null` when nothing can be swept before a person has acted. */
  readonly nextDueAt: Date | null;
  readonly found: number;
  readonly failures: readonly ProviderFailure[];
};

type Stream = {
  readonly name: string;
  readonly side: Side;
  /** How often it is read while the tenant is in use, in milliseconds. */
  readonly everyMs: number | 'night';
  sweep(stored: Watermark | null): Promise<SweepResult>;
};

const retryMs = 15_000;

/** No webhook tells who joins the list. One call of HubSpot's asks, and HubSpot does not count them by the day. */
const mostJoinDelayMs = 30_000;

/** Hints found last; kept like a stream, so that a tenant in which nothing happens is known by it. */
const foundStream = 'found';

const salesforceTypes = ['Lead', 'Contact'] as const;

/**
 * Reads every change feed of the tenant that is due. What a feed tells is in the inbox when its watermark moves. A feed
 * that fails is read again later from where it was, and holds up no other.
 *
 * @throws FenceLostError when another process sweeps the tenant.
 */
export async function sweepTenant(session: TenantSession, signal: AbortSignal): Promise<TenantSweep> {
  const { stores, clock } = session;
  const { hubspot, salesforce } = await stores.connections.readBoth();
  if (hubspot === null || salesforce === null) return { nextDueAt: null, found: 0, failures: [] };
  const isUsable = { hubspot: isConnected(hubspot), salesforce: isConnected(salesforce) };
  const marks = await stores.sweeps.list();
  // Connecting syncs nobody: what changed before the tenant had both platforms is no change to it.
  const begin = salesforce.connectedAt;
  const streams = await describeStreams(session, begin, signal);
  await retireOthers(session, marks, streams);
  const usable = streams.filter(({ side }) => isUsable[side]);
  const due = usable.filter(({ name }) => isDue(marks.get(name), clock.now()));
  const results = await Promise.allSettled(due.map((stream) => stream.sweep(marks.get(stream.name) ?? null)));
  const found = results.reduce(
    (sum, result) => sum + (result.status === 'fulfilled' ? result.value.found : 0),
    0,
  );
  const lastFoundAt = await noteFound(session, marks.get(foundStream), found, begin);
  const failures: ProviderFailure[] = [];
  const dueAt = new Map<string, string>();
  for (const [index, stream] of due.entries()) {
    const result = results[index];
    if (result === undefined) continue;
    if (result.status === 'rejected') {
      if (!(result.reason instanceof ProviderFailure)) throw result.reason;
      failures.push(result.reason);
    }
    const pace = paceOf(session, stream, salesforce, lastFoundAt);
    dueAt.set(stream.name, new Date(nextDue(session, result, pace)).toISOString());
  }
  await stores.sweeps.setDue(dueAt);
  return { nextDueAt: earliest(session, usable, marks, dueAt), found, failures };
}

const isConnected = ({ status }: Connection): boolean => status !== 'reconnect_needed';

function isDue(mark: Watermark | undefined, nowMs: number): boolean {
  return mark === undefined || mark.dueAt === null || Date.parse(mark.dueAt) <= nowMs;
}

async function describeStreams(
  session: TenantSession,
  begin: string,
  signal: AbortSignal,
): Promise<Stream[]> {
  const { settings } = await session.stores.settings.readCurrent();
  const chosenAt = await session.stores.settings.readListChosenAt();
  const { sweepIntervalMs: everyMs } = session;
  const streams: Stream[] = [
    {
      name: hubspotStream,
      side: 'hubspot',
      everyMs,
      sweep: (stored) => sweepHubspot(session, stored, begin, signal),
    },
    {
      name: linksStream,
      side: 'hubspot',
      everyMs: linkCheckMs,
      sweep: (stored) => sweepLinks(session, stored),
    },
    {
      name: reconciliationStream,
      side: 'hubspot',
      everyMs: 'night',
      sweep: (stored) => reconcileNightly(session, stored, begin),
    },
  ];
  for (const salesforceType of salesforceTypes) {
    streams.push(
      {
        name: salesforceStream(salesforceType),
        side: 'salesforce',
        everyMs,
        sweep: (stored) => sweepSalesforce(session, stored, salesforceType, begin, signal),
      },
      {
        name: deletedStream(salesforceType),
        side: 'salesforce',
        everyMs: deletedCheckMs,
        sweep: (stored) => sweepDeleted(session, stored, salesforceType, begin),
      },
    );
  }
  if (settings.inclusionList !== null && chosenAt !== null) {
    const { listId } = settings.inclusionList;
    const list = { listId, chosenAt, syncOnJoin: settings.syncOnJoin };
    streams.push({
      name: listStream(listId),
      side: 'hubspot',
      everyMs: Math.min(everyMs, mostJoinDelayMs),
      sweep: (stored) => sweepList(session, stored, list, signal),
    });
  }
  return streams;
}

/** A list that is not the inclusion list any more is not due any more. */
async function retireOthers(
  { stores }: TenantSession,
  marks: ReadonlyMap<string, Watermark>,
  streams: readonly Stream[],
): Promise<void> {
  const names = new Set([foundStream, ...streams.map(({ name }) => name)]);
  const others = [...marks].filter(([name, { dueAt }]) => dueAt !== null && !names.has(name));
  await stores.sweeps.setDue(new Map(others.map(([name]) => [name, null])));
}

async function noteFound(
  { stores, clock }: TenantSession,
  mark: Watermark | undefined,
  found: number,
  begin: string,
): Promise<string> {
  if (found === 0) return mark?.value ?? begin;
  const value = new Date(clock.now()).toISOString();
  await stores.sweeps.moveWatermark(foundStream, mark?.value ?? null, { value, dueAt: null });
  return value;
}

function paceOf(
  { clock, salesforce }: TenantSession,
  { side, everyMs }: Stream,
  { apiUsed, apiLimit }: Connection,
  lastFoundAt: string,
): Stream['everyMs'] {
  if (everyMs === 'night') return everyMs;
  const usage =
    salesforce.apiUsage() ??
    (apiUsed === null || apiLimit === null ? null : { used: apiUsed, limit: apiLimit });
  return sweepInterval({
    intervalMs: everyMs,
    quietMs: clock.now() - Date.parse(lastFoundAt),
    budgetUsed: side === 'salesforce' && usage !== null && usage.limit > 0 ? usage.used / usage.limit : null,
  });
}

/** When a stream is read again, in milliseconds. */
function nextDue(
  { stores, clock }: TenantSession,
  result: PromiseSettledResult<SweepResult>,
  pace: Stream['everyMs'],
): number {
  const now = clock.now();
  if (result.status === 'rejected') return now + retryDelay(result.reason);
  if (!result.value.isDone) return now;
  return pace === 'night' ? nextNight(stores.tenantId, now) : nextTurn(stores.tenantId, pace, now);
}

function retryDelay(failure: unknown): number {
  return failure instanceof ProviderFailure ? Math.max(failure.retryAfterMs ?? 0, retryMs) : retryMs;
}

/** When the first of the streams is due; one that was never read, at once. */
function earliest(
  { clock }: TenantSession,
  streams: readonly Stream[],
  marks: ReadonlyMap<string, Watermark>,
  set: ReadonlyMap<string, string>,
): Date | null {
  if (streams.length === 0) return null;
  const now = new Date(clock.now()).toISOString();
  const times = streams.map(({ name }) => Date.parse(set.get(name) ?? marks.get(name)?.dueAt ?? now));
  return new Date(Math.min(...times));
}
