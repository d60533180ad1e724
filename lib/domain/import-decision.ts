import type { SkipReason } from './outcome.ts';
import { personAccountField } from './pair-decision.ts';
import type { SalesforceRecord } from './records.ts';

/** Longer addresses are taken by neither side. */
const maxAddressLength = 254;
const maxLocalLength = 64;
const localPattern = /^[\p{L}\p{N}!#$%&'*+/=?^_`{|}~-]+(\.[\p{L}\p{N}!#$%&'*+/=?^_`{|}~-]+)*$/u;
const domainPattern =
  /^([\p{L}\p{N}]([\p{L}\p{N}-]{0,61}[\p{L}\p{N}])?\.)+[\p{L}][\p{L}\p{N}-]*[\p{L}\p{N}]$/u;

/** True for an address that a contact can be made with. */
export function isEmailAddress(address: string): boolean {
  const at = address.lastIndexOf('@');
  const local = address.slice(0, at);
  return (
    at > 0 &&
    address.length <= maxAddressLength &&
    local.length <= maxLocalLength &&
    localPattern.test(local) &&
    domainPattern.test(address.slice(at + 1))
  );
}

export type ImportVerdict =
  | { readonly kind: 'import'; readonly email: string; readonly record: SalesforceRecord }
  | { readonly kind: 'skip'; readonly reason: SkipReason };

/** Whether a selected record, as it is by now, can become a contact; `null`: it is there no more. */
export function judgeImported(record: SalesforceRecord | null): ImportVerdict {
  if (record === null) return { kind: 'skip', reason: 'salesforce_record_gone' };
  if (record.fields[personAccountField] === true) return { kind: 'skip', reason: 'person_account' };
  if (record.email === null) return { kind: 'skip', reason: 'no_email' };
  if (!isEmailAddress(record.email)) return { kind: 'skip', reason: 'invalid_email' };
  return { kind: 'import', email: record.email, record };
}

export type OutsideFacts = {
  /** When HubSpot made the contact, in milliseconds. */
  readonly createdAtMs: number;
  /** When somebody last joined the list; `null`: never, or nobody knows. */
  readonly lastJoinAtMs: number | null;
  readonly isListProcessing: boolean;
  readonly nowMs: number;
  readonly settleMs: number;
  /** How long after its creation a contact may still join. */
  readonly limitMs: number;
};

const shortestWaitMs = 5_000;
const longestWaitMs = 240_000;

/**
 * Until when an imported contact that is not in the list is given time to join it, in milliseconds; `null`: it is
 * outside. HubSpot evaluates active lists some time after a contact was made, so "not a member" means something only
 * once the list is complete and nobody has joined it for a while, or once the limit is over. Who waits is looked at at
 * doubling distances: asking everybody twice a minute would cost more calls than the import.
 */
export function waitForList(facts: OutsideFacts): number | null {
  const { createdAtMs, nowMs, settleMs, limitMs } = facts;
  const ageMs = Math.max(0, nowMs - createdAtMs);
  if (ageMs >= limitMs) return null;
  const quietSinceMs = Math.max(createdAtMs, facts.lastJoinAtMs ?? 0);
  if (!facts.isListProcessing && nowMs - quietSinceMs >= settleMs) return null;
  const delayMs = Math.min(Math.max(ageMs, shortestWaitMs), longestWaitMs);
  return Math.min(nowMs + delayMs, createdAtMs + limitMs);
}
