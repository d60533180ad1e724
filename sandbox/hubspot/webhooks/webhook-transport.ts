import { systemTime } from '#sandbox/kernel/clock.ts';
import { signWebhook } from './sign-webhook.ts';

/** How deliveries reach the receiver. */
export interface WebhookTransport {
  /** Gives the receiver's answer; `undefined` when none ever comes. Rejects when nobody is there. */
  send(request: Request): Promise<Response | undefined>;
  /** The time that is signed, in milliseconds since 1970: the receiver compares it with its own clock. */
  now(): number;
}

/** Over the network, to a receiver whose clock no test has moved. */
export const networkTransport: WebhookTransport = { send: (request) => fetch(request), now: systemTime };

/** The signed request that carries a delivery. */
export function buildDelivery(
  uri: string,
  body: string,
  clientSecret: string,
  timestamp: number,
  signal: AbortSignal,
): Request {
  return new Request(uri, {
    method: 'POST',
    redirect: 'manual',
    signal,
    headers: {
      'content-type': 'application/json',
      'user-agent': 'HubSpot Connect 2.0 (http://dev.hubspot.com/) - Webhooks',
      'x-hubspot-request-timestamp': String(timestamp),
      'x-hubspot-signature-version': 'v3',
      'x-hubspot-signature-v3': signWebhook(clientSecret, { method: 'POST', uri, body, timestamp }),
    },
    body,
  });
}
