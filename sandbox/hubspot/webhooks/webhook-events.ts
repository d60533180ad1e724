import type { ContactChange, PropertyChange } from '#sandbox/hubspot/contacts/changes.ts';
import type { Portal } from '#sandbox/hubspot/portal.ts';
import type { WebhookSubscription } from './subscriptions.ts';

/** One entry of a delivery, without what only the delivery knows (`attemptNumber`). */
export interface WebhookEvent {
  /** Shared by all that one change caused: not unique. */
  eventId: number;
  subscriptionId: number;
  portalId: number;
  appId: number;
  /** Milliseconds since 1970. */
  occurredAt: number;
  subscriptionType: string;
  objectId: number;
  changeSource: string;
  sourceId: string;
  objectTypeId?: string;
  changeFlag?: string;
  propertyName?: string;
  propertyValue?: string;
  isSensitive?: boolean;
  primaryObjectId?: number;
  mergedObjectIds?: number[];
  newObjectId?: number;
  numberOfPropertiesMoved?: number;
}

/** The events one change causes, in the order of the subscriptions. */
export function describeChange(
  portal: Portal,
  change: ContactChange,
  subscriptions: readonly WebhookSubscription[],
  { appId, eventId }: { appId: number; eventId: number },
): WebhookEvent[] {
  return subscriptions.flatMap((subscription) => {
    const { subscriptionId, subscriptionType, propertyName } = subscription;
    const [scope, kind] = subscriptionType.split('.');
    const property = kind === 'propertyChange' ? findProperty(change, propertyName) : undefined;
    if (kind === 'propertyChange' ? !property : !isToldBy(change, kind)) return [];
    const { sourceType, sourceId } = change.source;
    const event: WebhookEvent = {
      eventId,
      subscriptionId,
      portalId: portal.portalId,
      appId,
      occurredAt: change.at,
      subscriptionType,
      objectId: Number(portal.contacts.idOf(change.row)),
      changeSource: sourceType,
      sourceId,
      ...(scope === 'object' && { objectTypeId: '0-1' }),
      ...(property
        ? { propertyName: property.name, propertyValue: property.after, isSensitive: false }
        : flagOf(kind)),
      ...(change.kind === 'merge' && describeMerge(portal, change)),
    };
    return [event];
  });
}

/** A privacy deletion is told as a deletion too, in no promised order. */
function isToldBy({ kind }: ContactChange, subscribed: string | undefined): boolean {
  return subscribed === kind || (subscribed === 'deletion' && kind === 'privacyDeletion');
}

/** A creation tells its values as changes too. */
function findProperty(change: ContactChange, name: string | undefined): PropertyChange | undefined {
  return change.properties.find((property) => property.name === name);
}

function flagOf(kind = ''): { changeFlag?: string } {
  const flags = new Map([
    ['creation', 'CREATED'],
    ['deletion', 'DELETED'],
    ['restore', 'RESTORED'],
  ]);
  const changeFlag = flags.get(kind);
  return changeFlag === undefined ? {} : { changeFlag };
}

function describeMerge(portal: Portal, { row, mergedRows = [] }: ContactChange): Partial<WebhookEvent> {
  const { contacts, properties } = portal;
  const [primary = row, ...others] = mergedRows.length > 1 ? mergedRows : [row, ...mergedRows];
  const numberOf = (merged: number): number => Number(contacts.idOf(merged));
  const moved = properties
    .all()
    .filter(({ name, calculated }) => !calculated && contacts.get(primary, name) === '')
    .filter(({ name }) => others.some((other) => contacts.get(other, name) !== ''));
  return {
    primaryObjectId: numberOf(primary),
    mergedObjectIds: others.map(numberOf),
    newObjectId: numberOf(row),
    numberOfPropertiesMoved: moved.length,
  };
}
