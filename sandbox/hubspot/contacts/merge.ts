import { HubspotError, objectNotFound, validationError } from '#sandbox/hubspot/api/errors.ts';
import type { Portal } from '#sandbox/hubspot/portal.ts';
import type { ChangeSource } from './changes.ts';

const MOST_IDENTITIES = 250;

/**
 * Folds one contact into another: the primary's values win, its blanks are filled, the other's addresses become
 * additional ones, both keep answering under their old ids. Returns the row of the surviving contact.
 */
export function mergeContacts(
  portal: Portal,
  primaryId: string,
  otherId: string,
  source: ChangeSource,
): number {
  const primary = liveRow(portal, primaryId);
  const other = liveRow(portal, otherId);
  if (primary === other) throw validationError('Cannot merge an object with itself.');
  const { contacts } = portal;
  const now = portal.clock.now();
  const values = mergedValues(portal, primary, other);
  const isNewRecord = portal.settings.assumptions.mergeCreatesNewRecord;
  const ids = [
    ...list(contacts.get(primary, 'hs_merged_object_ids')),
    ...list(contacts.get(other, 'hs_merged_object_ids')),
  ];
  ids.push(...(isNewRecord ? [contacts.idOf(primary)] : []), contacts.idOf(other));
  if (ids.length > MOST_IDENTITIES) {
    throw new HubspotError(414, {
      message: `Cannot have more than ${MOST_IDENTITIES} identities on a profile`,
      category: 'VALIDATION_ERROR',
    });
  }
  values.set('hs_merged_object_ids', ids.join(';'));
  const mergeSource: ChangeSource = { ...source, sourceType: 'MERGE_OBJECTS' };
  if (!isNewRecord) {
    contacts.update(primary, values, mergeSource, now);
    contacts.markMerged([other], primary, mergeSource, now);
    return primary;
  }
  const createdAt = Math.min(contacts.createdAt(primary), contacts.createdAt(other));
  const survivor = contacts.create(values, mergeSource, createdAt, now);
  for (const name of values.keys()) {
    const origin = [primary, other].find((row) => contacts.get(row, name) === values.get(name));
    if (origin !== undefined) contacts.inheritHistory(survivor, name, origin);
  }
  contacts.markMerged([primary, other], survivor, mergeSource, now);
  return survivor;
}

function mergedValues(portal: Portal, primary: number, other: number): Map<string, string> {
  const { contacts, properties } = portal;
  const values = new Map<string, string>();
  for (const { name, readOnlyValue, calculated } of properties.all()) {
    if (readOnlyValue || calculated) continue;
    const value = contacts.get(primary, name) || contacts.get(other, name);
    if (value !== '') values.set(name, value);
  }
  const email = values.get('email');
  const addresses = [primary, other].flatMap((row) => [
    contacts.get(row, 'email'),
    ...list(contacts.get(row, 'hs_additional_emails')),
  ]);
  const additional = new Set(addresses.filter((address) => address !== '' && address !== email));
  if (additional.size > 0) values.set('hs_additional_emails', [...additional].join(';'));
  return values;
}

function liveRow(portal: Portal, contactId: string): number {
  const row = portal.contacts.rowOf(contactId);
  const current = row === undefined ? undefined : portal.contacts.survivorOf(row);
  if (current === undefined || !portal.contacts.isLive(current))
    throw objectNotFound('resource not found', contactId);
  return current;
}

function list(text: string): string[] {
  return text.split(';').filter((part) => part !== '');
}
