import { impactSampleSize } from '#lib/domain/list-impact.ts';
import type { InclusionList } from '#lib/domain/sync-gate.ts';
import type { SyncRun } from '#lib/ports/runs.ts';
import { type ContactIdPage, ProviderFailure } from '#lib/ports.ts';
import type { Feeding } from './feeding.ts';
import { readListState, waitReasonOf } from './read-list-state.ts';
import type { SyncSession } from './sync-session.ts';

/** Rows an impact may have waiting before it enumerates on: one wave, as it has no hurry. */
const backPressure = 2_000;
const linksPerPage = 5_000;
const processingPollMs = 3_000;

const idle: Feeding = { hasAdvanced: false, waitReason: null, waitMs: null };

/** Where enumeration stands: in the members of the proposed list, of the list in force, or in the links. */
const stages = ['after', 'before', 'linked'] as const;
type Position = { readonly stage: (typeof stages)[number]; readonly cursor: string | null };

/** What both lists say, and who is linked: a page at a time, or a sample where everybody would be too many. */
export async function feedImpact(session: SyncSession, run: SyncRun): Promise<Feeding> {
  const { stores, hubspot } = session;
  const state = await readListState(hubspot, run.inclusionList);
  if (state.kind !== 'usable') {
    await stores.impacts.stop(run.runId, waitReasonOf(state));
    return idle;
  }
  if (run.checkpoint === null && run.enumerated === 0 && state.isProcessing) {
    return { ...idle, waitMs: processingPollMs };
  }
  const { inclusionList: before } = await stores.settings.readRevision(run.settingsRevision);
  try {
    if (run.impact?.isEstimate === true) return await feedSample(session, run, before);
    return await feedPages(session, run, before);
  } catch (error) {
    if (!(error instanceof ProviderFailure) || error.kind !== 'rejected') throw error;
    return stopWithoutList(session, run, before, error);
  }
}

async function feedPages(session: SyncSession, run: SyncRun, before: InclusionList | null): Promise<Feeding> {
  let { checkpoint } = run;
  let waiting = run.enumerated - run.processed;
  let hasAdvanced = false;
  while (waiting < backPressure) {
    const fed = await feedPage(session, run, before, checkpoint);
    if (fed === null) break;
    hasAdvanced = true;
    if (fed.next === null) break;
    checkpoint = fed.next;
    waiting += fed.queued;
  }
  return { ...idle, hasAdvanced };
}

/** One page and the checkpoint behind it; `null` when the run moved on without us. */
async function feedPage(
  { stores, hubspot }: SyncSession,
  { runId, inclusionList }: SyncRun,
  before: InclusionList | null,
  fromCheckpoint: string | null,
): Promise<{ readonly next: string | null; readonly queued: number } | null> {
  const { stage, cursor } = readPosition(fromCheckpoint);
  const isBefore = before === null;
  if (stage === 'linked') {
    const last = await stores.impacts.storeLinked(runId, { after: cursor, limit: linksPerPage, isBefore });
    const nextCheckpoint = last === null ? null : `linked:${last}`;
    const isStored = await stores.impacts.moveCheckpoint(runId, { fromCheckpoint, nextCheckpoint });
    return isStored ? { next: nextCheckpoint, queued: 0 } : null;
  }
  const list = stage === 'after' ? inclusionList : before;
  const page: ContactIdPage =
    list !== null
      ? await hubspot.readMembersPage(list.listId, cursor)
      : await hubspot.readContactIdsPage(cursor);
  const nextCheckpoint = page.next === null ? stageBehind(stage, before) : `${stage}:${page.next}`;
  const { contactIds } = page;
  const step = { fromCheckpoint, nextCheckpoint, contactIds };
  const isStored =
    stage === 'after'
      ? await stores.impacts.storeListed(runId, { ...step, isBefore })
      : await stores.impacts.storeBefore(runId, step);
  return isStored ? { next: nextCheckpoint, queued: stage === 'after' ? contactIds.length : 0 } : null;
}

/** Without a limit now everybody may sync, which needs no reading. */
function stageBehind(stage: Position['stage'], before: InclusionList | null): string {
  return stage === 'after' && before !== null ? 'before:' : 'linked:';
}

function readPosition(checkpoint: string | null): Position {
  const [name = '', cursor = ''] = (checkpoint ?? 'after:').split(/:(.*)/s);
  return { stage: stages.find((stage) => stage === name) ?? 'after', cursor: cursor === '' ? null : cursor };
}

/** The first members of the proposed list and some of the linked contacts, with the lists each of them is in. */
async function feedSample(
  { stores, hubspot }: SyncSession,
  { runId, inclusionList }: SyncRun,
  before: InclusionList | null,
): Promise<Feeding> {
  const members: string[] = [];
  let after: string | null = null;
  do {
    const page: ContactIdPage =
      inclusionList === null
        ? await hubspot.readContactIdsPage(after)
        : await hubspot.readMembersPage(inclusionList.listId, after);
    members.push(...page.contactIds);
    after = page.next;
  } while (after !== null && members.length < impactSampleSize);
  const listed = new Set(members.slice(0, impactSampleSize));
  const drawn = new Set(await stores.impacts.drawLinked(impactSampleSize));
  const contactIds = [...new Set([...listed, ...drawn])];
  const memberships = await hubspot.readMemberships(contactIds);
  const isIn = (contactId: string, list: InclusionList | null) =>
    list === null || memberships.get(contactId)?.has(list.listId) === true;
  const sample = contactIds.flatMap((hubspotContactId) =>
    memberships.has(hubspotContactId) || listed.has(hubspotContactId)
      ? {
          hubspotContactId,
          isListed: listed.has(hubspotContactId),
          isBefore: isIn(hubspotContactId, before),
          isAfter: listed.has(hubspotContactId) || isIn(hubspotContactId, inclusionList),
          isDrawn: drawn.has(hubspotContactId),
        }
      : [],
  );
  return { ...idle, hasAdvanced: await stores.impacts.storeSample(runId, sample) };
}

/** Whichever list has gone meanwhile: the comparison makes no sense any more, and says why. */
async function stopWithoutList(
  { stores, hubspot }: SyncSession,
  { runId, inclusionList }: SyncRun,
  before: InclusionList | null,
  failure: ProviderFailure,
): Promise<Feeding> {
  for (const list of [inclusionList, before]) {
    const state = await readListState(hubspot, list);
    if (state.kind === 'usable') continue;
    await stores.impacts.stop(runId, waitReasonOf(state));
    return idle;
  }
  throw failure;
}
