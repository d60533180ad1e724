import { Hono } from 'hono';
import { readText } from '#sandbox/hubspot/api/batch.ts';
import {
  type ApiCall,
  endpoint,
  readBoolean,
  readJsonObject,
  readList,
} from '#sandbox/hubspot/api/endpoint.ts';
import { objectNotFound, validationError } from '#sandbox/hubspot/api/errors.ts';
import type { World } from '#sandbox/hubspot/world.ts';
import { addConversionRoutes } from './conversion-routes.ts';
import { addFolderRoutes } from './folder-routes.ts';
import {
  createList,
  deleteList,
  findList,
  findLiveList,
  renameList,
  restoreList,
  updateFilters,
} from './list-actions.ts';
import { listIdOf, READ, userIdOf, WRITE } from './list-call.ts';
import { listAll, searchLists } from './list-search.ts';
import { showList } from './list-view.ts';
import { addMembershipRoutes } from './membership-routes.ts';
import { addRecordMembershipRoutes } from './record-membership-routes.ts';

/** `/crm/lists/{version}` */
export function createListRoutes(world: World): Hono {
  const app = new Hono();
  addRecordMembershipRoutes(world, app);
  addFolderRoutes(world, app);
  app.post('/search', endpoint(world, READ, searchLists));
  app.get('/object-type-id/:objectTypeId/name/:listName', endpoint(world, READ, getByName));
  app.get('/', endpoint(world, READ, getSeveral));
  app.post('/', endpoint(world, WRITE, create));
  app.get('/:listId', endpoint(world, READ, getOne));
  app.delete('/:listId', endpoint(world, WRITE, remove));
  app.put('/:listId/restore', endpoint(world, WRITE, restore));
  app.put('/:listId/update-list-name', endpoint(world, WRITE, rename));
  app.put('/:listId/update-list-filters', endpoint(world, WRITE, changeFilters));
  addMembershipRoutes(world, app);
  addConversionRoutes(world, app);
  return app;
}

/** What `/crm/lists/2026-09` has beyond its predecessors. */
export function createNewListRoutes(world: World): Hono {
  const app = new Hono();
  app.post('/all', endpoint(world, READ, listAll));
  return app;
}

/** A deleted list is still shown here, with `deletedAt`: search and the other reads hide it. */
function getOne(call: ApiCall): Response {
  const list = findList(call.portal, listIdOf(call));
  return call.c.json({ list: showList(list, readBoolean(call.c, 'includeFilters')) });
}

function getSeveral({ c, portal }: ApiCall): Response {
  const wanted = readList(c, 'listIds');
  const lists = portal.lists.all().filter(({ listId }) => wanted.includes(listId));
  return c.json({ lists: lists.map((list) => showList(list, readBoolean(c, 'includeFilters'))) });
}

function getByName({ c, portal }: ApiCall): Response {
  const name = c.req.param('listName') ?? '';
  const isContacts = c.req.param('objectTypeId') === '0-1';
  const list = isContacts ? portal.lists.findByName(name) : undefined;
  if (!list) throw objectNotFound(`List does not exist with name ${name}.`);
  return c.json({ list: showList(list, readBoolean(c, 'includeFilters')) });
}

async function create(call: ApiCall): Promise<Response> {
  const body = await readJsonObject(call.c);
  if (readText(body, 'objectTypeId') !== '0-1') {
    throw validationError('This sandbox keeps lists of contacts (objectTypeId 0-1) only.');
  }
  const list = createList(call.portal, userIdOf(call), {
    name: readText(body, 'name'),
    processingType: readText(body, 'processingType'),
    filterBranch: body.filterBranch,
  });
  call.world.counters.recordWrite('hubspot', 'list', list.listId);
  return call.c.json({ list: showList(list, true) });
}

function remove(call: ApiCall): Response {
  deleteList(call.portal, findLiveList(call.portal, listIdOf(call)));
  call.world.counters.recordWrite('hubspot', 'list', listIdOf(call));
  return call.c.body(null, 204);
}

function restore(call: ApiCall): Response {
  restoreList(call.portal, findList(call.portal, listIdOf(call)));
  return call.c.body(null, 204);
}

function rename(call: ApiCall): Response {
  const list = findLiveList(call.portal, listIdOf(call));
  renameList(call.portal, list, userIdOf(call), call.c.req.query('listName') ?? '');
  call.world.counters.recordWrite('hubspot', 'list', list.listId);
  return call.c.json({ updatedList: showList(list, readBoolean(call.c, 'includeFilters')) });
}

async function changeFilters(call: ApiCall): Promise<Response> {
  const list = findLiveList(call.portal, listIdOf(call));
  const { filterBranch } = await readJsonObject(call.c);
  updateFilters(call.portal, list, userIdOf(call), filterBranch);
  call.world.counters.recordWrite('hubspot', 'list', list.listId);
  return call.c.json({ updatedList: showList(list, true) });
}
