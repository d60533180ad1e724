import { FenceLostError } from '#lib/ports/batches.ts';
import type { ChangedPage, FeedPosition } from '#lib/ports/change-feeds.ts';
import type { TenantStores } from '#lib/ports/stores.ts';
import type { SweptRecord, Watermark } from '#lib/ports/sweeps.ts';
import type { TenantSession } from './sync-session.ts';

/** What became of one reading of a stream. */
export type SweepResult = {
  /** Hints that were new to the stream. */
  readonly found: number;
  /** False: there is more to read at once. */
  readonly isDone: boolean;
};

/** How far a feed is read; kept as the stream's watermark. */
type FeedMark = {
  /** Everything the source stamped earlier is in the inbox. */
  readonly safe: string;
  /** A reading that was not finished: where it goes on, and what is safe behind it. */
  readonly scan: { readonly until: string; readonly position: FeedPosition } | null;
};

/** What a scan that begins now will be able to promise. */
export type FeedBound = {
  /** Nothing can appear any more that is stamped earlier. */
  readonly until: string;
  /** Versions stamped earlier will not change under their stamp. */
  readonly settledBefore: string;
};

export type Feed<Change> = {
  readonly at: StreamAt;
  /** Where the stream begins that was never read. */
  readonly begin: string;
  /** Pages one turn may take. */
  readonly pagesPerTurn: number;
  readBound(): Promise<FeedBound>;
  readPage(position: FeedPosition): Promise<ChangedPage<Change>>;
  /** What the inbox is told of a change; `safe` is the bound the scan began from. */
  toSwept(change: Change, safe: string): readonly SweptRecord[];
};

/**
 * Reads a feed from its safe bound on. The bound moves when the last page is stored, and never to where something could
 * still appear behind it; in between, every page leaves the place where a scan that was cut off goes on.
 */
export async function readFeed<Change>(
  { stores }: Pick<TenantSession, 'stores'>,
  feed: Feed<Change>,
  signal: AbortSignal,
): Promise<SweepResult> {
  const keeper = await openMark<FeedMark>(stores, feed.at, { safe: feed.begin, scan: null });
  const { safe, scan } = keeper.mark;
  const bound = await feed.readBound();
  const until = scan?.until ?? laterOf(safe, bound.until);
  let position = scan?.position ?? { stamp: safe, recordId: null };
  let found = 0;
  for (let pages = 0; pages < feed.pagesPerTurn && !signal.aborted; pages += 1) {
    const page = await feed.readPage(position);
    const swept = page.changes.flatMap((change) => feed.toSwept(change, safe));
    found += await stores.sweeps.storeSwept(
      feed.at.stream,
      swept.map(({ stamp, hint }) => ({ stamp: markOpen(stamp, bound.settledBefore), hint })),
    );
    if (page.next === null) {
      await keeper.move({ safe: until, scan: null });
      await stores.sweeps.prune(feed.at.stream, until);
      return { found, isDone: true };
    }
    position = page.next;
    await keeper.move({ safe, scan: { until, position } });
  }
  return { found, isDone: false };
}

/**
 * A version whose stamp is not over yet can change under it: two edits of one second are one stamp. It is noted as open,
 * so that the next scan tells it once more.
 */
function markOpen(stamp: string, settledBefore: string): string {
  return stamp < settledBefore ? stamp : `${stamp}~`;
}

export function laterOf(one: string, other: string): string {
  return one > other ? one : other;
}

export function earlierOf(one: string, other: string): string {
  return laterOf(one, other) === one ? other : one;
}

export type MarkKeeper<Mark> = { readonly mark: Mark; move(next: Mark): Promise<void> };

/** A stream's name, and its watermark as it was read before; `null` when the stream was never read. */
export type StreamAt = { readonly stream: string; readonly stored: Watermark | null };

/** Opens a stream's watermark, starting the stream where there was none. It moves only while nobody else moves it. */
export async function openMark<Mark>(
  { sweeps }: Pick<TenantStores, 'sweeps'>,
  { stream, stored }: StreamAt,
  start: Mark,
): Promise<MarkKeeper<Mark>> {
  let from = stored?.value ?? null;
  const move = async (next: Mark) => {
    const value = JSON.stringify(next);
    if (value === from) return;
    const isMoved = await sweeps.moveWatermark(stream, from, { value, dueAt: stored?.dueAt ?? null });
    if (!isMoved) throw new FenceLostError();
    from = value;
  };
  if (stored === null) await move(start);
  const mark: Mark = stored === null ? start : JSON.parse(stored.value);
  return { mark, move };
}
