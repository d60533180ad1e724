import type { Clock } from '#lib/platform/clock.ts';
import { createClock, type Clock as SandboxClock } from '#sandbox/kernel/clock.ts';
import { type Activities, type Activity, currentActivity, never } from './activities.ts';

/** When every simulation begins. */
export const startOfTime = Date.UTC(2026, 10, 2, 9, 0, 0);

/** One time for both sandboxes and for the product; it stands still until the scheduler moves it. */
export type VirtualClock = {
  readonly sandbox: SandboxClock;
  readonly product: Clock;
  now(): number;
  advance(ms: number): void;
  /** When the earliest sleep of a living activity ends; time limits of requests count, `null` is none. */
  nextWake(): number | null;
};

type Sleep = { readonly activity: Activity | undefined; readonly dueAt: number };

export function createVirtualClock(activities: Activities): VirtualClock {
  const sandbox = createClock({ mode: 'manual', startAt: startOfTime });
  const sleeps = new Set<Sleep>();
  // Lists are evaluated at fractions of a millisecond; no machine's clock shows those.
  const now = () => Math.floor(sandbox.now());

  function sleep(ms: number, signal?: AbortSignal): Promise<void> {
    const activity = currentActivity();
    if (activity?.isDead) return never();
    const entry: Sleep = { activity, dueAt: sandbox.now() + ms };
    sleeps.add(entry);
    if (activity) activity.blocked += 1;
    return new Promise((resolve, reject) => {
      const end = (): boolean => {
        if (!sleeps.delete(entry)) return false;
        if (activity) activity.blocked -= 1;
        activities.noteProgress();
        return activity?.isDead !== true;
      };
      const timer = sandbox.after(ms, () => {
        if (end()) resolve();
      });
      signal?.addEventListener(
        'abort',
        () => {
          timer.cancel();
          if (end()) reject(signal.reason);
        },
        { once: true },
      );
    });
  }

  return {
    sandbox,
    product: { now, sleep },
    now,
    advance: (ms) => sandbox.advance(ms),
    nextWake() {
      let earliest: number | null = null;
      for (const { activity, dueAt } of sleeps) {
        if (activity === undefined || activity.isDead) continue;
        if (earliest === null || dueAt < earliest) earliest = dueAt;
      }
      return earliest;
    },
  };
}
