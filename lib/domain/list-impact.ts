import { type OutcomeKind, outcomeKinds } from './outcome.ts';
import type { OutcomeCounts } from './sync-run.ts';

/** What choosing another inclusion list does to a contact; `stop` is told of linked contacts only. */
export const listEffects = ['start', 'stop', 'unchanged'] as const;
export type ListEffect = (typeof listEffects)[number];

/** Up to so many members of either list everybody is looked at; above, a sample speaks for them. */
export const mostCounted = 25_000;

/** Members, and linked contacts, that a sample is made of. */
export const impactSampleSize = 1_000;

/** What an impact is counted from, as it was when counting began. */
export type ImpactBasis = {
  readonly isEstimate: boolean;
  /** Whether there is a limit now. */
  readonly isLimitedBefore: boolean;
  readonly isLimitedAfter: boolean;
  /** Members now; `null` when there is no limit now, or HubSpot does not say. */
  readonly membersBefore: number | null;
  /** Who may sync afterwards: members of the proposed list, or everybody; `null` when HubSpot does not say. */
  readonly membersAfter: number | null;
  /** Contacts that are linked with a Lead or Contact. */
  readonly linked: number;
};

/** What was found so far. */
export type ImpactTally = {
  /** Looked at as members of the proposed list, of all contacts without one. */
  readonly listed: number;
  /** Of them those that may sync now, and those without a link. */
  readonly listedBefore: number;
  readonly listedUnlinked: number;
  /** Linked, may sync now and could not afterwards. */
  readonly stopping: number;
  /** Drawn from all linked contacts, and of them those that may sync afterwards. */
  readonly drawn: number;
  readonly drawnAfter: number;
};

export type ImpactCounts = Readonly<Record<ListEffect, number>> & {
  /** Leads and Contacts that a resync would create. */
  readonly creates: number;
  /** What a resync would come to. */
  readonly outcomes: Readonly<Record<OutcomeKind, number>>;
};

/** The counts of an impact: as found, or what the sample says about everybody. */
export function countImpact(basis: ImpactBasis, tally: ImpactTally, outcomes: OutcomeCounts): ImpactCounts {
  const found = fillOutcomes(outcomes, (count) => count);
  if (!basis.isEstimate) {
    return {
      start: tally.listed - tally.listedBefore,
      stop: tally.stopping,
      unchanged: tally.listedBefore,
      creates: found.created_in_salesforce,
      outcomes: found,
    };
  }
  const members = basis.membersAfter ?? tally.listed;
  const unchanged = estimateUnchanged(basis, tally, members);
  const linkedMembers = Math.min(members, scale(tally.drawnAfter, tally.drawn, basis.linked));
  return {
    start: members - unchanged,
    stop: scale(tally.stopping, tally.drawn, basis.linked),
    unchanged,
    // Only who has no record yet gets one, and how many have is told better by the links than by the first members.
    creates: scale(found.created_in_salesforce, tally.listedUnlinked, members - linkedMembers),
    outcomes: fillOutcomes(outcomes, (count) => scale(count, tally.listed, members)),
  };
}

function estimateUnchanged(basis: ImpactBasis, tally: ImpactTally, members: number): number {
  if (!basis.isLimitedBefore) return members;
  if (!basis.isLimitedAfter && basis.membersBefore !== null) return Math.min(members, basis.membersBefore);
  return scale(tally.listedBefore, tally.listed, members);
}

/** `part` of `sample`, carried over to `whole`. */
function scale(part: number, sample: number, whole: number): number {
  return sample === 0 ? 0 : Math.round((part / sample) * whole);
}

function fillOutcomes(counts: OutcomeCounts, of: (count: number) => number): Record<OutcomeKind, number> {
  return Object.fromEntries(outcomeKinds.map((kind) => [kind, of(counts[kind] ?? 0)])) as Record<
    OutcomeKind,
    number
  >;
}

/** True when so many linked contacts would stop syncing that a person should have seen it first. */
export function isLargeChange(stopping: number, linked: number, largeChangePercent: number): boolean {
  return stopping > 0 && stopping * 100 > linked * largeChangePercent;
}
