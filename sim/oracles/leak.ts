import type { Exchange } from '#sim/machine/wire.ts';
import { company, criterion, mappedFields, type Tier } from '#sim/stage/fields.ts';
import { findRecord } from '#sim/stage/salesforce-people.ts';
import type { Scene, TenantSide } from '#sim/stage/scene.ts';
import { sideOf } from '#sim/stage/workers.ts';
import { whyNoException } from './exceptions.ts';
import { type Knowledge, knowledgeOf } from './knowledge.ts';
import type { Values, Write } from './writes.ts';

/** A changed criterion is older than this when HubSpot has surely evaluated it. */
const evaluatedAfterMs = 30_000;

/**
 * *No leak*: at the moment a write reaches a platform, its contact is in the list by the reading that the same
 * activity made after it had read the values, and the list itself was usable by a reading after them.
 */
export function judgeLeak(scene: Scene, exchange: Exchange, write: Write): void {
  const { activity } = exchange;
  if (activity === undefined) return;
  const side = sideOf(scene, activity.tenant);
  const knowledge = knowledgeOf(activity);
  const contactIds = contactsBehind(side, knowledge, write);
  const reasons = contactIds.map((contactId) => whyNot(scene, side, knowledge, contactId));
  if (reasons.some((reason) => reason === null)) return;
  const exception = whyNoException(scene, side, exchange, knowledge, write);
  if (exception === null) return;
  const why = [...reasons, exception].join(' / ');
  const detail = `${activity.name}/${activity.tenant} ${JSON.stringify(write)}: ${why}`;
  scene.violations.push({ invariant: 'no leak', detail });
}

/** Contacts whose values the write may carry. */
function contactsBehind(side: TenantSide, knowledge: Knowledge, write: Write): string[] {
  switch (write.kind) {
    case 'update_contact':
    case 'archive_contact':
      return [write.contactId];
    case 'create_contact':
      return [];
    case 'create_record':
      return contactsWith(knowledge, ({ email }) => email === write.values.Email);
    case 'update_record':
      return contactsOfUpdate(side, knowledge, write.recordId, write.values);
  }
}

function contactsOfUpdate(
  { product, addresses, linkedWith }: TenantSide,
  knowledge: Knowledge,
  recordId: string,
  values: Values,
): string[] {
  const fields = [...mappedFields, { ...company, Contact: company.Lead }];
  const written = fields.flatMap(({ property, Lead, Contact }) => {
    const value = values[Lead] ?? values[Contact];
    return value === null || value === undefined ? [] : [[property, value] as const];
  });
  if (written.length > 0) {
    return contactsWith(knowledge, (properties) =>
      written.every(([property, value]) => properties[property] === value),
    );
  }
  // Nothing but blanks: told by the link, or by an address that both have or have had.
  const linkedId = linkedWith.get(recordId);
  const ofRecord = addresses.get(recordId) ?? new Set();
  const email = String(findRecord(product.org, recordId)?.row.Email ?? '');
  return [...knowledge.contacts].flatMap(([contactId, { snapshots }]) => {
    const ofContact = [
      ...(addresses.get(contactId) ?? []),
      ...snapshots.map((snapshot) => String(snapshot.email ?? '')),
    ];
    const isShared = ofContact.some((each) => each === email || ofRecord.has(each));
    return contactId === linkedId || isShared ? [contactId] : [];
  });
}

function contactsWith({ contacts }: Knowledge, test: (properties: Values) => boolean): string[] {
  return [...contacts]
    .filter(([, { snapshots }]) => snapshots.some((snapshot) => test(snapshot as Values)))
    .map(([id]) => id);
}

/** Why nothing of this contact may cross now; `null` when it may. */
function whyNot(
  scene: Scene,
  side: TenantSide,
  { contacts, memberships, lists }: Knowledge,
  contactId: string,
): string | null {
  const read = contacts.get(contactId);
  if (read === undefined) return `${contactId} was not read`;
  const listIds = listsInForce(side, read.tick);
  if (listIds.has(null)) return null;
  const membership = memberships.get(contactId);
  if (membership === undefined || membership.tick < read.tick)
    return `memberships of ${contactId} were not read after its values`;
  const reasons = [...listIds].map((listId) => {
    if (listId === null || !membership.lists.has(listId)) return `${contactId} is not in list ${listId}`;
    const list = lists.get(listId);
    if (list === undefined || list.tick < read.tick) return `list ${listId} was not read after the values`;
    if (!list.isUsable) return `list ${listId} is not usable`;
    const changedAt = side.criteria.get(listId)?.changedAt ?? 0;
    const isEvaluated = read.at - changedAt > evaluatedAfterMs && !asksForEndedList(side, listId);
    const hasMet = read.meets.has(listId) || hasMetBetween(side, contactId, listId, read.at, membership.at);
    if (isEvaluated && !hasMet && scene.isFenceExpected)
      return `${contactId} no longer met the criteria of list ${listId} when it was read`;
    return null;
  });
  return reasons.includes(null) ? null : reasons.join(', ');
}

/**
 * Whether the contact met the criteria at some moment after its values were read and before its memberships were: then
 * the answer is younger than the values, and no old evaluation let them pass.
 */
function hasMetBetween(
  { product, criteria }: TenantSide,
  contactId: string,
  listId: string,
  from: number,
  to: number,
): boolean {
  const { contacts } = product.portal;
  const row = contacts.rowOf(contactId);
  if (row === undefined) return false;
  const tiers = criteria.get(listId)?.tiers ?? [];
  const between = contacts
    .versions(contacts.survivorOf(row), criterion)
    .filter(({ at }) => at >= from && at <= to);
  return between.some(({ value }) => tiers.includes(value as Tier));
}

/**
 * HubSpot cannot evaluate a list that asks for the members of a deleted one: it keeps the members it had. One that was
 * converted keeps its members whatever they hold.
 */
function asksForEndedList({ listIds: [keyId, , nestedId], product }: TenantSide, listId: string): boolean {
  const asked = product.portal.lists.find(keyId ?? '');
  return listId === nestedId && (asked?.deletedAt !== undefined || asked?.processingType !== 'DYNAMIC');
}

/** Lists that were the inclusion list at some moment since `tick`; `null` is "no limit". */
function listsInForce({ history }: TenantSide, tick: number): ReadonlySet<string | null> {
  const ids = history.flatMap(({ settings }, index) => {
    const next = history[index + 1];
    return next !== undefined && next.tick < tick ? [] : [settings.inclusionList?.listId ?? null];
  });
  return new Set(ids);
}
