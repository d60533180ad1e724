import type { Outcome, OwnFailureCode } from '#lib/domain/outcome.ts';
import { isEdit } from '#lib/domain/sync-trigger.ts';
import type { Attempt } from '#lib/ports/attempts.ts';
import { type BatchRecord, emptyRecord } from '#lib/ports/batches.ts';
import type { PendingChange } from '#lib/ports/inbox.ts';
import type { LinkChange } from '#lib/ports/links.ts';
import { tallyImports } from './settle-imports.ts';
import { isLost, settlePair } from './settle-pair.ts';
import type { BatchMode, GatedPair, Pair } from './sync-pair.ts';
import type { PairWriteResults, Writing } from './write-decisions.ts';

/** A record that fails for passing reasons this often is reported as failed. */
const maxAttempts = 6;
const firstDelayMs = 5_000;
const longestDelayMs = 300_000;

/** Turns decisions and what became of their writes into what has to be stored. A dry run leaves outcomes only. */
export function toBatchRecord(
  pairs: readonly GatedPair[],
  { results, interruption }: Writing,
  nowMs: number,
  mode: BatchMode,
): BatchRecord {
  const parts = pairs.flatMap((gated) => {
    const written = results.get(gated) ?? {};
    // Cut off by a platform that is away or over its limit: no attempt of this record's, so none is counted.
    return interruption !== null && isLost(written) ? [] : [recordPair(gated, written, nowMs)];
  });
  const all = {
    settled: parts.flatMap(({ settled }) => settled),
    postponed: parts.flatMap(({ postponed }) => postponed),
    attempts: parts.flatMap(({ attempts }) => attempts),
  };
  if (mode === 'dry') return { ...emptyRecord, ...all, isDryRun: true };
  return {
    ...emptyRecord,
    ...all,
    links: parts.flatMap(({ links }) => links),
    creationSyncs: parts.flatMap(({ creationSyncs }) => creationSyncs),
    erasedContacts: parts.flatMap(({ erasedContacts }) => erasedContacts),
    tallies: parts.flatMap(({ tallies }) => tallies),
  };
}

function recordPair(gated: GatedPair, written: PairWriteResults, nowMs: number): BatchRecord {
  const { pair, waitsUntil } = gated;
  const settlement = settlePair(gated, written);
  const outcome = settlement.outcome ?? giveUp(gated);
  const links = settlement.link === null ? [] : moveLink(settlement.link, pair);
  if (outcome === null) {
    const postponed =
      waitsUntil !== null && gated.decision.kind === 'wait'
        ? pair.changes.map((change) => ({ change, notBefore: new Date(waitsUntil), isAttempt: false }))
        : postpone(pair.changes, nowMs);
    return { ...emptyRecord, postponed, links };
  }
  const changes = settledChanges(gated);
  return {
    ...emptyRecord,
    links,
    settled: changes.map((change) => ({ change, outcome })),
    attempts: changes.length === 0 ? [] : [toAttempt(gated, changes, outcome, settlement.link)],
    creationSyncs: creationSyncOf(gated, outcome, settlement.link),
    tallies: tallyImports(changes, outcome),
    erasedContacts: erasedBy(changes),
  };
}

/**
 * When a link ends, only what named its end is done. Whatever else named the pair, the record whose contact is gone
 * or the contact whose record is, is looked at again without the link.
 */
function settledChanges({ decision, pair }: GatedPair): readonly PendingChange[] {
  const { changes, ofLinkedRecord, contact, link } = pair;
  const isArchived = decision.kind === 'archive_in_hubspot';
  const endsLink = link !== null && decision.kind === 'settle' && decision.link === 'end';
  if (!endsLink && !isArchived) return changes;
  if (contact === null) return changes.filter(({ side }) => side === 'hubspot');
  return changes.filter((change) => ofLinkedRecord.has(change) || (isArchived && change.side === 'hubspot'));
}

function creationSyncOf(
  { decision }: GatedPair,
  outcome: Outcome,
  link: LinkChange | null,
): BatchRecord['creationSyncs'] {
  const isOne =
    decision.kind === 'create_in_hubspot' || (decision.kind === 'sync' && decision.isCreationSync);
  if (!isOne || outcome.kind === 'failed' || link?.kind !== 'put') return [];
  const { salesforceId, hubspotContactId } = link.link;
  return [{ salesforceId, hubspotContactId }];
}

/** Also of a contact that HubSpot kept on showing until we gave up: what is stored of it goes. */
function erasedBy(changes: readonly PendingChange[]): readonly string[] {
  return changes.flatMap(({ triggers, recordId }) => (triggers.includes('contact_erased') ? [recordId] : []));
}

/** Later each time: from 5 s, doubling, to 5 min. */
export function postpone(changes: readonly PendingChange[], nowMs: number): BatchRecord['postponed'] {
  return changes.map((change) => {
    const delayMs = Math.min(longestDelayMs, firstDelayMs * 2 ** change.attempts);
    return { change, notBefore: new Date(nowMs + delayMs), isAttempt: true };
  });
}

function giveUp({ pair, gate, waitsUntil, decision }: GatedPair): Outcome | null {
  const tries = Math.max(...pair.changes.map(({ attempts }) => attempts)) + 1;
  // An unanswered gate is never given up: the change must wait until it can be asked.
  const isHeld = decision.kind === 'wait' && (gate.kind === 'unknown' || waitsUntil !== null);
  if (tries < maxAttempts || isHeld) return null;
  return {
    kind: 'failed',
    failure: {
      code: 'gave_up' satisfies OwnFailureCode,
      side: 'salesforce',
      field: null,
      detail: null,
      isRetryable: true,
      fixer: 'nobody_wait',
    },
  };
}

/** Links of contacts that were merged into this one or are gone end with it; they are replaced, not doubled. */
function moveLink(change: LinkChange, { hubspotContactId, link, endingLinks }: Pair): LinkChange[] {
  const kept = change.kind === 'put' ? change.link.hubspotContactId : null;
  const former = [link?.hubspotContactId, ...endingLinks].filter(
    (each): each is string => each !== undefined && each !== kept && each !== hubspotContactId,
  );
  const ended = [...new Set(former)].map((each) => ({ kind: 'remove', hubspotContactId: each }) as const);
  return [...ended, change];
}

/** Of live changes only: what a run enumerates was not edited just then. */
function firstEditOf(changes: readonly PendingChange[]): string | null {
  const edits = changes.flatMap(({ runId, triggers, firstOccurredAt }) =>
    runId === null && firstOccurredAt !== undefined && isEdit(triggers)
      ? [firstOccurredAt.toISOString()]
      : [],
  );
  return edits.sort()[0] ?? null;
}

function toAttempt(
  { pair, gate, rules }: GatedPair,
  changes: readonly PendingChange[],
  outcome: Outcome,
  link: LinkChange | null,
): Attempt {
  const linked = link?.kind === 'put' ? link.link : null;
  return {
    hubspotContactId: linked?.hubspotContactId ?? pair.hubspotContactId,
    salesforceType:
      linked?.salesforceType ?? pair.salesforce?.salesforceType ?? pair.link?.salesforceType ?? null,
    salesforceId: linked?.salesforceId ?? pair.salesforce?.salesforceId ?? pair.link?.salesforceId ?? null,
    // What is told of an erasure must not itself keep the address.
    email: erasedBy(changes).length > 0 ? null : (pair.contact?.email ?? pair.salesforce?.email ?? null),
    outcome,
    triggers: [...new Set(changes.flatMap(({ triggers }) => triggers))],
    settingsRevision: rules.revision,
    membership: pair.contact === null ? null : gate.reading,
    runIds: changes.flatMap(({ runId }) => runId ?? []),
    occurredAt: firstEditOf(changes),
  };
}
