import { randomUUID } from 'node:crypto';
import type { Explanation } from '#lib/contracts/explain.ts';
import { chooseMatch } from '#lib/domain/match.ts';
import { normaliseEmail } from '#lib/domain/records.ts';
import { longSalesforceId, salesforceTypeOf } from '#lib/domain/salesforce-id.ts';
import type { SavedSettings } from '#lib/ports/settings.ts';
import { type RequestContext, ServiceError } from './context.ts';
import { gatePairs } from './gate-pairs.ts';
import { gatherPairs } from './gather-pairs.ts';
import { decideAll } from './process-batch.ts';
import { prepareWave } from './process-wave.ts';
import { readListState } from './read-list-state.ts';
import type { GatedPair } from './sync-pair.ts';
import { openSyncSession, type SyncSession } from './sync-session.ts';
import { viewExplanation } from './view-explanation.ts';

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
  const named = await findPerson(session, who);
  const gated = await decideDry(session, saved, named);
  const explanation = await viewExplanation(context, session, saved, gated, named.id);
  const { contact, record, link, history } = explanation;
  const isStranger = contact === null && record === null && link === null && history.length === 0;
  if (isStranger) throw new ServiceError('not_found');
  return explanation;
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
  return gated;
}
