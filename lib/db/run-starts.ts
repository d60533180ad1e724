import { unfinishedStates } from '#lib/domain/sync-run.ts';
import type { SyncTrigger } from '#lib/domain/sync-trigger.ts';
import { lanes } from '#lib/ports/inbox.ts';
import type { NewRun, RunKind, RunStore, SelectedContacts, StartedRun } from '#lib/ports/runs.ts';
import type { Database, Transaction } from './database.ts';
import { toRun } from './run-row.ts';
import { isUniqueViolation } from './settings-store.ts';
import { impactColumn, selectionColumn } from './stored-json.ts';

type RunStarts = Pick<
  RunStore,
  | 'startResync'
  | 'startSelected'
  | 'startUndo'
  | 'startImport'
  | 'startImpact'
  | 'startBackfill'
  | 'startReconciliation'
  | 'listUndosOf'
>;

/** How runs begin. One unfinished run of everybody per kind, real or dry; of single contacts as many as one likes. */
export function createRunStarts(db: Database, tenantId: string, now: () => Date): RunStarts {
  const insert = (tx: Transaction, run: NewRun, kind: RunKind, more: object = {}) =>
    tx.syncRun.create({
      data: {
        tenantId,
        runId: run.runId,
        kind,
        state: 'queued',
        createdAt: now(),
        settingsRevision: run.settingsRevision,
        startedBy: run.startedBy,
        expectedTotal: run.expectedTotal,
        isDryRun: run.isDryRun ?? false,
        ...(run.inclusionList === null ? {} : { inclusionList: run.inclusionList }),
        ...more,
      },
    });

  async function startOrJoin(run: NewRun, kind: RunKind, more: object = {}): Promise<StartedRun> {
    try {
      return { run: toRun(await insert(db, run, kind, more)), hasJoined: false };
    } catch (error) {
      if (!isUniqueViolation(error)) throw error;
      const going = await db.syncRun.findFirst({
        where: {
          tenantId,
          kind,
          scope: 'all',
          isDryRun: run.isDryRun ?? false,
          state: { in: [...unfinishedStates] },
        },
      });
      return going === null ? startOrJoin(run, kind, more) : { run: toRun(going), hasJoined: true };
    }
  }

  return {
    startResync: (run) => startOrJoin(run, 'resync'),
    startImport: (run, selection) =>
      startOrJoin(run, 'import', { selection: selectionColumn.parse(selection) }),
    startBackfill: (run) => startOrJoin(run, 'backfill'),
    startReconciliation: (run) => startOrJoin({ ...run, isDryRun: true }, 'reconciliation'),
    startImpact: (run, basis) => startOrJoin(run, 'impact', { selection: impactColumn.parse(basis) }),
    startUndo: (run, undoesRunId) => startOrJoin(run, 'undo', { undoesRunId }),
    startSelected: (run, selected) =>
      db.$transaction(async (tx) => {
        const contacts = await addSelected(tx, tenantId, now(), run.runId, selected);
        if (contacts === 0) return null;
        const counted = { expectedTotal: contacts, enumerated: contacts, isEnumerationComplete: true };
        return toRun(await insert(tx, run, 'resync', { scope: 'selected', ...counted }));
      }),
    async listUndosOf(runId) {
      const where = { tenantId, undoesRunId: runId, isDryRun: false };
      return (await db.syncRun.findMany({ where, orderBy: { createdAt: 'desc' } })).map(toRun);
    },
  };
}

/** Puts the contacts into the inbox for the run; answers how many they are. */
async function addSelected(
  tx: Transaction,
  tenantId: string,
  now: Date,
  runId: string,
  selected: SelectedContacts,
): Promise<number> {
  const trigger: SyncTrigger = 'manual_resync';
  const contactIds =
    selected.kind === 'contacts'
      ? selected.hubspotContactIds
      : (
          await tx.failingRecord.findMany({
            where: { tenantId, ...(selected.kind === 'error_group' && { groupId: selected.groupId }) },
            distinct: ['hubspotContactId'],
            select: { hubspotContactId: true },
          })
        ).map(({ hubspotContactId }) => hubspotContactId);
  return tx.$executeRaw`
    INSERT INTO pending_change
      (tenant_id, side, record_kind, record_id, run_id, lane, triggers,
       first_occurred_at, last_occurred_at, not_before)
    SELECT DISTINCT ${tenantId}::uuid, 'hubspot'::platform, 'contact'::record_kind, contact_id, ${runId}::uuid,
           ${lanes.manual}::smallint, ARRAY[${trigger}::text], ${now}::timestamptz, ${now}::timestamptz, ${now}::timestamptz
    FROM unnest(${[...contactIds]}::text[]) AS selected(contact_id)`;
}
