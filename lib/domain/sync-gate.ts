import type { ListFilters } from './criteria-fence.ts';
import type { Side } from './outcome.ts';

/** Who may sync, as one settings revision says it. `null` means no limit. */
export type InclusionList = { readonly listId: string; readonly name: string };

/** What HubSpot said about the inclusion list itself, read in the same batch. */
export type InclusionListState =
  | {
      readonly kind: 'usable';
      readonly isProcessing: boolean;
      readonly size: number | null;
      /** What its criteria look at; `null` when there is no list. */
      readonly filters: ListFilters | null;
    }
  | { readonly kind: 'deleted' }
  | { readonly kind: 'converted' }
  | { readonly kind: 'unreadable' };

/** A membership as one batch read it, kept as evidence with every outcome. */
export type MembershipReading = {
  readonly listId: string;
  readonly answer: 'member' | 'not_member' | 'unknown';
  /** ISO 8601 of our clock. */
  readonly readAt: string;
};

export type GateAnswer =
  | { readonly kind: 'allowed'; readonly reading: MembershipReading | null }
  | { readonly kind: 'excluded'; readonly reading: MembershipReading }
  /** Try again later: neither allowed nor excluded. */
  | { readonly kind: 'unknown'; readonly reading: MembershipReading | null };

/**
 * Asks the gate for one contact. Fails closed: a list that is deleted, converted or unreadable lets nobody
 * pass, and an unread membership is `unknown`, never a yes and never a no.
 *
 * @param memberListIds lists the contact is in, as read in this batch; `null` when the read failed.
 */
export function askGate(
  inclusionList: InclusionList | null,
  state: InclusionListState,
  memberListIds: ReadonlySet<string> | null,
  readAt: string,
): GateAnswer {
  if (inclusionList === null) return { kind: 'allowed', reading: null };
  const { listId } = inclusionList;
  if (state.kind !== 'usable' || memberListIds === null) {
    return { kind: 'unknown', reading: { listId, answer: 'unknown', readAt } };
  }
  return memberListIds.has(listId)
    ? { kind: 'allowed', reading: { listId, answer: 'member', readAt } }
    : { kind: 'excluded', reading: { listId, answer: 'not_member', readAt } };
}

/** The stricter of two answers: excluded before unknown before allowed (a run pinned to an older list). */
export function stricterAnswer(first: GateAnswer, second: GateAnswer): GateAnswer {
  const strictness = { excluded: 2, unknown: 1, allowed: 0 } as const;
  return strictness[second.kind] > strictness[first.kind] ? second : first;
}

/** What a hint names: the side it came from and the record there. */
export type TriggerSource = { readonly side: Side; readonly recordKind: 'contact' | 'Lead' | 'Contact' };
