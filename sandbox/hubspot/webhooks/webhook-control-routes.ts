import type { Hono } from 'hono';
import { z } from 'zod';
import type { World } from '#sandbox/hubspot/world.ts';
import { withBody } from '#sandbox/kernel/control-routes.ts';
import { readSubscriptions, subscriptionsSchema } from './subscriptions.ts';

const settingsSchema = z.strictObject({
  targetUrl: z.url().nullable().optional(),
  subscriptions: subscriptionsSchema.optional(),
  /** HubSpot takes more than five only. */
  maxConcurrentRequests: z.number().int().min(6).optional(),
  collectMs: z.number().nonnegative().optional(),
  duplicateProbability: z.number().min(0).max(1).optional(),
  isReordered: z.boolean().optional(),
  isStopped: z.boolean().optional(),
});

/** `/_control/webhooks`: where deliveries go, what goes wrong with them, and how they fare. */
export function addWebhookControlRoutes({ webhooks }: World, app: Hono): void {
  app.get('/_control/webhooks', (c) => c.json({ ...webhooks.settings, counts: webhooks.counts() }));
  app.post('/_control/webhooks', (c) =>
    withBody(c, settingsSchema, ({ subscriptions, ...rest }) => {
      Object.assign(webhooks.settings, rest, {
        ...(subscriptions && { subscriptions: readSubscriptions(subscriptions) }),
      });
      return c.json({ ...webhooks.settings, counts: webhooks.counts() });
    }),
  );
}
