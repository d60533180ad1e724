import type { Clock } from './clock.ts';

/** What a failure says about trying again. */
export type FailureClass = {
  /** Milliseconds the other side asked for. */
  readonly retryAfterMs: number | null;
  /** `wait`: nothing happened; `back_off`: trouble on the way; `stop`: the same again is useless. */
  readonly advice: 'wait' | 'back_off' | 'stop';
};

export type RetryLimits = {
  readonly clock: Clock;
  readonly maxAttempts: number;
  /** No attempt starts later than this after the first one. */
  readonly totalMs: number;
  /** 0 to 1, spreads callers that failed together. */
  readonly random?: () => number;
};

const firstDelayMs = 500;
const longestDelayMs = 8_000;

/** Half to all of 0.5 s, 1 s, 2 s, … 8 s. */
export function backOffMs(attempt: number, random: number): number {
  return Math.min(firstDelayMs * 2 ** (attempt - 1), longestDelayMs) * (0.5 + random / 2);
}

/** Runs until it succeeds, the failure says stop, or the limits are spent; then throws the last failure. */
export async function retry<Result>(
  run: () => Promise<Result>,
  classify: (error: unknown) => FailureClass,
  { clock, maxAttempts, totalMs, random = Math.random }: RetryLimits,
): Promise<Result> {
  const deadline = clock.now() + totalMs;
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await run();
    } catch (error) {
      const { advice, retryAfterMs } = classify(error);
      if (advice === 'stop' || attempt === maxAttempts) throw error;
      const delayMs = retryAfterMs ?? backOffMs(attempt, random());
      if (clock.now() + delayMs > deadline) throw error;
      await clock.sleep(delayMs);
    }
  }
}
