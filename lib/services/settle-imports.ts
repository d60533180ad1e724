import { type OutsideFacts, waitForList } from '#lib/domain/import-decision.ts';
import type { Outcome } from '#lib/domain/outcome.ts';
import type { SyncSettings } from '#lib/domain/settings.ts';
import type { InclusionList } from '#lib/domain/sync-gate.ts';
import type { SyncTrigger } from '#lib/domain/sync-trigger.ts';
import type { BatchRecord } from '#lib/ports/batches.ts';
import type { ImportTally } from '#lib/ports/imports.ts';
import type { PendingChange } from '#lib/ports/inbox.ts';
import { readListState } from './read-list-state.ts';
import type { GatedPair } from './sync-pair.ts';
import type { SyncSession } from './sync-session.ts';

/** A record that an import has named. */
export function isImported({ triggers }: PendingChange): boolean {
  return triggers.includes('import' satisfies SyncTrigger);
}

/**
 * The second phase of an import, where the gate says no: contacts that were just made are given time to join the list,
 * the others keep their address and nothing else.
 */
export async function settleImports(
  session: SyncSession,
  decided: readonly GatedPair[],
): Promise<readonly GatedPair[]> {
  if (!decided.some(isOutside)) return decided;
  const { settings } = await session.stores.settings.readCurrent();
  const activity = await readActivity(session, settings.inclusionList);
  const nowMs = session.clock.now();
  return decided.map((gated) => settleOutside(gated, settings, activity, nowMs));
}

type ListMovement = Pick<OutsideFacts, 'isListProcessing' | 'lastJoinAtMs'>;

/** Gives one pair time to join the list, or settles that it is outside; others are left as they are. */
export function settleOutside(
  gated: GatedPair,
  { settleDelaySeconds, importWaitMinutes }: SyncSettings,
  movement: ListMovement,
  nowMs: number,
): GatedPair {
  const { contact } = gated.pair;
  if (!isOutside(gated) || contact === null || gated.decision.kind !== 'settle') return gated;
  const waitsUntil = waitForList({
    ...movement,
    createdAtMs: Date.parse(contact.createdAt),
    nowMs,
    settleMs: settleDelaySeconds * 1_000,
    limitMs: importWaitMinutes * 60_000,
  });
  return waitsUntil === null
    ? { ...gated, decision: { ...gated.decision, outcome: { kind: 'email_only' } } }
    : { ...gated, waitsUntil, decision: { kind: 'wait' } };
}

/** Excluded, named by an import, and never synced. */
function isOutside({ pair, decision }: GatedPair): boolean {
  return (
    pair.link?.state === 'email_only' &&
    decision.kind === 'settle' &&
    decision.outcome.kind === 'excluded' &&
    pair.changes.some(isImported)
  );
}

async function readActivity(
  { hubspot }: SyncSession,
  inclusionList: InclusionList | null,
): Promise<ListMovement> {
  const state = await readListState(hubspot, inclusionList);
  const activity = inclusionList === null ? null : await hubspot.readListActivity(inclusionList.listId);
  const lastJoinAt = activity?.lastJoinAt ?? null;
  return {
    isListProcessing: state.kind === 'usable' && state.isProcessing,
    lastJoinAtMs: lastJoinAt === null ? null : Date.parse(lastJoinAt),
  };
}

const tallyByOutcome: Partial<Record<Outcome['kind'], ImportTally>> = {
  updated: 'synced',
  linked: 'synced',
  unchanged: 'synced',
  email_only: 'email_only',
};

/** Counts what the second phase came to for the imports that named the pair. */
export function tallyImports(changes: readonly PendingChange[], outcome: Outcome): BatchRecord['tallies'] {
  const tally = tallyByOutcome[outcome.kind];
  return changes.flatMap(({ runId, ...change }) =>
    tally === undefined || runId === null || !isImported({ runId, ...change }) ? [] : [{ runId, tally }],
  );
}
