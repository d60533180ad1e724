import { readNames } from '#sandbox/hubspot/api/batch.ts';
import { type ApiCall, readJsonObject } from '#sandbox/hubspot/api/endpoint.ts';
import { validationError } from '#sandbox/hubspot/api/errors.ts';
import type { Portal } from '#sandbox/hubspot/portal.ts';
import { ROOT_FOLDER } from './folder-store.ts';
import type { ContactList } from './list-store.ts';
import { showSearchResult } from './list-view.ts';

const MOST_PER_PAGE = 500;
const DEFAULT_PER_PAGE = 20;

const sortKeys: Record<string, (list: ContactList) => number | string> = {
  HS_LIST_ID: (list) => Number(list.listId),
  HS_NAME: (list) => list.name.toLowerCase(),
  HS_LIST_SIZE: (list) => list.members.size(),
  HS_CREATED_AT: (list) => list.createdAt,
  HS_UPDATED_AT: (list) => list.updatedAt,
};

/** `POST …/lists/search`: undeleted lists only. */
export async function searchLists({ c, portal }: ApiCall): Promise<Response> {
  const body = await readJsonObject(c);
  const count = readWhole(body.count ?? DEFAULT_PER_PAGE, 'count');
  if (count > MOST_PER_PAGE)
    throw validationError(`count must be at most ${MOST_PER_PAGE}, but was ${count}.`);
  const offset = readWhole(body.offset ?? 0, 'offset');
  const matching = portal.lists.all().filter((list) => matches(list, body));
  sortLists(matching, body.sort);
  const page = matching.slice(offset, offset + count);
  return c.json({
    offset: offset + page.length,
    hasMore: offset + page.length < matching.length,
    lists: page.map((list) => show(portal, list, body)),
    total: matching.length,
  });
}

/** `POST …/lists/all`, of 2026-09 only: undeleted lists by ascending id, `after` is the last id already seen. */
export async function listAll({ c, portal, world }: ApiCall): Promise<Response> {
  const body = await readJsonObject(c);
  const count = readWhole(body.count ?? MOST_PER_PAGE, 'count');
  if (count < 1 || count > MOST_PER_PAGE)
    throw validationError(`count must be between 1 and ${MOST_PER_PAGE}, but was ${count}.`);
  const seen = readWhole(body.after ?? 0, 'after');
  const matching = portal.lists
    .all()
    .filter((list) => Number(list.listId) > seen && matches(list, { ...body, query: '' }));
  const page = matching.slice(0, count);
  const after = matching.length > count ? page.at(-1)?.listId : undefined;
  const link = `${world.baseUrl()}${c.req.path}?after=${after}`;
  return c.json({
    results: page.map((list) => show(portal, list, body)),
    ...(after === undefined ? {} : { paging: { next: { after, link } } }),
  });
}

function show({ folders }: Portal, list: ContactList, body: Record<string, unknown>) {
  const folder = folders.find(list.folderId ?? ROOT_FOLDER);
  return showSearchResult(list, readNames(body.additionalProperties), folder?.name);
}

function matches(list: ContactList, body: Record<string, unknown>): boolean {
  const types = readNames(body.processingTypes);
  const listIds = readNames(body.listIds);
  const query = typeof body.query === 'string' ? body.query.trim().toLowerCase() : '';
  if (types.length > 0 && !types.includes(list.processingType)) return false;
  if (listIds.length > 0 && !listIds.includes(list.listId)) return false;
  if (typeof body.objectTypeId === 'string' && body.objectTypeId !== '0-1') return false;
  return query === '' || list.name.toLowerCase().includes(query);
}

function sortLists(lists: ContactList[], sort: unknown): void {
  if (sort === undefined) return;
  const name = String(sort);
  const key = sortKeys[name.replace(/^-/, '')];
  if (!key) throw validationError(`Unknown sort: ${name}.`);
  const sign = name.startsWith('-') ? -1 : 1;
  lists.sort((a, b) => (key(a) < key(b) ? -sign : key(a) > key(b) ? sign : 0));
}

function readWhole(value: unknown, field: string): number {
  const number = Number(value);
  if (!Number.isInteger(number) || number < 0)
    throw validationError(`${field} must be a whole number, 0 or more.`);
  return number;
}
