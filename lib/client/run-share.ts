import type { RunView } from '#lib/contracts/runs.ts';

/**
 * How much of a run is done. `total` is `null` while nobody can know it; a run over nobody is complete as soon
 * as that is certain.
 */
export function computeShare(
  run: Pick<RunView, 'processed' | 'enumerated' | 'expectedTotal' | 'isEnumerationComplete'>,
): { readonly total: number | null; readonly percent: number } {
  const { processed, enumerated, expectedTotal, isEnumerationComplete } = run;
  const total = isEnumerationComplete ? enumerated : Math.max(expectedTotal ?? 0, enumerated);
  if (total > 0) return { total, percent: Math.min(100, Math.floor((100 * processed) / total)) };
  return isEnumerationComplete ? { total: 0, percent: 100 } : { total: null, percent: 0 };
}
