import type { Hono } from 'hono';
import { readNames } from '#sandbox/hubspot/api/batch.ts';
import {
  type ApiCall,
  endpoint,
  readJson,
  readJsonObject,
  readLimit,
} from '#sandbox/hubspot/api/endpoint.ts';
import { validationError } from '#sandbox/hubspot/api/errors.ts';
import type { World } from '#sandbox/hubspot/world.ts';
import { findList, findLiveList } from './list-actions.ts';
import { listIdOf, READ, WRITE } from './list-call.ts';
import type { ContactList } from './list-store.ts';

const DEFAULT_PER_PAGE = 100;
const MOST_COPIED = 100_000;

/** `/crm/lists/{version}/{listId}/memberships…` */
export function addMembershipRoutes(world: World, app: Hono): void {
  app.get('/:listId/memberships', endpoint(world, READ, pageByRecord));
  app.get('/:listId/memberships/join-order', endpoint(world, READ, pageByJoin));
  app.put(
    '/:listId/memberships/add',
    endpoint(world, WRITE, async (call) => {
      return change(call, readNames(await readJson(call.c)), []);
    }),
  );
  app.put(
    '/:listId/memberships/remove',
    endpoint(world, WRITE, async (call) => {
      return change(call, [], readNames(await readJson(call.c)));
    }),
  );
  app.put(
    '/:listId/memberships/add-and-remove',
    endpoint(world, WRITE, async (call) => {
      const body = await readJsonObject(call.c);
      return change(call, readNames(body.recordIdsToAdd), readNames(body.recordIdsToRemove));
    }),
  );
  app.put('/:listId/memberships/add-from/:sourceListId', endpoint(world, WRITE, addFrom));
  app.delete('/:listId/memberships', endpoint(world, WRITE, removeAll));
}

/** Members by ascending record id; by descending id below a `before` token. */
function pageByRecord(call: ApiCall): Response {
  const list = readableList(call);
  const { from, direction } = readPosition(call, -1);
  const limit = readPageLimit(call);
  const rows = list.members.byRow(from, direction, limit + 1);
  const page = rows.slice(0, limit).map((row) => ({ row, place: row }));
  return answerPage(call, list, page, rows.length > limit, direction);
}

/** Members in the order they joined; the latest first below a `before` token. */
function pageByJoin(call: ApiCall): Response {
  const list = readableList(call);
  const { from, direction } = readPosition(call, -1);
  const limit = readPageLimit(call);
  const found = list.members.byJoin(from, direction, limit + 1);
  return answerPage(call, list, found.slice(0, limit), found.length > limit, direction);
}

function readPageLimit({ c, world }: ApiCall): number {
  return readLimit(c, DEFAULT_PER_PAGE, world.settings.assumptions.membershipPageMax);
}

function readableList(call: ApiCall): ContactList {
  const { deletedListHidesMembers } = call.world.settings.assumptions;
  return (deletedListHidesMembers ? findLiveList : findList)(call.portal, listIdOf(call));
}

function readPosition({ c }: ApiCall, start: number): { from: number; direction: 1 | -1 } {
  const after = c.req.query('after');
  const before = c.req.query('before');
  if (after) return { from: readToken(after), direction: 1 };
  if (before) return { from: readToken(before), direction: -1 };
  return { from: start, direction: 1 };
}

const writeToken = (place: number): string => Buffer.from(`m${place}`).toString('base64');

function readToken(token: string): number {
  const place = /^m(\d+)$/.exec(Buffer.from(token, 'base64').toString())?.[1];
  if (place === undefined) throw validationError(`Invalid paging token: ${token}`);
  return Number(place);
}

function answerPage(
  call: ApiCall,
  list: ContactList,
  page: { row: number; place: number }[],
  hasMore: boolean,
  direction: 1 | -1,
): Response {
  const first = page[0]?.place;
  const last = page.at(-1)?.place;
  const isFirstPage = !call.c.req.query('after') && !call.c.req.query('before');
  const next = direction === 1 ? (hasMore ? last : undefined) : first;
  const previous = direction === 1 ? (isFirstPage ? undefined : first) : hasMore ? last : undefined;
  const paging = {
    ...(next === undefined ? {} : { next: { after: writeToken(next), link: linkTo(call, 'after', next) } }),
    ...(previous === undefined
      ? {}
      : { prev: { before: writeToken(previous), link: linkTo(call, 'before', previous) } }),
  };
  return call.c.json({
    total: list.members.size(),
    results: page.map(({ row }) => ({
      recordId: call.portal.contacts.idOf(row),
      membershipTimestamp: new Date(list.members.lastAddedAt(row)).toISOString(),
    })),
    ...(Object.keys(paging).length > 0 && { paging }),
  });
}

function linkTo({ c, world }: ApiCall, name: 'after' | 'before', place: number): string {
  const { pathname, searchParams } = new URL(c.req.url);
  searchParams.delete('after');
  searchParams.delete('before');
  searchParams.set(name, writeToken(place));
  return `${world.baseUrl()}${pathname}?${searchParams}`;
}

function change(call: ApiCall, toAdd: string[], toRemove: string[]): Response {
  const { portal, world } = call;
  const list = editableList(call);
  const now = portal.clock.now();
  const missing = new Set<string>();
  const apply = (ids: string[], act: (row: number) => boolean): string[] =>
    ids.filter((contactId) => {
      const row = portal.contacts.rowOf(contactId);
      const isLive = row !== undefined && portal.contacts.isLive(row);
      if (!isLive) missing.add(contactId);
      const hasChanged = isLive && act(row);
      if (hasChanged) {
        portal.evaluation.noticeMembership(list.listId, row);
        world.counters.recordWrite('hubspot', 'list_membership', `${list.listId}/${contactId}`);
      }
      return hasChanged;
    });
  return call.c.json({
    recordsIdsAdded: apply(toAdd, (row) => list.members.add(row, now)),
    recordIdsRemoved: apply(toRemove, (row) => list.members.remove(row, now)),
    recordIdsMissing: [...missing],
  });
}

/** Copies the present members of another list; HubSpot takes sources of up to 100,000. */
function addFrom(call: ApiCall): Response {
  const list = editableList(call);
  const source = findLiveList(call.portal, call.c.req.param('sourceListId') ?? '');
  if (source.members.size() > MOST_COPIED) {
    throw validationError(`List ${source.listId} has more than ${MOST_COPIED} members.`);
  }
  const now = call.portal.clock.now();
  for (const row of source.members.byRow(-1, 1, source.members.size())) {
    if (list.members.add(row, now)) call.portal.evaluation.noticeMembership(list.listId, row);
  }
  return call.c.body(null, 204);
}

function removeAll(call: ApiCall): Response {
  const list = editableList(call);
  const now = call.portal.clock.now();
  for (const row of list.members.byRow(-1, 1, list.members.size())) {
    list.members.remove(row, now);
    call.portal.evaluation.noticeMembership(list.listId, row);
  }
  return call.c.body(null, 204);
}

/** Only people decide who is in a static list; only criteria decide who is in an active one. */
function editableList(call: ApiCall): ContactList {
  const list = findLiveList(call.portal, listIdOf(call));
  if (list.processingType === 'DYNAMIC') {
    throw validationError(`List ${list.listId} is DYNAMIC: its memberships cannot be edited.`, {
      subCategory: 'ListError.INVALID_LIST_PROCESSING_TYPE',
    });
  }
  return list;
}
