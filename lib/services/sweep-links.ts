import type { Hint } from '#lib/ports/inbox.ts';
import type { Watermark } from '#lib/ports/sweeps.ts';
import { openMark, type SweepResult } from './read-feed.ts';
import type { TenantSession } from './sync-session.ts';

export const linksStream = 'hubspot:links';

export const linkCheckMs = 900_000;
const checksPerDay = 86_400_000 / linkCheckMs;

/** Links one check looks at, at least: ten calls. */
const fewestLinks = 1_000;

/**
 * Finds linked contacts that HubSpot has archived, deleted or merged away. Search shows none of them and no feed lists
 * them by time, so without a webhook they are found here: the links are looked at in turn, all of them within a day.
 */
export async function sweepLinks(
  { stores, hubspot, clock }: TenantSession,
  stored: Watermark | null,
): Promise<SweepResult> {
  const at = { stream: linksStream, stored };
  const keeper = await openMark<{ after: string | null }>(stores, at, { after: null });
  const limit = Math.max(fewestLinks, Math.ceil((await stores.links.count()) / checksPerDay));
  const { after } = keeper.mark;
  const links = await stores.links.listPage({ after, limit, memberOf: null });
  const contactIds = links.map(({ hubspotContactId }) => hubspotContactId);
  const { contacts, gone } = await hubspot.readContacts(contactIds, []);
  const occurredAt = new Date(clock.now()).toISOString();
  const hints = contactIds.flatMap((recordId): Hint[] => {
    const hint = { side: 'hubspot', recordKind: 'contact', recordId, occurredAt } as const;
    if (gone.has(recordId)) return [{ ...hint, trigger: 'contact_deleted' }];
    const contact = contacts.get(recordId);
    const isMerged = contact !== undefined && contact.hubspotContactId !== recordId;
    return isMerged ? [{ ...hint, trigger: 'contact_merged' }] : [];
  });
  await stores.inbox.addHints(hints);
  await keeper.move({ after: contactIds.length < limit ? null : (contactIds.at(-1) ?? null) });
  return { found: hints.length, isDone: true };
}
