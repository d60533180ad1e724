import { decidePair } from '#lib/domain/pair-decision.ts';
import type { SyncSettings } from '#lib/domain/settings.ts';
import {
  askGate,
  type GateAnswer,
  type InclusionList,
  type InclusionListState,
  stricterAnswer,
} from '#lib/domain/sync-gate.ts';
import type { BatchRecord } from '#lib/ports/stores.ts';
import type { GatedPair, RulesInForce } from './gated-pair.ts';
import type { Pair } from './gather-pairs.ts';
import { readListState } from './read-list-state.ts';
import { toBatchRecord } from './record-batch.ts';
import type { SyncSession } from './sync-session.ts';
import { writeDecisions } from './write-decisions.ts';

type Memberships = ReadonlyMap<string, ReadonlySet<string>>;

/**
 * Gate, decide, write and record up to a few hundred pairs. Memberships are read here, after the values and
 * right before the writes, so that a contact that has just left the list is not written. Which list is asked,
 * and how that list is, is read after them: a list that was deleted meanwhile would look as if all had left it.
 *
 * @param isLimited whether any list was in force when the wave began. Without one memberships are not read, and a
 *   list that is chosen meanwhile finds them unread, which makes every pair wait.
 * @throws ProviderFailure that cut the writing short; what was written before it is recorded all the same.
 */
export async function processBatch(
  session: SyncSession,
  pairs: readonly Pair[],
  rulesOf: (pair: Pair) => RulesInForce,
  isLimited: boolean,
): Promise<void> {
  const contactIds = pairs.flatMap(({ contact }) => contact?.hubspotContactId ?? []);
  const memberships: Memberships = isLimited ? await session.hubspot.readMemberships(contactIds) : new Map();
  const { settings } = await session.stores.settings.readCurrent();
  const current = {
    inclusionList: settings.inclusionList,
    listState: await readListState(session.hubspot, settings.inclusionList),
  };
  const readAt = new Date(session.clock.now()).toISOString();
  const gated = pairs.map((pair) => {
    const rules = rulesOf(pair);
    const memberListIds = memberships.get(pair.hubspotContactId) ?? null;
    return { pair, rules, gate: askBothGates(rules.pinned, current, memberListIds, readAt) };
  });
  const decided = await decideAll(session, gated);
  // A process that stood still since it read would write what a younger drain has written already.
  await session.stores.batches.assertFence(session.fence);
  const writing = await writeDecisions(session, decided);
  const record: BatchRecord = toBatchRecord(decided, writing, session.clock.now());
  await session.stores.batches.record(session.fence, new Date(session.clock.now()), record);
  if (writing.interruption !== null) throw writing.interruption;
}

/** The current list decides; a run that was started under another list adds that one's answer. */
function askBothGates(
  pinned: SyncSettings,
  current: { readonly inclusionList: InclusionList | null; readonly listState: InclusionListState },
  memberListIds: ReadonlySet<string> | null,
  readAt: string,
): GateAnswer {
  const answer = askGate(current.inclusionList, current.listState, memberListIds, readAt);
  if (pinned.inclusionList === null || pinned.inclusionList.listId === current.inclusionList?.listId) {
    return answer;
  }
  const usable = { kind: 'usable', isProcessing: false, size: null } as const;
  return stricterAnswer(answer, askGate(pinned.inclusionList, usable, memberListIds, readAt));
}

async function decideAll(
  session: SyncSession,
  gated: readonly Omit<GatedPair, 'decision'>[],
): Promise<readonly GatedPair[]> {
  const decide = (
    { pair, gate, rules }: Omit<GatedPair, 'decision'>,
    editTimes: ReadonlyMap<string, string> | null,
  ) =>
    decidePair(pair, gate, rules.rules, {
      editTimes,
      fingerprint: session.fingerprint,
      values: session.values,
    });
  const first = gated.map((each) => ({ ...each, decision: decide(each, null) }));
  const contested = first.flatMap(({ pair, decision }) =>
    decision.kind === 'needs_edit_times' ? [{ pair, properties: decision.properties }] : [],
  );
  if (contested.length === 0) return first;
  const editTimes = await session.hubspot.readEditTimes(
    contested.map(({ pair }) => pair.hubspotContactId),
    [...new Set(contested.flatMap(({ properties }) => properties))],
  );
  return first.map((each) =>
    each.decision.kind === 'needs_edit_times'
      ? { ...each, decision: decide(each, editTimes.get(each.pair.hubspotContactId) ?? new Map()) }
      : each,
  );
}
