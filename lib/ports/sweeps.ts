import type { Hint } from './inbox.ts';

/** A change feed's bound. `value` is the feed's own (a time, a cursor); nobody else reads it. */
export type Watermark = { readonly value: string; readonly dueAt: string | null };

/** One record a sweep met, with the source's stamp of the version it met. */
export type SweptRecord = { readonly stamp: string; readonly hint: Hint };

export interface SweepStore {
  /** `null` before the stream was read for the first time. */
  readWatermark(stream: string): Promise<Watermark | null>;
  /** Moves it from `from` (`null`: starts the stream); false when somebody else moved it meanwhile. */
  moveWatermark(stream: string, from: string | null, next: Watermark): Promise<boolean>;
  /** Says when started streams are read again, ISO 8601 by stream; `null`: not before they are started anew. */
  setDue(dueAt: ReadonlyMap<string, string | null>): Promise<void>;
  /** Every stream that was ever started. */
  list(): Promise<ReadonlyMap<string, Watermark>>;
  /**
   * Puts what this stream has not told before into the inbox, in one transaction with the note that it was told.
   * @returns how many hints were new.
   */
  storeSwept(stream: string, records: readonly SweptRecord[]): Promise<number>;
  /** Forgets versions stamped before `stamp`. */
  prune(stream: string, stamp: string): Promise<void>;
}
