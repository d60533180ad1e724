import { ApiFault } from './api-fault.ts';
import type { Saving } from './save-record.ts';
import { openTransaction } from './transaction.ts';

/** One of many saves, whole or not at all: what was refused leaves nothing behind and does not end the others. */
export function attemptSave<T>(
  saving: Saving,
  save: (saving: Saving) => T,
): { saved: T; refusal?: never } | { refusal: ApiFault } {
  const transaction = openTransaction(saving.org, saving.actor, saving.transaction);
  try {
    const saved = save({ ...saving, transaction });
    transaction.commit();
    return { saved };
  } catch (error) {
    transaction.rollback();
    if (error instanceof ApiFault) return { refusal: error };
    throw error;
  }
}
