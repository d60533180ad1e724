import { createRuleBook } from './records/rule-book.ts';
import type { Saving } from './records/save-record.ts';
import { openTransaction } from './records/transaction.ts';
import type { Org } from './world/org.ts';

/** Saves as the org's first user at the given time, with every rule that could refuse switched as for a person who insists. */
export function runControlSaving<T>(org: Org, now: number, change: (saving: Saving) => T): T {
  const [user] = org.tableOf('User').rows();
  if (!user) throw new Error('This org has no user');
  const actor = { userId: user.Id, now, channel: 'control' as const };
  const transaction = openTransaction(org, actor);
  const ruleBook = createRuleBook(org, org.sourceFor(user));
  const duplicates = { allowSave: true, includeRecordDetails: false };
  try {
    const result = change({
      org,
      actor,
      transaction,
      ruleBook,
      duplicates,
      assignsOwner: false,
      version: 'v67.0',
    });
    transaction.commit();
    return result;
  } catch (error) {
    transaction.rollback();
    throw error;
  }
}
