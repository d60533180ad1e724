import { type BaseValues, baseKey } from '#lib/domain/field-sync.ts';
import type { Failure, FieldChange, FieldFault, Outcome, Side } from '#lib/domain/outcome.ts';
import type { SalesforceType } from '#lib/domain/records.ts';
import type { Attempt, BatchRecord, LinkChange, PendingChange } from '#lib/ports/stores.ts';
import type { GatedPair } from './gated-pair.ts';
import type { Pair } from './gather-pairs.ts';
import type { PairWriteResults, Writing } from './write-decisions.ts';
import type { RecordWriteResult } from './write-records.ts';

/** A record that fails for passing reasons this often is reported as failed. */
const maxAttempts = 6;
const firstDelayMs = 5_000;
const longestDelayMs = 300_000;

/** What one pair came to. `null` as outcome: it stays in the inbox and is tried again. */
type Settlement = { readonly outcome: Outcome | null; readonly link: LinkChange | null };

/** Turns decisions and what became of their writes into what has to be stored. */
export function toBatchRecord(
  pairs: readonly GatedPair[],
  { results, interruption }: Writing,
  nowMs: number,
): BatchRecord {
  const settled: BatchRecord['settled'][number][] = [];
  const postponed: BatchRecord['postponed'][number][] = [];
  const links: LinkChange[] = [];
  const attempts: Attempt[] = [];
  for (const gated of pairs) {
    const { changes } = gated.pair;
    const written = results.get(gated) ?? {};
    // Cut off by a platform that is away or over its limit: no attempt of this record's, so none is counted.
    if (interruption !== null && isLost(written)) continue;
    const settlement = settlePair(gated, written);
    const outcome = settlement.outcome ?? giveUp(gated);
    if (settlement.link !== null) links.push(...moveLink(settlement.link, gated.pair));
    if (outcome === null) {
      postponed.push(...postpone(changes, nowMs));
      continue;
    }
    for (const change of changes) settled.push({ change, outcome });
    attempts.push(toAttempt(gated, outcome, settlement.link));
  }
  return { settled, postponed, links, attempts };
}

/** Later each time: from 5 s, doubling, to 5 min. */
export function postpone(changes: readonly PendingChange[], nowMs: number): BatchRecord['postponed'] {
  return changes.map((change) => {
    const delayMs = Math.min(longestDelayMs, firstDelayMs * 2 ** change.attempts);
    return { change, notBefore: new Date(nowMs + delayMs) };
  });
}

function giveUp({ pair, gate }: GatedPair): Outcome | null {
  const tries = Math.max(...pair.changes.map(({ attempts }) => attempts)) + 1;
  // An unanswered gate is never given up: the change must wait until it can be asked.
  if (tries < maxAttempts || gate.kind === 'unknown') return null;
  return {
    kind: 'failed',
    failure: {
      code: 'gave_up',
      side: 'salesforce',
      field: null,
      detail: null,
      isRetryable: true,
      fixer: 'nobody_wait',
    },
  };
}

/** A link that belongs to a contact that was merged away or is gone is replaced, not doubled. */
function moveLink(change: LinkChange, { hubspotContactId, link, formerHolder }: Pair): LinkChange[] {
  if (change.kind === 'remove') return [change];
  const former = [link?.hubspotContactId, formerHolder].filter((each) => each !== hubspotContactId);
  return [
    ...former.flatMap((each) => (each ? [{ kind: 'remove', hubspotContactId: each } as const] : [])),
    change,
  ];
}

function settlePair(gated: GatedPair, written: PairWriteResults): Settlement {
  const { decision, pair } = gated;
  switch (decision.kind) {
    case 'wait':
    case 'needs_edit_times':
      return { outcome: null, link: null };
    case 'settle': {
      const isStale = decision.endsLink && pair.link !== null;
      const ended = pair.link?.hubspotContactId ?? pair.hubspotContactId;
      return {
        outcome: decision.outcome,
        link: isStale ? { kind: 'remove', hubspotContactId: ended } : null,
      };
    }
    case 'create_in_salesforce':
      return settleCreation(gated, decision, written.salesforce);
    case 'sync':
      return settleSync(gated, decision, written);
  }
}

type Creation = Extract<GatedPair['decision'], { kind: 'create_in_salesforce' }>;
type Sync = Extract<GatedPair['decision'], { kind: 'sync' }>;

function settleCreation(
  gated: GatedPair,
  { salesforceType, creation }: Creation,
  result: RecordWriteResult | undefined,
): Settlement {
  if (result === undefined || result.kind === 'lost') return { outcome: null, link: null };
  if (result.kind === 'refused') return { outcome: failedOrRetry(result.failure), link: null };
  const faults = [...creation.faults, ...result.faults];
  const refused = new Set(result.faults.map(({ field }) => field));
  const base = withoutRefused(gated, salesforceType, creation.nextBase, new Map([['salesforce', refused]]));
  return {
    outcome: {
      kind: 'created_in_salesforce',
      salesforceType,
      changes: creation.changes.filter(({ field }) => !refused.has(field)),
      faults,
    },
    link: putLink(gated, result.recordId, salesforceType, base),
  };
}

function isLost({ salesforce, hubspot }: PairWriteResults): boolean {
  return salesforce?.kind === 'lost' || hubspot?.kind === 'lost';
}

function settleSync(gated: GatedPair, { salesforce, plan }: Sync, written: PairWriteResults): Settlement {
  if (isLost(written)) return { outcome: null, link: null };
  const results = [written.salesforce, written.hubspot];
  const refusals = results.flatMap((result) => (result?.kind === 'refused' ? [result.failure] : []));
  if (refusals.some(({ isRetryable }) => isRetryable)) return { outcome: null, link: null };
  const refused = new Map<Side, ReadonlySet<string>>([
    ['salesforce', refusedFields(written.salesforce, plan.toSalesforce)],
    ['hubspot', refusedFields(written.hubspot, plan.toHubspot)],
  ]);
  const base = withoutRefused(gated, salesforce.salesforceType, plan.nextBase, refused);
  const faults = [...plan.faults, ...results.flatMap((result) => faultsOf(result))];
  const changes = plan.changes.filter(({ side, field }) => !refused.get(side)?.has(field));
  const outcome = syncOutcome(gated, changes, faults, refusals);
  const isAsStored = outcome.kind === 'unchanged' && hasSameBase(gated.pair.base, base);
  const { salesforceId, salesforceType } = salesforce;
  return { outcome, link: isAsStored ? null : putLink(gated, salesforceId, salesforceType, base) };
}

function hasSameBase(stored: BaseValues | null, next: BaseValues): boolean {
  const keys = Object.keys(next);
  return (
    stored !== null &&
    keys.length === Object.keys(stored).length &&
    keys.every((key) => stored[key] === next[key])
  );
}

function syncOutcome(
  { pair }: GatedPair,
  changes: readonly FieldChange[],
  faults: readonly FieldFault[],
  [refusal]: readonly Failure[],
): Outcome {
  if (refusal !== undefined) return { kind: 'failed', failure: refusal };
  if (changes.length > 0) return { kind: 'updated', changes, faults };
  if (!pair.isLinked) return { kind: 'linked', faults };
  const [fault] = faults;
  if (fault === undefined) return { kind: 'unchanged' };
  const { code, side, field } = fault;
  const failure = { code, side, field, detail: null, isRetryable: false, fixer: 'contact_owner' } as const;
  return { kind: 'failed', failure };
}

function failedOrRetry(failure: Failure): Outcome | null {
  return failure.isRetryable ? null : { kind: 'failed', failure };
}

function faultsOf(result: RecordWriteResult | undefined): readonly FieldFault[] {
  return result?.kind === 'written' ? result.faults : [];
}

function refusedFields(
  result: RecordWriteResult | undefined,
  fields: Readonly<Record<string, unknown>>,
): ReadonlySet<string> {
  if (result?.kind === 'refused') return new Set(Object.keys(fields));
  return new Set(faultsOf(result).map(({ field }) => field));
}

/** A field that did not cross keeps its old base, so that the next sync sees the same difference again. */
function withoutRefused(
  { pair, rules }: GatedPair,
  salesforceType: SalesforceType,
  nextBase: Readonly<Record<string, string>>,
  refused: ReadonlyMap<Side, ReadonlySet<string>>,
): Record<string, string> {
  const base = { ...nextBase };
  for (const mapping of rules.rules.mappings[salesforceType]) {
    const isRefused =
      refused.get('salesforce')?.has(mapping.salesforceField) ||
      refused.get('hubspot')?.has(mapping.hubspotProperty);
    if (!isRefused) continue;
    const key = baseKey(mapping);
    const old = pair.base?.[key];
    if (old === undefined) delete base[key];
    else base[key] = old;
  }
  return base;
}

function putLink(
  { pair, gate }: GatedPair,
  salesforceId: string,
  salesforceType: SalesforceType,
  base: Readonly<Record<string, string>>,
): LinkChange {
  return {
    kind: 'put',
    reading: gate.reading,
    link: {
      hubspotContactId: pair.hubspotContactId,
      salesforceId,
      salesforceType,
      state: 'active',
      isPinned: pair.link?.isPinned ?? false,
      base,
    },
  };
}

function toAttempt({ pair, gate, rules }: GatedPair, outcome: Outcome, link: LinkChange | null): Attempt {
  const linked = link?.kind === 'put' ? link.link : null;
  return {
    hubspotContactId: pair.hubspotContactId,
    salesforceType: linked?.salesforceType ?? pair.salesforce?.salesforceType ?? null,
    salesforceId: linked?.salesforceId ?? pair.salesforce?.salesforceId ?? null,
    email: pair.contact?.email ?? null,
    outcome,
    triggers: [...new Set(pair.changes.flatMap(({ triggers }) => triggers))],
    settingsRevision: rules.revision,
    membership: gate.reading,
    runIds: pair.changes.flatMap(({ runId }) => runId ?? []),
  };
}
