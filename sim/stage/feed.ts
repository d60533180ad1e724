import type { SyncTrigger } from '#lib/domain/sync-trigger.ts';
import type { Hint } from '#lib/ports/stores.ts';
import { listOf, textOf } from '#sim/machine/json.ts';
import type { Scene } from './scene.ts';

const triggers: Readonly<Record<string, SyncTrigger>> = {
  'contact.creation': 'contact_created',
  'contact.propertyChange': 'contact_changed',
  'contact.merge': 'contact_merged',
  'contact.restore': 'contact_restored',
  'contact.deletion': 'contact_deleted',
  'contact.privacyDeletion': 'contact_erased',
  'object.creation': 'contact_created',
  'object.propertyChange': 'contact_changed',
  'object.merge': 'contact_merged',
  'object.restore': 'contact_restored',
  'object.deletion': 'contact_deleted',
  'object.privacyDeletion': 'contact_erased',
};

/** Plays the app towards HubSpot's deliveries: takes the events in, or is down. */
export function takeDeliveries(scene: Scene): void {
  scene.world.onDelivery(async (request) => {
    if (scene.weather.isWebhookDown) return new Response(null, { status: 503 });
    const events = listOf(await request.json());
    const answer = await new Promise<Response>((resolve) => {
      scene.world.activities.begin('hook', 0, async () => {
        for (const { product } of scene.tenants) {
          const own = events.filter(({ portalId }) => portalId === product.portal.portalId);
          const hints = own.flatMap((event): Hint[] => {
            const trigger = triggers[textOf(event.subscriptionType)] ?? 'contact_changed';
            const recordId = String(event.objectId);
            const occurredAt = new Date(Number(event.occurredAt)).toISOString();
            return [{ side: 'hubspot', recordKind: 'contact', recordId, trigger, occurredAt }];
          });
          if (hints.length > 0) await product.stores.inbox.addHints(hints);
        }
        resolve(new Response(null, { status: 204 }));
      });
    });
    return answer;
  });
}
