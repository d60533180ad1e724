import type { Fingerprint } from './field-writes.ts';
import type { HubspotContact } from './records.ts';

/** What a list's membership depends on, through the lists it names. */
export type ListCriteria = {
  /** HubSpot's property names. */
  readonly properties: ReadonlySet<string>;
  /** False when a criterion is not about a property (an event, an association): then any change may matter. */
  readonly isComplete: boolean;
};

/** What the criteria of one list name themselves; lists they name have criteria of their own. */
export type ListFilters = ListCriteria & { readonly listIds: ReadonlySet<string> };

/** Criteria of no list: nothing a contact holds decides whether it may sync. */
export const noCriteria: ListCriteria = { properties: new Set(), isComplete: true };

/** The criteria of several lists together. */
export function joinCriteria(all: readonly ListCriteria[]): ListCriteria {
  return {
    properties: new Set(all.flatMap(({ properties }) => [...properties])),
    isComplete: all.every(({ isComplete }) => isComplete),
  };
}

/**
 * One text for everything about a contact that the list looks at and for what HubSpot has made of it; equal texts leave
 * its membership as it was. With the values alone, a contact that met the criteria for a moment would look as it did
 * before, while HubSpot still has it as a member.
 */
export function printCriteria(
  listId: string,
  answer: 'allowed' | 'excluded' | 'unknown',
  criteria: ListCriteria,
  contact: HubspotContact,
  fingerprint: Fingerprint,
): string {
  const values = [...criteria.properties].sort().map((name) => [name, contact.properties[name] ?? null]);
  const other = criteria.isComplete ? null : contact.updatedAt;
  return fingerprint(JSON.stringify([listId, answer, values, other]));
}

export type FenceFacts = {
  readonly print: string;
  /** The print of the last reading that had settled; `null` when there was none. */
  readonly settledPrint: string | null;
  /** Milliseconds at which the contact was last modified. */
  readonly modifiedAtMs: number;
  readonly isListProcessing: boolean;
  readonly nowMs: number;
  readonly settleMs: number;
};

/** How long a list that is being evaluated is left alone before it is looked at again. */
const processingDelayMs = 5_000;

/**
 * Until when a contact has to wait before its membership can be believed (rule book, section 1.5), in milliseconds;
 * `null`: it can be asked now. HubSpot evaluates a list some time after a property it uses has changed; a contact
 * that has just stopped meeting the criteria would still look like a member, and its values would leak.
 */
export function fenceUntil(facts: FenceFacts): number | null {
  const { print, settledPrint, nowMs } = facts;
  if (print === settledPrint) return null;
  const settledAtMs = facts.modifiedAtMs + facts.settleMs;
  if (nowMs < settledAtMs) return settledAtMs;
  // Known values that changed wait for the evaluation under way; who was never seen before is a member or not.
  return facts.isListProcessing && settledPrint !== null ? nowMs + processingDelayMs : null;
}
