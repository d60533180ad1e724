import { createHmac, timingSafeEqual } from 'node:crypto';
import type { WebhookDelivery } from '#lib/ports/webhooks.ts';

/** The escapes that HubSpot undoes in the address before it signs it; every other one stays. */
const decodedEscapes = /%(?:3A|2F|3F|40|21|24|27|28|29|2A|2C|3B)/gi;

/** HubSpot tells receivers to refuse what is older; younger than now by as much is another clock. */
const windowMs = 300_000;

/**
 * True for a delivery that HubSpot signed (version 3) with our app's secret within five minutes of now. The signature
 * covers the bytes as they came: a body that was parsed and written again is another body.
 */
export function isSignatureValid(delivery: WebhookDelivery, clientSecret: string, nowMs: number): boolean {
  const { method, uri, body, signature, timestamp } = delivery;
  if (signature === null || timestamp === null || !/^\d{1,15}$/.test(timestamp)) return false;
  const isFresh = Math.abs(nowMs - Number(timestamp)) <= windowMs;
  if (!isFresh) return false;
  const address = uri.replace(decodedEscapes, decodeURIComponent);
  const expected = createHmac('sha256', clientSecret)
    .update(method + address)
    .update(body)
    .update(timestamp)
    .digest();
  const given = Buffer.from(signature, 'base64');
  return given.length === expected.length && timingSafeEqual(given, expected);
}
