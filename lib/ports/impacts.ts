import type { ImpactTally, ListEffect } from '#lib/domain/list-impact.ts';
import type { OutcomeKind } from '#lib/domain/outcome.ts';
import type { SalesforceType } from '#lib/domain/records.ts';
import type { RunWaitReason } from '#lib/domain/sync-run.ts';
import type { EnumeratedPage } from './enumerated-page.ts';

/** What a change of the list means for one contact. */
export type ImpactContact = {
  readonly hubspotContactId: string;
  readonly effect: ListEffect;
  /** What a resync would come to; `null`: it would not go through this contact, or leave it as it is. */
  readonly outcome: OutcomeKind | null;
  readonly reason: string | null;
  readonly salesforceType: SalesforceType | null;
  readonly salesforceId: string | null;
};

type Step = Pick<EnumeratedPage, 'fromCheckpoint' | 'nextCheckpoint'>;

export interface ImpactStore {
  /** Members of the proposed list, each to be decided as a resync would; false when the run moved on without us. */
  storeListed(
    runId: string,
    page: Step & { readonly contactIds: readonly string[]; readonly isBefore: boolean },
  ): Promise<boolean>;
  /** Members of the list in force. */
  storeBefore(runId: string, page: Step & { readonly contactIds: readonly string[] }): Promise<boolean>;
  /** Linked contacts, those behind `after`; answers the last of them, `null` when there are no more. */
  storeLinked(
    runId: string,
    page: { readonly after: string | null; readonly limit: number; readonly isBefore: boolean },
  ): Promise<string | null>;
  /** A sample, with which side of either list each contact is on; enumeration is complete then. */
  storeSample(runId: string, contacts: readonly SampledContact[]): Promise<boolean>;
  /** Moves the checkpoint; `null` completes enumeration. */
  moveCheckpoint(runId: string, step: Step): Promise<boolean>;
  /** Some linked contacts, drawn without regard to anything about them. */
  drawLinked(limit: number): Promise<readonly string[]>;
  countLinked(): Promise<number>;
  readTally(runId: string): Promise<ImpactTally>;
  /** By contact id, behind the id `after`; `null` for every effect. */
  readPage(
    runId: string,
    page: {
      readonly effect: ListEffect | 'create' | null;
      readonly after: string | null;
      readonly limit: number;
    },
  ): Promise<readonly ImpactContact[]>;
  /** Ends an impact that cannot be counted to its end, and forgets what waits for it. */
  stop(runId: string, reason: RunWaitReason): Promise<void>;
  /** Forgets every impact that was begun before `at`, ended or not. */
  forget(at: Date): Promise<void>;
}

export type SampledContact = {
  readonly hubspotContactId: string;
  readonly isListed: boolean;
  readonly isBefore: boolean;
  readonly isAfter: boolean;
  readonly isDrawn: boolean;
};
