import type { Impact, ListChange, StartImpactRequest } from '#lib/contracts/impact.ts';
import {
  countImpact,
  type ImpactBasis,
  impactSampleSize,
  isLargeChange,
  mostCounted,
} from '#lib/domain/list-impact.ts';
import type { SyncRun } from '#lib/ports/runs.ts';
import { type ChoosableList, readChoosableList } from './choosable-list.ts';
import { type RequestContext, ServiceError } from './context.ts';
import { readListState } from './read-list-state.ts';
import { requireUsableList } from './require-usable-list.ts';
import { costOf } from './resync.ts';
import { requireSalesforce } from './start-run.ts';

/** How long an impact can be read: who is in which list changes all the time. */
const lifeMs = 3_600_000;

/**
 * How many linked contacts a change of the list would stop. A few calls at the most, so that a small change need not
 * wait for a full count.
 *
 * @throws ServiceError when the list cannot be chosen.
 */
export async function measureListChange(context: RequestContext, listId: string | null): Promise<ListChange> {
  const { stores, hubspot } = context;
  const proposed = await readChoosableList(context, listId);
  const { settings } = await stores.settings.readCurrent();
  const { inclusionList: before, largeChangePercent } = settings;
  const linked = await stores.impacts.countLinked();
  // Under a list that cannot be used nobody syncs, so that another one stops nobody.
  const isStopped = before !== null && (await readListState(hubspot, before)).kind !== 'usable';
  const isSame = proposed?.inclusionList.listId === before?.listId;
  const isHarmless = linked === 0 || proposed === null || isSame || isStopped;
  const drawn = isHarmless ? [] : await stores.impacts.drawLinked(impactSampleSize);
  const memberships = drawn.length === 0 ? new Map() : await hubspot.readMemberships(drawn);
  const stopping = [...memberships.values()].filter((listIds: ReadonlySet<string>) => {
    const isBefore = before === null || listIds.has(before.listId);
    return isBefore && !listIds.has(proposed?.inclusionList.listId ?? '');
  }).length;
  const share = memberships.size === 0 ? 0 : stopping / memberships.size;
  return {
    linked,
    stopping: Math.round(share * linked),
    isEstimate: linked > drawn.length && !isHarmless,
    largeChangePercent,
    isLarge: isLargeChange(stopping, memberships.size, largeChangePercent),
  };
}

/**
 * Starts counting what another inclusion list would mean, and forgets what was counted before.
 *
 * @throws ServiceError when the list cannot be chosen, or there is nothing to compare it with.
 */
export async function startImpact(
  context: RequestContext,
  impactId: string,
  { listId }: StartImpactRequest,
): Promise<Impact> {
  await requireSalesforce(context);
  const { stores, user, clock } = context;
  const proposed = await readChoosableList(context, listId);
  const { saved, size } = await requireUsableList(context);
  const { revision, settings } = saved;
  const isLimitedBefore = settings.inclusionList !== null;
  const basis = await readBasis(context, proposed, isLimitedBefore, size);
  await stores.impacts.forget(new Date(clock.now() + 1));
  const { run } = await stores.runs.startImpact(
    {
      runId: impactId,
      settingsRevision: revision,
      inclusionList: proposed?.inclusionList ?? null,
      startedBy: user.email,
      expectedTotal: basis.isEstimate ? impactSampleSize : basis.membersAfter,
      isDryRun: true,
    },
    basis,
  );
  await context.wakeDrain();
  return viewImpact(context, run);
}

async function readBasis(
  { stores, hubspot }: RequestContext,
  proposed: ChoosableList | null,
  isLimitedBefore: boolean,
  sizeBefore: number | null,
): Promise<ImpactBasis> {
  const membersAfter = proposed === null ? await hubspot.countContacts() : proposed.size;
  const isTooMany = (members: number | null) => (members ?? 0) > mostCounted;
  return {
    isEstimate: isTooMany(membersAfter) || (isLimitedBefore && isTooMany(sizeBefore)),
    isLimitedBefore,
    isLimitedAfter: proposed !== null,
    membersBefore: isLimitedBefore ? sizeBefore : null,
    membersAfter,
    linked: await stores.impacts.countLinked(),
  };
}

/** @throws ServiceError `not_found`. */
export async function readImpact(context: RequestContext, impactId: string): Promise<Impact> {
  return viewImpact(context, await findImpact(context, impactId));
}

/** Stops counting; one that has ended stays as it is. @throws ServiceError `not_found`. */
export async function cancelImpact(context: RequestContext, impactId: string): Promise<Impact> {
  await findImpact(context, impactId);
  await context.stores.runs.cancel(impactId);
  return readImpact(context, impactId);
}

/** @throws ServiceError `not_found` for anything that is no impact of this tenant. */
export async function findImpact({ stores }: RequestContext, impactId: string): Promise<SyncRun> {
  const run = await stores.runs.read(impactId);
  if (run === null || run.kind !== 'impact') throw new ServiceError('not_found');
  return run;
}

/** Whether an impact is too old to be believed. */
export function isExpired({ createdAt }: SyncRun, nowMs: number): boolean {
  return nowMs - Date.parse(createdAt) > lifeMs;
}

async function viewImpact({ stores, clock }: RequestContext, run: SyncRun): Promise<Impact> {
  const { impact: basis, runId, processed } = run;
  if (basis === null) throw new ServiceError('not_found');
  const [tally, before, { settings }] = await Promise.all([
    stores.impacts.readTally(runId),
    stores.settings.readRevision(run.settingsRevision),
    stores.settings.readCurrent(),
  ]);
  const counts = countImpact(basis, tally, run.counts);
  const members = counts.start + counts.unchanged;
  return {
    impactId: runId,
    state: isExpired(run, clock.now()) ? 'expired' : stateOf(run),
    waitReason: run.waitReason,
    list: run.inclusionList,
    listBefore: before.inclusionList,
    isEstimate: basis.isEstimate,
    sampled: basis.isEstimate ? tally.listed : 0,
    linked: basis.linked,
    examined: processed,
    total: run.isEnumerationComplete ? run.enumerated : run.expectedTotal,
    counts,
    cost: { contacts: members, ...costOf(members, basis.isLimitedAfter) },
    isLarge: isLargeChange(counts.stop, basis.linked, settings.largeChangePercent),
    expiresAt: new Date(Date.parse(run.createdAt) + lifeMs).toISOString(),
  };
}

function stateOf({ state }: SyncRun): Impact['state'] {
  if (state === 'queued' || state === 'running') return 'counting';
  if (state === 'canceled') return 'canceled';
  return state === 'paused' || state === 'failed' ? 'stopped' : 'ready';
}
