import { chunksOf } from '#lib/domain/chunks.ts';
import { RefusedRequest } from '#lib/platform/refused-request.ts';
import type { HubspotPort } from '#lib/ports.ts';
import type { HubspotClient } from './client.ts';
import { contactsObjectTypeId, toList } from './mapper.ts';
import { hubspotPaths } from './paths.ts';
import {
  listAnswerSchema,
  listSearchSchema,
  memberSinceSchema,
  membersPageSchema,
  recordMembershipsSchema,
} from './schemas.ts';

type Lists = Pick<
  HubspotPort,
  'searchLists' | 'readList' | 'readMembersPage' | 'readMemberships' | 'readMemberSince'
>;

const membersPageSize = '250';

/** HubSpot does not say how many contacts one batch read of memberships takes; its other batches take 100. */
const membershipsBatchSize = 100;

/** HubSpot's list ids are digits. Anything else names no list, and would be read as a part of the path. */
const listIdPattern = /^\d+$/;

export function createLists(client: HubspotClient): Lists {
  return {
    // Lists of other objects are left out here and not by the request: HubSpot's own client cannot say
    // `objectTypeId` in it. They still count in `total`.
    async searchLists({ query, offset, count }) {
      const page = await client.request({
        method: 'POST',
        path: hubspotPaths.searchLists,
        body: {
          offset,
          count,
          additionalProperties: ['hs_list_size'],
          ...(query !== '' && { query }),
        },
        schema: listSearchSchema,
        effect: 'read',
      });
      const lists = page.lists
        .map(toList)
        .filter((list) => list.objectTypeId === contactsObjectTypeId && !list.isDeleted);
      const nextOffset = page.hasMore && page.offset > offset ? page.offset : null;
      return { lists, total: page.total, nextOffset };
    },

    async readList(listId) {
      if (!listIdPattern.test(listId)) return null;
      try {
        const path = hubspotPaths.list(listId);
        const query = { includeFilters: 'true' };
        return toList((await client.request({ method: 'GET', path, query, schema: listAnswerSchema })).list);
      } catch (error) {
        if (error instanceof RefusedRequest && error.status === 404) return null;
        throw error;
      }
    },

    async readMembersPage(listId, after) {
      const page = await client.request({
        method: 'GET',
        path: hubspotPaths.listMemberships(listId),
        query: { limit: membersPageSize, ...(after !== null && { after }) },
        schema: membersPageSchema,
      });
      return {
        contactIds: page.results.map(({ recordId }) => recordId),
        next: page.paging?.next?.after ?? null,
      };
    },

    async readMemberSince(contactId, listId) {
      const { results } = await client.request({
        method: 'GET',
        path: hubspotPaths.recordMemberships(contactId),
        schema: memberSinceSchema,
      });
      return results.find((each) => each.listId === listId)?.lastAddedTimestamp ?? null;
    },

    async readMemberships(contactIds) {
      const memberships = new Map<string, ReadonlySet<string>>();
      const readAsked = async (asked: readonly string[]) => {
        const { results } = await client.request({
          method: 'POST',
          path: hubspotPaths.readRecordMemberships,
          body: { inputs: asked.map((recordId) => ({ objectTypeId: contactsObjectTypeId, recordId })) },
          schema: recordMembershipsSchema,
          effect: 'read',
        });
        for (const { recordId, recordListMemberships } of results) {
          memberships.set(recordId, new Set(recordListMemberships.map(({ listId }) => listId)));
        }
      };
      // Side by side, so that the first reading is hardly older than the last when the writes begin.
      await Promise.all(chunksOf([...new Set(contactIds)], membershipsBatchSize).map(readAsked));
      return memberships;
    },
  };
}
