import { field, property } from '#lib/domain/field-mapping.fixtures.ts';
import type { HubspotPropertySchema, SalesforceFieldSchema } from '#lib/domain/field-mapping.ts';
import { defaultMappings } from '#lib/domain/field-mapping.ts';
import type { Failure, Side } from '#lib/domain/outcome.ts';
import type {
  HubspotContact,
  SalesforceRecord,
  SalesforceType,
  SalesforceValue,
} from '#lib/domain/records.ts';
import { longSalesforceId } from '#lib/domain/salesforce-id.ts';
import type { SalesforceImportReads } from '#lib/ports/import-reads.ts';
import {
  type HubspotList,
  type HubspotPort,
  ProviderFailure,
  type ProviderFailureKind,
  type SalesforcePort,
  type WriteResult,
} from '#lib/ports.ts';

/** A portal and an org that keep state behind our own ports, for tests of the services. */

const createdAt = '2026-01-01T00:00:00.000Z';
const membersPerPage = 250;
const selectedPerPage = 2_000;

export type PortalState = {
  readonly contacts: Map<string, Record<string, string>>;
  /** Secondary addresses by contact id. */
  readonly secondaryEmails: Map<string, string[]>;
  /** Loser id → survivor id. */
  readonly merged: Map<string, string>;
  readonly lists: Map<string, { list: HubspotList; members: Set<string> }>;
  /** Contacts whose memberships HubSpot does not tell. */
  readonly unreadableMemberships: Set<string>;
  /** Contacts that HubSpot leaves out of its answers without a word. */
  readonly unread: Set<string>;
  /** When contacts were last modified, ISO 8601; long ago where it is not given. */
  readonly modifiedAt: Map<string, string>;
  /** When contacts were made, of those that were made through the port. */
  readonly createdAt: Map<string, string>;
  /** Takes no more contacts. */
  isFull: boolean;
};

export type OrgState = {
  readonly records: Map<string, StoredRecord>;
  /** Deleted record → the record it was merged into, or `null`. */
  readonly recycled: Map<string, string | null>;
  /** Account id by domain. */
  readonly accounts: Map<string, string>;
  /** Refuses a write, or not. */
  refuse: (fields: Readonly<Record<string, SalesforceValue>>) => Failure | null;
};

type StoredRecord = {
  readonly salesforceType: SalesforceType;
  readonly fields: Record<string, SalesforceValue>;
  convertedContactId: string | null;
  /** ISO 8601. */
  createdAt: string;
};

export function createPortal(): PortalState {
  return {
    contacts: new Map(),
    secondaryEmails: new Map(),
    merged: new Map(),
    lists: new Map(),
    unreadableMemberships: new Set(),
    unread: new Set(),
    modifiedAt: new Map(),
    createdAt: new Map(),
    isFull: false,
  };
}

export function createOrg(): OrgState {
  return { records: new Map(), recycled: new Map(), accounts: new Map(), refuse: () => null };
}

export function addContact(portal: PortalState, contactId: string, properties: Record<string, string> = {}) {
  const named = {
    email: `person-${contactId}@example.com`,
    firstname: 'Ada',
    lastname: `Lovelace ${contactId}`,
  };
  portal.contacts.set(contactId, { ...named, ...properties });
}

export function addList(portal: PortalState, listId: string, members: Iterable<string>) {
  const list: HubspotList = {
    listId,
    name: `List ${listId}`,
    objectTypeId: '0-1',
    processingType: 'DYNAMIC',
    isProcessing: false,
    size: null,
    createdAt: null,
    updatedAt: null,
    isDeleted: false,
    filters: null,
  };
  portal.lists.set(listId, { list, members: new Set(members) });
}

export function changeList(portal: PortalState, listId: string, changes: Partial<HubspotList>) {
  const known = portal.lists.get(listId);
  if (known !== undefined) portal.lists.set(listId, { ...known, list: { ...known.list, ...changes } });
}

let recordCount = 0;

export function addRecord(
  org: OrgState,
  salesforceType: SalesforceType,
  fields: Record<string, SalesforceValue>,
): string {
  recordCount += 1;
  const prefix = salesforceType === 'Lead' ? '00Q' : '003';
  const salesforceId = longSalesforceId(prefix + String(recordCount).padStart(12, '0'));
  org.records.set(salesforceId, {
    salesforceType,
    fields: { ...fields },
    convertedContactId: null,
    createdAt,
  });
  return salesforceId;
}

export function providerFailure(
  platform: Side,
  kind: ProviderFailureKind,
  facts: { code?: string; retryAfterMs?: number } = {},
): ProviderFailure {
  return new ProviderFailure({ platform, kind, code: 'TEST', message: kind, ...facts });
}

const properties: readonly HubspotPropertySchema[] = [
  ...new Set(defaultMappings().map(({ hubspotProperty }) => hubspotProperty)),
].map((name) => property({ name, label: name }));

function fieldsOf(salesforceType: SalesforceType): readonly SalesforceFieldSchema[] {
  const mapped = defaultMappings().filter((mapping) => mapping.salesforceType === salesforceType);
  return mapped.map(({ salesforceField: name }) =>
    field({ name, label: name, ...(name === 'Email' && { type: 'email', maxLength: 80 }) }),
  );
}

/** HubSpot's answer when a contact has the address already. */
const addressTaken: Failure = {
  code: 'CONFLICT',
  side: 'hubspot',
  field: null,
  detail: null,
  isRetryable: false,
  fixer: 'hubspot_admin',
};

function createContact(portal: PortalState, input: Readonly<Record<string, string>>): WriteResult {
  if (portal.isFull)
    return { isWritten: false, failure: { ...addressTaken, code: 'CONTACT_LIMIT_EXCEEDED' } };
  const isTaken = [...portal.contacts.values()].some(({ email }) => email === input.email);
  if (isTaken) return { isWritten: false, failure: addressTaken };
  const contactId = String(Math.max(0, ...[...portal.contacts.keys()].map(Number)) + 1).padStart(3, '0');
  portal.contacts.set(contactId, { ...input });
  portal.createdAt.set(contactId, new Date().toISOString());
  return { isWritten: true, recordId: contactId };
}

type ContactUpdate = Parameters<HubspotPort['updateContacts']>[0][number];

function updateContact(portal: PortalState, { hubspotContactId, properties }: ContactUpdate): WriteResult {
  const stored = portal.contacts.get(hubspotContactId);
  if (stored === undefined) throw new Error('a contact that is not there was written');
  const { email } = properties;
  const others = [...portal.contacts.values()].filter((other) => other !== stored);
  if (email && others.some((other) => other.email === email))
    return { isWritten: false, failure: { ...addressTaken, field: 'email', fixer: 'contact_owner' } };
  Object.assign(stored, properties);
  return { isWritten: true, recordId: hubspotContactId };
}

const notInTheseTests = () => Promise.reject(new Error('not part of these tests'));

function findByEmail(contacts: readonly HubspotContact[], emails: readonly string[]) {
  const found = emails.map((email) => {
    const holds = ({ email: primary, additionalEmails }: HubspotContact) =>
      primary === email || additionalEmails.includes(email);
    return [email, contacts.find(holds)] as const;
  });
  return {
    contacts: new Map(found.flatMap(([email, contact]) => (contact ? [[email, contact] as const] : []))),
    absent: new Set(found.flatMap(([email, contact]) => (contact ? [] : [email]))),
  };
}

export function openHubspot(portal: PortalState): HubspotPort {
  const survivorOf = (contactId: string) => portal.merged.get(contactId) ?? contactId;

  function toContact(contactId: string): HubspotContact | null {
    const hubspotContactId = survivorOf(contactId);
    const stored = portal.contacts.get(hubspotContactId);
    if (stored === undefined) return null;
    const additionalEmails = portal.secondaryEmails.get(hubspotContactId) ?? [];
    const email = stored.email?.toLowerCase() || null;
    return {
      hubspotContactId,
      email,
      additionalEmails,
      mergedIds: [...portal.merged].flatMap(([loser, survivor]) =>
        survivor === hubspotContactId ? [loser] : [],
      ),
      properties: { ...stored },
      createdAt: portal.createdAt.get(hubspotContactId) ?? createdAt,
      updatedAt: portal.modifiedAt.get(hubspotContactId) ?? createdAt,
    };
  }

  const pageOf = (contactIds: readonly string[], after: string | null) => {
    const rest = [...contactIds].sort().filter((contactId) => after === null || contactId > after);
    const page = rest.slice(0, membersPerPage);
    return { contactIds: page, next: rest.length > page.length ? (page.at(-1) ?? null) : null };
  };

  return {
    readAccount: notInTheseTests,
    async searchLists() {
      const lists = [...portal.lists.values()].map(({ list }) => list);
      return { lists, total: lists.length, nextOffset: null };
    },
    readList: async (listId) => portal.lists.get(listId)?.list ?? null,
    async readMembersPage(listId, after) {
      const known = portal.lists.get(listId);
      if (known === undefined || known.list.isDeleted) throw providerFailure('hubspot', 'rejected');
      return pageOf([...known.members], after);
    },
    readContactIdsPage: async (after) => pageOf([...portal.contacts.keys()], after),
    countContacts: async () => portal.contacts.size,
    async readMemberships(contactIds) {
      const lists = [...portal.lists.values()].filter(({ list }) => !list.isDeleted);
      const readable = contactIds.filter((contactId) => !portal.unreadableMemberships.has(contactId));
      return new Map(
        readable.map((contactId) => [
          contactId,
          new Set(lists.filter(({ members }) => members.has(contactId)).map(({ list }) => list.listId)),
        ]),
      );
    },
    readMemberSince: async (contactId, listId) =>
      portal.lists.get(listId)?.members.has(contactId) ? createdAt : null,
    async readContacts(contactIds) {
      const answered = contactIds.filter((contactId) => !portal.unread.has(contactId));
      const read = answered.map((contactId) => [contactId, toContact(contactId)] as const);
      return {
        contacts: new Map(
          read.flatMap(([id, contact]) => (contact === null ? [] : [[id, contact] as const])),
        ),
        gone: new Set(read.flatMap(([id, contact]) => (contact === null ? [id] : []))),
      };
    },
    readContactsByEmail: async (emails) =>
      findByEmail(
        [...portal.contacts.keys()].flatMap((contactId) => toContact(contactId) ?? []),
        emails,
      ),
    readEditTimes: async () => new Map(),
    createContacts: async (inputs) => inputs.map((input) => createContact(portal, input)),
    async archiveContacts(contactIds) {
      for (const contactId of contactIds) portal.contacts.delete(contactId);
    },
    updateContacts: async (inputs) => inputs.map((input) => updateContact(portal, input)),
    readProperties: async () => properties,
    readOwnerEmails: async () => new Map(),
    rate: () => null,
    takeCalls: () => 0,
    searchChanged: notInTheseTests,
    readListActivity: async () => ({ lastJoinAt: null, lastLeaveAt: null }),
    readJoinsPage: notInTheseTests,
  };
}

export function openSalesforce(org: OrgState): SalesforcePort {
  function toRecord(salesforceId: string): SalesforceRecord | null {
    const stored = org.records.get(salesforceId);
    if (stored === undefined) return null;
    const { salesforceType, fields, convertedContactId, createdAt: recordCreatedAt } = stored;
    return {
      salesforceType,
      salesforceId,
      email: typeof fields.Email === 'string' ? fields.Email.toLowerCase() : null,
      fields: { ...fields },
      createdAt: recordCreatedAt,
      lastModifiedAt: recordCreatedAt,
      isConverted: convertedContactId !== null,
      convertedContactId,
    };
  }

  const refusalOf = (fields: Readonly<Record<string, SalesforceValue>>): WriteResult | null => {
    const failure = org.refuse(fields);
    return failure === null ? null : { isWritten: false, failure };
  };

  return {
    describe: async (salesforceType) => fieldsOf(salesforceType),
    async retrieve(_, salesforceIds) {
      const read = salesforceIds.map((salesforceId) => [salesforceId, toRecord(salesforceId)] as const);
      return {
        records: new Map(read.flatMap(([id, record]) => (record === null ? [] : [[id, record] as const]))),
        gone: new Set(read.flatMap(([id, record]) => (record === null ? [id] : []))),
      };
    },
    async findByEmails(emails) {
      const wanted = new Set(emails);
      const records = [...org.records.keys()].flatMap((salesforceId) => toRecord(salesforceId) ?? []);
      return records.filter(({ email }) => email !== null && wanted.has(email));
    },
    async readTombstones(_, salesforceIds) {
      return new Map(
        salesforceIds.flatMap((salesforceId) => {
          const winnerId = org.recycled.get(salesforceId);
          return winnerId === undefined ? [] : [[salesforceId, { winnerId }] as const];
        }),
      );
    },
    findAccounts: async (domains) =>
      new Map(
        domains.flatMap((domain) =>
          org.accounts.has(domain) ? [[domain, org.accounts.get(domain) ?? '']] : [],
        ),
      ),
    create: async (records) =>
      records.map(({ salesforceType, fields }): WriteResult => {
        return refusalOf(fields) ?? { isWritten: true, recordId: addRecord(org, salesforceType, fields) };
      }),
    update: async (records) =>
      records.map(({ salesforceId, fields }): WriteResult => {
        const refusal = refusalOf(fields);
        if (refusal !== null) return refusal;
        Object.assign(org.records.get(salesforceId)?.fields ?? {}, fields);
        return { isWritten: true, recordId: salesforceId };
      }),
    readUserEmails: async () => new Map(),
    ...selectionReads(org),
    readChangedPage: notInTheseTests,
    readLatestDateCovered: notInTheseTests,
    readDeleted: notInTheseTests,
    apiUsage: () => null,
    takeCalls: () => 0,
  };
}

/** Every record of a type that was not converted; filters are not looked at. */
function selectionReads(org: OrgState): SalesforceImportReads {
  const idsOf = (salesforceType: SalesforceType) =>
    [...org.records].flatMap(([salesforceId, record]) =>
      record.salesforceType === salesforceType && record.convertedContactId === null ? [salesforceId] : [],
    );
  return {
    describeFilterFields: async () => [],
    listUsers: async () => [],
    countSelected: async (salesforceType) => idsOf(salesforceType).length,
    async readSelectedPage(salesforceType, _, after) {
      const salesforceIds = idsOf(salesforceType)
        .sort()
        .filter((salesforceId) => after === null || salesforceId > after)
        .slice(0, selectedPerPage);
      const isLast = salesforceIds.length < selectedPerPage;
      return { salesforceIds, next: isLast ? null : (salesforceIds.at(-1) ?? null) };
    },
    startSelectionJob: async () => Promise.reject(providerFailure('salesforce', 'rejected')),
    readSelectionJob: async () => ({ state: 'gone', createdAt: null }),
    readSelectionJobPage: notInTheseTests,
    dropSelectionJob: async () => undefined,
  };
}
