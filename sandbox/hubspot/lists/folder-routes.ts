import type { Hono } from 'hono';
import { readNames, readText } from '#sandbox/hubspot/api/batch.ts';
import { type ApiCall, endpoint, readJson, readJsonObject } from '#sandbox/hubspot/api/endpoint.ts';
import { objectNotFound, validationError } from '#sandbox/hubspot/api/errors.ts';
import type { Portal } from '#sandbox/hubspot/portal.ts';
import type { World } from '#sandbox/hubspot/world.ts';
import { type ListFolder, ROOT_FOLDER } from './folder-store.ts';
import { findLiveList } from './list-actions.ts';
import { READ, userIdOf, WRITE } from './list-call.ts';

/** `/crm/lists/{version}/folders…` and `…/idmapping`, which maps nothing since legacy ids ended in May 2025. */
export function addFolderRoutes(world: World, app: Hono): void {
  app.get('/folders', endpoint(world, READ, getFolder));
  app.post('/folders', endpoint(world, WRITE, createFolder));
  app.put('/folders/move-list', endpoint(world, WRITE, moveList));
  app.put('/folders/:folderId/move/:newParentFolderId', endpoint(world, WRITE, moveFolder));
  app.put('/folders/:folderId/rename', endpoint(world, WRITE, renameFolder));
  app.delete('/folders/:folderId', endpoint(world, WRITE, removeFolder));
  app.get(
    '/idmapping',
    endpoint(world, READ, ({ c }) => {
      throw objectNotFound(`No list with legacy id ${c.req.query('legacyListId') ?? ''}.`);
    }),
  );
  app.post(
    '/idmapping',
    endpoint(world, READ, async ({ c }) => {
      return c.json({
        legacyListIdsToIdsMapping: [],
        missingLegacyListIds: readNames(await readJson(c)),
      });
    }),
  );
}

function getFolder({ c, portal }: ApiCall): Response {
  const folderId = readFolderId(portal, c.req.query('folderId') ?? String(ROOT_FOLDER));
  return c.json({ folder: showFolder(portal, folderId) });
}

async function createFolder(call: ApiCall): Promise<Response> {
  const { c, portal } = call;
  const body = await readJsonObject(c);
  const parentFolderId = readFolderId(portal, String(body.parentFolderId ?? ROOT_FOLDER));
  const now = portal.clock.now();
  const { folderId } = portal.folders.add({
    name: readName(readText(body, 'name')),
    parentFolderId,
    createdAt: now,
    updatedAt: now,
    userId: Number(userIdOf(call)),
  });
  return c.json({ folder: showFolder(portal, folderId) });
}

async function moveList({ c, portal }: ApiCall): Promise<Response> {
  const body = await readJsonObject(c);
  const list = findLiveList(portal, readText(body, 'listId'));
  list.folderId = readFolderId(portal, readText(body, 'newFolderId'));
  return c.body(null, 204);
}

function moveFolder({ c, portal }: ApiCall): Response {
  const folder = findFolder(portal, c.req.param('folderId') ?? '');
  const parentFolderId = readFolderId(portal, c.req.param('newParentFolderId') ?? '');
  if (portal.folders.isWithin(parentFolderId, folder.folderId)) {
    throw validationError('A folder cannot be moved into itself.');
  }
  Object.assign(folder, { parentFolderId, updatedAt: portal.clock.now() });
  return c.json({ folder: showFolder(portal, folder.folderId) });
}

function renameFolder({ c, portal }: ApiCall): Response {
  const folder = findFolder(portal, c.req.param('folderId') ?? '');
  const name = readName(c.req.query('newFolderName') ?? '');
  Object.assign(folder, { name, updatedAt: portal.clock.now() });
  return c.json({ folder: showFolder(portal, folder.folderId) });
}

function removeFolder({ c, portal }: ApiCall): Response {
  const { folderId } = findFolder(portal, c.req.param('folderId') ?? '');
  if (portal.folders.childrenOf(folderId).length > 0 || listsIn(portal, folderId).length > 0) {
    throw validationError(`Folder ${folderId} is not empty.`);
  }
  portal.folders.remove(folderId);
  return c.body(null, 204);
}

function readName(text: string): string {
  const name = text.trim();
  if (name === '') throw validationError('The folder name must not be blank.');
  return name;
}

/** The number of a folder that exists, the root included. */
function readFolderId(portal: Portal, text: string): number {
  return Number(text) === ROOT_FOLDER ? ROOT_FOLDER : findFolder(portal, text).folderId;
}

function findFolder(portal: Portal, text: string): ListFolder {
  const folder = portal.folders.find(Number(text));
  if (!folder) throw objectNotFound(`List folder does not exist with ID ${text}.`);
  return folder;
}

const listsIn = (portal: Portal, folderId: number) =>
  portal.lists.all().filter((list) => (list.folderId ?? ROOT_FOLDER) === folderId);

/** A folder with everything below it. */
function showFolder(portal: Portal, folderId: number): object {
  const folder = portal.folders.find(folderId);
  return {
    id: folderId,
    parentFolderId: folder?.parentFolderId ?? ROOT_FOLDER,
    childNodes: portal.folders.childrenOf(folderId).map((child) => showFolder(portal, child.folderId)),
    childLists: listsIn(portal, folderId).map(({ listId }) => Number(listId)),
    ...(folder && {
      name: folder.name,
      userId: folder.userId,
      createdAt: new Date(folder.createdAt).toISOString(),
      updatedAt: new Date(folder.updatedAt).toISOString(),
    }),
  };
}
