/** Who changed something, as property history shows it. */
export interface ChangeSource {
  sourceType: 'INTEGRATION' | 'CRM_UI' | 'IMPORT' | 'MERGE_OBJECTS' | 'CALCULATED';
  /** For an API write the app's id, for a page edit `userId:<n>`, for an import its number. */
  sourceId: string;
  sourceLabel?: string;
  userId?: number;
}

export interface PropertyChange {
  name: string;
  before: string;
  after: string;
}

/** One entry of the change stream: everything that reacts to contacts (lists, search index, webhooks) listens here. */
export interface ContactChange {
  kind: 'creation' | 'propertyChange' | 'deletion' | 'restore' | 'merge' | 'privacyDeletion';
  /** The contact's row in its store. */
  row: number;
  properties: PropertyChange[];
  /** For a merge: the rows that were folded into `row`. */
  mergedRows?: number[];
  /** `lastmodifieddate` before this change. */
  modifiedBefore: number;
  source: ChangeSource;
  at: number;
}

/** One value a property has had. */
export interface PropertyVersion {
  value: string;
  at: number;
  source: ChangeSource;
}
