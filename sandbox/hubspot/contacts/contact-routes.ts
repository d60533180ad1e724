import { Hono } from 'hono';
import { HISTORY_BATCH_MAX, readProperties, readText } from '#sandbox/hubspot/api/batch.ts';
import {
  type ApiCall,
  endpoint,
  readBoolean,
  readJsonObject,
  readLimit,
  readList,
} from '#sandbox/hubspot/api/endpoint.ts';
import { objectNotFound, validationError } from '#sandbox/hubspot/api/errors.ts';
import type { World } from '#sandbox/hubspot/world.ts';
import { readBatch } from './batch-read.ts';
import { archiveBatch, createBatch, updateBatch, upsertBatch } from './batch-write.ts';
import { createContactViewer, showWritten } from './contact-view.ts';
import {
  executeCreate,
  executeUpdate,
  findLiveRow,
  planCreate,
  planUpdate,
  rowByProperty,
  rowByRecordId,
} from './contact-writes.ts';
import { mergeContacts } from './merge.ts';
import { searchContacts } from './search.ts';

const READ = { scopes: ['crm.objects.contacts.read'] };
const WRITE = { scopes: ['crm.objects.contacts.write'] };

/** `/crm/objects/{version}/contacts` */
export function createContactRoutes(world: World): Hono {
  const app = new Hono();
  app.post('/batch/read', endpoint(world, READ, readBatch));
  app.post('/batch/create', endpoint(world, WRITE, createBatch));
  app.post('/batch/update', endpoint(world, WRITE, updateBatch));
  app.post('/batch/upsert', endpoint(world, WRITE, upsertBatch));
  app.post('/batch/archive', endpoint(world, WRITE, archiveBatch));
  app.post('/search', endpoint(world, { ...READ, limit: 'searches' }, searchContacts));
  app.post('/merge', endpoint(world, WRITE, merge));
  app.post('/gdpr-delete', endpoint(world, WRITE, eraseContact));
  app.get('/', endpoint(world, READ, listContacts));
  app.post('/', endpoint(world, WRITE, createContact));
  app.get('/:contactId', endpoint(world, READ, getContact));
  app.patch('/:contactId', endpoint(world, WRITE, updateContact));
  app.delete('/:contactId', endpoint(world, WRITE, archiveContact));
  return app;
}

/** One page in the order of record ids; `after` is the id the page begins with. */
function listContacts({ c, portal, world }: ApiCall): Response {
  const { contacts } = portal;
  const history = readList(c, 'propertiesWithHistory');
  const limit = readLimit(c, 10, history.length > 0 ? HISTORY_BATCH_MAX : 100);
  const wanted = readBoolean(c, 'archived') ? 'archived' : 'live';
  const show = createContactViewer(portal, readList(c, 'properties'), history);
  const after = c.req.query('after');
  const start = after ? contacts.rowOf(after) : 0;
  if (start === undefined) throw validationError(`Invalid paging token: ${after}`);
  const rows: number[] = [];
  for (let row = start; row < contacts.rowCount() && rows.length <= limit; row++) {
    if (contacts.stateOf(row) === wanted) rows.push(row);
  }
  const next = rows.length > limit ? rows.pop() : undefined;
  return c.json({
    results: rows.map(show),
    ...(next === undefined ? {} : { paging: { next: nextPage(world, c.req.url, contacts.idOf(next)) } }),
  });
}

function nextPage(world: World, url: string, after: string): { after: string; link: string } {
  const { pathname, searchParams } = new URL(url);
  searchParams.set('after', after);
  return { after, link: `${world.baseUrl()}${pathname}?${searchParams}` };
}

function getContact({ c, portal }: ApiCall): Response {
  const contactId = c.req.param('contactId') ?? '';
  const idProperty = c.req.query('idProperty');
  const row =
    idProperty === undefined
      ? rowByRecordId(portal, contactId)
      : rowByProperty(portal, idProperty, contactId);
  const wanted = readBoolean(c, 'archived') ? 'archived' : 'live';
  if (row === undefined || portal.contacts.stateOf(row) !== wanted) {
    throw objectNotFound('resource not found', contactId);
  }
  return c.json(
    createContactViewer(portal, readList(c, 'properties'), readList(c, 'propertiesWithHistory'))(row),
  );
}

async function createContact({ c, portal, source, world }: ApiCall): Promise<Response> {
  const plan = planCreate(portal, readProperties(await readJsonObject(c)));
  const row = executeCreate(portal, plan, source);
  world.counters.recordWrite('hubspot', 'contact', portal.contacts.idOf(row));
  return c.json(showWritten(portal, row, plan.values.keys()), 201);
}

async function updateContact({ c, portal, source, world }: ApiCall): Promise<Response> {
  const properties = readProperties(await readJsonObject(c));
  const row = findLiveRow(portal, c.req.param('contactId') ?? '', c.req.query('idProperty'));
  const plan = planUpdate(portal, row, properties);
  executeUpdate(portal, row, plan, source);
  world.counters.recordWrite('hubspot', 'contact', portal.contacts.idOf(row));
  return c.json(showWritten(portal, row, plan.values.keys()));
}

/** 204 even for a contact that does not exist. */
function archiveContact({ c, portal, source, world }: ApiCall): Response {
  const row = portal.contacts.rowOf(c.req.param('contactId') ?? '');
  if (row !== undefined && portal.contacts.isLive(row)) {
    portal.contacts.archive(row, source, world.clock.now());
    world.counters.recordWrite('hubspot', 'contact', portal.contacts.idOf(row));
  }
  return c.body(null, 204);
}

async function merge({ c, portal, source, world }: ApiCall): Promise<Response> {
  const body = await readJsonObject(c);
  const survivor = mergeContacts(
    portal,
    readText(body, 'primaryObjectId'),
    readText(body, 'objectIdToMerge'),
    source,
  );
  world.counters.recordWrite('hubspot', 'contact', portal.contacts.idOf(survivor));
  return c.json(createContactViewer(portal)(survivor));
}

/** Forgets a person. An unknown e-mail address is accepted too: HubSpot would keep it from ever being added. */
async function eraseContact({ c, portal, source, world }: ApiCall): Promise<Response> {
  const body = await readJsonObject(c);
  const wanted = readText(body, 'objectId');
  const byEmail = body.idProperty === 'email';
  const row = byEmail ? rowByProperty(portal, 'email', wanted) : portal.contacts.rowOf(wanted);
  if (row !== undefined) {
    portal.contacts.erase(row, source, world.clock.now());
    world.counters.recordWrite('hubspot', 'contact', portal.contacts.idOf(row));
  } else if (!byEmail) {
    throw objectNotFound('resource not found', wanted);
  }
  return c.body(null, 204);
}
