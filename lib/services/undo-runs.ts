import type { SyncRun } from '#lib/ports/runs.ts';
import type { SyncSession } from './sync-session.ts';
import { undoBatch } from './undo-batch.ts';

/** Contacts that are read, written and recorded together. */
const batchSize = 200;

/** Contacts of the undone run that are put into the inbox at once. */
const pageSize = 1_000;

/** Rows an undo may have waiting before it looks for more. */
const backPressure = 2_000;

/**
 * Takes every undo that is going a step further. Undos stand beside waves: no value crosses in them, so a list that
 * cannot be used holds none of them up.
 *
 * @returns whether there may be more to do right now.
 */
export async function advanceUndos(session: SyncSession): Promise<boolean> {
  const { stores } = session;
  let hasAdvanced = false;
  for (const run of await stores.runs.listUnfinished()) {
    if (run.kind !== 'undo' || run.state !== 'running') continue;
    const hasFed = await feedUndo(session, run);
    const changes = await stores.inbox.claimOfRun(run.runId, batchSize);
    if (changes.length > 0) await undoBatch(session, run, changes);
    hasAdvanced ||= hasFed || changes.length > 0;
  }
  if (hasAdvanced) await stores.runs.finishDone();
  return hasAdvanced;
}

/** Puts the contacts that the undone run wrote into the inbox, a page a step, each contact once. */
async function feedUndo({ stores }: SyncSession, run: SyncRun): Promise<boolean> {
  const { runId, undoesRunId, checkpoint } = run;
  const isFull = run.enumerated - run.processed >= backPressure;
  if (undoesRunId === null || run.isEnumerationComplete || isFull) return false;
  const page = await stores.attempts.readWrittenContactsPage(undoesRunId, checkpoint, pageSize);
  return stores.runs.storePage(runId, {
    fromCheckpoint: checkpoint,
    contactIds: page.contactIds,
    nextCheckpoint: page.next,
  });
}
