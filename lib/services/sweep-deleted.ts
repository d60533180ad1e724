import type { SalesforceType } from '#lib/domain/records.ts';
import type { Hint } from '#lib/ports/inbox.ts';
import type { RecordLink } from '#lib/ports/links.ts';
import type { Watermark } from '#lib/ports/sweeps.ts';
import { laterOf, openMark, type SweepResult } from './read-feed.ts';
import type { TenantSession } from './sync-session.ts';

export const deletedStream = (salesforceType: SalesforceType) => `salesforce:${salesforceType}:deleted`;

export const deletedCheckMs = 900_000;

/** Links that are looked at together when Salesforce has forgotten what was deleted. */
const linksPerPage = 2_000;

/**
 * Finds linked records that were deleted and taken out of the recycle bin before a sweep saw them there. Where
 * Salesforce has forgotten deletions (15 days), every link of the tenant is looked at once.
 */
export async function sweepDeleted(
  { stores, salesforce, clock }: TenantSession,
  stored: Watermark | null,
  salesforceType: SalesforceType,
  begin: string,
): Promise<SweepResult> {
  const at = { stream: deletedStream(salesforceType), stored };
  const keeper = await openMark<{ since: string }>(stores, at, { since: begin });
  const { since } = keeper.mark;
  const { deleted, coveredUntil, isComplete } = await salesforce.readDeleted(salesforceType, since);
  const occurredAt = new Date(clock.now()).toISOString();
  const nameDeleted = (recordId: string): Hint => ({
    side: 'salesforce',
    recordKind: salesforceType,
    recordId,
    trigger: 'record_deleted',
    occurredAt,
  });
  const linked = await stores.links.findBySalesforceIds(deleted.map(({ salesforceId }) => salesforceId));
  let found = linked.length;
  await stores.inbox.addHints(linked.map(({ salesforceId }) => nameDeleted(salesforceId)));
  if (!isComplete) {
    for await (const gone of findGone(stores, salesforce, salesforceType)) {
      await stores.inbox.addHints(gone.map(nameDeleted));
      found += gone.length;
    }
  }
  await keeper.move({ since: laterOf(since, coveredUntil) });
  return { found, isDone: true };
}

/** Looks at every link there is; takes one call per 2,000. */
async function* findGone(
  { links }: TenantSession['stores'],
  salesforce: TenantSession['salesforce'],
  salesforceType: SalesforceType,
): AsyncGenerator<string[]> {
  let after: string | null = null;
  do {
    const page: readonly RecordLink[] = await links.listPage({ after, limit: linksPerPage, memberOf: null });
    const ids = page
      .filter((link) => link.salesforceType === salesforceType)
      .map((link) => link.salesforceId);
    const { gone } = await salesforce.retrieve(salesforceType, ids, []);
    yield [...gone];
    after = page.length < linksPerPage ? null : (page.at(-1)?.hubspotContactId ?? null);
  } while (after !== null);
}
