import type {
  ChangedContact,
  FeedPosition,
  HubspotChangeFeed,
  ListActivity,
} from '#lib/ports/change-feeds.ts';
import type { HubspotClient } from './client.ts';
import { unreadableAnswer } from './failures.ts';
import { hubspotPaths } from './paths.ts';
import { changedContactsSchema, joinsPageSchema, listSearchSchema } from './schemas.ts';

const searchPageSize = 200;
const joinsPageSize = '250';

type Filter = { readonly propertyName: string; readonly operator: string; readonly value: string };

export function createChangeFeed(client: HubspotClient): HubspotChangeFeed {
  return {
    async searchChanged(from) {
      const { results } = await client.request({
        method: 'POST',
        path: hubspotPaths.searchContacts,
        body: {
          ...selectFrom(from),
          properties: ['createdate', 'lastmodifieddate'],
          limit: searchPageSize,
        },
        schema: changedContactsSchema,
        effect: 'read',
        rateClass: 'search',
      });
      const changes = results.map(({ id, properties }) => ({
        contactId: id,
        createdAt: properties.createdate,
        stamp: properties.lastmodifieddate,
      }));
      if (!isInOrder(from, changes)) throw unreadableAnswer('read', new RangeError('a page out of order'));
      return { changes, next: goOn(from, changes, searchPageSize) };
    },

    async readListActivity(listId) {
      const { lists } = await client.request({
        method: 'POST',
        path: hubspotPaths.searchLists,
        body: {
          listIds: [listId],
          offset: 0,
          count: 1,
          additionalProperties: ['hs_last_record_added_at', 'hs_last_record_removed_at'],
        },
        schema: listSearchSchema,
        effect: 'read',
      });
      const list = lists.find((each) => each.listId === listId);
      if (list === undefined) return null;
      const { hs_last_record_added_at: joined, hs_last_record_removed_at: left } =
        list.additionalProperties ?? {};
      return { lastJoinAt: toMoment(joined), lastLeaveAt: toMoment(left) } satisfies ListActivity;
    },

    async readJoinsPage(listId, after) {
      const page = await client.request({
        method: 'GET',
        path: hubspotPaths.listJoins(listId),
        query: { limit: joinsPageSize, ...(after !== null && { after }) },
        schema: joinsPageSchema,
      });
      return {
        joins: page.results.map(({ recordId, membershipTimestamp }) => ({
          contactId: recordId,
          joinedAt: membershipTimestamp,
        })),
        next: page.paging?.next?.after ?? null,
      };
    },
  };
}

/**
 * One search pages no further than 10,000 results, and its pages shift while contacts change. So every page is a
 * search of its own, from the last stamp on; only contacts that share one stamp are told apart by their ids.
 */
function selectFrom({ stamp, recordId }: FeedPosition) {
  const at = String(Date.parse(stamp));
  const modified = (operator: string): Filter => ({ propertyName: 'lastmodifieddate', operator, value: at });
  const select = (filters: readonly Filter[], propertyName: string) => ({
    filterGroups: [{ filters }],
    // A name alone sorts ascending.
    sorts: [propertyName],
  });
  if (recordId === null) return select([modified('GTE')], 'lastmodifieddate');
  const behind = { propertyName: 'hs_object_id', operator: 'GT', value: recordId };
  return select([modified('GTE'), modified('LTE'), behind], 'hs_object_id');
}

/** Going on behind a page that is not sorted as it was asked for would pass over contacts without a word. */
function isInOrder({ recordId }: FeedPosition, changes: readonly ChangedContact[]): boolean {
  return changes.every((change, index) => {
    const before = changes[index - 1];
    if (before === undefined) return true;
    return recordId === null
      ? before.stamp <= change.stamp
      : Number(before.contactId) < Number(change.contactId);
  });
}

/** Where the search behind this page begins; `null` when the page was the last one. */
export function goOn(
  from: FeedPosition,
  changes: readonly Pick<ChangedContact, 'contactId' | 'stamp'>[],
  pageSize: number,
): FeedPosition | null {
  const last = changes.at(-1);
  const isFull = last !== undefined && changes.length >= pageSize;
  if (from.recordId !== null) {
    if (isFull) return { stamp: from.stamp, recordId: last.contactId };
    return { stamp: new Date(Date.parse(from.stamp) + 1).toISOString(), recordId: null };
  }
  if (!isFull) return null;
  // A whole page of one stamp: going on at that stamp would read the same page for ever.
  return last.stamp === from.stamp
    ? { stamp: from.stamp, recordId: '0' }
    : { stamp: last.stamp, recordId: null };
}

/** Moments among the additional properties of a list are told in milliseconds, as text; this is the ISO 8601 of one. */
export function toMoment(told: string | null | undefined): string | null {
  if (told == null) return null;
  return /^\d+$/.test(told) ? new Date(Number(told)).toISOString() : told;
}
