import type { Clock } from '#sandbox/kernel/clock.ts';

/** Counts calls in a window that rolls: at no moment may the last `windowMs` hold more than the limit. */
export interface RateLimiter {
  /** Counts a call unless it would exceed `limit`; null never refuses. `remaining` is what is left afterwards. */
  take(key: string, limit: number | null): { isAllowed: boolean; remaining: number };
  reset(): void;
}

export function createRateLimiter(clock: Clock, windowMs: number): RateLimiter {
  const callTimes = new Map<string, number[]>();
  return {
    take(key, limit) {
      if (limit === null) return { isAllowed: true, remaining: 0 };
      const now = clock.now();
      const times = callTimes.get(key) ?? [];
      callTimes.set(key, times);
      while (times.length > 0 && (times[0] ?? 0) <= now - windowMs) times.shift();
      if (times.length >= limit) return { isAllowed: false, remaining: 0 };
      times.push(now);
      return { isAllowed: true, remaining: limit - times.length };
    },
    reset: () => callTimes.clear(),
  };
}
