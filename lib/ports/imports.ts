import type { OutcomeKind } from '#lib/domain/outcome.ts';
import type { SalesforceType } from '#lib/domain/records.ts';
import type { RecordLink } from './links.ts';
import type { SyncRun } from './runs.ts';

export type { ImportTally } from './import-tally.ts';

/** What became of one record of an import. */
export type ImportRow = {
  readonly salesforceType: SalesforceType | null;
  readonly salesforceId: string;
  readonly email: string | null;
  readonly hubspotContactId: string | null;
  /** The import made the contact. */
  readonly hasCreated: boolean;
  readonly outcome: OutcomeKind;
  /** Reason or failure code. */
  readonly reason: string | null;
};

export type SelectedRecords = {
  readonly fromCheckpoint: string | null;
  readonly salesforceType: SalesforceType;
  readonly salesforceIds: readonly string[];
  /** `null`: these were the last. */
  readonly nextCheckpoint: string | null;
};

export interface ImportStore {
  /**
   * Stores the rows of one enumerated page and the checkpoint behind it, in one transaction. Records that the run has
   * been through already are left out. False when the run moved on without us.
   */
  storePage(runId: string, page: SelectedRecords): Promise<boolean>;
  /** The newest first, previews left out. */
  list(limit: number): Promise<readonly SyncRun[]>;
  /** Previews that have not ended. */
  listUnfinishedPreviews(): Promise<readonly SyncRun[]>;
  /** Rows that wait: for their contact, and, with their contact joined, for the list. */
  countWaiting(runId: string): Promise<{ readonly open: number; readonly joined: number }>;
  /** By Salesforce id, behind the id `after`. */
  readRowsPage(runId: string, after: string | null, limit: number): Promise<readonly ImportRow[]>;
  /** Links that hold nothing but the address, newest first; `before` is the mark of the last one of the page before. */
  listEmailOnly(
    before: string | null,
    limit: number,
  ): Promise<readonly { readonly link: RecordLink; readonly since: string; readonly mark: string }[]>;
  countEmailOnly(): Promise<number>;
}
