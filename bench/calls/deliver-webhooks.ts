import type { Rig } from '#bench/rig/start-rig.ts';
import { acceptWebhook } from '#lib/services/accept-webhook.ts';
import { signWebhook } from '#sandbox/hubspot/webhooks/sign-webhook.ts';

/** HubSpot has that many requests of one app under way at most. */
const atOnce = 10;

/** One signed delivery for each contact, taken in as the route takes them in. Waking is the caller's. */
export async function deliverWebhooks(rig: Rig, contactIds: readonly string[]): Promise<void> {
  const { container, tenantId } = rig;
  const { portalId } = await container.openStores(tenantId).readTenant();
  const ports = { ...container.webhookPorts, wakeDrain: async () => {} };
  const uri = `${rig.appUrl}/api/webhooks/hubspot`;
  const secret = container.environment.HUBSPOT_CLIENT_SECRET;
  const waiting = [...contactIds];
  const startedAt = performance.now();
  const deliver = async (objectId: string) => {
    const timestamp = Date.now();
    const event = { portalId, objectId, subscriptionType: 'contact.propertyChange', occurredAt: timestamp };
    const body = JSON.stringify([{ ...event, propertyName: 'jobtitle' }]);
    const reading = container.readWebhook({
      method: 'POST',
      uri,
      body: new TextEncoder().encode(body),
      signature: signWebhook(secret, { method: 'POST', uri, body, timestamp }),
      timestamp: String(timestamp),
    });
    if (reading.kind !== 'genuine') throw new Error(`a delivery was ${reading.kind}`);
    await acceptWebhook(ports, reading);
  };
  const work = async () => {
    for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) await deliver(next);
  };
  await Promise.all(Array.from({ length: atOnce }, work));
  const perSecond = (contactIds.length * 1_000) / (performance.now() - startedAt);
  console.log(`\n${contactIds.length} deliveries stored, ${Math.round(perSecond)} a second`);
}
