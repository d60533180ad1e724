import { chooseMatch } from '#lib/domain/match.ts';
import type { PairReading } from '#lib/domain/pair-decision.ts';
import type { HubspotContact, SalesforceRecord, SalesforceType } from '#lib/domain/records.ts';
import type { PendingChange, RecordLink } from '#lib/ports/stores.ts';
import type { SyncSession } from './sync-session.ts';

/** One contact with everything that named it, and both sides as they were read. */
export type Pair = PairReading & {
  /** The surviving contact's id where the named one was merged away. */
  readonly hubspotContactId: string;
  readonly changes: readonly PendingChange[];
  readonly link: RecordLink | null;
  /** A contact that is gone or merged into this one, and whose link to `salesforce` ends with this pair's. */
  readonly formerHolder: string | null;
};

/** Which properties and fields the mappings in force need. */
export type FieldSelection = {
  readonly properties: readonly string[];
  readonly fields: Readonly<Record<SalesforceType, readonly string[]>>;
};

/** Reads both sides of every contact that `changes` name. A record in neither list of an answer stays unread. */
export async function gatherPairs(
  session: SyncSession,
  changes: readonly PendingChange[],
  selection: FieldSelection,
): Promise<readonly Pair[]> {
  const ids = [...new Set(changes.map(({ recordId }) => recordId))];
  const { contacts, gone } = await session.hubspot.readContacts(ids, selection.properties);
  const readChanges = changes.filter(({ recordId }) => contacts.has(recordId) || gone.has(recordId));
  const byContact = Map.groupBy(
    readChanges,
    ({ recordId }) => contacts.get(recordId)?.hubspotContactId ?? recordId,
  );
  const links = await readLinks(session, byContact);
  const linked = await readLinkedRecords(session, links, selection);
  const unlinked = [...byContact].flatMap(([hubspotContactId, [first]]) => {
    const contact = first === undefined ? undefined : contacts.get(first.recordId);
    return contact === undefined || linked.has(hubspotContactId) ? [] : [contact];
  });
  const matches = await matchByEmail(session, unlinked, selection);
  const pairs = [...byContact].map(([hubspotContactId, changesOfContact]) => {
    const link = links.get(hubspotContactId) ?? null;
    const record = linked.get(hubspotContactId) ?? null;
    const match = matches.get(hubspotContactId);
    return {
      hubspotContactId,
      changes: changesOfContact,
      link,
      contact: contacts.get(changesOfContact[0]?.recordId ?? '') ?? null,
      salesforce: record ?? match?.chosen ?? null,
      formerHolder: record === null ? (match?.formerHolder ?? null) : null,
      isLinked: record !== null,
      isClaimedElsewhere: match?.isClaimedElsewhere ?? false,
      base: record?.salesforceId === link?.salesforceId ? (link?.base ?? null) : null,
    };
  });
  return refuseDoubleClaims(session, pairs);
}

/** One Salesforce record joins one contact: whoever holds the link keeps it, else the first to ask. */
async function refuseDoubleClaims({ stores }: SyncSession, pairs: readonly Pair[]): Promise<readonly Pair[]> {
  const claimed = pairs.flatMap(({ salesforce }) => salesforce?.salesforceId ?? []);
  const links = await stores.links.findBySalesforceIds(claimed);
  const holderOf = new Map(links.map((link) => [link.salesforceId, link.hubspotContactId]));
  return pairs.map((pair) => {
    if (pair.salesforce === null) return pair;
    const { salesforceId } = pair.salesforce;
    const own = new Set([pair.hubspotContactId, pair.link?.hubspotContactId, pair.formerHolder]);
    const holder = holderOf.get(salesforceId) ?? pair.hubspotContactId;
    if (!own.has(holder)) return { ...pair, salesforce: null, isLinked: false, isClaimedElsewhere: true };
    holderOf.set(salesforceId, pair.hubspotContactId);
    return pair;
  });
}

/** Links by surviving contact id; the link of a contact that was merged away moves to the survivor. */
async function readLinks(
  { stores }: SyncSession,
  byContact: ReadonlyMap<string, readonly PendingChange[]>,
): Promise<ReadonlyMap<string, RecordLink>> {
  const survivorOf = new Map(
    [...byContact].flatMap(([survivor, changes]) => [
      [survivor, survivor] as const,
      ...changes.map(({ recordId }) => [recordId, survivor] as const),
    ]),
  );
  const links = new Map<string, RecordLink>();
  for (const link of await stores.links.findByHubspotIds([...survivorOf.keys()])) {
    const survivor = survivorOf.get(link.hubspotContactId) ?? link.hubspotContactId;
    const isOwn = link.hubspotContactId === survivor;
    if (isOwn || !links.has(survivor)) links.set(survivor, link);
  }
  return links;
}

/** Linked records by surviving contact id; a converted Lead answers with its Contact, a deleted one is absent. */
async function readLinkedRecords(
  session: SyncSession,
  links: ReadonlyMap<string, RecordLink>,
  { fields }: FieldSelection,
): Promise<ReadonlyMap<string, SalesforceRecord>> {
  const idsOf = (type: SalesforceType) =>
    [...links.values()]
      .filter(({ salesforceType }) => salesforceType === type)
      .map(({ salesforceId }) => salesforceId);
  const [leads, contacts] = await Promise.all([
    session.salesforce.retrieve('Lead', idsOf('Lead'), fields.Lead),
    session.salesforce.retrieve('Contact', idsOf('Contact'), fields.Contact),
  ]);
  const found = [...links].flatMap(([hubspotContactId, { salesforceId }]) => {
    const record = leads.records.get(salesforceId) ?? contacts.records.get(salesforceId);
    return record === undefined ? [] : [[hubspotContactId, record] as const];
  });
  return followConversions(session, new Map(found), fields.Contact);
}

/** Replaces converted Leads, which take no more writes, by the Contacts they became. */
async function followConversions(
  { salesforce }: SyncSession,
  records: ReadonlyMap<string, SalesforceRecord>,
  contactFields: readonly string[],
): Promise<ReadonlyMap<string, SalesforceRecord>> {
  const successorIds = [...records.values()].flatMap(({ convertedContactId }) => convertedContactId ?? []);
  if (successorIds.length === 0 && ![...records.values()].some(({ isConverted }) => isConverted))
    return records;
  const successors = await salesforce.retrieve('Contact', successorIds, contactFields);
  return new Map(
    [...records].flatMap(([key, record]) => {
      if (!record.isConverted) return [[key, record] as const];
      const successor = successors.records.get(record.convertedContactId ?? '');
      return successor === undefined ? [] : [[key, successor] as const];
    }),
  );
}

type EmailMatch = {
  readonly chosen: SalesforceRecord | null;
  readonly isClaimedElsewhere: boolean;
  readonly formerHolder: string | null;
};

/**
 * The best match by primary or secondary address that no other contact is linked to. A Lead that was converted
 * into a Contact under another address is nobody's match: its values may be somebody else's.
 */
async function matchByEmail(
  session: SyncSession,
  contacts: readonly HubspotContact[],
  { fields }: FieldSelection,
): Promise<ReadonlyMap<string, EmailMatch>> {
  const emails = [...new Set(contacts.flatMap(addressesOf))];
  const records = emails.length === 0 ? [] : await session.salesforce.findByEmails(emails, fields);
  const holders = await readHolders(session, records, new Set(contacts.map((each) => each.hubspotContactId)));
  const byEmail = Map.groupBy(records, ({ email }) => email ?? '');
  const chosenByContact = new Map<string, SalesforceRecord>();
  const claimedElsewhere = new Set<string>();
  for (const contact of contacts) {
    const { hubspotContactId } = contact;
    const candidates = addressesOf(contact).flatMap((email) => byEmail.get(email) ?? []);
    const isFree = ({ salesforceId }: SalesforceRecord) =>
      (holders.get(salesforceId)?.now ?? hubspotContactId) === hubspotContactId;
    const { chosen } = chooseMatch(candidates.filter(isFree));
    if (chosen !== null) chosenByContact.set(hubspotContactId, chosen);
    else if (candidates.length > 0) claimedElsewhere.add(hubspotContactId);
  }
  const followed = await followConversions(session, chosenByContact, fields.Contact);
  return new Map(
    contacts.map((contact) => {
      const { hubspotContactId } = contact;
      const { salesforceId = '' } = chosenByContact.get(hubspotContactId) ?? {};
      const storedHolder = holders.get(salesforceId)?.stored ?? hubspotContactId;
      const successor = followed.get(hubspotContactId) ?? null;
      const isSamePerson = successor === null || addressesOf(contact).includes(successor.email ?? '');
      const match: EmailMatch = {
        chosen: isSamePerson ? successor : null,
        isClaimedElsewhere: claimedElsewhere.has(hubspotContactId) || !isSamePerson,
        formerHolder: storedHolder === hubspotContactId ? null : storedHolder,
      };
      return [hubspotContactId, match];
    }),
  );
}

/** Whom the stored link names, and who that is by now; `null` when that contact is gone. */
type Holder = { readonly stored: string; readonly now: string | null };

/**
 * Who holds the records, by Salesforce id. A holder outside this batch is looked up in HubSpot: a contact that
 * was merged or deleted without our being told would keep its record from everybody else for ever.
 */
async function readHolders(
  { stores, hubspot }: SyncSession,
  records: readonly SalesforceRecord[],
  inBatch: ReadonlySet<string>,
): Promise<ReadonlyMap<string, Holder>> {
  const links = await stores.links.findBySalesforceIds(records.map(({ salesforceId }) => salesforceId));
  const outside = links.map((link) => link.hubspotContactId).filter((contactId) => !inBatch.has(contactId));
  const { contacts, gone } =
    outside.length === 0
      ? { contacts: new Map<string, HubspotContact>(), gone: new Set<string>() }
      : await hubspot.readContacts(outside, []);
  return new Map(
    links.map(({ salesforceId, hubspotContactId: stored }) => {
      const now = gone.has(stored) ? null : (contacts.get(stored)?.hubspotContactId ?? stored);
      return [salesforceId, { stored, now }];
    }),
  );
}

function addressesOf({ email, additionalEmails }: HubspotContact): readonly string[] {
  return email === null ? [] : [email, ...additionalEmails];
}
