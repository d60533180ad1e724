import type { Side } from '#lib/domain/outcome.ts';
import type { SalesforceType } from '#lib/domain/records.ts';
import type { SyncTrigger } from '#lib/domain/sync-trigger.ts';

export type RecordKind = 'contact' | SalesforceType;

export type PendingChange = {
  readonly changeId: string;
  readonly side: Side;
  readonly recordKind: RecordKind;
  readonly recordId: string;
  readonly runId: string | null;
  readonly triggers: readonly string[];
  readonly attempts: number;
  readonly hintVersion: number;
  /** The first phase of its import is over: the contact is there and linked. */
  readonly isJoined?: boolean;
  /** When the first of the hints in it happened at its source. */
  readonly firstOccurredAt?: Date;
};

export const lanes = { live: 0, manual: 1, import: 2, background: 3 } as const;
export type Lane = keyof typeof lanes;

export type WaitingChange = Pick<PendingChange, 'side' | 'recordId' | 'runId' | 'triggers' | 'attempts'> & {
  readonly notBefore: string;
};

/** A record that has to be looked at, and why. */
export type Hint = {
  readonly side: Side;
  readonly recordKind: RecordKind;
  readonly recordId: string;
  readonly trigger: SyncTrigger;
  /** When it happened at the source, ISO 8601. */
  readonly occurredAt: string;
};

export interface InboxStore {
  /**
   * Stores live hints, committed when it resolves. Hints of one record coalesce with what waits already, which is
   * then due at once.
   */
  addHints(hints: readonly Hint[]): Promise<void>;
  /**
   * Rows that are due, most urgent lane first, oldest first; `excluding` are already being worked on. Undos are left
   * out: they bring values back where they were and have nothing to do with pairs.
   */
  claim(limit: number, excluding: readonly string[]): Promise<readonly PendingChange[]>;
  /** Rows of one run that are due, oldest first. */
  claimOfRun(runId: string, limit: number): Promise<readonly PendingChange[]>;
  /** When the next row becomes due; `null` when none is waiting. */
  readNextDue(): Promise<Date | null>;
  /** What waits for these records, live or in a run. */
  listWaiting(recordIds: readonly string[]): Promise<readonly WaitingChange[]>;
  /** Makes every waiting row due now. */
  releaseAll(): Promise<void>;
  /** Names every contact again that stands behind a failure; answers how many there are. */
  retryFailing(): Promise<number>;
}
