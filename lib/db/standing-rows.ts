import type { Attempt } from '#lib/ports/attempts.ts';
import type { Transaction } from './database.ts';
import { recordFailures } from './failure-rows.ts';

type Exclusion = { readonly hubspotContactId: string; readonly listId: string };

/** Where each contact stands from now on: behind a failure, outside the list, or neither. */
export async function recordStandings(
  tx: Transaction,
  tenantId: string,
  at: Date,
  attempts: readonly Attempt[],
): Promise<void> {
  await recordFailures(tx, tenantId, at, attempts);
  await recordExclusions(tx, tenantId, at, attempts);
}

/** Notes the contacts that the list kept out, and forgets those that it no longer does. */
async function recordExclusions(
  tx: Transaction,
  tenantId: string,
  at: Date,
  attempts: readonly Attempt[],
): Promise<void> {
  const excluded = attempts.flatMap((attempt) => exclusionOf(attempt) ?? []);
  const outside = new Set(excluded.map(({ hubspotContactId }) => hubspotContactId));
  const others = attempts.flatMap(({ hubspotContactId }) =>
    hubspotContactId === null || outside.has(hubspotContactId) ? [] : [hubspotContactId],
  );
  if (others.length > 0) {
    await tx.excludedContact.deleteMany({ where: { tenantId, hubspotContactId: { in: others } } });
  }
  if (excluded.length === 0) return;
  await tx.$executeRaw`
    INSERT INTO excluded_contact (tenant_id, hubspot_contact_id, list_id, since)
    SELECT DISTINCT ON (e."hubspotContactId") ${tenantId}::uuid, e."hubspotContactId", e."listId", ${at}::timestamptz
    FROM jsonb_to_recordset(${JSON.stringify(excluded)}::jsonb) AS e("hubspotContactId" text, "listId" text)
    ORDER BY e."hubspotContactId"
    ON CONFLICT (tenant_id, hubspot_contact_id) DO UPDATE SET list_id = excluded.list_id, since = excluded.since
      WHERE excluded_contact.list_id <> excluded.list_id`;
}

function exclusionOf({ hubspotContactId, outcome, membership }: Attempt): Exclusion | null {
  if (hubspotContactId === null || outcome.kind !== 'excluded') return null;
  return { hubspotContactId, listId: membership?.listId ?? '' };
}
