import { compareText, readInstant } from './normalise.ts';
import type { SalesforceRecord } from './records.ts';

/** Which of several Salesforce records with one e-mail address a contact belongs to. */
export type Match = { readonly chosen: SalesforceRecord | null; readonly others: SalesforceRecord[] };

/**
 * Chooses by the matching order of the rule book, section 3: Contact before Lead, unconverted before
 * converted, then the oldest, then the smallest id. The same candidates in any order give the same choice, so
 * that a repeated sync never links another record. `others` come in the same order.
 */
export function chooseMatch(candidates: readonly SalesforceRecord[]): Match {
  const [chosen = null, ...others] = [...candidates].sort(compareCandidates);
  return { chosen, others };
}

function compareCandidates(first: SalesforceRecord, second: SalesforceRecord): number {
  return (
    Number(first.salesforceType === 'Lead') - Number(second.salesforceType === 'Lead') ||
    Number(first.isConverted) - Number(second.isConverted) ||
    compareAge(first.createdAt, second.createdAt) ||
    compareText(first.salesforceId, second.salesforceId)
  );
}

/** A creation time that cannot be read counts as the youngest. */
function compareAge(first: string, second: string): number {
  const firstInstant = readInstant(first) ?? Number.MAX_VALUE;
  const secondInstant = readInstant(second) ?? Number.MAX_VALUE;
  return firstInstant - secondInstant;
}
