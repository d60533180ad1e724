import type { Hint } from './inbox.ts';

/** One delivery as it came in, before anything about it is believed. */
export type WebhookDelivery = {
  readonly method: string;
  /** The full address as HubSpot was given it, query included. */
  readonly uri: string;
  readonly body: Uint8Array;
  readonly signature: string | null;
  readonly timestamp: string | null;
};

export type WebhookReading =
  /** Not signed with our secret, or not lately. */
  | { readonly kind: 'forged' }
  /** Signed, and yet not what HubSpot says it sends. */
  | { readonly kind: 'unreadable' }
  | { readonly kind: 'genuine'; readonly hintsByPortal: ReadonlyMap<string, readonly Hint[]> };
