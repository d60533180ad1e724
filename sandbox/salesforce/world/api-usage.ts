import type { Clock } from '#sandbox/kernel/clock.ts';

const hourMs = 3_600_000;
const hoursPerDay = 24;

/** API calls of one org over a rolling day, counted by the hour as Salesforce does. */
export type ApiUsage = {
  used(): number;
  limit(): number;
  setLimit(limit: number): void;
  setUsed(used: number): void;
  /** Counts one call; `false` when the day's allowance is gone and the call must be refused. */
  count(): boolean;
};

export function createApiUsage(clock: Clock, initialLimit: number): ApiUsage {
  let limit = initialLimit;
  const byHour = new Map<number, number>();

  const thisHour = (): number => Math.floor(clock.now() / hourMs);

  function used(): number {
    let total = 0;
    for (const [hour, calls] of byHour) {
      if (hour <= thisHour() - hoursPerDay) byHour.delete(hour);
      else total += calls;
    }
    return total;
  }

  return {
    used,
    limit: () => limit,
    setLimit(next) {
      limit = next;
    },
    setUsed(calls) {
      byHour.clear();
      byHour.set(thisHour(), calls);
    },
    count() {
      if (used() >= limit) return false;
      byHour.set(thisHour(), (byHour.get(thisHour()) ?? 0) + 1);
      return true;
    },
  };
}
