import { isProblem, type Outcome } from '#lib/domain/outcome.ts';
import { keepRecentSamples } from '#lib/domain/sync-run.ts';
import type { SyncTrigger } from '#lib/domain/sync-trigger.ts';
import type { Attempt } from '#lib/ports/attempts.ts';
import { type BatchRecord, type BatchStore, FenceLostError } from '#lib/ports/batches.ts';
import type { LinkChange } from '#lib/ports/links.ts';
import type { Database, Transaction } from './database.ts';
import { erasePersons } from './erase-persons.ts';
import { nameConflicting } from './inbox-store.ts';
import { recordStandings } from './standing-rows.ts';
import { countsColumn, samplesColumn, tallyPrefix } from './stored-json.ts';

export function createBatchStore(db: Database, tenantId: string): BatchStore {
  return {
    assertFence: (fence) => assertFence(db, tenantId, fence),
    async record(fence, at, batch) {
      await db.$transaction(async (tx) => {
        await assertFence(tx, tenantId, fence);
        await erasePersons(tx, tenantId, batch.erasedContacts);
        await storeLinks(tx, tenantId, at, batch.links);
        await storeCreationSyncs(tx, tenantId, at, batch.creationSyncs);
        await storeBases(tx, tenantId, batch.bases);
        await storeAttempts(tx, tenantId, at, batch);
        if (!batch.isDryRun) await recordStandings(tx, tenantId, at, batch.attempts.filter(isOfSync));
        await lockRuns(tx, tenantId, batch);
        await postpone(tx, tenantId, batch.postponed);
        await settle(tx, tenantId, at, batch.settled);
        await countTallies(tx, tenantId, batch.tallies);
        if (freesRecords(batch)) await nameConflicting(tx, tenantId, at);
      });
    },
  };
}

/** In a transaction it holds the fence until commit: a younger drain cannot raise it in between. */
async function assertFence(tx: Transaction, tenantId: string, fence: number): Promise<void> {
  const [tenant] = await tx.$queryRaw<{ fence: number }[]>`
    SELECT drain_fence AS fence FROM tenant WHERE tenant_id = ${tenantId}::uuid FOR SHARE`;
  if (tenant?.fence !== fence) throw new FenceLostError();
}

async function storeLinks(
  tx: Transaction,
  tenantId: string,
  at: Date,
  changes: readonly LinkChange[],
): Promise<void> {
  const removed = changes.flatMap((change) => (change.kind === 'remove' ? [change.hubspotContactId] : []));
  if (removed.length > 0) {
    await tx.recordLink.deleteMany({ where: { tenantId, hubspotContactId: { in: removed } } });
  }
  const rows = changes.flatMap((change) =>
    change.kind === 'put' ? [{ ...change.link, reading: change.reading }] : [],
  );
  if (rows.length === 0) return;
  await tx.$executeRaw`
    INSERT INTO record_link (tenant_id, hubspot_contact_id, salesforce_id, salesforce_kind, state, is_pinned,
                             base, reading, criteria_print, last_synced_at)
    SELECT ${tenantId}::uuid, r."hubspotContactId", r."salesforceId", r."salesforceType"::record_kind,
           r.state::link_state, r."isPinned", r.base, r.reading, r."criteriaPrint", ${at}
    FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) AS r(
      "hubspotContactId" text, "salesforceId" text, "salesforceType" text, state text, "isPinned" boolean,
      base jsonb, reading jsonb, "criteriaPrint" text)
    ON CONFLICT (tenant_id, hubspot_contact_id) DO UPDATE SET
      salesforce_id = excluded.salesforce_id, salesforce_kind = excluded.salesforce_kind,
      state = excluded.state, is_pinned = excluded.is_pinned, base = excluded.base,
      reading = excluded.reading, criteria_print = excluded.criteria_print, last_synced_at = excluded.last_synced_at`;
}

/** A link that ends leaves its record to whoever else was waiting for it. */
function freesRecords({ links, erasedContacts }: BatchRecord): boolean {
  return erasedContacts.length > 0 || links.some(({ kind }) => kind === 'remove');
}

async function storeCreationSyncs(
  tx: Transaction,
  tenantId: string,
  at: Date,
  creationSyncs: BatchRecord['creationSyncs'],
): Promise<void> {
  if (creationSyncs.length === 0) return;
  const data = creationSyncs.map((each) => ({ tenantId, at, ...each }));
  await tx.creationSync.createMany({ data, skipDuplicates: true });
}

/** Entries are merged into the base that is there; a link that has ended meanwhile has none. */
async function storeBases(tx: Transaction, tenantId: string, changes: BatchRecord['bases']): Promise<void> {
  if (changes.length === 0) return;
  await tx.$executeRaw`
    UPDATE record_link l SET base = l.base || r.entries
    FROM jsonb_to_recordset(${JSON.stringify(changes)}::jsonb) AS r("hubspotContactId" text, entries jsonb)
    WHERE l.tenant_id = ${tenantId}::uuid AND l.hubspot_contact_id = r."hubspotContactId"`;
}

/** An undo says nothing about whether a contact syncs: it puts nobody behind a failure and takes nobody out. */
function isOfSync({ triggers }: Attempt): boolean {
  return !triggers.includes('undo' satisfies SyncTrigger);
}

async function storeAttempts(
  tx: Transaction,
  tenantId: string,
  at: Date,
  { attempts, isDryRun }: Pick<BatchRecord, 'attempts' | 'isDryRun'>,
): Promise<void> {
  const rows = attempts.filter(isKept).map(toAttemptRow);
  if (rows.length === 0) return;
  await tx.$executeRaw`
    INSERT INTO sync_attempt (tenant_id, attempt_id, at, run_id, hubspot_contact_id, salesforce_kind,
      salesforce_id, email, outcome, reason, failure, changes, faults, triggers, settings_revision, membership,
      occurred_at, is_prediction)
    SELECT ${tenantId}::uuid, uuidv7(), ${at}, r."runId", r."hubspotContactId",
      r."salesforceType"::record_kind, r."salesforceId", r.email, r.outcome, r.reason, r.failure, r.changes,
      r.faults, r.triggers, r."settingsRevision", r.membership, r."occurredAt", ${isDryRun}
    FROM jsonb_to_recordset(${JSON.stringify(rows, withoutZeroBytes)}::jsonb) AS r(
      "runId" uuid, "hubspotContactId" text, "salesforceType" text, "salesforceId" text, email text,
      outcome text, reason text, failure jsonb, changes jsonb, faults jsonb, triggers text[],
      "settingsRevision" integer, membership jsonb, "occurredAt" timestamptz)`;
}

/** What was equal already is only counted, but for imports, which answer for each of their records. */
function isKept({ outcome, triggers }: Attempt): boolean {
  return outcome.kind !== 'unchanged' || triggers.includes('import' satisfies SyncTrigger);
}

/** PostgreSQL stores no zero byte; one in a value would keep the whole batch from ever being recorded. */
function withoutZeroBytes(_key: string, value: unknown): unknown {
  return typeof value === 'string' ? value.replaceAll('\u0000', '') : value;
}

function toAttemptRow(attempt: Attempt) {
  const { outcome, runIds, ...rest } = attempt;
  return {
    ...rest,
    runId: runIds[0] ?? null,
    // A record that a dry run would create has no id yet.
    hubspotContactId: attempt.hubspotContactId || null,
    salesforceId: attempt.salesforceId || null,
    outcome: outcome.kind,
    reason: 'reason' in outcome ? outcome.reason : null,
    failure: outcome.kind === 'failed' ? outcome.failure : null,
    changes: 'changes' in outcome ? (outcome.changes ?? []) : [],
    faults: 'faults' in outcome ? outcome.faults : [],
  };
}

/** Runs before their rows, the order in which canceling takes them: the other way round the two would deadlock. */
async function lockRuns(
  tx: Transaction,
  tenantId: string,
  { settled, postponed }: BatchRecord,
): Promise<void> {
  const runIds = [...new Set([...settled, ...postponed].flatMap(({ change }) => change.runId ?? []))];
  if (runIds.length === 0) return;
  await tx.$queryRaw`
    SELECT 1 FROM sync_run WHERE tenant_id = ${tenantId}::uuid AND run_id = ANY (${runIds}::uuid[])
    ORDER BY run_id FOR UPDATE`;
}

/** A row that a newer hint has coalesced into stays due at once: that hint has not been looked at yet. */
async function postpone(
  tx: Transaction,
  tenantId: string,
  postponed: BatchRecord['postponed'],
): Promise<void> {
  if (postponed.length === 0) return;
  const rows = postponed.map(({ change, notBefore, isAttempt, isJoined = false }) => ({
    changeId: change.changeId,
    hintVersion: change.hintVersion,
    notBefore,
    tries: isAttempt ? 1 : 0,
    isJoined,
  }));
  await tx.$executeRaw`
    UPDATE pending_change c SET attempts = c.attempts + r.tries, not_before = r."notBefore",
      is_joined = c.is_joined OR r."isJoined"
    FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) AS r(
      "changeId" bigint, "hintVersion" integer, "notBefore" timestamptz, tries smallint, "isJoined" boolean)
    WHERE c.tenant_id = ${tenantId}::uuid AND c.change_id = r."changeId" AND c.hint_version = r."hintVersion"`;
}

/** Deletes the rows that are done, unless a newer hint has coalesced into them, and counts them for their runs. */
async function settle(
  tx: Transaction,
  tenantId: string,
  at: Date,
  settled: BatchRecord['settled'],
): Promise<void> {
  if (settled.length === 0) return;
  const rows = settled.map(({ change }) => ({ changeId: change.changeId, hintVersion: change.hintVersion }));
  const deleted = await tx.$queryRaw<{ changeId: bigint }[]>`
    DELETE FROM pending_change c
    USING jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) AS r("changeId" bigint, "hintVersion" integer)
    WHERE c.tenant_id = ${tenantId}::uuid AND c.change_id = r."changeId" AND c.hint_version = r."hintVersion"
    RETURNING c.change_id AS "changeId"`;
  const done = new Set(deleted.map((row) => String(row.changeId)));
  const byRun = Map.groupBy(
    settled.filter(({ change }) => change.runId !== null && done.has(change.changeId)),
    ({ change }) => change.runId ?? '',
  );
  for (const [runId, rowsOfRun] of byRun) {
    await countForRun(
      tx,
      tenantId,
      runId,
      at,
      rowsOfRun.map(({ outcome }) => outcome),
    );
  }
}

async function countForRun(
  tx: Transaction,
  tenantId: string,
  runId: string,
  at: Date,
  outcomes: readonly Outcome[],
): Promise<void> {
  const [run] = await tx.$queryRaw<{ processed: number; counts: unknown; samples: unknown }[]>`
    SELECT processed, counts, samples FROM sync_run
    WHERE tenant_id = ${tenantId}::uuid AND run_id = ${runId}::uuid`;
  if (run === undefined) return;
  const counts = countsColumn.parse(run.counts);
  for (const outcome of outcomes) {
    counts[outcome.kind] = (counts[outcome.kind] ?? 0) + 1;
    if (isProblem(outcome) && 'faults' in outcome) counts.with_faults = (counts.with_faults ?? 0) + 1;
  }
  const processed = run.processed + outcomes.length;
  const samples = keepRecentSamples(samplesColumn.parse(run.samples), [at.getTime(), processed]);
  await tx.syncRun.update({
    where: { tenantId_runId: { tenantId, runId } },
    data: { processed, counts, samples: samples.map((sample) => [...sample]) },
  });
}

async function countTallies(
  tx: Transaction,
  tenantId: string,
  tallies: BatchRecord['tallies'],
): Promise<void> {
  for (const [runId, ofRun] of Map.groupBy(tallies, (each) => each.runId)) {
    const key = { tenantId_runId: { tenantId, runId } };
    const run = await tx.syncRun.findUnique({ where: key, select: { counts: true } });
    if (run === null) continue;
    const counts = countsColumn.parse(run.counts);
    for (const { tally } of ofRun) {
      const name = tallyPrefix + tally;
      counts[name] = (counts[name] ?? 0) + 1;
    }
    await tx.syncRun.update({ where: key, data: { counts } });
  }
}
