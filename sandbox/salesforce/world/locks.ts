/** Records that somebody else is saving at this moment, as far as anyone who wants to save them can tell. */
export type Locks = {
  /** Refuses the next `times` saves of this record. */
  hold(recordId: string, times: number): void;
  /** Whether this save runs into a lock; uses one refusal up. */
  take(recordId: string): boolean;
};

export function createLocks(): Locks {
  const refusals = new Map<string, number>();
  return {
    hold: (recordId, times) => void refusals.set(recordId, times),
    take(recordId) {
      const left = refusals.get(recordId) ?? 0;
      if (left === 0) return false;
      if (left === 1) refusals.delete(recordId);
      else refusals.set(recordId, left - 1);
      return true;
    },
  };
}
