import { z } from 'zod';

const subscriptionSchema = z.object({
  subscriptionType: z.string(),
  objectType: z.string().optional(),
  propertyName: z.string().optional(),
  active: z.boolean(),
});

/** `config.subscriptions` of a project's `webhooks-hsmeta.json`. */
export const subscriptionsSchema = z.object({
  crmObjects: z.array(subscriptionSchema).default([]),
  legacyCrmObjects: z.array(subscriptionSchema).default([]),
  hubEvents: z.array(subscriptionSchema).default([]),
});

/** One thing an app is told about. */
export interface WebhookSubscription {
  subscriptionId: number;
  /** `object.propertyChange`, `contact.privacyDeletion`, … */
  subscriptionType: string;
  propertyName?: string;
}

const FIRST_ID = 2_600_001;
/** HubSpot refuses subscriptions to these. */
const UNAVAILABLE = new Set(['hs_lastmodifieddate', 'lastmodifieddate', 'num_unique_conversion_events']);

/** The active subscriptions about contacts. Throws for a property that cannot be subscribed to. */
export function readSubscriptions(declared: z.infer<typeof subscriptionsSchema>): WebhookSubscription[] {
  const all = [...declared.crmObjects, ...declared.legacyCrmObjects, ...declared.hubEvents];
  return all
    .filter(({ active, objectType }) => active && (objectType === undefined || objectType === 'contact'))
    .map(({ subscriptionType, propertyName }, index) => {
      if (propertyName !== undefined && UNAVAILABLE.has(propertyName)) {
        throw new Error(`Nobody can subscribe to ${propertyName}.`);
      }
      return {
        subscriptionId: FIRST_ID + index,
        subscriptionType,
        ...(propertyName === undefined ? {} : { propertyName }),
      };
    });
}
