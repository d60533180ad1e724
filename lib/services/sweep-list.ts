import type { ListActivity } from '#lib/ports/change-feeds.ts';
import type { Hint } from '#lib/ports/inbox.ts';
import type { Watermark } from '#lib/ports/sweeps.ts';
import { type MarkKeeper, openMark, type SweepResult } from './read-feed.ts';
import type { TenantSession } from './sync-session.ts';

export const listStream = (listId: string) => `list:${listId}`;

export type WatchedList = {
  readonly listId: string;
  /** Whoever was in the list by then is not synced for having been chosen. ISO 8601. */
  readonly chosenAt: string;
  readonly syncOnJoin: boolean;
};

/** How far joins and leaves of the list are known. */
type ListMark = {
  readonly chosenAt: string;
  /** Token of the last page of joins that was read; newer joins come on it or behind it. */
  readonly after: string | null;
  /** What HubSpot said of the list before its joins were last read to their end; `null`: not read to the end yet. */
  readonly joinsSeen: ListActivity | null;
  /** When somebody last left, as far as every linked member was checked since. */
  readonly leavesSeen: string | null;
  /** A check of linked members under way: the last one that was checked, and what will be seen when it ends. */
  readonly checking: { readonly after: string | null; readonly leaveAt: string | null } | null;
};

/** Pages of 250 joins one turn reads: 10,000 members of a list that was just chosen. */
const joinPagesPerTurn = 40;

/** Linked members one turn checks, 100 a call. However fast a big list loses members, a turn costs ten calls. */
const checksPerTurn = 1_000;

/**
 * Finds who joined the inclusion list since it was chosen and which linked members left it. The list's members at the
 * time it was chosen are walked through once and nobody of them is named.
 */
export async function sweepList(
  session: TenantSession,
  stored: Watermark | null,
  list: WatchedList,
  signal: AbortSignal,
): Promise<SweepResult> {
  const { chosenAt } = list;
  const start: ListMark = { chosenAt, after: null, joinsSeen: null, leavesSeen: null, checking: null };
  const keeper = await openMark<ListMark>(session.stores, { stream: listStream(list.listId), stored }, start);
  const activity = await session.hubspot.readListActivity(list.listId);
  if (activity === null) return { found: 0, isDone: true };
  let mark = keeper.mark;
  if (mark.chosenAt !== chosenAt) mark = { ...mark, chosenAt, joinsSeen: null };
  const joins = await readJoins(session, list, mark, activity, keeper, signal);
  const leaves = await checkMembers(session, list, joins.mark, activity, keeper);
  return { found: joins.found + leaves.found, isDone: joins.isDone && leaves.isDone };
}

type Step = SweepResult & { readonly mark: ListMark };

async function readJoins(
  { stores, hubspot }: TenantSession,
  { listId, chosenAt, syncOnJoin }: WatchedList,
  mark: ListMark,
  activity: ListActivity,
  keeper: MarkKeeper<ListMark>,
  signal: AbortSignal,
): Promise<Step> {
  if (mark.joinsSeen !== null && mark.joinsSeen.lastJoinAt === activity.lastJoinAt) {
    return { mark, found: 0, isDone: true };
  }
  let current = mark;
  let found = 0;
  for (let pages = 0; pages < joinPagesPerTurn && !signal.aborted; pages += 1) {
    const { joins, next } = await hubspot.readJoinsPage(listId, current.after);
    const named = joins
      .filter(({ joinedAt }) => syncOnJoin && joinedAt > chosenAt)
      .map(({ contactId, joinedAt }) => ({
        stamp: joinedAt,
        hint: hintOf(contactId, 'list_joined', joinedAt),
      }));
    found += await stores.sweeps.storeSwept(listStream(listId), named);
    current =
      next === null ? { ...current, joinsSeen: activity } : { ...current, after: next, joinsSeen: null };
    await keeper.move(current);
    if (next === null) {
      const [oldest] = joins;
      if (oldest !== undefined) await stores.sweeps.prune(listStream(listId), oldest.joinedAt);
      return { mark: current, found, isDone: true };
    }
  }
  return { mark: current, found, isDone: false };
}

/** HubSpot does not tell who left. So when somebody did, the linked contacts that were members are read anew. */
async function checkMembers(
  { stores, hubspot, clock }: TenantSession,
  { listId }: WatchedList,
  mark: ListMark,
  { lastLeaveAt }: ListActivity,
  keeper: MarkKeeper<ListMark>,
): Promise<Step> {
  if (mark.checking === null && mark.leavesSeen === lastLeaveAt) return { mark, found: 0, isDone: true };
  const { after, leaveAt } = mark.checking ?? { after: null, leaveAt: lastLeaveAt };
  const links = await stores.links.listPage({ after, limit: checksPerTurn, memberOf: listId });
  const contactIds = links.map(({ hubspotContactId }) => hubspotContactId);
  const memberships = await hubspot.readMemberships(contactIds);
  const now = new Date(clock.now()).toISOString();
  const stamp = leaveAt ?? now;
  const left = contactIds
    .filter((contactId) => memberships.get(contactId)?.has(listId) === false)
    .map((contactId) => ({ stamp: `left ${stamp}`, hint: hintOf(contactId, 'list_left', now) }));
  const found = await stores.sweeps.storeSwept(`${listStream(listId)}:left`, left);
  const isLast = contactIds.length < checksPerTurn;
  const next: ListMark = isLast
    ? { ...mark, leavesSeen: leaveAt, checking: null }
    : { ...mark, checking: { after: contactIds.at(-1) ?? after, leaveAt } };
  await keeper.move(next);
  // The rest is checked a turn later: leaves are not urgent, because the gate reads memberships afresh anyway.
  return { mark: next, found, isDone: true };
}

function hintOf(contactId: string, trigger: 'list_joined' | 'list_left', occurredAt: string): Hint {
  return { side: 'hubspot', recordKind: 'contact', recordId: contactId, trigger, occurredAt };
}
