import type { Outcome, OutcomeKind, Side } from '#lib/domain/outcome.ts';
import type { SalesforceType } from '#lib/domain/records.ts';
import type { MembershipReading } from '#lib/domain/sync-gate.ts';
import type { SyncTrigger } from '#lib/domain/sync-trigger.ts';
import type { ContactIdPage } from '#lib/ports.ts';

/** What one unit of work came to, with everything that has to be stored about it. */
export type Attempt = {
  readonly hubspotContactId: string | null;
  readonly salesforceType: SalesforceType | null;
  readonly salesforceId: string | null;
  readonly email: string | null;
  readonly outcome: Outcome;
  readonly triggers: readonly string[];
  readonly settingsRevision: number;
  readonly membership: MembershipReading | null;
  readonly runIds: readonly string[];
  /** When the oldest edit that named the record was made at its source, ISO 8601; absent where no edit did. */
  readonly occurredAt?: string | null;
};

export type StoredAttempt = Omit<Attempt, 'runIds' | 'outcome' | 'occurredAt'> & {
  readonly attemptId: string;
  readonly at: string;
  /** `null`: a live change. */
  readonly runId: string | null;
  readonly outcome: OutcomeKind;
  readonly reason: string | null;
  readonly failure: Extract<Outcome, { kind: 'failed' }>['failure'] | null;
  readonly changes: Extract<Outcome, { kind: 'updated' }>['changes'];
  readonly faults: Extract<Outcome, { kind: 'updated' }>['faults'];
};

/** `null`: anything. */
export type AttemptFilter = {
  /** An e-mail address, or the id of the record on either side. */
  readonly person: string | null;
  readonly outcome: OutcomeKind | null;
  readonly trigger: SyncTrigger | null;
  /** ISO 8601, the first included, the second not. */
  readonly from: string | null;
  readonly to: string | null;
};

/** A record that a dry run would have created. */
export type PredictedCreation = {
  readonly hubspotContactId: string;
  readonly salesforceType: SalesforceType;
  readonly email: string;
};

type Page = { readonly before: string | null; readonly limit: number };

export interface AttemptStore {
  /** Newest first, `before` is the last attempt of the page before. */
  listOfRun(
    runId: string,
    filter: { readonly outcome: OutcomeKind | null } & Page,
  ): Promise<readonly StoredAttempt[]>;
  /** What happened, in runs and live, newest first. What dry runs foretold is left out. */
  list(filter: AttemptFilter & Page): Promise<readonly StoredAttempt[]>;
  /** Contacts that a run has written or created, in the order of their last attempt, each once. */
  readWrittenContactsPage(runId: string, after: string | null, limit: number): Promise<ContactIdPage>;
  /** How many contacts the pages of `readWrittenContactsPage` hold. */
  countWrittenContacts(runId: string): Promise<number>;
  /** What a run has written for these contacts, oldest first. */
  listWrites(runId: string, hubspotContactIds: readonly string[]): Promise<readonly StoredAttempt[]>;
  /** Which contact a dry run has joined each of these records with, by Salesforce id. */
  findPredictedHolders(runId: string, salesforceIds: readonly string[]): Promise<ReadonlyMap<string, string>>;
  /** Records with one of these addresses that a dry run would have created. */
  findPredictedCreations(runId: string, emails: readonly string[]): Promise<readonly PredictedCreation[]>;
  /** Those of these addresses that a dry run has come across already. */
  findForetoldAddresses(runId: string, emails: readonly string[]): Promise<ReadonlySet<string>>;
  /** Deletes at most `limit` attempts from before `at`; answers how many. */
  prune(at: Date, limit: number): Promise<number>;
}

export type ErrorGroup = {
  readonly groupId: string;
  readonly code: string;
  readonly side: Side;
  /** `null` when the failure names no field. */
  readonly field: string | null;
  readonly fixer: string;
  readonly records: number;
  readonly firstSeenAt: string;
  readonly lastSeenAt: string;
};

export interface ErrorGroupStore {
  /** Those with records behind them, the newest first. */
  listOpen(limit: number): Promise<readonly ErrorGroup[]>;
}
