import { isEcho } from '#lib/domain/echo.ts';
import type { HubspotContact, SalesforceRecord } from '#lib/domain/records.ts';
import { mayBeEcho } from '#lib/domain/sync-trigger.ts';
import type { PendingChange } from '#lib/ports/inbox.ts';
import type { RecordLink } from '#lib/ports/links.ts';
import type { EmailReading } from '#lib/ports.ts';
import { chooseUnpaired } from './match-records.ts';
import { type ResolvedRecord, resolveRecords } from './resolve-records.ts';
import type { GatherRules, Pair } from './sync-pair.ts';
import type { SyncSession } from './sync-session.ts';

/** Everything the changes named, led to its contact where there is one. */
export type NamedRecords = {
  /** Changes by the contact they are about; the survivor's id where it was merged away. */
  readonly byContact: ReadonlyMap<string, readonly PendingChange[]>;
  /** Contacts by surviving id. One in `byContact` and not here is gone, or was not needed (an echo). */
  readonly contacts: ReadonlyMap<string, HubspotContact>;
  /** Ids HubSpot says do not exist any more. */
  readonly gone: ReadonlySet<string>;
  /** What became of the named Salesforce ids. */
  readonly records: ReadonlyMap<string, ResolvedRecord>;
  /** Records that have no contact. */
  readonly unpaired: readonly Pair[];
};

/** Reads the side that each change names, and finds the contact of the Salesforce records. */
export async function readNamed(
  session: SyncSession,
  changes: readonly PendingChange[],
  rules: GatherRules,
): Promise<NamedRecords> {
  const { properties } = rules.selection;
  const ofHubspot = changes.filter(({ side }) => side === 'hubspot');
  const ofSalesforce = changes.filter(({ side }) => side === 'salesforce');
  const [named, records] = await Promise.all([
    session.hubspot.readContacts([...new Set(ofHubspot.map(({ recordId }) => recordId))], properties),
    resolveRecords(session, ofSalesforce.flatMap(toRecordKey), rules.selection),
  ]);
  const links = await readLinksOf(session, records);
  const found = new Map([...named.contacts]);
  const gone = new Set(named.gone);
  const isAsAgreed = (change: PendingChange) =>
    isSalesforceEcho(session, rules, change, links.get(change.recordId), records);
  const wanted = ofSalesforce.flatMap((change) => {
    const contactId = links.get(change.recordId)?.hubspotContactId;
    return contactId === undefined || found.has(contactId) || gone.has(contactId) || isAsAgreed(change)
      ? []
      : [contactId];
  });
  if (wanted.length > 0) {
    const linked = await session.hubspot.readContacts([...new Set(wanted)], properties);
    for (const [contactId, contact] of linked.contacts) found.set(contactId, contact);
    for (const contactId of linked.gone) gone.add(contactId);
  }

  const strangers = ofSalesforce.filter(({ recordId }) => !links.has(recordId));
  const emails = strangers.flatMap(({ recordId }) => records.get(recordId)?.record?.email ?? []);
  const byEmail =
    emails.length === 0
      ? nobody
      : await session.hubspot.readContactsByEmail([...new Set(emails)], properties);

  const byContact = new Map<string, PendingChange[]>();
  const unpairedChanges: PendingChange[] = [];
  const contacts = new Map<string, HubspotContact>();
  const assign = (contactId: string, contact: HubspotContact | undefined, change: PendingChange) => {
    const survivor = contact?.hubspotContactId ?? contactId;
    // Read twice, by id and by address: the later reading is the one to go by.
    if (contact !== undefined && (contacts.get(survivor)?.updatedAt ?? '') <= contact.updatedAt) {
      contacts.set(survivor, contact);
    }
    byContact.set(survivor, [...(byContact.get(survivor) ?? []), change]);
  };
  for (const change of ofHubspot) {
    const contact = found.get(change.recordId);
    if (contact !== undefined || gone.has(change.recordId)) assign(change.recordId, contact, change);
  }
  for (const change of ofSalesforce) {
    const contactId = links.get(change.recordId)?.hubspotContactId;
    if (contactId !== undefined) {
      const contact = found.get(contactId);
      if (contact !== undefined || gone.has(contactId) || isAsAgreed(change))
        assign(contactId, contact, change);
      continue;
    }
    const email = records.get(change.recordId)?.record?.email ?? null;
    const contact = email === null ? null : byEmail.contacts.get(email);
    if (contact) assign(contact.hubspotContactId, contact, change);
    else if (email === null || byEmail.absent.has(email)) unpairedChanges.push(change);
  }
  return {
    byContact,
    contacts,
    gone,
    records,
    unpaired: await gatherUnpaired(session, unpairedChanges, records, rules),
  };
}

const nobody: EmailReading = { contacts: new Map(), absent: new Set() };

function toRecordKey({ recordKind, recordId }: PendingChange) {
  return recordKind === 'contact' ? [] : [{ salesforceType: recordKind, salesforceId: recordId }];
}

/**
 * The link of each named id: its own, else that of the last id on the way to the record in force. Its own comes first
 * because of two linked records that are merged: the loser's contact must hear that another one holds the winner.
 */
async function readLinksOf(
  { stores }: SyncSession,
  records: ReadonlyMap<string, ResolvedRecord>,
): Promise<ReadonlyMap<string, RecordLink>> {
  const ids = [...new Set([...records.values()].flatMap((resolved) => resolved.ids))];
  const links = await stores.links.findBySalesforceIds(ids);
  const byId = new Map(links.map((link) => [link.salesforceId, link]));
  return new Map(
    [...records].flatMap(([asked, resolved]) => {
      const nearest = [asked, ...resolved.ids.toReversed()];
      const link = nearest.flatMap((salesforceId) => byId.get(salesforceId) ?? [])[0];
      return link === undefined ? [] : [[asked, link] as const];
    }),
  );
}

/**
 * True when the change may be our own write coming back. Of a pair behind a failure equal values say nothing: what stands
 * in its way has to be looked at, or it would count as done.
 */
export function mayEcho(
  link: RecordLink | null | undefined,
  { triggers }: PendingChange,
): link is RecordLink {
  return link != null && link.isFailing !== true && mayBeEcho(triggers);
}

/** True when a change named the linked record and that record holds what both sides last agreed on. */
export function isSalesforceEcho(
  session: SyncSession,
  { current }: GatherRules,
  change: PendingChange,
  link: RecordLink | undefined,
  records: ReadonlyMap<string, ResolvedRecord>,
): boolean {
  const record = records.get(change.recordId)?.record;
  if (!mayEcho(link, change) || !record || record.salesforceId !== link.salesforceId) return false;
  const mappings = current.rules.mappings[link.salesforceType];
  return isEcho({ side: 'salesforce', record }, mappings, link.base, session.fingerprint, session.values);
}

/** Units for records without a contact: those of one address are one, led by the best of them. */
async function gatherUnpaired(
  session: SyncSession,
  changes: readonly PendingChange[],
  records: ReadonlyMap<string, ResolvedRecord>,
  { current, selection }: GatherRules,
): Promise<readonly Pair[]> {
  const { autoCreateSince } = current.rules.settings;
  const mayCreate = ({ salesforceType }: SalesforceRecord) => autoCreateSince[salesforceType] !== null;
  const recordOf = ({ recordId }: PendingChange) => records.get(recordId)?.record ?? null;
  const emails = changes.flatMap((change) => {
    const record = recordOf(change);
    return record !== null && record.email !== null && mayCreate(record) ? [record.email] : [];
  });
  const chosen = await chooseUnpaired(session, [...new Set(emails)], mayCreate, selection);
  const byKey = Map.groupBy(changes, (change) => {
    const record = recordOf(change);
    const isShared = record !== null && record.email !== null && mayCreate(record);
    return isShared ? `${record.email}` : change.changeId;
  });
  return [...byKey].map(([key, changesOfRecord]) => {
    const [first] = changesOfRecord;
    return unpairedUnit(changesOfRecord, chosen.get(key) ?? (first === undefined ? null : recordOf(first)));
  });
}

function unpairedUnit(changes: readonly PendingChange[], salesforce: SalesforceRecord | null): Pair {
  return {
    hubspotContactId: null,
    changes,
    link: null,
    endingLinks: [],
    contact: null,
    salesforce,
    isEcho: false,
    isLinked: false,
    fate: 'live',
    hasMovedLink: false,
    isClaimedElsewhere: false,
    ofLinkedRecord: new Set(),
    named: { contact: false, linkedRecord: false, otherRecord: true },
    hadCreationSync: false,
    base: null,
  };
}
