import { z } from 'zod';

const ids = z.array(z.union([z.string(), z.number()]).transform(String)).default([]);
const portalId = z.number().int();

/** What `POST /webhooks-journal/subscriptions` takes, by `subscriptionType`. Empty lists of ids mean all. */
export const journalSubscriptionSchema = z.discriminatedUnion('subscriptionType', [
  z.strictObject({
    subscriptionType: z.literal('OBJECT'),
    portalId,
    objectTypeId: z.literal('0-1'),
    objectIds: ids,
    properties: z.array(z.string()).default([]),
    actions: z.array(z.enum(['CREATE', 'UPDATE', 'DELETE', 'MERGE', 'RESTORE'])).min(1),
  }),
  z.strictObject({
    subscriptionType: z.literal('LIST_MEMBERSHIP'),
    portalId,
    listIds: ids,
    objectIds: ids,
    actions: z.array(z.enum(['ADDED_TO_LIST', 'REMOVED_FROM_LIST'])).min(1),
  }),
  z.strictObject({ subscriptionType: z.literal('GDPR_PRIVACY_DELETION'), portalId }),
]);

export type JournalSubscriptionInput = z.infer<typeof journalSubscriptionSchema>;

export type JournalSubscription = JournalSubscriptionInput & {
  subscriptionId: number;
  appId: number;
  /** Milliseconds since 1970. */
  createdAt: number;
};

/** The scope the account must have given the app. */
export const scopeOfSubscription: Record<JournalSubscriptionInput['subscriptionType'], string> = {
  OBJECT: 'crm.objects.contacts.read',
  LIST_MEMBERSHIP: 'crm.lists.read',
  GDPR_PRIVACY_DELETION: 'crm.objects.contacts.read',
};

/** What the answers show of one. */
export function showSubscription({ subscriptionId, createdAt, ...subscription }: JournalSubscription) {
  const at = new Date(createdAt).toISOString();
  return { id: subscriptionId, ...subscription, createdAt: at, updatedAt: at };
}
