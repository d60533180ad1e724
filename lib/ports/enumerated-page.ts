/** What a run has listed at once, between two of its checkpoints. */
export type EnumeratedPage = {
  readonly fromCheckpoint: string | null;
  readonly contactIds: readonly string[];
  /** `null`: this was the last page. */
  readonly nextCheckpoint: string | null;
};
