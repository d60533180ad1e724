import type { Clock } from '#sandbox/kernel/clock.ts';
import type { Counters } from '#sandbox/kernel/counters.ts';
import type { Random } from '#sandbox/kernel/random.ts';
import {
  createDailyLimiter,
  createRateLimiter,
  type DailyLimiter,
  type RateLimiter,
} from './api/rate-limits.ts';
import type { App } from './apps.ts';
import portalProfiles from './data/portals.json' with { type: 'json' };
import webhookSubscriptions from './data/webhook-subscriptions.json' with { type: 'json' };
import { Journal } from './journal/journal.ts';
import { Grants } from './oauth/grants.ts';
import { createPortal, type Portal } from './portal.ts';
import { createSettings, type Settings } from './settings.ts';
import { readSubscriptions, subscriptionsSchema } from './webhooks/subscriptions.ts';
import { WebhookSender, type WebhookSettings } from './webhooks/webhook-sender.ts';
import type { WebhookTransport } from './webhooks/webhook-transport.ts';

/** Everything the HubSpot server knows. A reset replaces portals and grants and keeps the registered apps. */
export interface World {
  clock: Clock;
  random: Random;
  counters: Counters;
  settings: Settings;
  apps: App[];
  portals: Map<number, Portal>;
  grants: Grants;
  webhooks: WebhookSender;
  journal: Journal;
  limits: { calls: RateLimiter; searches: RateLimiter; daily: DailyLimiter };
  /** Where this server is reached; part of the `link`s it hands out. */
  baseUrl: () => string;
}

export function createWorld(options: {
  clock: Clock;
  random: Random;
  counters: Counters;
  apps: App[];
  baseUrl: () => string;
  webhooks?: Partial<WebhookSettings>;
  webhookTransport?: WebhookTransport;
}): World {
  const { clock, random } = options;
  const settings = createSettings();
  const world: World = {
    ...options,
    settings,
    portals: new Map(),
    grants: new Grants(clock, random, settings),
    webhooks: new WebhookSender(
      clock,
      random.fork('webhooks'),
      { ...defaultWebhooks(), ...options.webhooks },
      options.webhookTransport,
    ),
    journal: new Journal(clock, random.fork('journal')),
    limits: {
      calls: createRateLimiter(clock, 10_000),
      searches: createRateLimiter(clock, 1_000),
      daily: createDailyLimiter(clock),
    },
  };
  world.portals = createPortals(world);
  tellJournalOfApps(world);
  return world;
}

function defaultWebhooks(): WebhookSettings {
  return {
    targetUrl: null,
    subscriptions: readSubscriptions(subscriptionsSchema.parse(webhookSubscriptions)),
    maxConcurrentRequests: 10,
    collectMs: 500,
    duplicateProbability: 0,
    isReordered: false,
    isStopped: false,
  };
}

/** Empties the world in place: routes hold on to the object itself. */
export function resetWorld(world: World): void {
  for (const portal of world.portals.values()) portal.evaluation.stop();
  world.settings = createSettings();
  world.webhooks.reset();
  world.journal.reset();
  world.portals = createPortals(world);
  world.grants = new Grants(world.clock, world.random, world.settings);
  tellJournalOfApps(world);
  world.limits.calls.reset();
  world.limits.searches.reset();
  world.limits.daily.reset();
}

function tellJournalOfApps({ grants, journal }: World): void {
  grants.onLifecycle((event, app, portalId) => journal.noticeLifecycle(event, app, portalId));
}

function createPortals(world: World): Map<number, Portal> {
  return new Map(
    portalProfiles.map((profile) => {
      const portal = createPortal(profile, world.clock, world.settings);
      portal.contacts.onChange((change) => {
        for (const app of installedApps(world, portal)) {
          // Push deliveries go to the first app: it is the one whose project file names a target.
          if (app === world.apps[0]) world.webhooks.notice(portal, change, app);
          world.journal.noticeContact(portal, change, app);
        }
      });
      portal.evaluation.onMembership((list, row) => {
        if (world.journal.subscriptions.size === 0) return;
        for (const app of installedApps(world, portal))
          world.journal.noticeMembership(portal, list, row, app);
      });
      return [profile.portalId, portal];
    }),
  );
}

/** An account that removed the app, or never had it, is nobody's business. */
function installedApps(world: World, portal: Portal): App[] {
  return world.apps.filter(
    ({ appId }) => portal.isActive && world.grants.isInstalled(appId, portal.portalId),
  );
}
