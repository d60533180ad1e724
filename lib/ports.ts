import type { ListFilters } from '#lib/domain/criteria-fence.ts';
import type { HubspotPropertySchema, SalesforceFieldSchema } from '#lib/domain/field-mapping.ts';
import type { Failure, Side } from '#lib/domain/outcome.ts';
import type {
  HubspotContact,
  SalesforceRecord,
  SalesforceType,
  SalesforceValue,
} from '#lib/domain/records.ts';
import type { HubspotChangeFeed, SalesforceChangeFeed } from '#lib/ports/change-feeds.ts';
import type { SalesforceImportReads } from '#lib/ports/import-reads.ts';

/** Inputs one write call may carry. */
export const hubspotBatchSize = 100;
export const salesforceBatchSize = 200;

/**
 * - `rate_limited`: nothing happened, try again after `retryAfterMs`
 * - `auth_expired`: the connection needs a person to reconnect it
 * - `rejected`: the provider understood and refused; trying the same again is useless
 * - `ambiguous_match`: an identifier matched several records
 * - `unavailable`: network, time-out, 5xx, unreadable answer
 */
export type ProviderFailureKind =
  | 'rate_limited'
  | 'auth_expired'
  | 'rejected'
  | 'ambiguous_match'
  | 'unavailable';

export type ProviderFailureFacts = {
  readonly platform: Side;
  readonly kind: ProviderFailureKind;
  /** The provider's own code, else `HTTP_<status>`, else the transport's code. */
  readonly code: string;
  readonly message: string;
  readonly retryAfterMs?: number | null;
  /** A write went out and its answer was lost: look before writing again. */
  readonly mayHaveTakenEffect?: boolean;
  /** Scopes or permissions the provider named as missing. */
  readonly missingPermissions?: readonly string[];
  readonly cause?: unknown;
};

/** The one failure every provider adapter throws. "Not there" is never a failure: it is `null` or absence. */
export class ProviderFailure extends Error {
  readonly platform: Side;
  readonly kind: ProviderFailureKind;
  readonly code: string;
  readonly retryAfterMs: number | null;
  readonly mayHaveTakenEffect: boolean;
  readonly missingPermissions: readonly string[];

  constructor(facts: ProviderFailureFacts) {
    super(`${facts.platform}: ${facts.message}`, { cause: facts.cause });
    this.name = 'ProviderFailure';
    this.platform = facts.platform;
    this.kind = facts.kind;
    this.code = facts.code;
    this.retryAfterMs = facts.retryAfterMs ?? null;
    this.mayHaveTakenEffect = facts.mayHaveTakenEffect ?? false;
    this.missingPermissions = facts.missingPermissions ?? [];
  }
}

/** What became of one input of a write batch, in the order of the inputs. */
export type WriteResult =
  | { readonly isWritten: true; readonly recordId: string }
  | { readonly isWritten: false; readonly failure: Failure };

export type HubspotList = {
  readonly listId: string;
  readonly name: string;
  readonly objectTypeId: string;
  readonly processingType: string;
  readonly isProcessing: boolean;
  readonly size: number | null;
  readonly createdAt: string | null;
  readonly updatedAt: string | null;
  readonly isDeleted: boolean;
  /** What its criteria look at; `null` where they were not read (search), or are there no more (static lists). */
  readonly filters: ListFilters | null;
};

export type HubspotAccount = {
  readonly portalId: string;
  readonly uiDomain: string;
  readonly timeZone: string;
  readonly accountType: string;
};

/** Contacts by the id that was asked for: a merged id answers with its survivor, whose id differs. */
export type ContactReading = {
  readonly contacts: ReadonlyMap<string, HubspotContact>;
  /** Ids HubSpot says do not exist (any more). Ids in neither were not read. */
  readonly gone: ReadonlySet<string>;
};

/** Contacts by the address that was asked for, lower-cased. */
export type EmailReading = {
  readonly contacts: ReadonlyMap<string, HubspotContact>;
  /** Addresses HubSpot says no contact has. An address in neither was not read. */
  readonly absent: ReadonlySet<string>;
};

/** One page of contact ids; `next` is `null` on the last page. */
export type ContactIdPage = { readonly contactIds: readonly string[]; readonly next: string | null };

/** One portal, spoken to with that portal's token, within that portal's rate limit. */
export interface HubspotPort extends HubspotChangeFeed {
  readAccount(): Promise<HubspotAccount>;
  /** Lists of contacts only, active and static, deleted ones hidden. `count` at most 500; `total` counts the lists of other objects too. */
  searchLists(request: { query: string; offset: number; count: number }): Promise<{
    readonly lists: readonly HubspotList[];
    readonly total: number;
    readonly nextOffset: number | null;
  }>;
  /** `null` only when HubSpot says there is no such list; a deleted list comes with `isDeleted`. */
  readList(listId: string): Promise<HubspotList | null>;
  /** 250 a page, ascending contact id. */
  readMembersPage(listId: string, after: string | null): Promise<ContactIdPage>;
  /** Every contact of the portal, 100 a page. */
  readContactIdsPage(after: string | null): Promise<ContactIdPage>;
  /** How many contacts the portal has. Uses the search API. */
  countContacts(): Promise<number>;
  /** Lists each contact is in right now. A contact whose memberships could not be read is absent. */
  readMemberships(contactIds: readonly string[]): Promise<ReadonlyMap<string, ReadonlySet<string>>>;
  /** When a contact joined a list (last), ISO 8601; `null` when it is no member. */
  readMemberSince(contactId: string, listId: string): Promise<string | null>;
  readContacts(contactIds: readonly string[], properties: readonly string[]): Promise<ContactReading>;
  /** By primary or additional address. Not the search, which is late. */
  readContactsByEmail(emails: readonly string[], properties: readonly string[]): Promise<EmailReading>;
  /** Newest edit of each property that was not made by this app, ISO 8601. */
  readEditTimes(
    contactIds: readonly string[],
    properties: readonly string[],
  ): Promise<ReadonlyMap<string, ReadonlyMap<string, string>>>;
  /** At most `hubspotBatchSize`. */
  createContacts(inputs: readonly Readonly<Record<string, string>>[]): Promise<readonly WriteResult[]>;
  /** At most `hubspotBatchSize`; `''` clears a property. */
  updateContacts(
    inputs: readonly {
      readonly hubspotContactId: string;
      readonly properties: Readonly<Record<string, string>>;
    }[],
  ): Promise<readonly WriteResult[]>;
  /** Into HubSpot's recycling bin, at most `hubspotBatchSize`. Archiving what is gone already changes nothing. */
  archiveContacts(hubspotContactIds: readonly string[]): Promise<void>;
  readProperties(): Promise<readonly HubspotPropertySchema[]>;
  /** E-mail (lower-cased) by owner id, archived owners included. */
  readOwnerEmails(): Promise<ReadonlyMap<string, string>>;
  /** `null` before the first answer that tells. */
  rate(): HubspotRate | null;
  /** Calls made since it was asked last. */
  takeCalls(): number;
}

export type SalesforceWrite = {
  readonly salesforceType: SalesforceType;
  readonly fields: Readonly<Record<string, SalesforceValue>>;
};

/** Calls of the ten seconds in which HubSpot last answered, by its own count. */
export type HubspotRate = { readonly used: number; readonly limit: number };

/** API calls of the last 24 hours as Salesforce last reported them (`Sforce-Limit-Info`). */
export type SalesforceApiUsage = { readonly used: number; readonly limit: number };

/** Records by the id that was asked for. */
export type SalesforceReading = {
  readonly records: ReadonlyMap<string, SalesforceRecord>;
  readonly gone: ReadonlySet<string>;
};

/** A record in the recycle bin; `winnerId` when it went there because it was merged. */
export type Tombstone = { readonly winnerId: string | null };

/** One org, spoken to with that org's session, counting against that org's daily calls. */
export interface SalesforcePort extends SalesforceChangeFeed, SalesforceImportReads {
  /** Fields the connected user can see; field-level security hides the rest. */
  describe(salesforceType: SalesforceType): Promise<readonly SalesforceFieldSchema[]>;
  retrieve(
    salesforceType: SalesforceType,
    salesforceIds: readonly string[],
    fields: readonly string[],
  ): Promise<SalesforceReading>;
  /** Every Lead and Contact with one of these addresses, deleted ones left out. */
  findByEmails(
    emails: readonly string[],
    fields: Readonly<Record<SalesforceType, readonly string[]>>,
  ): Promise<readonly SalesforceRecord[]>;
  /** What is known of records that cannot be read; one that is absent is neither there nor in the recycle bin. */
  readTombstones(
    salesforceType: SalesforceType,
    salesforceIds: readonly string[],
  ): Promise<ReadonlyMap<string, Tombstone>>;
  /** Oldest Account by the host of its website, for those of the (lower-cased) domains that have one. */
  findAccounts(domains: readonly string[]): Promise<ReadonlyMap<string, string>>;
  /** At most `salesforceBatchSize`. Never runs assignment rules. */
  create(records: readonly SalesforceWrite[]): Promise<readonly WriteResult[]>;
  /** At most `salesforceBatchSize`. Never runs assignment rules. */
  update(
    records: readonly (SalesforceWrite & { readonly salesforceId: string })[],
  ): Promise<readonly WriteResult[]>;
  /** E-mail (lower-cased) by id of every active user. */
  readUserEmails(): Promise<ReadonlyMap<string, string>>;
  /** `null` before the first answer. */
  apiUsage(): SalesforceApiUsage | null;
  /** Calls made since it was asked last. */
  takeCalls(): number;
}

/** A platform's current access token. `instanceUrl` is Salesforce's; HubSpot has one API host. */
export type AccessToken = { readonly accessToken: string; readonly instanceUrl: string | null };

/**
 * Hands out the tenant's access token for one platform. Refreshing happens under a row lock, so that two
 * processes never spend the same refresh token.
 */
export interface TokenSource {
  readToken(): Promise<AccessToken>;
  /**
   * Called after a 401: refreshes unless somebody else already replaced `stale`.
   * @throws ProviderFailure `auth_expired` when the connection is beyond refreshing.
   */
  replaceToken(stale: string): Promise<AccessToken>;
}

/** Tokens as a token endpoint handed them out. */
export type TokenGrant = {
  readonly accessToken: string;
  readonly refreshToken: string;
  /** ISO 8601; `null` where the provider does not say (Salesforce). */
  readonly expiresAt: string | null;
  readonly scopes: readonly string[];
};
