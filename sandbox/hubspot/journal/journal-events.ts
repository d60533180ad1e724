import type { ContactChange } from '#sandbox/hubspot/contacts/changes.ts';
import type { ContactList } from '#sandbox/hubspot/lists/list-store.ts';
import type { Portal } from '#sandbox/hubspot/portal.ts';
import type { JournalSubscription } from './journal-subscriptions.ts';

/**
 * One entry of a journal file. The members of list-membership and life-cycle entries (`listId`, `eventTypeId`) and the form of `propertyChanges` are
 * our guess: nobody has published an example.
 */
export interface JournalEvent {
  type: 'OBJECT' | 'LIST_MEMBERSHIP' | 'GDPR_PRIVACY_DELETION' | 'APP_LIFECYCLE_EVENT';
  portalId: number;
  occurredAt: string;
  objectTypeId?: string;
  objectId?: string;
  action?: string;
  eventTypeId?: string;
  propertyChanges?: { name: string; value: string }[];
  mergedObjectIds?: string[];
  listId?: string;
}

const actions: Partial<Record<ContactChange['kind'], 'CREATE' | 'UPDATE' | 'DELETE' | 'MERGE' | 'RESTORE'>> =
  {
    creation: 'CREATE',
    propertyChange: 'UPDATE',
    deletion: 'DELETE',
    merge: 'MERGE',
    restore: 'RESTORE',
  };

/** What a subscription tells of a change; nothing when it did not ask for it. */
export function describeContactChange(
  portal: Portal,
  change: ContactChange,
  subscription: JournalSubscription,
): JournalEvent | undefined {
  const { contacts, portalId } = portal;
  const objectId = contacts.idOf(change.row);
  const event = { portalId, occurredAt: new Date(change.at).toISOString(), objectTypeId: '0-1', objectId };
  if (subscription.subscriptionType === 'GDPR_PRIVACY_DELETION') {
    const isErased = change.kind === 'privacyDeletion';
    return isErased ? { type: 'GDPR_PRIVACY_DELETION', action: 'DELETE', ...event } : undefined;
  }
  if (subscription.subscriptionType !== 'OBJECT') return undefined;
  const action = actions[change.kind];
  if (!action || !subscription.actions.includes(action) || !isWanted(subscription.objectIds, objectId))
    return;
  const changes = change.properties.filter(({ name }) => isWanted(subscription.properties, name));
  if (action === 'UPDATE' && changes.length === 0) return undefined;
  return {
    type: 'OBJECT',
    action,
    ...event,
    ...(changes.length > 0 && {
      propertyChanges: changes.map(({ name, after }) => ({ name, value: after })),
    }),
    ...(action === 'MERGE' && {
      mergedObjectIds: (change.mergedRows ?? []).map((row) => contacts.idOf(row)),
    }),
  };
}

export function describeMembership(
  portal: Portal,
  list: ContactList,
  row: number,
  subscription: JournalSubscription,
): JournalEvent | undefined {
  if (subscription.subscriptionType !== 'LIST_MEMBERSHIP') return undefined;
  const objectId = portal.contacts.idOf(row);
  const action = list.members.has(row) ? 'ADDED_TO_LIST' : 'REMOVED_FROM_LIST';
  const isAsked =
    subscription.actions.includes(action) &&
    isWanted(subscription.listIds, list.listId) &&
    isWanted(subscription.objectIds, objectId);
  if (!isAsked) return undefined;
  const at = list.members.has(row) ? list.members.lastAddedAt(row) : (list.members.lastLeaveAt() ?? 0);
  return {
    type: 'LIST_MEMBERSHIP',
    portalId: portal.portalId,
    occurredAt: new Date(at).toISOString(),
    objectTypeId: '0-1',
    objectId,
    action,
    listId: list.listId,
  };
}

const isWanted = (wanted: readonly string[], value: string): boolean =>
  wanted.length === 0 || wanted.includes(value);
