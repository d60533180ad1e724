import { chooseMatch } from '#lib/domain/match.ts';
import { type HubspotContact, normaliseEmail, type SalesforceRecord } from '#lib/domain/records.ts';
import { resolveRecords } from './resolve-records.ts';
import type { FieldSelection } from './sync-pair.ts';
import type { SyncSession } from './sync-session.ts';

export type EmailMatch = {
  readonly chosen: SalesforceRecord | null;
  readonly isClaimedElsewhere: boolean;
  /** A contact that is gone or merged, and whose link to the chosen record ends with this match. */
  readonly formerHolder: string | null;
};

/**
 * The best match by primary or secondary address that no other contact is linked to, by contact id. A Lead that was
 * converted into a Contact under another address is nobody's match: its values may be somebody else's.
 */
export async function matchRecords(
  session: SyncSession,
  contacts: readonly HubspotContact[],
  selection: FieldSelection,
): Promise<ReadonlyMap<string, EmailMatch>> {
  const emails = [...new Set(contacts.flatMap(addressesOf))];
  const records = emails.length === 0 ? [] : await session.salesforce.findByEmails(emails, selection.fields);
  const holders = await readHolders(session, records, new Set(contacts.map((each) => each.hubspotContactId)));
  const byEmail = Map.groupBy(records, ({ email }) => email ?? '');
  const matches = new Map<string, EmailMatch>();
  for (const contact of contacts) {
    const { hubspotContactId } = contact;
    const candidates = addressesOf(contact).flatMap((email) => byEmail.get(email) ?? []);
    const isFree = ({ salesforceId }: SalesforceRecord) =>
      (holders.get(salesforceId)?.now ?? hubspotContactId) === hubspotContactId;
    const { chosen } = chooseMatch(candidates.filter(isFree));
    const stored = holders.get(chosen?.salesforceId ?? '')?.stored ?? hubspotContactId;
    matches.set(hubspotContactId, {
      chosen,
      isClaimedElsewhere: chosen === null && candidates.length > 0,
      formerHolder: stored === hubspotContactId ? null : stored,
    });
  }
  return followConversions(session, contacts, matches, selection);
}

async function followConversions(
  session: SyncSession,
  contacts: readonly HubspotContact[],
  matches: Map<string, EmailMatch>,
  selection: FieldSelection,
): Promise<ReadonlyMap<string, EmailMatch>> {
  const converted = [...matches.values()].flatMap(({ chosen }) => (chosen?.isConverted ? [chosen] : []));
  if (converted.length === 0) return matches;
  const resolved = await resolveRecords(session, converted, selection);
  for (const contact of contacts) {
    const match = matches.get(contact.hubspotContactId);
    if (!match?.chosen?.isConverted) continue;
    const { record: successor = null, fate = 'hidden' } = resolved.get(match.chosen.salesforceId) ?? {};
    const isSamePerson = successor !== null && addressesOf(contact).includes(successor.email ?? '');
    matches.set(contact.hubspotContactId, {
      ...match,
      chosen: isSamePerson ? successor : null,
      isClaimedElsewhere: match.isClaimedElsewhere || (!isSamePerson && fate !== 'deleted'),
    });
  }
  return matches;
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

/** Records without a contact, one per address: the best of those that are free, by the matching order. */
export async function chooseUnpaired(
  session: SyncSession,
  emails: readonly string[],
  isCandidate: (record: SalesforceRecord) => boolean,
  selection: FieldSelection,
): Promise<ReadonlyMap<string, SalesforceRecord>> {
  if (emails.length === 0) return new Map();
  const records = await session.salesforce.findByEmails(emails, selection.fields);
  const links = await session.stores.links.findBySalesforceIds(
    records.map(({ salesforceId }) => salesforceId),
  );
  const linked = new Set(links.map(({ salesforceId }) => salesforceId));
  const free = records.filter(
    (record) => isCandidate(record) && !record.isConverted && !linked.has(record.salesforceId),
  );
  const byEmail = Map.groupBy(free, ({ email }) => normaliseEmail(email) ?? '');
  return new Map(
    [...byEmail].flatMap(([email, candidates]) => {
      const { chosen } = chooseMatch(candidates);
      return chosen === null ? [] : [[email, chosen] as const];
    }),
  );
}

export function addressesOf({ email, additionalEmails }: HubspotContact): readonly string[] {
  return email === null ? [] : [email, ...additionalEmails];
}
