import { decidePair, decideUnpaired, type PairDecision } from '#lib/domain/pair-decision.ts';
import type { BatchRecord } from '#lib/ports/batches.ts';
import { gatePairs, type ListsInForce, type PairAtGate, wasAsked } from './gate-pairs.ts';
import { predictWrites, readAddressOwners } from './predict-writes.ts';
import { toBatchRecord } from './record-batch.ts';
import { settleImports } from './settle-imports.ts';
import type { BatchMode, GatedPair, Pair, RulesInForce } from './sync-pair.ts';
import type { SyncSession } from './sync-session.ts';
import { writeDecisions } from './write-decisions.ts';

/**
 * Gate, decide, write and record the pairs of one batch.
 *
 * @throws ProviderFailure that cut the writing short; what was written before it is recorded all the same.
 */
export async function processBatch(
  session: SyncSession,
  pairs: readonly Pair[],
  rulesOf: (pair: Pair) => RulesInForce,
  lists: ListsInForce,
  mode: BatchMode,
): Promise<void> {
  const gated = await gatePairs(session, pairs, rulesOf, lists);
  const decided = await settleImports(session, await decideAll(session, gated));
  // A process that stood still since it read would write what a younger drain has written already.
  await session.stores.batches.assertFence(session.fence);
  const writing =
    mode === 'real'
      ? await writeDecisions(session, decided)
      : predictWrites(decided, await readAddressOwners(session, decided));
  const nowMs = session.clock.now();
  const record: BatchRecord = toBatchRecord(decided, writing, nowMs, mode);
  await session.stores.batches.record(session.fence, new Date(nowMs), record);
  if (writing.interruption !== null) throw writing.interruption;
}

type LookedUp = {
  readonly editTimes: ReadonlyMap<string, ReadonlyMap<string, string>> | null;
  readonly accountIdByDomain: ReadonlyMap<string, string> | null;
};

/** Decides every pair; what single decisions need to know beyond both sides is looked up for all of them at once. */
export async function decideAll(
  session: SyncSession,
  gated: readonly PairAtGate[],
): Promise<readonly GatedPair[]> {
  const nothing: LookedUp = { editTimes: null, accountIdByDomain: null };
  const first = gated.map((each) => ({ ...each, decision: decideOne(session, each, nothing) }));
  const open = first.filter(({ decision }) => isOpen(decision));
  if (open.length === 0) return first;
  const lookedUp: LookedUp = {
    editTimes: await readEditTimes(session, open),
    accountIdByDomain: await findAccounts(session, open),
  };
  return first.map((each) =>
    isOpen(each.decision) ? { ...each, decision: decideOne(session, each, lookedUp) } : each,
  );
}

function isOpen({ kind }: PairDecision): boolean {
  return kind === 'needs_edit_times' || kind === 'needs_account';
}

function decideOne(session: SyncSession, each: PairAtGate, lookedUp: LookedUp): PairDecision {
  const { pair, gate, rules, waitsUntil } = each;
  const context = {
    accountIdByDomain: lookedUp.accountIdByDomain,
    editTimes:
      lookedUp.editTimes === null
        ? null
        : (lookedUp.editTimes.get(pair.hubspotContactId ?? '') ?? new Map<string, string>()),
    fingerprint: session.fingerprint,
    values: session.values,
  };
  if (pair.hubspotContactId === null) {
    return decideUnpaired(pair.salesforce, pair.hadCreationSync, rules.rules, context);
  }
  const decision = decidePair(pair, gate, rules.rules, context);
  const isHeld = (waitsUntil !== null && wasAsked(pair)) || isErasureTooEarly(pair);
  return isHeld ? { kind: 'wait' } : decision;
}

/** HubSpot has said that a contact was erased and still shows it: what is stored of it must go all the same, later. */
function isErasureTooEarly({ contact, changes }: Pair): boolean {
  return contact !== null && changes.some(({ triggers }) => triggers.includes('contact_erased'));
}

async function readEditTimes(
  { hubspot }: SyncSession,
  open: readonly GatedPair[],
): Promise<LookedUp['editTimes']> {
  const contested = open.flatMap(({ pair, decision }) =>
    decision.kind === 'needs_edit_times' && pair.hubspotContactId !== null
      ? [{ contactId: pair.hubspotContactId, properties: decision.properties }]
      : [],
  );
  if (contested.length === 0) return new Map();
  return hubspot.readEditTimes(
    contested.map(({ contactId }) => contactId),
    [...new Set(contested.flatMap(({ properties }) => properties))],
  );
}

async function findAccounts(
  { salesforce }: SyncSession,
  open: readonly GatedPair[],
): Promise<ReadonlyMap<string, string>> {
  const domains = open.flatMap(({ decision }) =>
    decision.kind === 'needs_account' ? [decision.domain] : [],
  );
  return domains.length === 0 ? new Map() : salesforce.findAccounts([...new Set(domains)]);
}
