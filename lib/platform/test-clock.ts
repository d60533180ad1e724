import type { Clock } from './clock.ts';

/** A clock for tests in which waiting costs no time. */
export type TestClock = Clock & {
  /** Every delay that was waited for, in order. */
  readonly delays: readonly number[];
  /** Lets all running time limits pass. */
  expireLimits(): void;
};

/**
 * A plain `sleep` moves the time and returns at once. A `sleep` with a signal is a time limit on something
 * real: it stays until it is aborted or `expireLimits` is called.
 */
export function createTestClock(startAt = 0): TestClock {
  let now = startAt;
  const delays: number[] = [];
  const limits = new Set<() => void>();
  return {
    now: () => now,
    delays,
    sleep(ms, signal) {
      if (signal === undefined) {
        delays.push(ms);
        now += ms;
        return Promise.resolve();
      }
      return new Promise((resolve, reject) => {
        limits.add(resolve);
        signal.addEventListener('abort', () => {
          limits.delete(resolve);
          reject(signal.reason);
        });
      });
    },
    expireLimits() {
      for (const resolve of limits) resolve();
      limits.clear();
    },
  };
}
