import type { Explanation } from '#lib/contracts/explain.ts';
import { chooseMatch } from '#lib/domain/match.ts';
import type { SalesforceRecord } from '#lib/domain/records.ts';
import {
  askGate,
  type InclusionList,
  type InclusionListState,
  type MembershipReading,
} from '#lib/domain/sync-gate.ts';
import type { SavedSettings } from '#lib/ports/settings.ts';
import { compareFields } from './compare-fields.ts';
import type { RequestContext } from './context.ts';
import { explainDecision } from './explain-decision.ts';
import { hubspotLinks } from './hubspot-links.ts';
import { addressesOf } from './match-records.ts';
import { readListState } from './read-list-state.ts';
import { linkRecord } from './salesforce-links.ts';
import type { GatedPair } from './sync-pair.ts';
import type { SyncSession } from './sync-session.ts';
import { listPersonHistory } from './view-attempts.ts';

type Links = ReturnType<typeof hubspotLinks>;
type RecordUrl = (record: Pick<SalesforceRecord, 'salesforceType' | 'salesforceId'>) => string | null;

/** A dry decision with everything it rests on, for people to read. */
export async function viewExplanation(
  context: RequestContext,
  session: SyncSession,
  saved: SavedSettings,
  gated: GatedPair,
  askedId: string,
): Promise<Omit<Explanation, 'sentences'>> {
  const { contact, salesforce, link } = gated.pair;
  const [tenant, connection] = await Promise.all([
    context.stores.readTenant(),
    context.stores.connections.read('salesforce'),
  ]);
  const links = hubspotLinks(context, tenant);
  const recordUrl: RecordUrl = (record) => linkRecord(connection?.instanceUrl, record);
  const { inclusionList } = saved.settings;
  const [candidates, listState] = await Promise.all([
    readCandidates(session, gated, recordUrl),
    readListState(context.hubspot, inclusionList),
  ]);
  const ids = [askedId, contact?.hubspotContactId, salesforce?.salesforceId, link?.salesforceId];
  const ownIds = [...new Set(ids.flatMap((id) => id ?? []))];
  const namedIds = [...new Set([...ownIds, ...candidates.map(({ salesforceId }) => salesforceId)])];
  const history = await listPersonHistory(context, ownIds, null);
  return {
    ...explainDecision(gated),
    ...viewSides(gated, links, recordUrl),
    candidates,
    inclusionList: inclusionList && viewList(inclusionList, listState, links),
    membership: inclusionList && (await viewMembership(context, inclusionList, listState, gated)),
    fields: compareFields(session, gated),
    pending: (await context.stores.inbox.listWaiting(namedIds)).map(({ runId: _, ...waiting }) => ({
      ...waiting,
      triggers: [...waiting.triggers],
    })),
    history: history.attempts,
    historyNext: history.nextBefore,
    historyOf: ownIds,
    settingsRevision: saved.revision,
  };
}

function viewSides(
  { pair: { contact, salesforce, link } }: GatedPair,
  links: Links,
  recordUrl: RecordUrl,
): Pick<Explanation, 'contact' | 'record' | 'link'> {
  return {
    contact: contact && {
      hubspotContactId: contact.hubspotContactId,
      email: contact.email,
      additionalEmails: [...contact.additionalEmails],
      url: links.contact(contact.hubspotContactId),
      createdAt: contact.createdAt,
      updatedAt: contact.updatedAt,
    },
    record: salesforce && {
      salesforceType: salesforce.salesforceType,
      salesforceId: salesforce.salesforceId,
      email: salesforce.email,
      url: recordUrl(salesforce),
      createdAt: salesforce.createdAt,
      lastModifiedAt: salesforce.lastModifiedAt,
    },
    link: link && {
      hubspotContactId: link.hubspotContactId,
      salesforceType: link.salesforceType,
      salesforceId: link.salesforceId,
      isPinned: link.isPinned,
      state: link.state,
    },
  };
}

function viewList(
  inclusionList: InclusionList,
  listState: InclusionListState,
  links: Links,
): Explanation['inclusionList'] {
  const isProcessing = listState.kind === 'usable' && listState.isProcessing;
  return {
    ...inclusionList,
    state: isProcessing ? 'processing' : listState.kind,
    url: links.list(inclusionList.listId),
  };
}

async function viewMembership(
  context: RequestContext,
  inclusionList: InclusionList,
  listState: InclusionListState,
  { pair: { contact }, gate, waitsUntil, decision }: GatedPair,
): Promise<Explanation['membership']> {
  if (contact === null) return null;
  const { hubspotContactId } = contact;
  const reading = gate.reading ?? (await readUnasked(context, inclusionList, listState, hubspotContactId));
  if (reading === null) return null;
  const { answer, readAt, listId } = reading;
  const since = answer === 'member' ? await context.hubspot.readMemberSince(hubspotContactId, listId) : null;
  const isHeld = decision.kind === 'wait' && answer !== 'unknown' && waitsUntil !== null;
  return { answer, readAt, since, settlesAt: isHeld ? new Date(waitsUntil).toISOString() : null };
}

/** Without an address a contact is decided before the gate; what the list says of it is shown all the same. */
async function readUnasked(
  { hubspot, clock }: RequestContext,
  inclusionList: InclusionList,
  listState: InclusionListState,
  hubspotContactId: string,
): Promise<MembershipReading | null> {
  const memberships = await hubspot.readMemberships([hubspotContactId]);
  const readAt = new Date(clock.now()).toISOString();
  return askGate(inclusionList, listState, memberships.get(hubspotContactId) ?? null, readAt).reading;
}

async function readCandidates(
  { salesforce, stores }: SyncSession,
  { pair }: GatedPair,
  recordUrl: RecordUrl,
): Promise<Explanation['candidates']> {
  const emails =
    pair.contact === null
      ? [pair.salesforce?.email].flatMap((email) => email ?? [])
      : addressesOf(pair.contact);
  if (emails.length === 0) return [];
  const { chosen, others } = chooseMatch(await salesforce.findByEmails(emails, { Lead: [], Contact: [] }));
  const records = chosen === null ? [] : [chosen, ...others];
  const links = await stores.links.findBySalesforceIds(records.map(({ salesforceId }) => salesforceId));
  const holderOf = new Map(links.map((link) => [link.salesforceId, link.hubspotContactId]));
  return records.map((record) => ({
    salesforceType: record.salesforceType,
    salesforceId: record.salesforceId,
    email: record.email,
    url: recordUrl(record),
    createdAt: record.createdAt,
    isConverted: record.isConverted,
    linkedTo: holderOf.get(record.salesforceId) ?? null,
  }));
}
