import { type BaseValues, baseKey } from '#lib/domain/field-sync.ts';
import { openBase } from '#lib/domain/field-writes.ts';
import type { Failure, FieldChange, FieldFault, Outcome, Side } from '#lib/domain/outcome.ts';
import type { SalesforceType } from '#lib/domain/records.ts';
import type { LinkChange } from '#lib/ports/links.ts';
import type { GatedPair } from './sync-pair.ts';
import type { PairWriteResults } from './write-decisions.ts';
import type { RecordWriteResult } from './write-records.ts';

/** The name under which history shows that a contact went into the recycling bin. */
const archivedField = 'archived';

/** What one pair came to. `null` as outcome: it stays in the inbox and is tried again. */
export type Settlement = { readonly outcome: Outcome | null; readonly link: LinkChange | null };

/** What a decision and its writes came to, and what becomes of the link. */
export function settlePair(gated: GatedPair, written: PairWriteResults): Settlement {
  const { decision } = gated;
  switch (decision.kind) {
    case 'wait':
    case 'needs_edit_times':
    case 'needs_account':
      return { outcome: null, link: null };
    case 'settle':
      return { outcome: decision.outcome, link: changeLink(gated, decision.link) };
    case 'create_in_salesforce':
      return settleCreation(gated, decision, written.salesforce);
    case 'create_in_hubspot':
      return settleContactCreation(gated, decision, written.hubspot);
    case 'archive_in_hubspot':
      return settleArchival(gated, written.hubspot);
    case 'sync':
      return settleSync(gated, decision, written);
  }
}

function changeLink(
  { pair, gate, criteriaPrint }: GatedPair,
  change: 'keep' | 'end' | 'move',
): LinkChange | null {
  const { link, salesforce, hubspotContactId } = pair;
  if (link === null || change === 'keep') return null;
  if (change === 'end') return { kind: 'remove', hubspotContactId: link.hubspotContactId };
  if (salesforce === null || hubspotContactId === null) return null;
  const { salesforceId, salesforceType } = salesforce;
  // Values of another record were agreed on: the next sync of the pair is a first contact.
  const base = salesforceId === link.salesforceId ? link.base : {};
  const moved = { ...link, hubspotContactId, salesforceId, salesforceType, base, criteriaPrint };
  return { kind: 'put', link: moved, reading: gate.reading };
}

function settleArchival({ pair }: GatedPair, result: RecordWriteResult | undefined): Settlement {
  if (result === undefined || result.kind === 'lost') return { outcome: null, link: null };
  if (result.kind === 'refused') return { outcome: failedOrRetry(result.failure), link: null };
  const change = { side: 'hubspot', field: archivedField, before: 'false', after: 'true' } as const;
  const { link } = pair;
  return {
    outcome: { kind: 'updated', changes: [change], faults: [] },
    link: link === null ? null : { kind: 'remove', hubspotContactId: link.hubspotContactId },
  };
}

type Creation = Extract<GatedPair['decision'], { kind: 'create_in_salesforce' }>;
type ContactCreation = Extract<GatedPair['decision'], { kind: 'create_in_hubspot' }>;
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
    link: putLink(gated, gated.pair.hubspotContactId ?? '', result.recordId, salesforceType, base),
  };
}

function settleContactCreation(
  gated: GatedPair,
  { salesforce, creation }: ContactCreation,
  result: RecordWriteResult | undefined,
): Settlement {
  if (result === undefined || result.kind === 'lost') return { outcome: null, link: null };
  // Somebody made the contact between our look and our write: the next look finds it.
  const isRace = result.kind === 'refused' && result.failure.code === 'CONFLICT';
  if (isRace) return { outcome: null, link: null };
  if (result.kind === 'refused') return { outcome: failedOrRetry(result.failure), link: null };
  const { salesforceId, salesforceType } = salesforce;
  const faults = [...creation.faults, ...result.faults];
  const refused = new Set(result.faults.map(({ field }) => field));
  const base = withoutRefused(gated, salesforceType, creation.nextBase, new Map([['hubspot', refused]]));
  const changes = creation.changes.filter(({ field }) => !refused.has(field));
  return {
    outcome: { kind: 'created_in_hubspot', changes, faults },
    link: putLink(gated, result.recordId, salesforceId, salesforceType, base),
  };
}

/** A write whose answer nobody has: it may have had its effect. */
export function isLost({ salesforce, hubspot }: PairWriteResults): boolean {
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
  const isAsStored = outcome.kind === 'unchanged' && isStoredAlready(gated, base);
  const { salesforceId, salesforceType } = salesforce;
  const contactId = gated.pair.hubspotContactId ?? '';
  return { outcome, link: isAsStored ? null : putLink(gated, contactId, salesforceId, salesforceType, base) };
}

function isStoredAlready({ pair, criteriaPrint }: GatedPair, base: BaseValues): boolean {
  const { link, hasMovedLink, endingLinks } = pair;
  const isSameLink = link?.state === 'active' && !hasMovedLink && endingLinks.length === 0;
  return isSameLink && link.criteriaPrint === criteriaPrint && hasSameBase(pair.base, base);
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
  if (refusal !== undefined) {
    return { kind: 'failed', failure: refusal, ...(changes.length > 0 && { changes }) };
  }
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
    else base[key] = openBase(old);
  }
  return base;
}

function putLink(
  { pair, gate, criteriaPrint }: GatedPair,
  hubspotContactId: string,
  salesforceId: string,
  salesforceType: SalesforceType,
  base: Readonly<Record<string, string>>,
): LinkChange {
  return {
    kind: 'put',
    reading: gate.reading,
    link: {
      hubspotContactId,
      salesforceId,
      salesforceType,
      state: 'active',
      isPinned: pair.link?.isPinned ?? false,
      base,
      criteriaPrint,
    },
  };
}
