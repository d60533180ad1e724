import type { ListCriteria } from '#lib/domain/criteria-fence.ts';
import { personAccountField } from '#lib/domain/pair-decision.ts';
import type { SalesforceType } from '#lib/domain/records.ts';
import type { SyncSettings } from '#lib/domain/settings.ts';
import type { InclusionListState } from '#lib/domain/sync-gate.ts';
import { emptyRecord } from '#lib/ports/batches.ts';
import type { PendingChange } from '#lib/ports/inbox.ts';
import type { SyncRun } from '#lib/ports/runs.ts';
import type { SavedSettings } from '#lib/ports/settings.ts';
import type { ListsInForce } from './gate-pairs.ts';
import { gatherPairs } from './gather-pairs.ts';
import { importRows } from './import-batch.ts';
import { previewRows } from './import-preview.ts';
import { withPredictedClaims } from './predicted-claims.ts';
import { processBatch } from './process-batch.ts';
import { withProposedList } from './proposed-list.ts';
import { readCriteria } from './read-criteria.ts';
import { readListState, waitReasonOf } from './read-list-state.ts';
import { postpone } from './record-batch.ts';
import type { BatchMode, FieldSelection, GatherRules, Pair, RulesInForce } from './sync-pair.ts';
import { resolveRules, type SyncSession } from './sync-session.ts';
import { workBatches } from './work-batches.ts';

/**
 * Pairs that are gated, written and recorded together: full batches of either platform, and so many that asking how the
 * list is, once for each, costs next to nothing beside reading their memberships.
 */
const batchSize = 1_000;

/** The settings in force when a wave began, and how HubSpot showed their inclusion list. */
export type WaveSettings = { readonly saved: SavedSettings; readonly listState: InclusionListState };

/**
 * Works off what the inbox handed out: reads all of it, then lets batches of it through the gate. Rows of a dry run
 * never share a pair with others, because what is only predicted must not settle what is real.
 *
 * @throws the first failure of a batch; the other batches were recorded.
 */
export async function processWave(
  session: SyncSession,
  changes: readonly PendingChange[],
  wave: WaveSettings,
): Promise<void> {
  const runs = await readRuns(session, changes);
  const isFirstPhase = ({ runId, isJoined }: PendingChange) =>
    runs.get(runId ?? '')?.kind === 'import' && isJoined !== true;
  await importNew(session, changes.filter(isFirstPhase), runs);
  const isOfImpact = ({ runId }: PendingChange) => runs.get(runId ?? '')?.kind === 'impact';
  const others = changes.filter((change) => !isFirstPhase(change) && !isOfImpact(change));
  await processReal(session, others, runs, wave);
  await foretellImpacts(session, changes.filter(isOfImpact), runs);
}

async function processReal(
  session: SyncSession,
  others: readonly PendingChange[],
  runs: ReadonlyMap<string, SyncRun>,
  wave: WaveSettings,
): Promise<void> {
  if (others.length === 0) return;
  const prepared = await prepareRules(session, runs, wave);
  for (const { dryRunId, rows } of rowsApart(others, runs, wave.saved.revision)) {
    if (dryRunId === null) await processRows(session, rows, prepared, 'real');
    else await processRows(withPredictedClaims(session, dryRunId), rows, prepared, 'dry');
  }
}

/** Contacts that another inclusion list would let in, decided as if it were the one in force. */
async function foretellImpacts(
  session: SyncSession,
  changes: readonly PendingChange[],
  runs: ReadonlyMap<string, SyncRun>,
): Promise<void> {
  for (const [runId, rows] of Map.groupBy(changes, (change) => change.runId ?? '')) {
    const run = runs.get(runId);
    if (run === undefined) continue;
    const listState = await readListState(session.hubspot, run.inclusionList);
    if (listState.kind !== 'usable') {
      await session.stores.impacts.stop(runId, waitReasonOf(listState));
      continue;
    }
    const proposed = withProposedList(session, run.inclusionList);
    const saved = await proposed.stores.settings.readCurrent();
    const prepared = await prepareRules(proposed, new Map([[runId, run]]), { saved, listState });
    await processRows(withPredictedClaims(proposed, runId), rows, prepared, 'dry');
  }
}

/** Records of imports that have no contact yet. */
async function importNew(
  session: SyncSession,
  changes: readonly PendingChange[],
  runs: ReadonlyMap<string, SyncRun>,
): Promise<void> {
  for (const [runId, rows] of Map.groupBy(changes, (change) => change.runId ?? '')) {
    const run = runs.get(runId);
    if (run === undefined) continue;
    await (run.isDryRun ? previewRows(session, run, rows) : importRows(session, run, rows));
  }
}

/**
 * Rows that may share a pair. One pair is decided by one revision's settings: a live change of a contact must not be
 * settled by the older settings, or the other list, of a run that happens to name the same contact.
 */
function rowsApart(
  changes: readonly PendingChange[],
  runs: ReadonlyMap<string, SyncRun>,
  currentRevision: number,
): readonly { readonly dryRunId: string | null; readonly rows: readonly PendingChange[] }[] {
  const dryRunOf = ({ runId }: PendingChange) => (runs.get(runId ?? '')?.isDryRun ? runId : null);
  const revisionOf = ({ runId }: PendingChange) => runs.get(runId ?? '')?.settingsRevision ?? currentRevision;
  return [...Map.groupBy(changes, dryRunOf)].flatMap(([dryRunId, ofMode]) =>
    [...Map.groupBy(ofMode, revisionOf).values()].map((rows) => ({ dryRunId, rows })),
  );
}

/** What a wave's changes are gathered, gated and decided by. */
export type PreparedWave = {
  readonly gatherRules: GatherRules;
  readonly rulesOf: (pair: Pair) => RulesInForce;
  readonly lists: ListsInForce;
};

/** Reads the settings of every run that changes belong to, and the criteria of their lists. */
export async function prepareWave(
  session: SyncSession,
  changes: readonly PendingChange[],
  wave: WaveSettings,
): Promise<PreparedWave> {
  return prepareRules(session, await readRuns(session, changes), wave);
}

async function prepareRules(
  session: SyncSession,
  runs: ReadonlyMap<string, SyncRun>,
  wave: WaveSettings,
): Promise<PreparedWave> {
  const rules = await readRules(session, runs, wave.saved);
  const lists = await readLists(session, rules, wave);
  const selection = selectFields(session, [...rules.byRevision.values()], lists);
  return { gatherRules: { selection, current: rules.current }, rulesOf: rules.of, lists };
}

async function processRows(
  session: SyncSession,
  changes: readonly PendingChange[],
  { gatherRules, rulesOf, lists }: PreparedWave,
  mode: BatchMode,
): Promise<void> {
  const pairs = await gatherPairs(session, changes, gatherRules);
  await postponeUnread(session, changes, pairs);
  await workBatches(pairs, batchSize, (batch) => processBatch(session, batch, rulesOf, lists, mode));
}

/** What HubSpot neither gave nor called gone is asked for again later; left due, it would be asked for without end. */
async function postponeUnread(
  { stores, fence, clock }: SyncSession,
  changes: readonly PendingChange[],
  pairs: readonly Pair[],
): Promise<void> {
  const read = new Set(pairs.flatMap((pair) => pair.changes));
  const unread = changes.filter((change) => !read.has(change));
  if (unread.length === 0) return;
  const postponed = postpone(unread, clock.now());
  await stores.batches.record(fence, new Date(clock.now()), { ...emptyRecord, postponed });
}

async function readRuns(
  { stores }: SyncSession,
  changes: readonly PendingChange[],
): Promise<ReadonlyMap<string, SyncRun>> {
  const runs = new Map<string, SyncRun>();
  for (const runId of new Set(changes.flatMap((change) => change.runId ?? []))) {
    const run = await stores.runs.read(runId);
    if (run !== null) runs.set(runId, run);
  }
  return runs;
}

type WaveRules = {
  readonly current: RulesInForce;
  readonly byRevision: ReadonlyMap<number, RulesInForce>;
  readonly of: (pair: Pair) => RulesInForce;
};

/** A run is pinned to the settings it started with; live changes go by the ones in force. */
async function readRules(
  session: SyncSession,
  runs: ReadonlyMap<string, SyncRun>,
  saved: SavedSettings,
): Promise<WaveRules> {
  const toRules = (revision: number, pinned: SyncSettings): RulesInForce => ({
    revision,
    pinned,
    rules: resolveRules(session, pinned),
  });
  const current = toRules(saved.revision, saved.settings);
  const byRevision = new Map([[saved.revision, current]]);
  for (const { settingsRevision } of runs.values()) {
    if (byRevision.has(settingsRevision)) continue;
    const pinned = await session.stores.settings.readRevision(settingsRevision);
    byRevision.set(settingsRevision, toRules(settingsRevision, pinned));
  }
  const of = ({ changes: [first] }: Pair): RulesInForce => {
    const revision = runs.get(first?.runId ?? '')?.settingsRevision ?? saved.revision;
    return byRevision.get(revision) ?? current;
  };
  return { current, byRevision, of };
}

/** The criteria of every list that a pair of the wave may be held against. */
async function readLists(
  session: SyncSession,
  { byRevision }: WaveRules,
  { saved, listState }: WaveSettings,
): Promise<ListsInForce> {
  const criteriaByListId = new Map<string, ListCriteria>();
  const processing = new Set<string>();
  const currentListId = saved.settings.inclusionList?.listId;
  for (const { pinned } of byRevision.values()) {
    const { inclusionList } = pinned;
    if (inclusionList === null || criteriaByListId.has(inclusionList.listId)) continue;
    const isCurrent = inclusionList.listId === currentListId;
    const state = isCurrent ? listState : await readListState(session.hubspot, inclusionList);
    if (state.kind !== 'usable') continue;
    if (state.isProcessing) processing.add(inclusionList.listId);
    criteriaByListId.set(inclusionList.listId, await readCriteria(session.hubspot, state.filters));
  }
  const isLimited = [...byRevision.values()].some(({ pinned }) => pinned.inclusionList !== null);
  return { isLimited, criteriaByListId, processing };
}

function selectFields(
  session: SyncSession,
  rules: readonly RulesInForce[],
  { criteriaByListId }: ListsInForce,
): FieldSelection {
  const mappings = rules.flatMap((each) => [...each.rules.mappings.Lead, ...each.rules.mappings.Contact]);
  const fieldsOf = (type: SalesforceType) => [
    ...new Set([
      ...mappings.flatMap((mapping) => (mapping.salesforceType === type ? [mapping.salesforceField] : [])),
      ...(session.fields[type].has(personAccountField) ? [personAccountField] : []),
    ]),
  ];
  const ofCriteria = [...criteriaByListId.values()].flatMap(({ properties }) => [...properties]);
  return {
    properties: [...new Set([...mappings.map(({ hubspotProperty }) => hubspotProperty), ...ofCriteria])],
    fields: { Lead: fieldsOf('Lead'), Contact: fieldsOf('Contact') },
  };
}
