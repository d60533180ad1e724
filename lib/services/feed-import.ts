import { z } from 'zod';
import { type CheckedSelection, filterOf } from '#lib/domain/import-selection.ts';
import type { SalesforceType } from '#lib/domain/records.ts';
import type { SyncRun } from '#lib/ports/runs.ts';
import { ProviderFailure } from '#lib/ports.ts';
import type { Feeding } from './feeding.ts';
import type { SyncSession } from './sync-session.ts';

/** Records that wait for their contact before the import reads on. Those that wait for the list are not among them. */
const backPressure = 2_000;

/** Up to here ids are read by the page; above, Salesforce works out all of them in one job. */
const mostByPage = 2_000;

const firstPollMs = 1_000;
const longestPollMs = 15_000;

/** Where an import reads on: by pages of ids, in a job that is not done, or in the pages of one that is. */
const positionSchema = z.discriminatedUnion('stage', [
  z.object({ stage: z.literal('start'), type: z.enum(['Lead', 'Contact']) }),
  z.object({ stage: z.literal('ids'), type: z.enum(['Lead', 'Contact']), after: z.string().nullable() }),
  z.object({ stage: z.literal('job'), type: z.enum(['Lead', 'Contact']), jobId: z.string() }),
  z.object({
    stage: z.literal('pages'),
    type: z.enum(['Lead', 'Contact']),
    jobId: z.string(),
    locator: z.string().nullable(),
  }),
]);
type Position = z.infer<typeof positionSchema>;

type Step =
  | { readonly kind: 'page'; readonly salesforceIds: readonly string[]; readonly next: Position | null }
  | { readonly kind: 'wait'; readonly waitMs: number };

/**
 * Reads the records an import is about, page by page, each with its checkpoint. A query that Salesforce refuses pauses
 * the run: it would be refused again and again, and everything else would wait for it.
 */
export async function feedImport(session: SyncSession, run: SyncRun): Promise<Feeding> {
  const { runs } = session.stores;
  try {
    return await feed(session, run);
  } catch (error) {
    if (!(error instanceof ProviderFailure) || error.kind !== 'rejected') throw error;
    await runs.changeState(run.runId, 'paused', 'import_query_refused');
    return { hasAdvanced: true, waitReason: null, waitMs: null };
  }
}

async function feed(session: SyncSession, run: SyncRun): Promise<Feeding> {
  const { imports } = session.stores;
  const { selection } = run;
  if (selection === null) throw new Error('an import without selection');
  let { checkpoint } = run;
  let waiting = (await imports.countWaiting(run.runId)).open;
  let hasAdvanced = false;
  while (waiting < backPressure) {
    const position = readPosition(checkpoint, selection);
    const step = await takeStep(session, selection, position);
    if (step.kind === 'wait') return { hasAdvanced, waitReason: null, waitMs: step.waitMs };
    const nextCheckpoint = step.next === null ? null : JSON.stringify(step.next);
    const isStored = await imports.storePage(run.runId, {
      fromCheckpoint: checkpoint,
      salesforceType: position.type,
      salesforceIds: step.salesforceIds,
      nextCheckpoint,
    });
    if (!isStored) break;
    hasAdvanced = true;
    if (position.stage === 'pages' && step.next?.stage !== 'pages') {
      await session.salesforce.dropSelectionJob(position.jobId);
    }
    if (nextCheckpoint === null) break;
    checkpoint = nextCheckpoint;
    waiting += step.salesforceIds.length;
  }
  return { hasAdvanced, waitReason: null, waitMs: null };
}

function readPosition(checkpoint: string | null, selection: CheckedSelection): Position {
  if (checkpoint !== null) return positionSchema.parse(JSON.parse(checkpoint));
  return { stage: 'start', type: selection.salesforceTypes[0] ?? 'Lead' };
}

async function takeStep(
  session: SyncSession,
  selection: CheckedSelection,
  position: Position,
): Promise<Step> {
  const { salesforce } = session;
  const { type } = position;
  const byIds: Position = { stage: 'ids', type, after: null };
  switch (position.stage) {
    case 'start':
      return moveTo(await chooseWay(session, selection, type));
    case 'ids': {
      const page = await salesforce.readSelectedPage(type, filterOf(selection, type), position.after);
      const { salesforceIds, next: after } = page;
      const next = after === null ? typeBehind(selection, type) : { ...position, after };
      return { kind: 'page', salesforceIds, next };
    }
    case 'job': {
      const { state, createdAt } = await salesforce.readSelectionJob(position.jobId);
      if (state === 'complete') return moveTo({ stage: 'pages', type, jobId: position.jobId, locator: null });
      // The rows it gave are in the inbox or done; reading the ids themselves passes over them.
      if (state !== 'running') return moveTo(byIds);
      return { kind: 'wait', waitMs: pollDelay(session.clock.now(), createdAt) };
    }
    case 'pages': {
      const page = await salesforce
        .readSelectionJobPage(position.jobId, position.locator)
        .catch((error: unknown) => {
          if (error instanceof ProviderFailure && error.kind === 'rejected') return null;
          throw error;
        });
      if (page === null) return moveTo(byIds);
      const { salesforceIds, next: locator } = page;
      const next = locator === null ? typeBehind(selection, type) : { ...position, locator };
      return { kind: 'page', salesforceIds, next };
    }
  }
}

/** An org that allows no query jobs, or no more of them today, is read page by page. */
async function chooseWay(
  { salesforce }: SyncSession,
  selection: CheckedSelection,
  type: SalesforceType,
): Promise<Position> {
  const filter = filterOf(selection, type);
  const byIds: Position = { stage: 'ids', type, after: null };
  if ((await salesforce.countSelected(type, filter)) <= mostByPage) return byIds;
  try {
    return { stage: 'job', type, jobId: await salesforce.startSelectionJob(type, filter) };
  } catch (error) {
    if (error instanceof ProviderFailure && error.kind === 'rejected') return byIds;
    throw error;
  }
}

function moveTo(next: Position): Step {
  return { kind: 'page', salesforceIds: [], next };
}

function typeBehind({ salesforceTypes }: CheckedSelection, type: SalesforceType): Position | null {
  const next = salesforceTypes[salesforceTypes.indexOf(type) + 1];
  return next === undefined ? null : { stage: 'start', type: next };
}

/** A quarter of the job's age: a short job is seen soon, a long one is not asked after too often. */
function pollDelay(nowMs: number, createdAt: string | null): number {
  const ageMs = createdAt === null ? 0 : nowMs - Date.parse(createdAt);
  return Math.min(Math.max(ageMs / 4, firstPollMs), longestPollMs);
}
