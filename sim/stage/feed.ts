import { readWebhook } from '#lib/hubspot/webhook-events.ts';
import { acceptWebhook } from '#lib/services/accept-webhook.ts';
import { signWebhook } from '#sandbox/hubspot/webhooks/sign-webhook.ts';
import { listOf } from '#sim/machine/json.ts';
import { hubspotClient } from './grants.ts';
import type { Product } from './product.ts';
import type { Scene } from './scene.ts';

const answer = (status: number): Response => new Response(null, { status });

/** Plays the app's webhook route towards HubSpot's deliveries: takes them in, or is down. */
export function takeDeliveries(scene: Scene): void {
  const { world, weather } = scene;
  world.onDelivery(async (request) => {
    if (weather.webhooks === 'down') return answer(503);
    if (weather.webhooks === 'lost') return answer(204);
    const delivery = readdress(scene, request, await request.text());
    const reading = readWebhook(delivery, hubspotClient.clientSecret, world.clock.now());
    if (reading.kind !== 'genuine') {
      scene.violations.push({ invariant: 'nothing lost', detail: `a delivery was ${reading.kind}` });
      return answer(401);
    }
    return new Promise((resolve) => {
      world.activities.begin('hook', 0, async () => {
        await acceptWebhook(
          {
            directory: { findJoinedTenant: async (portalId) => productOf(scene, portalId)?.tenantId ?? null },
            openStores: (tenantId) => storesOf(scene, tenantId),
            wakeDrain: async () => {},
          },
          reading,
        );
        scene.trace.push(`  hook took ${reading.hintsByPortal.size} accounts' events`);
        resolve(answer(204));
      });
    });
  });
}

/**
 * A delivery as it would be if this seed were alone in our database: with the number that this seed's account has
 * there, and signed at the time of the simulation.
 */
function readdress({ world, tenants }: Scene, request: Request, text: string) {
  const events = listOf(JSON.parse(text)).map((event) => {
    const side = tenants.find(({ product }) => product.portal.portalId === event.portalId);
    return { ...event, portalId: Number(side?.product.portalId) };
  });
  const body = JSON.stringify(events);
  const timestamp = world.clock.now();
  const signed = { method: 'POST', uri: request.url, body, timestamp };
  return {
    method: 'POST',
    uri: request.url,
    body: new TextEncoder().encode(body),
    signature: signWebhook(hubspotClient.clientSecret, signed),
    timestamp: String(timestamp),
  };
}

const productOf = ({ tenants }: Scene, portalId: string): Product | undefined =>
  tenants.find(({ product }) => product.portalId === portalId)?.product;

function storesOf({ tenants }: Scene, tenantId: string): Product['stores'] {
  const found = tenants.find(({ product }) => product.tenantId === tenantId);
  if (found === undefined) throw new Error(`no tenant ${tenantId}`);
  return found.product.stores;
}
