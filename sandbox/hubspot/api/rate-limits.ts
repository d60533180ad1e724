import type { Clock } from '#sandbox/kernel/clock.ts';

/** Counts calls in a window that rolls: at no moment may the last `windowMs` hold more than the limit. */
export interface RateLimiter {
  /** Counts a call unless it would exceed `limit`; null never refuses. `remaining` is what is left afterwards. */
  take(key: string, limit: number | null): { isAllowed: boolean; remaining: number };
  reset(): void;
}

/** Counts calls of one day, which begins at midnight of the caller's time. */
export interface DailyLimiter {
  /** `offsetMs` is how far the caller's time is ahead of UTC. */
  take(key: string, limit: number, offsetMs: number): { isAllowed: boolean; remaining: number };
  reset(): void;
}

export function createDailyLimiter(clock: Clock): DailyLimiter {
  const counts = new Map<string, { day: number; calls: number }>();
  return {
    take(key, limit, offsetMs) {
      const day = Math.floor((clock.now() + offsetMs) / 86_400_000);
      const known = counts.get(key);
      const count = known?.day === day ? known : { day, calls: 0 };
      counts.set(key, count);
      if (count.calls >= limit) return { isAllowed: false, remaining: 0 };
      count.calls += 1;
      return { isAllowed: true, remaining: limit - count.calls };
    },
    reset: () => counts.clear(),
  };
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
