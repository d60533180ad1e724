import type { Explanation, ExplanationCode, FieldComparison } from '#lib/contracts/explain.ts';
import type { ResolvedMapping } from '#lib/domain/field-mapping.ts';
import { comparableValue, readHubspotValue, readSalesforceValue } from '#lib/domain/field-values.ts';
import type { FieldFault, Outcome } from '#lib/domain/outcome.ts';
import type { GatedPair } from './sync-pair.ts';
import type { SyncSession } from './sync-session.ts';

type Verdict = Pick<Explanation, 'code' | 'failureCode'>;

/** A decision as one code. */
export function explainDecision({ pair, decision, waitsUntil }: GatedPair): Verdict {
  switch (decision.kind) {
    case 'wait':
      return verdict(waitsUntil === null ? 'list_unusable' : 'list_being_evaluated');
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
      if (changes.length > 0) return verdict('would_update', fault?.code);
      if (fault !== undefined) return verdict('cannot_sync', fault.code);
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
        : verdict('cannot_sync', outcome.failure.code);
    case 'skipped':
      return outcome.reason in skipCodes
        ? verdict(skipCodes[outcome.reason] ?? 'cannot_sync')
        : verdict('cannot_sync', outcome.reason);
    default:
      return verdict('in_sync');
  }
}

const skipCodes: Readonly<Partial<Record<string, ExplanationCode>>> = {
  no_email: 'no_email',
  no_salesforce_record: 'no_salesforce_record',
  creation_disabled: 'creation_disabled',
  person_account: 'person_account',
  other_record_linked: 'other_record_linked',
  hubspot_contact_gone: 'hubspot_contact_gone',
  salesforce_record_gone: 'salesforce_record_gone',
};

function verdict(code: ExplanationCode, failureCode: string | null = null): Verdict {
  return { code, failureCode };
}

/** Both sides, mapped field by mapped field, with what the next sync does to each. */
export function compareFields(session: SyncSession, { pair, rules, decision }: GatedPair): FieldComparison[] {
  const { contact, salesforce } = pair;
  if (contact === null || salesforce === null) return [];
  const plan = decision.kind === 'sync' ? decision.plan : null;
  return rules.rules.mappings[salesforce.salesforceType].map((mapping): FieldComparison => {
    const hubspotValue = contact.properties[mapping.hubspotProperty] ?? null;
    const salesforceValue = salesforce.fields[mapping.salesforceField] ?? null;
    const canonical = {
      hubspot: comparableValue(readHubspotValue(hubspotValue, mapping, session.values), mapping),
      salesforce: comparableValue(readSalesforceValue(salesforceValue, mapping, session.values), mapping),
    };
    const isEqual = canonical.hubspot === canonical.salesforce;
    return {
      hubspotProperty: mapping.hubspotProperty,
      hubspotLabel: mapping.property.label,
      salesforceField: mapping.salesforceField,
      salesforceLabel: mapping.field.label,
      rule: mapping.rule,
      hasBlankProtection: mapping.hasBlankProtection,
      hubspotValue,
      salesforceValue: salesforceValue === null ? null : String(salesforceValue),
      state: isEqual ? 'equal' : stateOf(mapping, plan),
      fault: isEqual ? null : (plan?.faults.find((fault) => isOf(fault, mapping))?.code ?? null),
    };
  });
}

type Plan = Extract<GatedPair['decision'], { kind: 'sync' }>['plan'];

function stateOf(mapping: ResolvedMapping, plan: Plan | null): FieldComparison['state'] {
  if (mapping.rule === 'none') return 'not_synced';
  if (plan !== null && mapping.hubspotProperty in plan.toHubspot) return 'to_hubspot';
  return plan !== null && mapping.salesforceField in plan.toSalesforce ? 'to_salesforce' : 'kept';
}

function isOf({ side, field }: FieldFault, mapping: ResolvedMapping): boolean {
  return field === (side === 'hubspot' ? mapping.hubspotProperty : mapping.salesforceField);
}
