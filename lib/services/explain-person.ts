import { randomUUID } from 'node:crypto';
import type { Explanation } from '#lib/contracts/explain.ts';
import { chooseMatch } from '#lib/domain/match.ts';
import { normaliseEmail, type SalesforceRecord } from '#lib/domain/records.ts';
import { longSalesforceId, salesforceTypeOf } from '#lib/domain/salesforce-id.ts';
import type { SavedSettings } from '#lib/ports/stores.ts';
import { type RequestContext, ServiceError } from './context.ts';
import { compareFields, explainDecision } from './explain-decision.ts';
import { gatePairs } from './gate-pairs.ts';
import { gatherPairs } from './gather-pairs.ts';
import { hubspotLinks } from './hubspot-links.ts';
import { addressesOf } from './match-records.ts';
import { decideAll } from './process-batch.ts';
import { prepareWave } from './process-wave.ts';
import { readListState } from './read-list-state.ts';
import type { GatedPair } from './sync-pair.ts';
import { openSyncSession, type SyncSession } from './sync-session.ts';
import { listPersonHistory } from './view-attempts.ts';

/** A fence no drain ever has: whatever tried to record with it would be refused. */
const noFence = -1;

/**
 * Decides one person as the next sync would, with all its evidence, and changes nothing anywhere.
 *
 * @throws ServiceError `not_found` when neither side knows the person, `salesforce_not_connected`.
 */
export async function explainPerson(
  context: RequestContext,
  { who }: { who: string },
): Promise<Omit<Explanation, 'sentences'>> {
  const saved = await context.stores.settings.readCurrent();
  const session = await openSyncSession(context, noFence);
  const gated = await decideDry(session, saved, await findPerson(session, who));
  return view(context, session, saved, gated);
}

type Named = {
  readonly side: 'hubspot' | 'salesforce';
  readonly kind: 'contact' | 'Lead' | 'Contact';
  readonly id: string;
};

/** The contact behind an address or id, else the Salesforce record. */
async function findPerson({ hubspot, salesforce }: SyncSession, who: string): Promise<Named> {
  const salesforceType = salesforceTypeOf(who);
  if (salesforceType !== null) return { side: 'salesforce', kind: salesforceType, id: longSalesforceId(who) };
  if (/^\d+$/.test(who)) return { side: 'hubspot', kind: 'contact', id: who };
  const email = normaliseEmail(who);
  if (email === null || !email.includes('@')) throw new ServiceError('not_found');
  const contact = (await hubspot.readContactsByEmail([email], [])).contacts.get(email);
  if (contact !== undefined) return { side: 'hubspot', kind: 'contact', id: contact.hubspotContactId };
  const { chosen } = chooseMatch(await salesforce.findByEmails([email], { Lead: [], Contact: [] }));
  if (chosen === null) throw new ServiceError('not_found');
  return { side: 'salesforce', kind: chosen.salesforceType, id: chosen.salesforceId };
}

/** The very path a change takes, up to where it would be written. */
async function decideDry(session: SyncSession, saved: SavedSettings, named: Named): Promise<GatedPair> {
  const listState = await readListState(session.hubspot, saved.settings.inclusionList);
  const change = {
    changeId: randomUUID(),
    side: named.side,
    recordKind: named.kind,
    recordId: named.id,
    runId: null,
    triggers: ['manual_resync'],
    attempts: 0,
    hintVersion: 1,
  };
  const wave = await prepareWave(session, [change], { saved, listState });
  const pairs = await gatherPairs(session, [change], wave.gatherRules);
  const [gated] = await decideAll(session, await gatePairs(session, pairs, wave.rulesOf, wave.lists));
  if (gated === undefined) throw new ServiceError('not_found');
  const { pair } = gated;
  if (pair.contact === null && pair.salesforce === null && pair.link === null)
    throw new ServiceError('not_found');
  return gated;
}

async function view(
  context: RequestContext,
  session: SyncSession,
  saved: SavedSettings,
  gated: GatedPair,
): Promise<Omit<Explanation, 'sentences'>> {
  const { pair, gate } = gated;
  const { contact, salesforce, link } = pair;
  const { inclusionList } = saved.settings;
  const [tenant, connection, listState] = await Promise.all([
    context.stores.readTenant(),
    context.stores.connections.read('salesforce'),
    readListState(context.hubspot, inclusionList),
  ]);
  const links = hubspotLinks(context, tenant);
  const recordUrl = ({
    salesforceType,
    salesforceId,
  }: Pick<SalesforceRecord, 'salesforceType' | 'salesforceId'>) =>
    connection?.instanceUrl
      ? `${connection.instanceUrl}/lightning/r/${salesforceType}/${salesforceId}/view`
      : null;
  const emails =
    contact === null ? [salesforce?.email].flatMap((email) => email ?? []) : addressesOf(contact);
  const ids = [contact?.hubspotContactId, salesforce?.salesforceId, link?.salesforceId];
  const recordIds = ids.flatMap((id) => id ?? []);
  const isMember = gate.reading?.answer === 'member';
  return {
    ...explainDecision(gated),
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
    },
    candidates: await readCandidates(session, emails, recordUrl),
    inclusionList: inclusionList && {
      ...inclusionList,
      state:
        listState.kind === 'usable' ? (listState.isProcessing ? 'processing' : 'usable') : listState.kind,
      url: links.list(inclusionList.listId),
    },
    membership: gate.reading && {
      answer: gate.reading.answer,
      readAt: gate.reading.readAt,
      since:
        isMember && contact !== null
          ? await context.hubspot.readMemberSince(contact.hubspotContactId, gate.reading.listId)
          : null,
      settlesAt: gated.waitsUntil === null ? null : new Date(gated.waitsUntil).toISOString(),
    },
    fields: compareFields(session, gated),
    pending: (await context.stores.inbox.listWaiting(recordIds)).map(({ runId: _, ...waiting }) => ({
      ...waiting,
      triggers: [...waiting.triggers],
    })),
    history: await listPersonHistory(context, recordIds),
    settingsRevision: saved.revision,
  };
}

async function readCandidates(
  { salesforce, stores }: SyncSession,
  emails: readonly string[],
  urlOf: (record: SalesforceRecord) => string | null,
): Promise<Explanation['candidates']> {
  if (emails.length === 0) return [];
  const { chosen, others } = chooseMatch(await salesforce.findByEmails(emails, { Lead: [], Contact: [] }));
  const records = chosen === null ? [] : [chosen, ...others];
  const links = await stores.links.findBySalesforceIds(records.map(({ salesforceId }) => salesforceId));
  const holderOf = new Map(links.map((link) => [link.salesforceId, link.hubspotContactId]));
  return records.map((record) => ({
    salesforceType: record.salesforceType,
    salesforceId: record.salesforceId,
    email: record.email,
    url: urlOf(record),
    createdAt: record.createdAt,
    isConverted: record.isConverted,
    linkedTo: holderOf.get(record.salesforceId) ?? null,
  }));
}
