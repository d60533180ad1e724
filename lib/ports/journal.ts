/** A membership that began or ended, as HubSpot's journal tells it. */
export type MembershipEntry = {
  readonly portalId: string;
  readonly listId: string;
  readonly contactId: string;
  readonly hasJoined: boolean;
  readonly occurredAt: string;
};

export type JournalFile = { readonly offset: string; readonly entries: readonly MembershipEntry[] };

export type ListSubscription = {
  readonly subscriptionId: string;
  readonly portalId: string;
  readonly listIds: readonly string[];
};

/**
 * HubSpot's journal of list memberships: one stream for all portals of the app. It only makes joins and leaves known
 * sooner; sweeps find all of them without it.
 */
export interface HubspotJournal {
  /** The file behind `offset`, without one (or with one that HubSpot has forgotten) the earliest; `null`: none yet. */
  readNext(offset: string | null): Promise<JournalFile | null>;
  listSubscriptions(): Promise<readonly ListSubscription[]>;
  subscribe(portalId: string, listId: string): Promise<void>;
  unsubscribe(subscriptionId: string): Promise<void>;
}

/** How far the journal is read; one for all tenants, because the journal is one for all. */
export interface JournalCursor {
  read(): Promise<string | null>;
  /** False when somebody else moved it meanwhile. */
  move(from: string | null, to: string): Promise<boolean>;
}
