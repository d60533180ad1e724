import { createHmac } from 'node:crypto';

/** The escapes HubSpot undoes in the address before it signs; every other one stays as it is. */
const decoded = /%(3A|2F|3F|40|21|24|27|28|29|2A|2C|3B)/gi;

export interface SignedRequest {
  method: string;
  /** The full address as configured. */
  uri: string;
  /** Exactly the text that is sent. */
  body: string;
  /** Milliseconds since 1970, as in the header `X-HubSpot-Request-Timestamp`. */
  timestamp: number;
}

/** The value of `X-HubSpot-Signature-v3`: HMAC SHA-256 over method, address, body and time, as base64. */
export function signWebhook(clientSecret: string, { method, uri, body, timestamp }: SignedRequest): string {
  const address = uri.replace(decoded, (encoded) => decodeURIComponent(encoded));
  return createHmac('sha256', clientSecret).update(`${method}${address}${body}${timestamp}`).digest('base64');
}
