import type { ResolvedMapping } from './field-mapping.ts';
import {
  type BaseValues,
  baseKey,
  type FieldSyncPlan,
  type Fingerprint,
  planFieldSync,
  planHubspotCreate,
  planSalesforceCreate,
} from './field-sync.ts';
import type { ValueContext } from './field-values.ts';
import type { Failure, Outcome, Side } from './outcome.ts';
import {
  baseOfDefaults,
  type HubspotCreation,
  isEmailKey,
  type SalesforceCreation,
} from './record-creation.ts';
import type { HubspotContact, SalesforceRecord, SalesforceType } from './records.ts';
import type { SyncSettings } from './settings.ts';
import type { GateAnswer } from './sync-gate.ts';

/** The settings a pair is decided by, with mappings that hold against both live schemas. */
export type DecisionRules = {
  readonly settings: Pick<
    SyncSettings,
    | 'createInSalesforce'
    | 'contactForKnownAccount'
    | 'defaultCompany'
    | 'defaultLastName'
    | 'autoCreateSince'
    | 'onSalesforceDelete'
  >;
  readonly mappings: Readonly<Record<SalesforceType, readonly ResolvedMapping[]>>;
};

/**
 * What became of the record a link names: it is there, in the recycle bin or beyond, or the connected user cannot
 * see it. The last one must not pass for absence: it would be created again.
 */
export type RecordFate = 'live' | 'deleted' | 'hidden';

/** Which parts of a pair its triggers named. */
export type NamedParts = {
  readonly contact: boolean;
  /** The linked record, under its present or a former id. */
  readonly linkedRecord: boolean;
  /** A record that is not the linked one: the match, or one more with the same address. */
  readonly otherRecord: boolean;
};

/** A contact and what it is, or could be, joined with, read in one batch. */
export type PairReading = {
  /** `null`: HubSpot says the contact is gone. */
  readonly contact: HubspotContact | null;
  /** The linked record, else the best match by e-mail that no other contact holds. */
  readonly salesforce: SalesforceRecord | null;
  readonly isLinked: boolean;
  /** Of the linked record; `live` when nothing is linked. */
  readonly fate: RecordFate;
  /** The link names a former id: a Lead that was converted, a record or a contact that was merged away. */
  readonly hasMovedLink: boolean;
  /** The only matches by e-mail are linked to other contacts. */
  readonly isClaimedElsewhere: boolean;
  readonly named: NamedParts;
  /** The record has had its one sync past the gate. */
  readonly hadCreationSync: boolean;
  /** The one read side holds what was agreed: nothing else was read. */
  readonly isEcho: boolean;
  /** `null` at the first contact of the pair. */
  readonly base: BaseValues | null;
};

export type DecisionContext = {
  readonly editTimes: ReadonlyMap<string, string> | null;
  /** Account id by company domain; a domain without an Account is absent. `null` when not looked up yet. */
  readonly accountIdByDomain: ReadonlyMap<string, string> | null;
  readonly fingerprint: Fingerprint;
  readonly values: ValueContext;
};

type FieldPlan = Extract<FieldSyncPlan, { kind: 'plan' }>;

export type PairDecision =
  | {
      readonly kind: 'settle';
      readonly outcome: Outcome;
      /** `end`: the link is over. `move`: it follows its record or contact to the new id. */
      readonly link: 'keep' | 'end' | 'move';
    }
  /** The gate could not be asked; neither yes nor no. */
  | { readonly kind: 'wait' }
  | { readonly kind: 'needs_edit_times'; readonly properties: readonly string[] }
  | { readonly kind: 'needs_account'; readonly domain: string }
  | {
      readonly kind: 'create_in_salesforce';
      readonly salesforceType: SalesforceType;
      readonly creation: SalesforceCreation;
    }
  | {
      readonly kind: 'create_in_hubspot';
      readonly salesforce: SalesforceRecord;
      readonly creation: HubspotCreation;
    }
  | { readonly kind: 'archive_in_hubspot' }
  | {
      readonly kind: 'sync';
      readonly salesforce: SalesforceRecord;
      readonly plan: FieldPlan;
      /** The exception to the gate: once, from Salesforce to HubSpot only. */
      readonly isCreationSync: boolean;
    };

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
  if (contact.email === null) return settle({ kind: 'skipped', reason: 'no_email' });
  if (gate.kind === 'unknown') return { kind: 'wait' };
  if (pair.fate === 'deleted' && pair.named.linkedRecord) return decideDeletion(gate, rules);
  if (gate.kind === 'excluded') return decideExcluded(contact, pair, rules, context);
  return decideAllowed(contact, pair, rules, context);
}

/** Decides a Salesforce record that has no HubSpot contact: the only way to one is the exception to the gate. */
export function decideUnpaired(
  salesforce: SalesforceRecord | null,
  { settings, mappings }: DecisionRules,
  { fingerprint, values }: DecisionContext,
): PairDecision {
  if (salesforce === null) return settle({ kind: 'skipped', reason: 'salesforce_record_gone' });
  if (salesforce.email === null) return settle({ kind: 'skipped', reason: 'no_email' });
  if (isPersonAccount(salesforce)) return settle({ kind: 'skipped', reason: 'person_account' });
  if (settings.autoCreateSince[salesforce.salesforceType] === null) {
    return settle({ kind: 'skipped', reason: 'creation_disabled' });
  }
  const creation = planHubspotCreate(mappings[salesforce.salesforceType], salesforce, fingerprint, values);
  if (creation.properties.email !== undefined) return { kind: 'create_in_hubspot', salesforce, creation };
  const fault = creation.faults.find(({ field }) => field === 'email');
  return settle({ kind: 'failed', failure: cannotCreateContact(fault?.code ?? 'required_field_missing') });
}

function settle(outcome: Outcome, link: 'keep' | 'end' | 'move' = 'keep'): PairDecision {
  return { kind: 'settle', outcome, link };
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
  code: 'salesforce_record_not_visible',
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

function decideCreation(
  contact: HubspotContact,
  rules: DecisionRules,
  { accountIdByDomain, fingerprint, values }: DecisionContext,
): PairDecision {
  const { settings, mappings } = rules;
  if (settings.createInSalesforce === 'nothing') {
    return settle({ kind: 'skipped', reason: 'no_salesforce_record' });
  }
  const domain = settings.contactForKnownAccount ? companyDomain(contact.email) : null;
  if (domain !== null && accountIdByDomain === null) return { kind: 'needs_account', domain };
  const accountId = domain === null ? null : (accountIdByDomain?.get(domain) ?? null);
  const salesforceType = accountId !== null || settings.createInSalesforce === 'contact' ? 'Contact' : 'Lead';
  const planned = planSalesforceCreate(
    mappings[salesforceType],
    contact,
    defaultsOf(rules),
    fingerprint,
    values,
  );
  const creation = accountId === null ? planned : withAccount(planned, accountId);
  const [missing] = creation.missingRequired;
  if (missing !== undefined) return settle({ kind: 'failed', failure: cannotCreate(missing, creation) });
  return { kind: 'create_in_salesforce', salesforceType, creation };
}

/** The domain behind the `@`, lower-cased; `null` for an address that has none. */
function companyDomain(email: string | null): string | null {
  return /@([^@\s]+\.[^@\s]+)$/.exec(email ?? '')?.[1]?.toLowerCase() ?? null;
}

function withAccount(creation: SalesforceCreation, accountId: string): SalesforceCreation {
  const change = { side: 'salesforce', field: 'AccountId', before: null, after: accountId } as const;
  return {
    ...creation,
    fields: { ...creation.fields, AccountId: accountId },
    changes: [...creation.changes, change],
  };
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

/** Without its address a contact could never be found again. */
function cannotCreateContact(code: string): Failure {
  return { code, side: 'hubspot', field: 'email', detail: null, isRetryable: false, fixer: 'contact_owner' };
}
