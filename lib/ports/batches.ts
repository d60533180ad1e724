import type { BaseValues } from '#lib/domain/field-sync.ts';
import type { Outcome } from '#lib/domain/outcome.ts';
import type { Attempt } from './attempts.ts';
import type { ImportTally } from './import-tally.ts';
import type { PendingChange } from './inbox.ts';
import type { LinkChange } from './links.ts';

export type BaseChange = { readonly hubspotContactId: string; readonly entries: BaseValues };

/** Everything that becomes true when a batch is done; stored in one transaction or not at all. */
export type BatchRecord = {
  readonly settled: readonly { readonly change: PendingChange; readonly outcome: Outcome }[];
  readonly postponed: readonly {
    readonly change: PendingChange;
    readonly notBefore: Date;
    /** Whether the try counts towards giving up; waiting for HubSpot to evaluate a list does not. */
    readonly isAttempt: boolean;
    /** The contact of an imported record is there and linked from now on. */
    readonly isJoined?: boolean;
  }[];
  readonly links: readonly LinkChange[];
  /** Records that have just had their one sync past the gate. */
  readonly creationSyncs: readonly { readonly salesforceId: string; readonly hubspotContactId: string }[];
  /** Contacts deleted for privacy: what is stored of their values goes, history included. */
  readonly erasedContacts: readonly string[];
  readonly attempts: readonly Attempt[];
  /** Outcomes of a dry run: nothing has failed or succeeded by them. */
  readonly isDryRun: boolean;
  /** What single fields of links agree on from now on, where an undo gave a value back. */
  readonly bases: readonly BaseChange[];
  /** What records of imports came to, each time one more. */
  readonly tallies: readonly { readonly runId: string; readonly tally: ImportTally }[];
};

/** A batch that has come to nothing yet. */
export const emptyRecord: BatchRecord = {
  settled: [],
  postponed: [],
  links: [],
  creationSyncs: [],
  erasedContacts: [],
  attempts: [],
  isDryRun: false,
  bases: [],
  tallies: [],
};

export interface BatchStore {
  /** @throws FenceLostError when a younger drain speaks for the tenant. */
  assertFence(fence: number): Promise<void>;
  /** @throws FenceLostError when a younger drain speaks for the tenant. */
  record(fence: number, at: Date, batch: BatchRecord): Promise<void>;
}

/** A younger drain has taken over: stop, and store nothing more. */
export class FenceLostError extends Error {
  constructor() {
    super('a younger drain speaks for this tenant');
    this.name = 'FenceLostError';
  }
}
