import {
  fenceUntil,
  joinCriteria,
  type ListCriteria,
  noCriteria,
  printCriteria,
} from '#lib/domain/criteria-fence.ts';
import type { SyncSettings } from '#lib/domain/settings.ts';
import {
  askGate,
  type GateAnswer,
  type InclusionList,
  type InclusionListState,
  stricterAnswer,
} from '#lib/domain/sync-gate.ts';
import { readListState } from './read-list-state.ts';
import type { GatedPair, Pair, RulesInForce } from './sync-pair.ts';
import type { SyncSession } from './sync-session.ts';

type Memberships = ReadonlyMap<string, ReadonlySet<string>>;

/** What a wave knows about the lists in force when it began. */
export type ListsInForce = {
  /** Whether any list limits the sync. */
  readonly isLimited: boolean;
  readonly criteriaByListId: ReadonlyMap<string, ListCriteria>;
  /** Lists that HubSpot was evaluating. */
  readonly processing: ReadonlySet<string>;
};

/** A pair with the gate's answer, not decided yet. */
export type PairAtGate = Omit<GatedPair, 'decision'>;

type ListInForce = {
  readonly inclusionList: InclusionList | null;
  readonly listState: InclusionListState;
  readonly settings: SyncSettings;
};

/**
 * Asks the gate for each pair. Memberships are read here, after the values and right before the writes, so that a
 * contact that has just left the list is not written. Which list is asked, and how that list is, is read after them:
 * a list that was deleted meanwhile would look as if all had left it. Without a list memberships are not read; one
 * that is chosen meanwhile finds them unread, which makes every pair wait.
 */
export async function gatePairs(
  session: SyncSession,
  pairs: readonly Pair[],
  rulesOf: (pair: Pair) => RulesInForce,
  lists: ListsInForce,
): Promise<readonly PairAtGate[]> {
  const asked = pairs.flatMap((pair) => (wasAsked(pair) ? (pair.contact?.hubspotContactId ?? []) : []));
  const isAsked = lists.isLimited && asked.length > 0;
  // The fence goes by this moment: how the list is may take half a minute to learn, and the answer is older then.
  const askedAtMs = session.clock.now();
  const memberships: Memberships = isAsked ? await session.hubspot.readMemberships(asked) : new Map();
  const { settings } = await session.stores.settings.readCurrent();
  const { inclusionList } = settings;
  const listState = await readListState(session.hubspot, asked.length === 0 ? null : inclusionList);
  const readAtMs = session.clock.now();
  return pairs.map((pair) => {
    const rules = rulesOf(pair);
    const memberListIds = memberships.get(pair.hubspotContactId ?? '') ?? null;
    const readAt = new Date(readAtMs).toISOString();
    const inForce = { inclusionList, listState, settings };
    const answer = askBothGates(rules.pinned, inForce, memberListIds, readAt);
    const gate = wasAsked(pair) ? answer : withoutReading(answer);
    return { pair, rules, gate, ...fencePair(session, pair, gate, rules.pinned, inForce, lists, askedAtMs) };
  });
}

/** Echoes, contacts that are gone and those without an address are decided without the gate. */
export function wasAsked({ contact, isEcho }: Pair): boolean {
  return !isEcho && contact !== null && contact.email !== null;
}

/** Nobody asked for these memberships: that is no reading that failed, and none to keep as evidence. */
function withoutReading(answer: GateAnswer): GateAnswer {
  return answer.kind === 'excluded' ? answer : { ...answer, reading: null };
}

/** The current list decides; a run that was started under another list adds that one's answer. */
function askBothGates(
  pinned: SyncSettings,
  current: ListInForce,
  memberListIds: ReadonlySet<string> | null,
  readAt: string,
): GateAnswer {
  const answer = askGate(current.inclusionList, current.listState, memberListIds, readAt);
  if (pinned.inclusionList === null || pinned.inclusionList.listId === current.inclusionList?.listId) {
    return answer;
  }
  const usable = { kind: 'usable', isProcessing: false, size: null, filters: null } as const;
  return stricterAnswer(answer, askGate(pinned.inclusionList, usable, memberListIds, readAt));
}

/**
 * A property that the criteria use has changed a moment ago, or the answer has while they are as they were: the list must
 * have been evaluated since.
 */
function fencePair(
  { fingerprint }: SyncSession,
  { contact, link }: Pair,
  { kind: answer }: GateAnswer,
  pinned: SyncSettings,
  { inclusionList, listState, settings }: ListInForce,
  { criteriaByListId, processing }: ListsInForce,
  nowMs: number,
): Pick<GatedPair, 'waitsUntil' | 'criteriaPrint'> {
  const listIds = [...new Set([inclusionList, pinned.inclusionList].flatMap((list) => list?.listId ?? []))];
  if (listIds.length === 0 || contact === null) return { waitsUntil: null, criteriaPrint: null };
  const unknown = { ...noCriteria, isComplete: false };
  const criteria = joinCriteria(listIds.map((listId) => criteriaByListId.get(listId) ?? unknown));
  const print = printCriteria(listIds.join(), answer, criteria, contact, fingerprint);
  const waitsUntil = fenceUntil({
    print,
    settledPrint: link?.criteriaPrint ?? null,
    modifiedAtMs: Date.parse(contact.updatedAt),
    // Looked at on both sides of the memberships: a list that was complete only behind them had answered too early.
    isListProcessing:
      (listState.kind === 'usable' && listState.isProcessing) || listIds.some((id) => processing.has(id)),
    nowMs,
    settleMs: settings.settleDelaySeconds * 1_000,
  });
  return { waitsUntil, criteriaPrint: print };
}
