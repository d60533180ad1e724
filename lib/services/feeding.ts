import type { RunWaitReason } from '#lib/domain/sync-run.ts';

export type Feeding = {
  /** Rows were added, or enumeration came to its end. */
  readonly hasAdvanced: boolean;
  /** A run waits for this before it enumerates on. */
  readonly waitReason: RunWaitReason | null;
  /** How soon a run wants to be looked at again, whatever becomes due; `null`: it has no wish. */
  readonly waitMs: number | null;
};
