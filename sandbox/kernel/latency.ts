import { z } from 'zod';
import type { Clock } from './clock.ts';
import type { Random } from './random.ts';

export const latencySchema = z.strictObject({
  p50Ms: z.number().nonnegative(),
  /** Default: the median, which makes every answer equally slow. */
  p99Ms: z.number().nonnegative().optional(),
});

export interface Latency {
  set(distribution: z.infer<typeof latencySchema>): void;
  /** Waits one sample of the distribution; nothing when none is set. */
  wait(): Promise<void>;
}

/** Log-normal delays: most answers near the median, a few much slower, as real services behave. */
export function createLatency(clock: Clock, random: Random): Latency {
  let p50 = 0;
  let sigma = 0;
  return {
    set({ p50Ms, p99Ms = p50Ms }) {
      p50 = p50Ms;
      const standardNormalP99 = 2.326;
      sigma = p50Ms > 0 ? Math.max(0, Math.log(Math.max(p99Ms, p50Ms) / p50Ms) / standardNormalP99) : 0;
    },
    async wait() {
      if (p50 === 0) return;
      const normal = Math.sqrt(-2 * Math.log(1 - random.next())) * Math.cos(2 * Math.PI * random.next());
      await clock.sleep(p50 * Math.exp(sigma * normal));
    },
  };
}
