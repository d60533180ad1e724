import type { SyncRun } from '#lib/ports/runs.ts';
import { type ContactIdPage, ProviderFailure } from '#lib/ports.ts';
import { feedImpact } from './feed-impact.ts';
import { feedImport } from './feed-import.ts';
import type { Feeding } from './feeding.ts';
import { readListState, waitReasonOf } from './read-list-state.ts';
import type { SyncSession } from './sync-session.ts';

/**
 * Rows a run may have waiting before it stops enumerating: the inbox stays small on any list. Two waves, so that the next
 * one is enumerated while one is worked off.
 */
const backPressure = 4_000;

/** How soon a list that is being evaluated is looked at again. */
const processingPollMs = 3_000;

/** Enumerates every running run up to the back-pressure mark, page by page, each with its checkpoint. */
export async function feedRuns(session: SyncSession): Promise<Feeding> {
  let feeding: Feeding = { hasAdvanced: false, waitReason: null, waitMs: null };
  for (const run of await session.stores.runs.listUnfinished()) {
    if (run.kind === 'undo' || run.state !== 'running' || run.isEnumerationComplete) continue;
    const fed = await feed(session, run);
    feeding = {
      hasAdvanced: feeding.hasAdvanced || fed.hasAdvanced,
      waitReason: feeding.waitReason ?? fed.waitReason,
      waitMs: soonerOf(feeding.waitMs, fed.waitMs),
    };
  }
  return feeding;
}

function feed(session: SyncSession, run: SyncRun): Promise<Feeding> {
  if (run.kind === 'import') return feedImport(session, run);
  return run.kind === 'impact' ? feedImpact(session, run) : feedRun(session, run);
}

function soonerOf(first: number | null, second: number | null): number | null {
  return first === null || second === null ? (first ?? second) : Math.min(first, second);
}

async function feedRun(session: SyncSession, run: SyncRun): Promise<Feeding> {
  const isAtStart = run.checkpoint === null && run.enumerated === 0;
  if (isAtStart && (await isStillProcessing(session, run))) {
    return { hasAdvanced: false, waitReason: 'inclusion_list_processing', waitMs: processingPollMs };
  }
  let { checkpoint } = run;
  let waiting = run.enumerated - run.processed;
  let hasAdvanced = false;
  while (waiting < backPressure) {
    const page = await readPage(session, run, checkpoint);
    if (page === null) break;
    const isStored = await session.stores.runs.storePage(run.runId, {
      fromCheckpoint: checkpoint,
      contactIds: page.contactIds,
      nextCheckpoint: page.next,
    });
    if (!isStored) break;
    hasAdvanced = true;
    if (page.next === null) break;
    checkpoint = page.next;
    waiting += page.contactIds.length;
  }
  return { hasAdvanced, waitReason: null, waitMs: null };
}

/** A list that is being evaluated names too few members; a resync of it would look complete and not be. */
async function isStillProcessing({ hubspot }: SyncSession, run: SyncRun): Promise<boolean> {
  const state = await readListState(hubspot, run.inclusionList);
  return state.kind === 'usable' && state.isProcessing;
}

/**
 * When the run's own list is gone, the run is paused with the reason (`null`) as long as that list is still the
 * inclusion list; once another was chosen, it finds nobody more and comes to its end.
 */
async function readPage(
  session: SyncSession,
  run: SyncRun,
  after: string | null,
): Promise<ContactIdPage | null> {
  const { hubspot, stores } = session;
  const isOfLinks = run.kind === 'backfill' || run.kind === 'reconciliation';
  if (run.inclusionList === null) {
    return isOfLinks ? readLinkedPage(session, after) : hubspot.readContactIdsPage(after);
  }
  try {
    const page = await hubspot.readMembersPage(run.inclusionList.listId, after);
    return isOfLinks ? keepLinked(session, page) : page;
  } catch (error) {
    if (!(error instanceof ProviderFailure) || error.kind !== 'rejected') throw error;
    const state = await readListState(hubspot, run.inclusionList);
    if (state.kind === 'usable') throw error;
    const { settings } = await stores.settings.readCurrent();
    if (settings.inclusionList?.listId !== run.inclusionList.listId) return { contactIds: [], next: null };
    await stores.runs.changeState(run.runId, 'paused', waitReasonOf(state));
    return null;
  }
}

const linksPerPage = 1_000;

/** A backfill fills fields of pairs that are there, a reconciliation compares them; neither makes any. */
async function readLinkedPage({ stores }: SyncSession, after: string | null): Promise<ContactIdPage> {
  const links = await stores.links.listPage({ after, limit: linksPerPage, memberOf: null });
  const next = links.length < linksPerPage ? null : (links.at(-1)?.hubspotContactId ?? null);
  return { contactIds: links.map(({ hubspotContactId }) => hubspotContactId), next };
}

async function keepLinked({ stores }: SyncSession, page: ContactIdPage): Promise<ContactIdPage> {
  const links = await stores.links.findByHubspotIds(page.contactIds);
  return { ...page, contactIds: links.map(({ hubspotContactId }) => hubspotContactId) };
}
