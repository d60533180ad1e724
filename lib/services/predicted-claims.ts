import type { SalesforceRecord } from '#lib/domain/records.ts';
import type { PredictedCreation } from '#lib/ports/attempts.ts';
import type { LinkStore, RecordLink } from '#lib/ports/links.ts';
import type { SalesforcePort } from '#lib/ports.ts';
import type { SyncSession } from './sync-session.ts';

/**
 * A session in which the earlier pairs of a dry run are joined and their records exist, as they would be in the real
 * run by now: who comes later and claims the same record must meet the same refusal.
 */
export function withPredictedClaims(session: SyncSession, runId: string): SyncSession {
  const { stores, salesforce } = session;
  const { attempts, links } = stores;
  const findBySalesforceIds: LinkStore['findBySalesforceIds'] = async (salesforceIds) => {
    const stored = await links.findBySalesforceIds(salesforceIds);
    const known = new Set(stored.map(({ salesforceId }) => salesforceId));
    const open = salesforceIds.filter((salesforceId) => !known.has(salesforceId));
    const predicted = await attempts.findPredictedHolders(runId, open);
    return [...stored, ...open.flatMap((salesforceId) => toLink(salesforceId, predicted))];
  };
  const findByEmails: SalesforcePort['findByEmails'] = async (emails, fields) => {
    const [found, created] = await Promise.all([
      salesforce.findByEmails(emails, fields),
      attempts.findPredictedCreations(runId, emails),
    ]);
    return [...found, ...created.map(toRecord)];
  };
  return {
    ...session,
    stores: { ...stores, links: { ...links, findBySalesforceIds } },
    salesforce: { ...salesforce, findByEmails },
  };
}

/** A record that is not there yet is known by the contact it is made for. */
const marker = 'predicted ';

function toLink(salesforceId: string, predicted: ReadonlyMap<string, string>): RecordLink[] {
  const isCreated = salesforceId.startsWith(marker);
  const holder = isCreated ? salesforceId.slice(marker.length) : predicted.get(salesforceId);
  if (holder === undefined) return [];
  return [
    {
      hubspotContactId: holder,
      salesforceId,
      salesforceType: 'Lead',
      state: 'active',
      isPinned: false,
      base: {},
      criteriaPrint: null,
    },
  ];
}

function toRecord({ hubspotContactId, salesforceType, email }: PredictedCreation): SalesforceRecord {
  const moment = new Date(0).toISOString();
  return {
    salesforceType,
    salesforceId: `${marker}${hubspotContactId}`,
    email,
    fields: {},
    createdAt: moment,
    lastModifiedAt: moment,
    isConverted: false,
    convertedContactId: null,
  };
}
