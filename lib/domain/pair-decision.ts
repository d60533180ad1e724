import type { ResolvedMapping } from './field-mapping.ts';
import {
  type BaseValues,
  type FieldSyncPlan,
  type Fingerprint,
  planFieldSync,
  planSalesforceCreate,
} from './field-sync.ts';
import type { ValueContext } from './field-values.ts';
import type { Failure, Outcome } from './outcome.ts';
import { baseOfDefaults, isEmailKey, type SalesforceCreation } from './record-creation.ts';
import type { HubspotContact, SalesforceRecord, SalesforceType } from './records.ts';
import type { SyncSettings } from './settings.ts';
import type { GateAnswer } from './sync-gate.ts';

/** The settings a pair is decided by, with mappings that hold against both live schemas. */
export type DecisionRules = {
  readonly settings: Pick<SyncSettings, 'createInSalesforce' | 'defaultCompany' | 'defaultLastName'>;
  readonly mappings: Readonly<Record<SalesforceType, readonly ResolvedMapping[]>>;
};

/** A contact and what it is, or could be, joined with, read in one batch. */
export type PairReading = {
  /** `null`: HubSpot says the contact is gone. */
  readonly contact: HubspotContact | null;
  /** The linked record, else the best match by e-mail that no other contact holds. */
  readonly salesforce: SalesforceRecord | null;
  readonly isLinked: boolean;
  /** The only matches by e-mail are linked to other contacts. */
  readonly isClaimedElsewhere: boolean;
  /** `null` at the first contact of the pair. */
  readonly base: BaseValues | null;
};

export type DecisionContext = {
  readonly editTimes: ReadonlyMap<string, string> | null;
  readonly fingerprint: Fingerprint;
  readonly values: ValueContext;
};

type FieldPlan = Extract<FieldSyncPlan, { kind: 'plan' }>;

export type PairDecision =
  | { readonly kind: 'settle'; readonly outcome: Outcome; readonly endsLink: boolean }
  /** The gate could not be asked; neither yes nor no. */
  | { readonly kind: 'wait' }
  | { readonly kind: 'needs_edit_times'; readonly properties: readonly string[] }
  | {
      readonly kind: 'create_in_salesforce';
      readonly salesforceType: SalesforceType;
      readonly creation: SalesforceCreation;
    }
  | { readonly kind: 'sync'; readonly salesforce: SalesforceRecord; readonly plan: FieldPlan };

/** Decides a pair whose HubSpot contact was named by a trigger (rule book, section 3). */
export function decidePair(
  pair: PairReading,
  gate: GateAnswer,
  rules: DecisionRules,
  context: DecisionContext,
): PairDecision {
  const { contact } = pair;
  if (contact === null) return settle({ kind: 'skipped', reason: 'hubspot_contact_gone' }, true);
  if (contact.email === null) return settle({ kind: 'skipped', reason: 'no_email' });
  if (gate.kind === 'unknown') return { kind: 'wait' };
  if (gate.kind === 'excluded') return settle({ kind: 'excluded', reason: 'not_in_inclusion_list' });
  if (pair.salesforce !== null) return decideSync(contact, pair.salesforce, pair.base, rules, context);
  if (pair.isClaimedElsewhere) return settle({ kind: 'conflict', reason: 'link_conflict' });
  return decideCreation(contact, rules, context);
}

function settle(outcome: Outcome, endsLink = false): PairDecision {
  return { kind: 'settle', outcome, endsLink };
}

function decideSync(
  hubspot: HubspotContact,
  salesforce: SalesforceRecord,
  base: BaseValues | null,
  rules: DecisionRules,
  { editTimes, fingerprint, values }: DecisionContext,
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
  return plan.kind === 'needs_edit_times' ? plan : { kind: 'sync', salesforce, plan };
}

/**
 * A record matched by a secondary address is the same person under an address HubSpot already knows; writing
 * either address to the other side would swap the contact's primary one.
 */
function isSecondaryAddress({ additionalEmails }: HubspotContact, address: string | null): boolean {
  return address !== null && additionalEmails.includes(address);
}

function decideCreation(
  contact: HubspotContact,
  rules: DecisionRules,
  { fingerprint, values }: DecisionContext,
): PairDecision {
  const { settings, mappings } = rules;
  if (settings.createInSalesforce === 'nothing') {
    return settle({ kind: 'skipped', reason: 'no_salesforce_record' });
  }
  const salesforceType = settings.createInSalesforce === 'lead' ? 'Lead' : 'Contact';
  const ofType = mappings[salesforceType];
  const creation = planSalesforceCreate(ofType, contact, defaultsOf(rules), fingerprint, values);
  const [missing] = creation.missingRequired;
  if (missing !== undefined) return settle({ kind: 'failed', failure: cannotCreate(missing, creation) });
  return { kind: 'create_in_salesforce', salesforceType, creation };
}

/** What is written to a required field that the contact leaves blank. */
function defaultsOf({ settings }: DecisionRules): Readonly<Record<string, string>> {
  return { Company: settings.defaultCompany, LastName: settings.defaultLastName };
}

/** A required field is missing because the contact has no value for it, or because its value was refused. */
function cannotCreate(field: string, { faults }: SalesforceCreation): Failure {
  const fault = faults.find((each) => each.field === field);
  return {
    code: fault?.code ?? 'required_field_missing',
    side: 'salesforce',
    field,
    detail: null,
    isRetryable: false,
    fixer: fault === undefined ? 'hubspot_admin' : 'contact_owner',
  };
}
