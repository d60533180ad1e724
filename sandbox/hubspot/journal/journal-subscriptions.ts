import { z } from 'zod';

const ids = z.array(z.union([z.string(), z.number()]).transform(String)).default([]);
const portalId = z.number().int();

/** HubSpot's own numbers for an app that comes to an account and one that leaves it. */
export const lifecycleEventTypes = { install: '4-1909196', uninstall: '4-1916193' } as const;

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
  /** Of the app itself, in whatever account. */
  z.strictObject({
    subscriptionType: z.literal('APP_LIFECYCLE_EVENT'),
    eventTypeId: z.enum(lifecycleEventTypes),
    properties: z.array(z.string()).default([]),
  }),
]);

export type JournalSubscriptionInput = z.infer<typeof journalSubscriptionSchema>;

export type JournalSubscription = JournalSubscriptionInput & {
  subscriptionId: number;
  appId: number;
  /** Milliseconds since 1970. */
  createdAt: number;
};

/** A subscription to what happens in one account. */
export type AccountSubscription = Extract<JournalSubscriptionInput, { portalId: number }>;

/** The scope the account must have given the app. */
export const scopeOfSubscription: Record<AccountSubscription['subscriptionType'], string> = {
  OBJECT: 'crm.objects.contacts.read',
  LIST_MEMBERSHIP: 'crm.lists.read',
  GDPR_PRIVACY_DELETION: 'crm.objects.contacts.read',
};

/** What the answers show of one. */
export function showSubscription({ subscriptionId, createdAt, ...subscription }: JournalSubscription) {
  const at = new Date(createdAt).toISOString();
  return { id: subscriptionId, ...subscription, createdAt: at, updatedAt: at };
}
