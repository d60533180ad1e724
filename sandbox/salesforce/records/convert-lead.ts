import type { SObject } from '../metadata/schema.ts';
import type { Org } from '../world/org.ts';
import { fault } from './api-fault.ts';
import type { Changes } from './read-payload.ts';
import type { FieldValue, Row } from './row.ts';
import { createRecord, type Saving } from './save-record.ts';

/** Where each lead field goes in the contact. Company becomes the account. */
const contactFieldOf: Record<string, string> = {
  Salutation: 'Salutation',
  FirstName: 'FirstName',
  LastName: 'LastName',
  Title: 'Title',
  Email: 'Email',
  Phone: 'Phone',
  MobilePhone: 'MobilePhone',
  Fax: 'Fax',
  LeadSource: 'LeadSource',
  Description: 'Description',
  Street: 'MailingStreet',
  City: 'MailingCity',
  State: 'MailingState',
  PostalCode: 'MailingPostalCode',
  Country: 'MailingCountry',
  HasOptedOutOfEmail: 'HasOptedOutOfEmail',
};

export type Conversion = {
  /** Existing records to convert into; without them new ones are made. */
  accountId?: string | undefined;
  contactId?: string | undefined;
  createsOpportunity: boolean;
};

export type Converted = { accountId: string; contactId: string; opportunityId: string | null };

const dayMs = 86_400_000;

function requireSObject(org: Org, name: string): SObject {
  const object = org.schema.object(name);
  if (!object) throw fault(400, 'INVALID_TYPE', `sObject type '${name}' is not supported.`);
  return object;
}

function requireLiving(org: Org, objectName: string, recordId: string): Row {
  const row = org.tableOf(objectName).get(recordId);
  if (!row || row.IsDeleted)
    throw fault(400, 'INVALID_CROSS_REFERENCE_KEY', 'invalid cross reference id', []);
  return row;
}

function contactValuesOf(lead: Row): Record<string, FieldValue> {
  return Object.fromEntries(
    Object.entries(contactFieldOf).map(([from, to]) => [
      to,
      lead[from] ?? (from.startsWith('Has') ? false : null),
    ]),
  );
}

/** An existing contact keeps what it has; only its blank fields take the lead's values. */
function fillBlanks(contact: Row, values: Record<string, FieldValue>): Changes {
  return Object.fromEntries(
    Object.entries(values).filter(
      ([name, value]) => value !== null && value !== false && (contact[name] ?? null) === null,
    ),
  );
}

/**
 * Turns a lead into an account, a contact and, if wanted, an opportunity in one transaction. The lead stays, read-only,
 * and points at what it became. A lead owned by a queue needs an owner first.
 */
export function convertLead(saving: Saving, lead: Row, wish: Conversion): Converted {
  const { org, transaction, actor } = saving;
  if (lead.IsConverted)
    throw fault(400, 'CANNOT_UPDATE_CONVERTED_LEAD', 'cannot reference converted lead', []);
  const ownerId = String(lead.OwnerId);
  if (!ownerId.startsWith('005')) {
    const message =
      'Converted objects can only be owned by users. If the lead is not owned by a user, you must specify a user for the Owner field.';
    throw fault(400, 'CANNOT_UPDATE_CONVERTED_LEAD', message, []);
  }
  const quiet: Saving = {
    ...saving,
    assignsOwner: false,
    duplicates: { allowSave: true, includeRecordDetails: false },
  };
  const stamp = Math.floor(actor.now / 1000) * 1000;
  const touched = { LastModifiedDate: stamp, LastModifiedById: actor.userId, SystemModstamp: stamp };
  const values = contactValuesOf(lead);

  const existing = wish.contactId ? requireLiving(org, 'Contact', wish.contactId) : undefined;
  const chosenAccount =
    wish.accountId ?? (typeof existing?.AccountId === 'string' ? existing.AccountId : undefined);
  const accountValues = { Name: lead.Company, OwnerId: ownerId, Website: lead.Website ?? null };
  const account = chosenAccount
    ? requireLiving(org, 'Account', chosenAccount)
    : createRecord(quiet, requireSObject(org, 'Account'), accountValues);
  const contactObject = requireSObject(org, 'Contact');
  const contact =
    existing ?? createRecord(quiet, contactObject, { ...values, AccountId: account.Id, OwnerId: ownerId });
  if (existing) {
    const filled = fillBlanks(existing, { ...values, AccountId: account.Id });
    transaction.update(contactObject, existing, { ...filled, ...touched });
  }
  const opportunity = wish.createsOpportunity
    ? createRecord(quiet, requireSObject(org, 'Opportunity'), {
        Name: `${String(lead.Company)}-`,
        StageName: 'Prospecting',
        CloseDate: new Date(actor.now + 90 * dayMs).toISOString().slice(0, 10),
        AccountId: account.Id,
        OwnerId: ownerId,
      })
    : undefined;
  transaction.update(requireSObject(org, 'Lead'), lead, {
    Status: 'Closed - Converted',
    IsConverted: true,
    ConvertedDate: new Date(actor.now).toISOString().slice(0, 10),
    ConvertedAccountId: account.Id,
    ConvertedContactId: contact.Id,
    ConvertedOpportunityId: opportunity?.Id ?? null,
    ...touched,
  });
  return { accountId: account.Id, contactId: contact.Id, opportunityId: opportunity?.Id ?? null };
}
