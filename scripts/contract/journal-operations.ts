import type { Operation, Shapes } from './declared-shapes.ts';
import { describeOperation, errorMembers, members } from './describe-operation.ts';

const shapes: Shapes = {
  enums: new Map([
    [
      'SubscriptionType',
      new Set(['OBJECT', 'LIST_MEMBERSHIP', 'GDPR_PRIVACY_DELETION', 'APP_LIFECYCLE_EVENT']),
    ],
  ]),
  models: new Map([
    ['Error', errorMembers],
    ['File', members({ url: 'string', expiresAt: 'string', currentOffset: 'string' })],
    ['Files', members({ results: 'Array<File>' })],
    [
      'SubscriptionRequest',
      members({
        subscriptionType: 'SubscriptionType',
        'portalId?': 'integer',
        'objectTypeId?': 'string',
        'objectIds?': 'Array<unknown>',
        'listIds?': 'Array<unknown>',
        'properties?': 'Array<string>',
        'actions?': 'Array<string>',
        'eventTypeId?': 'string',
      }),
    ],
    [
      'Subscription',
      members({
        id: 'integer',
        subscriptionType: 'SubscriptionType',
        'portalId?': 'integer',
        'objectTypeId?': 'string',
        'objectIds?': 'Array<unknown>',
        'listIds?': 'Array<unknown>',
        'properties?': 'Array<string>',
        'actions?': 'Array<string>',
        'eventTypeId?': 'string',
        'appId?': 'integer',
        createdAt: 'string',
        updatedAt: 'string',
      }),
    ],
    ['Subscriptions', members({ results: 'Array<Subscription>' })],
  ]),
};
const journal = '/webhooks-journal/journal/2026-09';
const subscriptions = '/webhooks-journal/subscriptions/2026-09';

/** The webhooks journal: documented, outside every rate limit, unknown to HubSpot's client. */
export function readJournalOperations(): Operation[] {
  const unlimited = { shapes, isUnlimited: true };
  const read = (path: string, type: string): Operation =>
    describeOperation(`GET ${journal}/${path}`, type, {
      ...unlimited,
      answers: new Map([
        [200, type],
        [204, ''],
      ]),
    });
  const remove = (path: string): Operation =>
    describeOperation(`DELETE ${subscriptions}/${path}`, '', { ...unlimited, answers: new Map([[204, '']]) });
  return [
    read('earliest', 'File'),
    read('latest', 'File'),
    read('offset/{offset}/next', 'File'),
    read('batch/earliest/{count}', 'Files'),
    read('batch/{offset}/next/{count}', 'Files'),
    describeOperation(`GET ${subscriptions}`, 'Subscriptions', unlimited),
    describeOperation(`POST ${subscriptions}`, 'Subscription', {
      ...unlimited,
      bodyType: 'SubscriptionRequest',
      answers: new Map([[201, 'Subscription']]),
    }),
    remove('{subscriptionId}'),
    remove('portals/{portalId}'),
  ];
}
