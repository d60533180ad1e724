import type { Clock } from '#lib/platform/clock.ts';
import {
  type Bucket,
  createBucket,
  observe,
  pause,
  type RateReading,
  searchAllowance,
  standardAllowance,
  take,
} from './rate-allowance.ts';

/** Search is limited apart from everything else. */
export type RateClass = 'standard' | 'search';

/** Keeps one portal within its rate limit. One instance per portal and process, shared by all its callers. */
export type PortalLimiter = {
  /** Resolves when the request may leave, first come, first served. */
  admit(rateClass: RateClass): Promise<void>;
  observeAnswer(headers: Headers): void;
  /** After a 429: nothing of this class leaves for `ms`. */
  pauseFor(rateClass: RateClass, ms: number): void;
  /** What HubSpot said last; `null` before it did. */
  reading(): RateReading | null;
  /** Requests admitted since it was asked last. */
  takeCalls(): number;
};

export function createPortalLimiter({ clock }: { clock: Clock }): PortalLimiter {
  const buckets: Record<RateClass, Bucket> = {
    standard: createBucket(standardAllowance, clock.now()),
    search: createBucket(searchAllowance, clock.now()),
  };
  const queues: Record<RateClass, Promise<void>> = {
    standard: Promise.resolve(),
    search: Promise.resolve(),
  };

  let newest: RateReading | null = null;
  let calls = 0;

  /** Asks again after each sleep: an answer may have slowed the bucket down meanwhile. */
  async function takeTurn(rateClass: RateClass): Promise<void> {
    for (;;) {
      const { bucket, waitMs } = take(buckets[rateClass], clock.now());
      buckets[rateClass] = bucket;
      if (waitMs === 0) return;
      await clock.sleep(waitMs);
    }
  }

  return {
    admit(rateClass) {
      calls += 1;
      queues[rateClass] = queues[rateClass].then(() => takeTurn(rateClass));
      return queues[rateClass];
    },
    observeAnswer(headers) {
      const reading = readRateHeaders(headers);
      if (reading === null) return;
      newest = reading;
      buckets.standard = observe(buckets.standard, reading, clock.now());
    },
    pauseFor(rateClass, ms) {
      buckets[rateClass] = pause(buckets[rateClass], clock.now() + ms);
    },
    reading: () => newest,
    takeCalls() {
      const taken = calls;
      calls = 0;
      return taken;
    },
  };
}

/** `null` when an answer carries none (search, OAuth). */
export function readRateHeaders(headers: Headers): RateReading | null {
  const read = (name: string) => {
    const text = headers.get(`x-hubspot-ratelimit-${name}`);
    return text !== null && /^\d+$/.test(text) ? Number(text) : null;
  };
  const max = read('max');
  const remaining = read('remaining');
  const intervalMs = read('interval-milliseconds');
  if (max === null || remaining === null || intervalMs === null || max === 0 || intervalMs === 0) return null;
  return { max, remaining, intervalMs };
}
