import { decideContactCreation, decideCreation, defaultsOf } from './creation-decision.ts';
import type { ResolvedMapping } from './field-mapping.ts';
import { baseKey, planFieldSync } from './field-sync.ts';
import type { Failure, OwnFailureCode, Side } from './outcome.ts';
import {
  type DecisionContext,
  type DecisionRules,
  type FieldPlan,
  type PairDecision,
  type PairReading,
  settle,
} from './pair-reading.ts';
import { baseOfDefaults, isEmailKey } from './record-creation.ts';
import type { HubspotContact, SalesforceRecord } from './records.ts';
import type { GateAnswer } from './sync-gate.ts';

export type {
  DecisionContext,
  DecisionRules,
  NamedParts,
  PairDecision,
  PairReading,
  RecordFate,
} from './pair-reading.ts';

/** Decides a pair that has, or had, a HubSpot contact (rule book, section 3). */
export function decidePair(
  pair: PairReading,
  gate: GateAnswer,
  rules: DecisionRules,
  context: DecisionContext,
): PairDecision {
  const { contact } = pair;
  if (pair.isEcho) return settle({ kind: 'unchanged' });
  if (contact === null) return settle({ kind: 'skipped', reason: 'hubspot_contact_gone' }, 'end');
  const isDeletion = pair.fate === 'deleted' && pair.named.linkedRecord;
  if (contact.email === null) {
    return settle({ kind: 'skipped', reason: 'no_email' }, isDeletion ? 'end' : 'keep');
  }
  if (gate.kind === 'unknown') return { kind: 'wait' };
  if (isDeletion) return decideDeletion(gate, rules);
  if (gate.kind === 'excluded') return decideExcluded(contact, pair, rules, context);
  return decideAllowed(contact, pair, rules, context);
}

/**
 * Decides a Salesforce record that has no HubSpot contact: the only way to one is the exception to the gate.
 *
 * @param isToldAgain it has created a contact before and was not touched since: the contact was deleted by somebody, and
 *   an old change that is told once more must not bring it back.
 */
export function decideUnpaired(
  salesforce: SalesforceRecord | null,
  isToldAgain: boolean,
  rules: DecisionRules,
  context: DecisionContext,
): PairDecision {
  if (salesforce === null) return settle({ kind: 'skipped', reason: 'salesforce_record_gone' });
  if (salesforce.email === null) return settle({ kind: 'skipped', reason: 'no_email' });
  if (isPersonAccount(salesforce)) return settle({ kind: 'skipped', reason: 'person_account' });
  if (isToldAgain) return settle({ kind: 'skipped', reason: 'hubspot_contact_gone' });
  if (rules.settings.autoCreateSince[salesforce.salesforceType] === null) {
    return settle({ kind: 'skipped', reason: 'creation_disabled' });
  }
  return decideContactCreation(salesforce, rules, context);
}

/** The linked record was deleted: the link ends, and an allowed contact follows it where the admin wants that. */
function decideDeletion(gate: GateAnswer, { settings }: DecisionRules): PairDecision {
  const isFollowed = gate.kind === 'allowed' && settings.onSalesforceDelete === 'archive';
  return isFollowed
    ? { kind: 'archive_in_hubspot' }
    : settle({ kind: 'skipped', reason: 'salesforce_record_gone' }, 'end');
}

/** Not in the list: nothing crosses, but for the one sync of a record created after that was switched on. */
function decideExcluded(
  contact: HubspotContact,
  pair: PairReading,
  rules: DecisionRules,
  context: DecisionContext,
): PairDecision {
  const { salesforce } = pair;
  if (salesforce !== null && mayCreationSync(pair, salesforce, rules)) {
    return decideSync(contact, salesforce, pair, rules, context, true);
  }
  return settle(
    { kind: 'excluded', reason: 'not_in_inclusion_list' },
    pair.hasMovedLink && salesforce !== null ? 'move' : 'keep',
  );
}

function mayCreationSync(
  pair: PairReading,
  salesforce: SalesforceRecord,
  { settings }: DecisionRules,
): boolean {
  const since = settings.autoCreateSince[salesforce.salesforceType];
  return (
    since !== null &&
    pair.named.otherRecord &&
    !pair.isLinked &&
    !pair.hadCreationSync &&
    salesforce.email !== null &&
    !isPersonAccount(salesforce) &&
    Date.parse(salesforce.createdAt) >= Math.floor(Date.parse(since) / 1_000) * 1_000
  );
}

function decideAllowed(
  contact: HubspotContact,
  pair: PairReading,
  rules: DecisionRules,
  context: DecisionContext,
): PairDecision {
  const { salesforce } = pair;
  if (pair.fate === 'hidden') return settle({ kind: 'failed', failure: hiddenRecord });
  if (salesforce !== null) {
    const isOnlyAnother = pair.isLinked && !pair.named.contact && !pair.named.linkedRecord;
    if (isOnlyAnother) return settle({ kind: 'skipped', reason: 'other_record_linked' });
    if (salesforce.email === null) return settle({ kind: 'skipped', reason: 'no_email' });
    if (isPersonAccount(salesforce)) return settle({ kind: 'skipped', reason: 'person_account' });
    return decideSync(contact, salesforce, pair, rules, context, false);
  }
  if (pair.isClaimedElsewhere) return settle({ kind: 'conflict', reason: 'link_conflict' });
  if (!pair.named.contact) return settle({ kind: 'skipped', reason: 'salesforce_record_gone' });
  return decideCreation(contact, rules, context);
}

/** The linked record is neither readable nor in the recycle bin: rights were taken away, or it is long gone. */
const hiddenRecord: Failure = {
  code: 'salesforce_record_not_visible' satisfies OwnFailureCode,
  side: 'salesforce',
  field: null,
  detail: null,
  isRetryable: false,
  fixer: 'salesforce_admin',
};

/** Contacts of person accounts are written through their Account, which is no contact of ours. */
function isPersonAccount({ fields }: SalesforceRecord): boolean {
  return fields[personAccountField] === true;
}

/** There only where an org has person accounts; read with every Contact then. */
export const personAccountField = 'IsPersonAccount';

function decideSync(
  hubspot: HubspotContact,
  salesforce: SalesforceRecord,
  { base }: PairReading,
  rules: DecisionRules,
  { editTimes, fingerprint, values }: DecisionContext,
  isCreationSync: boolean,
): PairDecision {
  const mappings = rules.mappings[salesforce.salesforceType].filter(
    (mapping) => !isEmailKey(mapping) || !isSecondaryAddress(hubspot, salesforce.email),
  );
  const plan = planFieldSync({
    mappings,
    hubspot,
    salesforce,
    base: base ?? baseOfDefaults(mappings, salesforce, defaultsOf(rules), fingerprint, values),
    editTimes,
    fingerprint,
    context: values,
  });
  if (plan.kind === 'needs_edit_times') return plan;
  return {
    kind: 'sync',
    salesforce,
    plan: isCreationSync ? onlyToHubspot(plan, mappings) : plan,
    isCreationSync,
  };
}

/** The half of a plan that writes HubSpot. What would have crossed the other way was not agreed on and has no base. */
function onlyToHubspot(plan: FieldPlan, mappings: readonly ResolvedMapping[]): FieldPlan {
  const nextBase = { ...plan.nextBase };
  for (const mapping of mappings) {
    if (mapping.salesforceField in plan.toSalesforce) delete nextBase[baseKey(mapping)];
  }
  const isToHubspot = ({ side }: { side: Side }) => side === 'hubspot';
  return {
    ...plan,
    toSalesforce: {},
    changes: plan.changes.filter(isToHubspot),
    faults: plan.faults.filter(isToHubspot),
    lost: plan.lost.filter(isToHubspot),
    nextBase,
  };
}

/**
 * A record matched by a secondary address is the same person under an address HubSpot already knows; writing
 * either address to the other side would swap the contact's primary one.
 */
function isSecondaryAddress({ additionalEmails }: HubspotContact, address: string | null): boolean {
  return address !== null && additionalEmails.includes(address);
}
