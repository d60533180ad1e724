import type { Org } from '../world/org.ts';
import type { DuplicateOptions } from './duplicate-rules.ts';
import type { Row } from './row.ts';
import { createRuleBook } from './rule-book.ts';
import type { Saving } from './save-record.ts';
import { type Actor, openTransaction, type Transaction } from './transaction.ts';

export type SavingOptions = {
  now: number;
  channel: Actor['channel'];
  client?: string | undefined;
  /** The unit of work around this one, if any. */
  outer?: Transaction | undefined;
  assignsOwner: boolean;
  duplicates: DuplicateOptions;
  version: string;
};

/** For savings that no duplicate rule in Alert mode stops: a person has seen the warning and insists. */
export const insistent: DuplicateOptions = { allowSave: true, includeRecordDetails: false };

/** Opens a unit of work in which this user saves records of this org. */
export function openSaving(org: Org, user: Row, options: SavingOptions): Saving {
  const { now, channel, client, outer, assignsOwner, duplicates, version } = options;
  const actor = { userId: user.Id, now, channel, client };
  return {
    org,
    actor,
    transaction: openTransaction(org, actor, outer),
    ruleBook: createRuleBook(org, org.sourceFor(user)),
    assignsOwner,
    duplicates,
    version,
  };
}

/** Makes one change: all of it stays, or nothing does. */
export function completeSaving<T>(saving: Saving, change: (saving: Saving) => T): T {
  try {
    const result = change(saving);
    saving.transaction.commit();
    return result;
  } catch (error) {
    saving.transaction.rollback();
    throw error;
  }
}
