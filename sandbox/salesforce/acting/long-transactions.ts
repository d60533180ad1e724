import { createRecord, findLiving, updateRecord } from '../records/save-record.ts';
import type { LongChange, LongTransaction } from '../world/org.ts';
import type { World } from '../world/world.ts';
import { findPerson, type Person, requireObject, saveAs } from './user-actions.ts';

/**
 * Transactions of somebody else that run for long: until their end nobody sees what they save, `latestDateCovered`
 * stays at their start, and the rows they change are locked. Then all of it appears at once with the stamps of the
 * moments it was saved: the late commit that a reader of SystemModstamp misses.
 */
export type LongTransactions = {
  /** Begins now. The changes are saved now as well, though nobody sees them. */
  begin(changes?: LongChange[], orgId?: string): string;
  /** Saves more in a running transaction, stamped with the present moment. */
  save(transactionId: string, changes: LongChange[]): void;
  /** Ends it and answers the ids of its records in the order in which they were saved. */
  commit(transactionId: string): string[];
  rollback(transactionId: string): void;
};

export class NoTransaction extends Error {
  constructor(transactionId: string) {
    super(`No transaction ${transactionId}`);
  }
}

/** All changes or none, each with the stamp of the moment it was saved. */
function applyChanges(person: Person, committedAt: number, { changes }: LongTransaction): string[] {
  const { org } = person;
  return saveAs(person, committedAt, (saving) =>
    changes.map(({ object: objectName, recordId, values, savedAt }) => {
      const past = { ...saving, actor: { ...saving.actor, now: savedAt } };
      const object = requireObject(org, objectName);
      if (recordId === undefined) return createRecord(past, object, values).Id;
      return updateRecord(past, object, findLiving(org, object, recordId, 'url'), values).Id;
    }),
  );
}

export function createLongTransactions(world: World): LongTransactions {
  const stamped = (changes: LongChange[]) =>
    changes.map((change) => ({ ...change, savedAt: world.clock.now() }));

  function find(transactionId: string) {
    for (const org of world.orgs()) {
      const transaction = org.openTransactions.get(transactionId);
      if (transaction) return { org, transaction };
    }
    throw new NoTransaction(transactionId);
  }

  return {
    begin(changes = [], orgId) {
      const transactionId = world.random.uuid();
      const { org } = findPerson(world, { orgId });
      org.openTransactions.set(transactionId, { startedAt: world.clock.now(), changes: stamped(changes) });
      return transactionId;
    },
    save(transactionId, changes) {
      find(transactionId).transaction.changes.push(...stamped(changes));
    },
    commit(transactionId) {
      const { org, transaction } = find(transactionId);
      org.openTransactions.delete(transactionId);
      return applyChanges(findPerson(world, { orgId: org.orgId }), world.clock.now(), transaction);
    },
    rollback(transactionId) {
      find(transactionId).org.openTransactions.delete(transactionId);
    },
  };
}
