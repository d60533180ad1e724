import type { Clock } from './clock.ts';

/** Keeps what was read for a while. A failure is not kept, and several who ask at once share one reading. */
export type Memory = {
  remember<Value>(key: string, read: () => Promise<Value>): Promise<Value>;
  /** Has everything read anew whose key begins so. */
  forget(prefix: string): void;
};

/**
 * @param lifeMs how long a reading is handed out.
 */
export function createMemory(clock: Pick<Clock, 'now'>, lifeMs: number): Memory {
  const kept = new Map<string, { readonly until: number; readonly value: Promise<unknown> }>();

  /** All live equally long, so the oldest come first and the rest is younger still. */
  function forgetOld(now: number): void {
    for (const [key, { until }] of kept) {
      if (until > now) return;
      kept.delete(key);
    }
  }

  return {
    remember<Value>(key: string, read: () => Promise<Value>): Promise<Value> {
      const now = clock.now();
      forgetOld(now);
      const known = kept.get(key);
      if (known !== undefined) return known.value as Promise<Value>;
      const value = read();
      kept.set(key, { until: now + lifeMs, value });
      value.catch(() => {
        if (kept.get(key)?.value === value) kept.delete(key);
      });
      return value;
    },
    forget(prefix) {
      for (const key of kept.keys()) if (key.startsWith(prefix)) kept.delete(key);
    },
  };
}
