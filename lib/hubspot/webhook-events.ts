import { z } from 'zod';
import type { SyncTrigger } from '#lib/domain/sync-trigger.ts';
import { parseJson } from '#lib/platform/json.ts';
import type { Hint } from '#lib/ports/inbox.ts';
import type { WebhookDelivery, WebhookReading } from '#lib/ports/webhooks.ts';
import { contactsObjectTypeId } from './mapper.ts';
import { isSignatureValid } from './webhook-signature.ts';

const idSchema = z.union([z.string(), z.number()]).transform(String);

/** What we read of one event; its values are not read at all. */
const eventSchema = z.object({
  portalId: idSchema,
  subscriptionType: z.string(),
  objectId: idSchema,
  objectTypeId: z.string().optional(),
  occurredAt: z.number(),
  primaryObjectId: idSchema.optional(),
  mergedObjectIds: z.array(idSchema).optional(),
  newObjectId: idSchema.optional(),
});
type WebhookEvent = z.infer<typeof eventSchema>;

/** Told as `contact.…` by subscriptions of the old kind and as `object.…` with a type by those of the new kind. */
const triggers: ReadonlyMap<string, SyncTrigger> = new Map([
  ['creation', 'contact_created'],
  ['propertyChange', 'contact_changed'],
  ['merge', 'contact_merged'],
  ['deletion', 'contact_deleted'],
  ['restore', 'contact_restored'],
  ['privacyDeletion', 'contact_erased'],
]);

/** Checks one delivery and names the contacts it is about, by portal. Events of other kinds are passed over. */
export function readWebhook(delivery: WebhookDelivery, clientSecret: string, nowMs: number): WebhookReading {
  if (!isSignatureValid(delivery, clientSecret, nowMs)) return { kind: 'forged' };
  const events: unknown = parseJson(Buffer.from(delivery.body).toString('utf8'));
  if (!Array.isArray(events)) return { kind: 'unreadable' };
  const hintsByPortal = new Map<string, Hint[]>();
  for (const event of events) {
    const { success, data } = eventSchema.safeParse(event);
    if (!success) continue;
    const known = hintsByPortal.get(data.portalId) ?? [];
    hintsByPortal.set(data.portalId, [...known, ...nameContacts(data)]);
  }
  return { kind: 'genuine', hintsByPortal };
}

function nameContacts(event: WebhookEvent): Hint[] {
  const [scope, kind = ''] = event.subscriptionType.split('.');
  const isAboutContact =
    scope === 'contact' || (scope === 'object' && event.objectTypeId === contactsObjectTypeId);
  const trigger = triggers.get(kind);
  const occurredAt = new Date(event.occurredAt);
  if (!isAboutContact || trigger === undefined || Number.isNaN(occurredAt.getTime())) return [];
  const { objectId, primaryObjectId, newObjectId, mergedObjectIds = [] } = event;
  const named = [objectId, primaryObjectId, newObjectId, ...mergedObjectIds];
  return [...new Set(named.filter((contactId) => contactId !== undefined))].map((recordId) => ({
    side: 'hubspot',
    recordKind: 'contact',
    recordId,
    trigger,
    occurredAt: occurredAt.toISOString(),
  }));
}
