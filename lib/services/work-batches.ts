import { chunksOf } from '#lib/domain/chunks.ts';

/** Batches in flight at once, so that a portal's rate limit and not latency is the ceiling. */
const batchesAtOnce = 4;

/**
 * Works a list off in batches of at most `size`, several at a time; none is begun after a failure.
 *
 * @throws the first failure, when all that were begun have ended: what goes on beside the next drain would write twice.
 */
export async function workBatches<Item>(
  items: readonly Item[],
  size: number,
  work: (batch: readonly Item[]) => Promise<void>,
): Promise<void> {
  const batches = chunksOf(items, size);
  const failures: unknown[] = [];
  const workOff = async () => {
    for (let batch = batches.shift(); batch !== undefined && failures.length === 0; batch = batches.shift()) {
      await work(batch).catch((error: unknown) => failures.push(error));
    }
  };
  await Promise.all(Array.from({ length: batchesAtOnce }, workOff));
  if (failures.length > 0) throw failures[0];
}
