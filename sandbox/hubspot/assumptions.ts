/**
 * What nobody has confirmed about the real HubSpot, in one place. Each value is the less comfortable guess, so
 * that a client that copes with the sandbox copes with either truth. Tests and `/_control/assumptions` may switch.
 * Not switchable: the form of journal events (`journal/journal-events.ts`) and of `POST …/lists/all` (`results`, `paging`).
 */
export interface Assumptions {
  /** A merge gives the surviving contact a new record id; otherwise it keeps the primary's. */
  mergeCreatesNewRecord: boolean;
  /**
   * Unique `objectWriteTraceId`s make batch update and upsert partial, as they do for batch create. Off: one bad
   * value refuses the whole batch.
   */
  traceIdsMakeUpdatesPartial: boolean;
  /** Most records in one batch read of list memberships. */
  membershipBatchMax: number;
  /** Most members in one page; documented for v3 only. */
  membershipPageMax: number;
  /** Memberships of a deleted list answer 404; otherwise they stay readable. */
  deletedListHidesMembers: boolean;
  /** `POST …/memberships/batch/read` names unknown records as errors (207); otherwise they have no memberships. */
  membershipBatchNamesUnknownRecords: boolean;
  /** Search gives results that its sort rule leaves equal by record id; otherwise in an order of its own. */
  searchTiesByRecordId: boolean;
}

export const defaultAssumptions: Assumptions = {
  mergeCreatesNewRecord: true,
  traceIdsMakeUpdatesPartial: false,
  membershipBatchMax: 100,
  membershipPageMax: 250,
  deletedListHidesMembers: true,
  membershipBatchNamesUnknownRecords: false,
  searchTiesByRecordId: false,
};
