import type { Clock } from '#sandbox/kernel/clock.ts';
import type { Counters } from '#sandbox/kernel/counters.ts';
import type { Random } from '#sandbox/kernel/random.ts';
import { createRateLimiter, type RateLimiter } from './api/rate-limits.ts';
import type { App } from './apps.ts';
import portalProfiles from './data/portals.json' with { type: 'json' };
import { Grants } from './oauth/grants.ts';
import { createPortal, type Portal } from './portal.ts';
import { createSettings, type Settings } from './settings.ts';

/** Everything the HubSpot server knows. A reset replaces portals and grants and keeps the registered apps. */
export interface World {
  clock: Clock;
  random: Random;
  counters: Counters;
  settings: Settings;
  apps: App[];
  portals: Map<number, Portal>;
  grants: Grants;
  limits: { calls: RateLimiter; searches: RateLimiter };
  /** Where this server is reached; part of the `link`s it hands out. */
  baseUrl: () => string;
}

export function createWorld(options: {
  clock: Clock;
  random: Random;
  counters: Counters;
  apps: App[];
  baseUrl: () => string;
}): World {
  const { clock, random } = options;
  const settings = createSettings();
  return {
    ...options,
    settings,
    portals: createPortals(clock, settings),
    grants: new Grants(clock, random, settings),
    limits: {
      calls: createRateLimiter(clock, 10_000),
      searches: createRateLimiter(clock, 1_000),
    },
  };
}

/** Empties the world in place: routes hold on to the object itself. */
export function resetWorld(world: World): void {
  for (const portal of world.portals.values()) portal.evaluation.stop();
  world.settings = createSettings();
  world.portals = createPortals(world.clock, world.settings);
  world.grants = new Grants(world.clock, world.random, world.settings);
  world.limits.calls.reset();
  world.limits.searches.reset();
}

function createPortals(clock: Clock, settings: Settings): Map<number, Portal> {
  return new Map(portalProfiles.map((profile) => [profile.portalId, createPortal(profile, clock, settings)]));
}
