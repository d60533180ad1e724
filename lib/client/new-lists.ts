import type { ListOption } from '#lib/contracts/lists.ts';

/** What was known about the lists at the moment the person left for HubSpot. */
export type KnownLists = {
  readonly listIds: ReadonlySet<string>;
  /** True when every list of the portal had been read, not only the first pages. */
  readonly isComplete: boolean;
  /** Milliseconds of this browser's clock. */
  readonly leftAt: number;
};

/** This browser's clock and HubSpot's need not agree to the second. */
const clockTolerance = 5 * 60_000;

/**
 * Ids of the lists that were not there before the person left. When only some lists had been read, an unknown
 * one counts as new only if HubSpot says that it was created since: scrolling further must not call old
 * lists new.
 */
export function findNewListIds(known: KnownLists, lists: readonly ListOption[]): string[] {
  return lists
    .filter((list) => !known.listIds.has(list.listId))
    .filter((list) => known.isComplete || isCreatedSince(list, known.leftAt - clockTolerance))
    .map((list) => list.listId);
}

function isCreatedSince(list: ListOption, moment: number): boolean {
  return list.createdAt !== null && Date.parse(list.createdAt) >= moment;
}
