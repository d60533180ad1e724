import type { Clock } from './clock.ts';

/** A request either only reads, so that repeating it is harmless, or it may change something. */
export type Effect = 'read' | 'write';

/** Milliseconds to wait before the same again; `back_off` chooses them; `null` says that it is useless. */
export type RetryAdvice = { readonly retryAfterMs: number | 'back_off' | null };

export const neverRetry: RetryAdvice = { retryAfterMs: null };

/** What a provider's failure says about trying again. */
export function adviseRetry(
  failure: { kind: string; retryAfterMs: number | null; mayHaveTakenEffect: boolean },
  effect: Effect,
): RetryAdvice {
  if (failure.kind === 'rate_limited') return { retryAfterMs: failure.retryAfterMs ?? 'back_off' };
  const isSafe = effect === 'read' || !failure.mayHaveTakenEffect;
  return failure.kind === 'unavailable' && isSafe ? { retryAfterMs: 'back_off' } : neverRetry;
}

/** How long somebody keeps trying. */
export type Patience = {
  readonly maxAttempts: number;
  /** No attempt starts later than this after the first one. */
  readonly totalMs: number;
};

/** Nobody watches: a platform that is away for a moment holds nothing up. */
export const inBackground: Patience = { maxAttempts: 5, totalMs: 60_000 };

/** A person looks at a page that waits: better a failure they can try again than a minute of nothing. */
export const whileSomebodyWaits: Patience = { maxAttempts: 3, totalMs: 3_000 };

export type RetryLimits = Patience & {
  readonly clock: Clock;
  /** 0 to 1, spreads callers that failed together. */
  readonly random?: () => number;
};

const firstDelayMs = 500;
const longestDelayMs = 8_000;

/** Half to all of 0.5 s, 1 s, 2 s, … 8 s. */
export function backOffMs(attempt: number, random: number): number {
  return Math.min(firstDelayMs * 2 ** (attempt - 1), longestDelayMs) * (0.5 + random / 2);
}

/** Runs until it succeeds, the advice is not to, or the limits are spent; then throws the last failure. */
export async function retry<Result>(
  run: () => Promise<Result>,
  judge: (error: unknown) => RetryAdvice,
  { clock, maxAttempts, totalMs, random = Math.random }: RetryLimits,
): Promise<Result> {
  const deadline = clock.now() + totalMs;
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await run();
    } catch (error) {
      const { retryAfterMs } = judge(error);
      if (retryAfterMs === null || attempt === maxAttempts) throw error;
      const delayMs = retryAfterMs === 'back_off' ? backOffMs(attempt, random()) : retryAfterMs;
      if (clock.now() + delayMs > deadline) throw error;
      await clock.sleep(delayMs);
    }
  }
}
