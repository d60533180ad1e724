import { createHash } from 'node:crypto';
import type { Database } from '#lib/db/database.ts';
import { createRandom } from '#sandbox/kernel/random.ts';
import { restAtNoon, restInTheEvening } from './oracles/rest.ts';
import { watch } from './oracles/watch.ts';
import type { SimEvent } from './script.ts';
import { takeDeliveries } from './stage/feed.ts';
import { playEvent } from './stage/play.ts';
import { openScene, type Scene, type Violation } from './stage/scene.ts';

export type SeedReport = {
  readonly seed: number;
  readonly violations: readonly Violation[];
  readonly trace: readonly string[];
  /** The same for the same seed and the same code. */
  readonly traceHash: string;
  readonly exchanges: number;
  readonly writes: number;
};

/** Plays one seed's events, watched all the time, lets the world come to rest at noon and in the evening, and judges it. */
export async function simulate(seed: number, events: readonly SimEvent[], db: Database): Promise<SeedReport> {
  const scene = await openScene(seed, db);
  const watched = watch(scene);
  takeDeliveries(scene);
  try {
    await playAll(scene, events);
  } catch (error) {
    scene.violations.push({ invariant: 'no crash', detail: describeError(error) });
  } finally {
    scene.world.close();
  }
  return {
    seed,
    violations: scene.violations,
    trace: scene.trace,
    traceHash: createHash('sha256').update(scene.trace.join('\n')).digest('hex').slice(0, 16),
    exchanges: watched.exchanges,
    writes: scene.writes,
  };
}

async function playAll(scene: Scene, events: readonly SimEvent[]): Promise<void> {
  const random = createRandom(`${scene.seed}/rest`);
  for (const part of ['morning', 'afternoon'] as const) {
    for (const event of events) {
      if (event.part !== part) continue;
      await playEvent(scene, event);
      if (noteFailures(scene)) return;
    }
    await (part === 'morning' ? restAtNoon(scene, random) : restInTheEvening(scene, random));
    if (noteFailures(scene)) return;
  }
}

/** A drain that throws what it should have understood is a violation, too. True when the seed has failed. */
function noteFailures(scene: Scene): boolean {
  const { failures } = scene.world.activities;
  for (const { activity, error } of failures.splice(0)) {
    scene.violations.push({ invariant: 'no crash', detail: `${activity.name}: ${describeError(error)}` });
  }
  return scene.violations.length > 0;
}

function describeError(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
