import type { SalesforceType } from '#lib/domain/records.ts';

/**
 * Where a feed goes on. Without `recordId`: at the stamp itself. With it: behind that record among those of the stamp.
 * ISO 8601.
 */
export type FeedPosition = { readonly stamp: string; readonly recordId: string | null };

/** `next` is `null` when the feed had nothing more. A record can come again on the next page, never be passed over. */
export type ChangedPage<Change> = {
  readonly changes: readonly Change[];
  readonly next: FeedPosition | null;
};

export type ChangedContact = {
  readonly contactId: string;
  readonly createdAt: string;
  /** Of the version HubSpot's search knows, which lags behind. */
  readonly stamp: string;
};

/** When contacts last joined and left a list, in ISO 8601; `null`: never. */
export type ListActivity = { readonly lastJoinAt: string | null; readonly lastLeaveAt: string | null };

export type ListJoin = { readonly contactId: string; readonly joinedAt: string };

/** Members in the order they joined. `next` is `null` on the last page, whose own token goes on later. */
export type JoinsPage = { readonly joins: readonly ListJoin[]; readonly next: string | null };

/** What HubSpot tells about changes when asked. Archived and merged contacts are in none of it. */
export interface HubspotChangeFeed {
  /** 200 a page, ascending stamp. Has no end of 10,000, as HubSpot's own paging has. */
  searchChanged(from: FeedPosition): Promise<ChangedPage<ChangedContact>>;
  /** `null` for a list that search does not show: deleted, or never there. */
  readListActivity(listId: string): Promise<ListActivity | null>;
  /** 250 a page. */
  readJoinsPage(listId: string, after: string | null): Promise<JoinsPage>;
}

export type ChangedRecord = {
  readonly salesforceId: string;
  readonly createdAt: string;
  /** SystemModstamp: whole seconds. */
  readonly stamp: string;
  readonly isDeleted: boolean;
  /** The record this one was merged into. */
  readonly masterRecordId: string | null;
  readonly isConverted: boolean;
};

export type DeletedRecords = {
  readonly deleted: readonly { readonly salesforceId: string; readonly deletedAt: string }[];
  /** Where to ask on from next time. */
  readonly coveredUntil: string;
  /** False when Salesforce has forgotten deletions since the time that was asked for. */
  readonly isComplete: boolean;
};

/** What Salesforce tells about changes when asked. */
export interface SalesforceChangeFeed {
  /** 2,000 a page, ascending stamp and id; deleted, merged and converted records are among them. */
  readChangedPage(salesforceType: SalesforceType, from: FeedPosition): Promise<ChangedPage<ChangedRecord>>;
  /** No transaction that is still running began before this time: what is stamped earlier can be seen already. */
  readLatestDateCovered(salesforceType: SalesforceType): Promise<string>;
  /** Deletions since then, records that are out of the recycle bin included. Salesforce remembers 15 days. */
  readDeleted(salesforceType: SalesforceType, since: string): Promise<DeletedRecords>;
}
