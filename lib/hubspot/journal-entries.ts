import { z } from 'zod';
import type { MembershipEntry } from '#lib/ports/journal.ts';

/**
 * Entries of a journal file. HubSpot has published no example of one about list memberships: the names `listId` and
 * `objectId` and the two actions are what its subscriptions call them, and this file is the only place that relies on
 * it. An entry of another shape is passed over, and the sweep of the list finds what it would have told.
 */
const idSchema = z.union([z.string(), z.number()]).transform(String);

const membershipEntrySchema = z.object({
  type: z.literal('LIST_MEMBERSHIP'),
  portalId: idSchema,
  listId: idSchema,
  objectId: idSchema,
  action: z.enum(['ADDED_TO_LIST', 'REMOVED_FROM_LIST']),
  occurredAt: z.union([z.string(), z.number()]).transform((time) => new Date(time)),
});

export const journalFileSchema = z.object({ journalEvents: z.array(z.unknown()) });

export function readEntries(events: readonly unknown[]): MembershipEntry[] {
  return events.flatMap((event) => {
    const { success, data } = membershipEntrySchema.safeParse(event);
    if (!success || Number.isNaN(data.occurredAt.getTime())) return [];
    const { portalId, listId, objectId, action, occurredAt } = data;
    const hasJoined = action === 'ADDED_TO_LIST';
    return [{ portalId, listId, contactId: objectId, hasJoined, occurredAt: occurredAt.toISOString() }];
  });
}
