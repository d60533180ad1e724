import type { BoundFilter, FilterField } from '#lib/domain/import-selection.ts';
import type { SalesforceType } from '#lib/domain/records.ts';

/** Ids of records an import is about; `next` is `null` on the last page. */
export type SelectionPage = { readonly salesforceIds: readonly string[]; readonly next: string | null };

export type SelectionJob = {
  /** `failed`: Salesforce gave up on it. `gone`: Salesforce knows it no more; it keeps jobs for a week. */
  readonly state: 'running' | 'complete' | 'failed' | 'gone';
  /** ISO 8601; `null` for a job that is gone. */
  readonly createdAt: string | null;
};

/** What an import asks of Salesforce before and while it goes through the records. */
export interface SalesforceImportReads {
  /**
   * Fields of the type that can be read and filtered by.
   *
   * @throws ProviderFailure `rejected` when the connected user may not read the object.
   */
  describeFilterFields(salesforceType: SalesforceType): Promise<readonly FilterField[]>;
  /** Active users, by name. */
  listUsers(): Promise<readonly { readonly ownerId: string; readonly label: string }[]>;
  countSelected(salesforceType: SalesforceType, filter: BoundFilter): Promise<number>;
  /** 2,000 a page, ascending id, behind `after`. */
  readSelectedPage(
    salesforceType: SalesforceType,
    filter: BoundFilter,
    after: string | null,
  ): Promise<SelectionPage>;
  /** Starts a query job over the same records, for many of them; answers its id. */
  startSelectionJob(salesforceType: SalesforceType, filter: BoundFilter): Promise<string>;
  readSelectionJob(jobId: string): Promise<SelectionJob>;
  /** Pages of a complete job, in no order; a page can be read again as long as the job exists. */
  readSelectionJobPage(jobId: string, locator: string | null): Promise<SelectionPage>;
  /** Deletes a job that has ended; one that is gone already is no failure. */
  dropSelectionJob(jobId: string): Promise<void>;
}
