import { isEcho } from '#lib/domain/echo.ts';
import type { HubspotContact } from '#lib/domain/records.ts';
import type { PendingChange } from '#lib/ports/inbox.ts';
import type { RecordLink } from '#lib/ports/links.ts';
import { matchRecords } from './match-records.ts';
import { isSalesforceEcho, mayEcho, type NamedRecords, readNamed } from './read-named.ts';
import { type ResolvedRecord, resolveRecords } from './resolve-records.ts';
import type { FieldSelection, GatherRules, Pair } from './sync-pair.ts';
import type { SyncSession } from './sync-session.ts';

/**
 * Reads both sides of everything that `changes` name. What changed is read first; where it holds what was agreed, the
 * other side is not asked. A change in no pair was not read: not absent, only unknown.
 */
export async function gatherPairs(
  session: SyncSession,
  changes: readonly PendingChange[],
  rules: GatherRules,
): Promise<readonly Pair[]> {
  const named = await readNamed(session, changes, rules);
  const links = await readLinks(session, named.contacts, named.byContact);
  const units = [...named.byContact]
    .map(([contactId, changesOfContact]) => toUnit(session, rules, contactId, changesOfContact, named, links))
    .filter(({ isEcho: isDone, contact, hubspotContactId }) => {
      return isDone || contact !== null || named.gone.has(hubspotContactId ?? '');
    });
  const open = units.filter(({ isEcho: isDone, contact }) => !isDone && contact !== null);
  const linked = await readLinkedRecords(session, open, named.records, rules.selection);
  const unlinked = open.flatMap(({ contact, link }) => {
    const resolved = link === null ? undefined : linked.get(link.salesforceId);
    return contact === null || (resolved !== undefined && isInPlace(resolved)) ? [] : [contact];
  });
  const matches = await matchRecords(session, unlinked, rules.selection);
  const pairs = units.map((unit): Pair => {
    const resolved = unit.isEcho || unit.link === null ? undefined : linked.get(unit.link.salesforceId);
    const match = matches.get(unit.hubspotContactId ?? '');
    const record = resolved?.record ?? null;
    const isSameRecord = record !== null && record.salesforceId === unit.link?.salesforceId;
    return {
      ...unit,
      ...namedParts(unit.changes, (change) => {
        const meant = named.records.get(change.recordId)?.record?.salesforceId;
        // The link's own record may be named by an id that the link does not know yet: what its Lead was converted to.
        return unit.ofLinkedRecord.has(change) || (record !== null && meant === record.salesforceId);
      }),
      salesforce: record ?? match?.chosen ?? null,
      isLinked: record !== null,
      fate: resolved?.fate ?? 'live',
      hasMovedLink:
        record !== null && (!isSameRecord || unit.link?.hubspotContactId !== unit.hubspotContactId),
      isClaimedElsewhere: match?.isClaimedElsewhere ?? false,
      base: isSameRecord ? baseOf(unit.link) : null,
      endingLinks:
        record === null && match?.formerHolder ? [...unit.endingLinks, match.formerHolder] : unit.endingLinks,
    };
  });
  const joined = await refuseDoubleClaims(session, pairs);
  const claimed = new Set(joined.flatMap(({ salesforce }) => salesforce?.salesforceId ?? []));
  const isFree = ({ salesforce }: Pair) => !claimed.has(salesforce?.salesforceId ?? '');
  // A record that a pair of this very wave takes is looked at again when that has been stored.
  return noteCreationSyncs(session, [...joined, ...named.unpaired.filter(isFree)]);
}

/** A linked record that is there, or that nobody may take for gone: no other one is looked for. */
function isInPlace({ record, fate }: ResolvedRecord): boolean {
  return record !== null || fate === 'hidden';
}

/** Nothing agreed on yet, as after an import or a pin, is a first contact. */
function baseOf(link: RecordLink | null): RecordLink['base'] | null {
  return link === null || Object.keys(link.base).length === 0 ? null : link.base;
}

function toUnit(
  session: SyncSession,
  rules: GatherRules,
  hubspotContactId: string,
  changes: readonly PendingChange[],
  { contacts, records }: NamedRecords,
  links: ReadonlyMap<string, ContactLinks>,
): Pair {
  const { chosen: link, ending } = links.get(hubspotContactId) ?? { chosen: null, ending: [] };
  const contact = contacts.get(hubspotContactId) ?? null;
  const isOnWay = ({ recordId }: PendingChange) =>
    records.get(recordId)?.ids.includes(link?.salesforceId ?? '') ?? false;
  const isOneEcho = (change: PendingChange) => isEchoOf(session, rules, change, link, contact, records);
  return {
    hubspotContactId,
    changes,
    link,
    endingLinks: ending,
    contact,
    isEcho: link !== null && ending.length === 0 && changes.every(isOneEcho),
    ...namedParts(changes, isOnWay),
    salesforce: null,
    isLinked: false,
    fate: 'live',
    hasMovedLink: false,
    isClaimedElsewhere: false,
    hadCreationSync: false,
    base: null,
  };
}

function namedParts(
  changes: readonly PendingChange[],
  isOfLinkedRecord: (change: PendingChange) => boolean,
): Pick<Pair, 'named' | 'ofLinkedRecord'> {
  const ofSalesforce = changes.filter(({ side }) => side === 'salesforce');
  const ofLinkedRecord = new Set(ofSalesforce.filter(isOfLinkedRecord));
  const named = {
    contact: changes.length > ofSalesforce.length,
    linkedRecord: ofLinkedRecord.size > 0,
    otherRecord: ofSalesforce.length > ofLinkedRecord.size,
  };
  return { named, ofLinkedRecord };
}

function isEchoOf(
  session: SyncSession,
  rules: GatherRules,
  change: PendingChange,
  link: RecordLink | null,
  contact: HubspotContact | null,
  records: ReadonlyMap<string, ResolvedRecord>,
): boolean {
  if (!mayEcho(link, change)) return false;
  if (change.side === 'salesforce') return isSalesforceEcho(session, rules, change, link, records);
  if (contact === null || change.recordId !== link.hubspotContactId) return false;
  const mappings = rules.current.rules.mappings[link.salesforceType];
  const { fingerprint, values } = session;
  return isEcho({ side: 'hubspot', record: contact }, mappings, link.base, fingerprint, values);
}

type ContactLinks = { readonly chosen: RecordLink | null; readonly ending: readonly string[] };

/**
 * Links by surviving contact id. Of several, because contacts were merged, one goes on: the contact's own, else a
 * pinned one, else a Contact before a Lead; the others end.
 */
async function readLinks(
  { stores }: SyncSession,
  contacts: ReadonlyMap<string, HubspotContact>,
  byContact: ReadonlyMap<string, readonly PendingChange[]>,
): Promise<ReadonlyMap<string, ContactLinks>> {
  const survivorOf = new Map<string, string>();
  for (const [survivor, changes] of byContact) {
    const merged = contacts.get(survivor)?.mergedIds ?? [];
    const named = changes.flatMap(({ side, recordId }) => (side === 'hubspot' ? [recordId] : []));
    for (const contactId of [...merged, ...named, survivor]) survivorOf.set(contactId, survivor);
  }
  const found = await stores.links.findByHubspotIds([...survivorOf.keys()]);
  const bySurvivor = Map.groupBy(found, ({ hubspotContactId }) => survivorOf.get(hubspotContactId) ?? '');
  return new Map(
    [...bySurvivor].map(([survivor, links]) => {
      const rank = (link: RecordLink) => [
        Number(link.hubspotContactId !== survivor),
        Number(!link.isPinned),
        Number(link.salesforceType === 'Lead'),
      ];
      const [chosen = null, ...others] = links.toSorted(
        (first, second) =>
          compareRanks(rank(first), rank(second)) || (first.salesforceId < second.salesforceId ? -1 : 1),
      );
      return [survivor, { chosen, ending: others.map((link) => link.hubspotContactId) }];
    }),
  );
}

function compareRanks(first: readonly number[], second: readonly number[]): number {
  for (const [index, rank] of first.entries()) {
    const difference = rank - (second[index] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

/** The linked records by the id the link names, those that were named already not read again. */
async function readLinkedRecords(
  session: SyncSession,
  units: readonly Pair[],
  known: ReadonlyMap<string, ResolvedRecord>,
  selection: FieldSelection,
): Promise<ReadonlyMap<string, ResolvedRecord>> {
  const keys = units.flatMap(({ link }) => (link === null || known.has(link.salesforceId) ? [] : [link]));
  return new Map([...known, ...(await resolveRecords(session, keys, selection))]);
}

/**
 * One Salesforce record joins one contact: whoever holds the link keeps it, else whose record has become it by a merge or
 * a conversion, else the first to ask. A namesake that may not sync would otherwise stand in the way of the link.
 */
async function refuseDoubleClaims({ stores }: SyncSession, pairs: readonly Pair[]): Promise<readonly Pair[]> {
  // Whose record it is says the pair's own link, and a record has one link only.
  const holderOf = new Map<string, string | null>(
    pairs.flatMap(({ link }) => (link === null ? [] : [[link.salesforceId, link.hubspotContactId]])),
  );
  const claimed = pairs.flatMap(({ salesforce }) => salesforce?.salesforceId ?? []);
  const others = claimed.filter((salesforceId) => !holderOf.has(salesforceId));
  for (const link of await stores.links.findBySalesforceIds(others)) {
    holderOf.set(link.salesforceId, link.hubspotContactId);
  }
  for (const { salesforce, isLinked, hubspotContactId } of pairs) {
    if (!isLinked || salesforce === null || holderOf.has(salesforce.salesforceId)) continue;
    holderOf.set(salesforce.salesforceId, hubspotContactId);
  }
  return pairs.map((pair) => {
    if (pair.salesforce === null) return pair;
    const { salesforceId } = pair.salesforce;
    const own = new Set([pair.hubspotContactId, pair.link?.hubspotContactId, ...pair.endingLinks]);
    const holder = holderOf.has(salesforceId) ? holderOf.get(salesforceId) : pair.hubspotContactId;
    if (!own.has(holder)) return { ...pair, salesforce: null, isLinked: false, isClaimedElsewhere: true };
    holderOf.set(salesforceId, pair.hubspotContactId);
    return pair;
  });
}

/**
 * Marks the records that have had their one sync past the gate; of those without a contact only the ones that were not
 * touched since, because a record that changes creates its contact again.
 */
async function noteCreationSyncs({ stores }: SyncSession, pairs: readonly Pair[]): Promise<readonly Pair[]> {
  const candidates = pairs.flatMap(({ salesforce, isLinked, named }) =>
    salesforce !== null && !isLinked && named.otherRecord ? [salesforce.salesforceId] : [],
  );
  const had = await stores.links.findCreationSyncs(candidates);
  return pairs.map((pair) => {
    const at = had.get(pair.salesforce?.salesforceId ?? '');
    const isUntouched = at !== undefined && (pair.salesforce?.lastModifiedAt ?? '') <= at;
    const hadCreationSync = pair.hubspotContactId === null ? isUntouched : at !== undefined;
    return hadCreationSync ? { ...pair, hadCreationSync } : pair;
  });
}
