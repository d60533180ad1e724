import type { BaseValues } from '#lib/domain/field-sync.ts';
import type { CheckedSelection } from '#lib/domain/import-selection.ts';
import type { ImpactBasis } from '#lib/domain/list-impact.ts';
import type { Outcome, Side } from '#lib/domain/outcome.ts';
import type { SalesforceType } from '#lib/domain/records.ts';
import type { SyncSettings } from '#lib/domain/settings.ts';
import type { MembershipReading } from '#lib/domain/sync-gate.ts';
import type { RunState, RunWaitReason } from '#lib/domain/sync-run.ts';
import type { SyncTrigger } from '#lib/domain/sync-trigger.ts';
import type { TokenGrant } from '#lib/ports.ts';
import type { Attempt, AttemptStore, ErrorGroupStore } from './attempts.ts';
import type { AuditStore } from './audit.ts';
import type { EnumeratedPage } from './enumerated-page.ts';
import type { ApiUsageStore, HealthStore } from './health.ts';
import type { ImpactStore } from './impacts.ts';
import type { ImportTally } from './import-tally.ts';
import type { ImportStore } from './imports.ts';
import type { RecordLink } from './links.ts';
import type { RunKind, SyncRun } from './runs.ts';
import type { User, UserStore } from './users.ts';

export type { RecordLink } from './links.ts';
export type { RunKind, SyncRun } from './runs.ts';
export type { User, UserRole } from './users.ts';

export type Tenant = {
  readonly tenantId: string;
  readonly portalId: string;
  readonly portalName: string;
  readonly uiDomain: string;
  readonly timeZone: string;
  /** The org this portal is joined with; `null` until Salesforce was connected once. */
  readonly salesforceOrganizationId: string | null;
};

export type SavedSettings = {
  readonly revision: number;
  readonly settings: SyncSettings;
  readonly savedAt: string;
  readonly savedBy: string | null;
};

export interface SettingsStore {
  readCurrent(): Promise<SavedSettings>;
  /** @throws Error when there is no such revision. */
  readRevision(revision: number): Promise<SyncSettings>;
  /** When the inclusion list in force was chosen, ISO 8601; `null` without one. */
  readListChosenAt(): Promise<string | null>;
  /** Saves on top of `expectedRevision`; `null` when another revision was saved meanwhile. */
  save(expectedRevision: number, settings: SyncSettings, savedBy: string): Promise<SavedSettings | null>;
}

export type ConnectionStatus = 'connected' | 'reconnect_needed' | 'paused';

/** A connection without its tokens. */
export type Connection = {
  readonly platform: Side;
  readonly accountId: string;
  readonly accountUser: string;
  readonly instanceUrl: string | null;
  readonly loginUrl: string | null;
  readonly scopes: readonly string[];
  /** Our app's number in HubSpot; `null` for Salesforce. */
  readonly appId: string | null;
  readonly status: ConnectionStatus;
  readonly statusReason: string | null;
  readonly pausedUntil: string | null;
  readonly connectedAt: string;
  readonly apiUsed: number | null;
  readonly apiLimit: number | null;
};

export type NewConnection = {
  readonly platform: Side;
  readonly accountId: string;
  readonly accountUser: string;
  readonly instanceUrl: string | null;
  readonly loginUrl: string | null;
  readonly appId: string | null;
  readonly grant: TokenGrant;
};

/** Opened tokens, for the code that talks to a platform and nobody else. */
export type StoredTokens = {
  readonly accessToken: string;
  readonly refreshToken: string;
  readonly instanceUrl: string | null;
  readonly loginUrl: string | null;
  readonly expiresAt: string | null;
  readonly status: ConnectionStatus;
};

export type TokenReplacement =
  | { readonly kind: 'keep' }
  | { readonly kind: 'replace'; readonly grant: TokenGrant; readonly instanceUrl: string | null }
  | { readonly kind: 'lost'; readonly reason: string };

export interface ConnectionStore {
  read(platform: Side): Promise<Connection | null>;
  readBoth(): Promise<Readonly<Record<Side, Connection | null>>>;
  readTokens(platform: Side): Promise<StoredTokens | null>;
  /** Creates or replaces the platform's connection and marks it connected. */
  save(connection: NewConnection): Promise<void>;
  /**
   * Runs `decide` with the tokens as they are under a row lock and stores what it answers in the same
   * transaction, so that a rotated refresh token is never spent twice.
   *
   * @returns the tokens that are in force afterwards; `null` when there is no connection.
   */
  replaceTokens(
    platform: Side,
    decide: (current: StoredTokens) => Promise<TokenReplacement>,
  ): Promise<StoredTokens | null>;
  /**
   * Forgets the connection and its tokens, once `endAccess` is through with them, under the row lock that keeps
   * anybody else from spending them.
   *
   * @returns false when there was none.
   */
  remove(platform: Side, endAccess: (tokens: StoredTokens) => Promise<void>): Promise<boolean>;
  /** Marks the connection as in need of a person; its tokens stay for the evidence. */
  markLost(platform: Side, reason: string): Promise<void>;
  pauseUntil(platform: Side, until: string, reason: string): Promise<void>;
  /** What the platform last said of its limit: Salesforce of 24 hours, HubSpot of ten seconds. */
  recordApiUsage(platform: Side, used: number, limit: number): Promise<void>;
}

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

export type NewRun = Pick<
  SyncRun,
  'runId' | 'settingsRevision' | 'inclusionList' | 'startedBy' | 'expectedTotal'
> & { readonly isDryRun?: boolean };

/** Whom a run that is not about everybody is about. */
export type SelectedContacts =
  | { readonly kind: 'contacts'; readonly hubspotContactIds: readonly string[] }
  | { readonly kind: 'error_group'; readonly groupId: string }
  | { readonly kind: 'failing' };

export type StartedRun = {
  readonly run: SyncRun;
  /** There was an unfinished one already, and this is it. */
  readonly hasJoined: boolean;
};

export interface RunStore {
  /** Starts a resync of everybody, or answers the unfinished one there is. */
  startResync(run: NewRun): Promise<StartedRun>;
  /** Starts a resync of these contacts, all of them waiting in the inbox at once; `null` when they are none. */
  startSelected(run: NewRun, selected: SelectedContacts): Promise<SyncRun | null>;
  /** Starts the undo of a run, or answers the unfinished undo there is, which may be another run's. */
  startUndo(run: NewRun, undoesRunId: string): Promise<StartedRun>;
  /** Starts an import, or answers the unfinished one there is; the same for the dry one that is its preview. */
  startImport(run: NewRun, selection: CheckedSelection): Promise<StartedRun>;
  /** Starts a backfill: everybody who is linked is gone through again, behind everything else. */
  startBackfill(run: NewRun): Promise<StartedRun>;
  /** Starts comparing everybody who is linked, behind everything else; nothing is written by it. */
  startReconciliation(run: NewRun): Promise<StartedRun>;
  /** Starts counting what another inclusion list, the run's, would mean; answers the unfinished one there is. */
  startImpact(run: NewRun, basis: ImpactBasis): Promise<StartedRun>;
  /** Undos of a run that were not dry, newest first. */
  listUndosOf(runId: string): Promise<readonly SyncRun[]>;
  read(runId: string): Promise<SyncRun | null>;
  /**
   * The newest first.
   *
   * @param before a run; only those behind it
   */
  listRecent(limit: number, before?: string | null): Promise<readonly SyncRun[]>;
  /** The newest of its kind, going or ended. */
  readLast(kind: RunKind): Promise<SyncRun | null>;
  listUnfinished(): Promise<readonly SyncRun[]>;
  /** Lets every queued run begin. */
  beginQueued(): Promise<void>;
  /** Changes the state only from a state that may go there; false when it is in another. */
  changeState(runId: string, next: RunState, waitReason: RunWaitReason | null): Promise<boolean>;
  /** Cancels and drops what was still waiting, which leaves the counters as they add up. */
  cancel(runId: string): Promise<boolean>;
  setWaitReason(waitReason: RunWaitReason | null): Promise<void>;
  /** Stores one enumerated page and its checkpoint in one transaction; false when the run moved on without us. */
  storePage(runId: string, page: EnumeratedPage): Promise<boolean>;
  /** Completes every running run that has nothing left to do. */
  finishDone(): Promise<readonly string[]>;
}

export interface LinkStore {
  findByHubspotIds(hubspotContactIds: readonly string[]): Promise<readonly RecordLink[]>;
  findBySalesforceIds(salesforceIds: readonly string[]): Promise<readonly RecordLink[]>;
  /** When records have had their one sync past the gate, ISO 8601; those that have not are absent. */
  findCreationSyncs(salesforceIds: readonly string[]): Promise<ReadonlyMap<string, string>>;
  /** Links by contact id, behind the contact `after`; with `memberOf`, those last read as members of that list. */
  listPage(page: {
    readonly after: string | null;
    readonly limit: number;
    readonly memberOf: string | null;
  }): Promise<readonly RecordLink[]>;
  count(): Promise<number>;
  /**
   * Links a contact with a record and keeps it there; a record other than the one it held starts without a base. Drains
   * under way lose their say, because they may have decided by the former link.
   *
   * @returns false when another contact holds the record: nothing is changed.
   */
  pin(link: Pick<RecordLink, 'hubspotContactId' | 'salesforceId' | 'salesforceType'>): Promise<boolean>;
}

export type LinkChange =
  | { readonly kind: 'put'; readonly link: RecordLink; readonly reading: MembershipReading | null }
  | { readonly kind: 'remove'; readonly hubspotContactId: string };

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

export type {
  Attempt,
  AttemptFilter,
  AttemptStore,
  ErrorGroup,
  ErrorGroupStore,
  PredictedCreation,
  StoredAttempt,
} from './attempts.ts';

/** Every store of one tenant. There is no way to reach another tenant's rows through it. */
export interface TenantStores {
  readonly tenantId: string;
  readTenant(): Promise<Tenant>;
  /** Key of the fingerprints that bases are kept as. */
  readFingerprintKey(): Promise<Buffer>;
  /** Takes over the tenant: the number that every later write of this drain must present. */
  raiseFence(): Promise<number>;
  readUser(hubspotUserId: string): Promise<User | null>;
  /**
   * Joins the tenant with an org; false when it is joined with another. Links, waiting changes and feed positions that
   * belong to the org that was released before go when it is another one, and stay when it is the same.
   */
  bindOrganization(organizationId: string): Promise<boolean>;
  /** Ends the join, so that the same or another org can be bound. */
  releaseOrganization(): Promise<void>;
  readonly settings: SettingsStore;
  readonly connections: ConnectionStore;
  readonly inbox: InboxStore;
  readonly sweeps: SweepStore;
  readonly runs: RunStore;
  readonly imports: ImportStore;
  readonly impacts: ImpactStore;
  readonly links: LinkStore;
  readonly batches: BatchStore;
  readonly attempts: AttemptStore;
  readonly errorGroups: ErrorGroupStore;
  readonly health: HealthStore;
  readonly apiUsage: ApiUsageStore;
  readonly audit: AuditStore;
  readonly users: UserStore;
}
