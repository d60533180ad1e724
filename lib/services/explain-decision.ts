import type { Explanation, ExplanationCode, FieldComparison } from '#lib/contracts/explain.ts';
import type { ResolvedMapping } from '#lib/domain/field-mapping.ts';
import { comparableValue, readHubspotValue, readSalesforceValue } from '#lib/domain/field-values.ts';
import type { FieldFault, Outcome, SkipReason, UndoSkipReason } from '#lib/domain/outcome.ts';
import type { PairDecision } from '#lib/domain/pair-decision.ts';
import type { SalesforceType, SalesforceValue } from '#lib/domain/records.ts';
import type { GatedPair } from './sync-pair.ts';
import type { SyncSession } from './sync-session.ts';

type Cause = Readonly<NonNullable<Explanation['failure']>>;
type Verdict = Pick<Explanation, 'code' | 'failure'>;

/** A decision as one code. */
export function explainDecision({ pair, gate, decision }: GatedPair): Verdict {
  switch (decision.kind) {
    case 'wait':
      return verdict(gate.kind === 'unknown' ? 'list_unusable' : 'list_being_evaluated');
    case 'needs_edit_times':
    case 'needs_account':
      return verdict('would_update');
    case 'create_in_salesforce':
      return verdict('would_create_in_salesforce');
    case 'create_in_hubspot':
      return verdict('would_create_in_hubspot');
    case 'archive_in_hubspot':
      return verdict('would_archive');
    case 'settle':
      return explainOutcome(decision.outcome);
    case 'sync': {
      const { changes, faults } = decision.plan;
      const [fault] = faults;
      if (decision.isCreationSync) return verdict('would_sync_once');
      if (changes.length > 0) return verdict('would_update', fault);
      if (fault !== undefined) return verdict('cannot_sync', fault);
      return verdict(pair.isLinked ? 'in_sync' : 'would_link');
    }
  }
}

function explainOutcome(outcome: Outcome): Verdict {
  switch (outcome.kind) {
    case 'excluded':
      return verdict('excluded');
    case 'conflict':
      return verdict('link_conflict');
    case 'failed':
      return outcome.failure.code === 'salesforce_record_not_visible'
        ? verdict('salesforce_record_not_visible')
        : verdict('cannot_sync', outcome.failure);
    case 'skipped':
      return verdict(skipCodes[outcome.reason] ?? 'in_sync');
    default:
      return verdict('in_sync');
  }
}

/** Reasons of an undo are not among them: an undo is never what the next change leads to. */
const skipCodes: Readonly<
  Record<SkipReason, ExplanationCode> & Partial<Record<UndoSkipReason, ExplanationCode>>
> = {
  no_email: 'no_email',
  invalid_email: 'no_email',
  no_salesforce_record: 'no_salesforce_record',
  creation_disabled: 'creation_disabled',
  person_account: 'person_account',
  other_record_linked: 'other_record_linked',
  hubspot_contact_gone: 'hubspot_contact_gone',
  salesforce_record_gone: 'salesforce_record_gone',
};

function verdict(code: ExplanationCode, cause: Cause | null = null): Verdict {
  const failure = cause && { code: cause.code, side: cause.side, field: cause.field };
  return { code, failure };
}

/** Both sides, mapped field by mapped field, with what the next sync does to each. */
export function compareFields(session: SyncSession, gated: GatedPair): FieldComparison[] {
  const { pair, rules, decision } = gated;
  const salesforceType = pair.salesforce?.salesforceType ?? typeToBe(gated);
  const mappings = rules.rules.mappings[salesforceType];
  const writes = writesOf(decision);
  return mappings.map((mapping) => {
    const hubspot = pair.contact?.properties[mapping.hubspotProperty] ?? null;
    const salesforce = pair.salesforce?.fields[mapping.salesforceField] ?? null;
    const canonical = {
      hubspot: comparableValue(readHubspotValue(hubspot, mapping, session.values), mapping),
      salesforce: comparableValue(readSalesforceValue(salesforce, mapping, session.values), mapping),
    };
    const isAlone = pair.contact === null || pair.salesforce === null;
    const isEqual = !isAlone && canonical.hubspot === canonical.salesforce;
    const isOwner = mapping.property.isOwner;
    return {
      hubspotProperty: mapping.hubspotProperty,
      hubspotLabel: mapping.property.label,
      salesforceField: mapping.salesforceField,
      salesforceLabel: mapping.field.label,
      rule: mapping.rule,
      hasBlankProtection: mapping.hasBlankProtection,
      hubspotValue: (isOwner ? canonical.hubspot : null) ?? (hubspot || null),
      salesforceValue: (isOwner ? canonical.salesforce : null) ?? textOf(salesforce),
      state: isEqual ? 'equal' : stateOf(mapping, writes, isAlone),
      fault: isEqual ? null : (writes.faults.find((fault) => isOf(fault, mapping)) ?? null),
    };
  });
}

/** The kind of record the contact would be compared with. */
function typeToBe({ pair, rules, decision }: GatedPair): SalesforceType {
  if (decision.kind === 'create_in_salesforce') return decision.salesforceType;
  const created = rules.pinned.createInSalesforce === 'contact' ? 'Contact' : 'Lead';
  return pair.link?.salesforceType ?? created;
}

type Writes = {
  readonly toHubspot: Readonly<Record<string, unknown>>;
  readonly toSalesforce: Readonly<Record<string, unknown>>;
  readonly faults: readonly FieldFault[];
};

function writesOf(decision: PairDecision): Writes {
  switch (decision.kind) {
    case 'sync':
      return decision.plan;
    case 'create_in_salesforce':
      return { toHubspot: {}, toSalesforce: decision.creation.fields, faults: decision.creation.faults };
    case 'create_in_hubspot':
      return { toHubspot: decision.creation.properties, toSalesforce: {}, faults: decision.creation.faults };
    default:
      return { toHubspot: {}, toSalesforce: {}, faults: [] };
  }
}

function stateOf(
  { rule, hubspotProperty, salesforceField }: ResolvedMapping,
  { toHubspot, toSalesforce }: Writes,
  isAlone: boolean,
): FieldComparison['state'] {
  if (rule === 'none') return 'not_synced';
  if (hubspotProperty in toHubspot) return 'to_hubspot';
  if (salesforceField in toSalesforce) return 'to_salesforce';
  return isAlone ? 'alone' : 'kept';
}

function textOf(value: SalesforceValue): string | null {
  return value === null || value === '' ? null : String(value);
}

function isOf({ side, field }: FieldFault, mapping: ResolvedMapping): boolean {
  return field === (side === 'hubspot' ? mapping.hubspotProperty : mapping.salesforceField);
}
