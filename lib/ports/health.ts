import type { Side } from '#lib/domain/outcome.ts';
import type { SalesforceType } from '#lib/domain/records.ts';
import type { Standing, WaitCause } from '#lib/domain/standing.ts';
import type { RunState, RunWaitReason } from '#lib/domain/sync-run.ts';
import type { RunKind } from './runs.ts';

/** One root cause a record stands behind. */
export type Cause = {
  readonly groupId: string;
  readonly code: string;
  readonly side: Side;
  /** `null` when the failure names no field. */
  readonly field: string | null;
  readonly fixer: string;
};

/** A change that has been heard of and not looked at yet. */
export type Waiting = {
  readonly triggers: readonly string[];
  readonly attempts: number;
  readonly notBefore: string;
  readonly runId: string | null;
};

export type StandingRecord = {
  /** Where the next page goes on. */
  readonly mark: string;
  /** `null`: a Salesforce record that waits and has no contact yet. */
  readonly hubspotContactId: string | null;
  readonly salesforceType: SalesforceType | null;
  readonly salesforceId: string | null;
  /** As it was when the record was last looked at. */
  readonly email: string | null;
  readonly since: string;
  readonly causes: readonly Cause[];
  readonly waiting: Waiting | null;
};

export type StandingFilter = {
  readonly standing: Standing;
  /** Of `failing`: one root cause. */
  readonly groupId: string | null;
  /** An e-mail address, or the id of the record on either side. */
  readonly person: string | null;
};

/** What waits for one and the same reason. */
export type ParkedWork = {
  readonly run: {
    readonly runId: string;
    readonly kind: RunKind;
    readonly state: RunState;
    readonly waitReason: RunWaitReason | null;
  } | null;
  /** Of live changes; `null` for a run's. */
  readonly cause: WaitCause | null;
  readonly records: number;
  /** When the first of them is due. */
  readonly nextAt: string;
  readonly oldestAt: string;
};

/** What happened between `at` and the next one. */
export type SeriesBucket = {
  readonly at: string;
  readonly synced: number;
  readonly failed: number;
  /** From the edit to its arrival, over the edits that arrived; `null` when none did. */
  readonly medianDelayMs: number | null;
  readonly slowestTwentiethMs: number | null;
};

export interface HealthStore {
  countStandings(): Promise<Readonly<Record<Standing, number>>>;
  listStanding(
    filter: StandingFilter,
    page: { readonly after: string | null; readonly limit: number },
  ): Promise<readonly StandingRecord[]>;
  listParked(): Promise<readonly ParkedWork[]>;
  /** Buckets without anything in them are left out. */
  readSeries(from: Date, to: Date, bucketMs: number): Promise<readonly SeriesBucket[]>;
}

export interface ApiUsageStore {
  /** Adds calls that were made in the hour of `at`. */
  add(platform: Side, at: Date, calls: number): Promise<void>;
  /** By hour, the oldest first, from the hour of `from` on. */
  listHours(
    platform: Side,
    from: Date,
  ): Promise<readonly { readonly startedAt: number; readonly calls: number }[]>;
  prune(before: Date): Promise<void>;
}
