import type { Failure, OwnFailureCode } from './outcome.ts';
import { type DecisionContext, type DecisionRules, type PairDecision, settle } from './pair-reading.ts';
import type { SalesforceCreation } from './record-creation.ts';
import { type HubspotCreation, planHubspotCreate, planSalesforceCreate } from './record-creation.ts';
import type { HubspotContact, SalesforceRecord } from './records.ts';

/** Decides an allowed contact that has no Lead and no Contact. */
export function decideCreation(
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
export function defaultsOf({ settings }: DecisionRules): Readonly<Record<string, string>> {
  return { Company: settings.defaultCompany, LastName: settings.defaultLastName };
}

/** A required field is missing because the contact has no value for it, or because its value was refused. */
function cannotCreate(field: string, { faults }: SalesforceCreation): Failure {
  const fault = faults.find((each) => each.field === field);
  return {
    code: fault?.code ?? ('required_field_missing' satisfies OwnFailureCode),
    side: 'salesforce',
    field,
    detail: null,
    isRetryable: false,
    fixer: fault === undefined ? 'hubspot_admin' : 'contact_owner',
  };
}

/** Decides a Salesforce record that creates its contact. */
export function decideContactCreation(
  salesforce: SalesforceRecord,
  { mappings }: DecisionRules,
  { fingerprint, values }: DecisionContext,
): PairDecision {
  const creation = planHubspotCreate(mappings[salesforce.salesforceType], salesforce, fingerprint, values);
  return creation.properties.email === undefined
    ? settle({ kind: 'failed', failure: cannotCreateContact(creation) })
    : { kind: 'create_in_hubspot', salesforce, creation };
}

/** Without its address a contact could never be found again. */
function cannotCreateContact({ faults }: HubspotCreation): Failure {
  const fault = faults.find(({ field }) => field === 'email');
  return {
    code: fault?.code ?? ('required_field_missing' satisfies OwnFailureCode),
    side: 'hubspot',
    field: 'email',
    detail: null,
    isRetryable: false,
    fixer: 'contact_owner',
  };
}
