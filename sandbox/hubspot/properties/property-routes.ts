import { Hono } from 'hono';
import { answerBatch, batchError, readInputs, readText } from '#sandbox/hubspot/api/batch.ts';
import { type ApiCall, endpoint, readBoolean, readJsonObject } from '#sandbox/hubspot/api/endpoint.ts';
import { conflict, objectNotFound, validationError } from '#sandbox/hubspot/api/errors.ts';
import type { Portal } from '#sandbox/hubspot/portal.ts';
import type { World } from '#sandbox/hubspot/world.ts';
import type { PropertyDefinition, PropertyGroup } from './catalog.ts';
import { readChangedProperty, readNewProperty } from './property-input.ts';
import { showGroup, showProperty } from './property-view.ts';

const READ = { scopes: ['crm.schemas.contacts.read', 'crm.objects.contacts.read'] };
const WRITE = { scopes: ['crm.schemas.contacts.write'] };

/** `/crm/properties/{version}/contacts` */
export function createPropertyRoutes(world: World): Hono {
  const app = new Hono();
  app.get('/groups', endpoint(world, READ, listGroups));
  app.post('/groups', endpoint(world, WRITE, createGroup));
  app.get('/groups/:groupName', endpoint(world, READ, getGroup));
  app.post('/batch/read', endpoint(world, READ, readBatch));
  app.post('/batch/create', endpoint(world, WRITE, createBatch));
  app.post('/batch/archive', endpoint(world, WRITE, archiveBatch));
  app.get('/', endpoint(world, READ, listProperties));
  app.post('/', endpoint(world, WRITE, createProperty));
  app.get('/:propertyName', endpoint(world, READ, getProperty));
  app.patch('/:propertyName', endpoint(world, WRITE, changeProperty));
  app.delete('/:propertyName', endpoint(world, WRITE, archiveProperty));
  return app;
}

/** All at once: this list has no pages. */
function listProperties({ c, portal }: ApiCall): Response {
  const { properties } = portal;
  const shown = readBoolean(c, 'archived') ? properties.archived() : properties.all();
  return c.json({ results: shown.map(showProperty) });
}

function getProperty({ c, portal }: ApiCall): Response {
  const name = c.req.param('propertyName') ?? '';
  const { properties } = portal;
  const definition = readBoolean(c, 'archived') ? properties.findArchived(name) : properties.find(name);
  if (!definition) throw propertyNotFound(name);
  return c.json(showProperty(definition));
}

async function createProperty({ c, portal, world }: ApiCall): Promise<Response> {
  const definition = readNewProperty(portal, await readJsonObject(c));
  addProperty(portal, definition);
  world.counters.recordWrite('hubspot', 'property', definition.name);
  return c.json(showProperty(definition), 201);
}

function addProperty(portal: Portal, definition: PropertyDefinition): void {
  portal.properties.put(definition);
  if (definition.hasUniqueValue) portal.contacts.identities.watch(definition.name);
}

async function changeProperty({ c, portal }: ApiCall): Promise<Response> {
  const name = c.req.param('propertyName') ?? '';
  const definition = portal.properties.find(name);
  if (!definition) throw propertyNotFound(name);
  const changed = readChangedProperty(portal, definition, await readJsonObject(c));
  portal.properties.put(changed);
  return c.json(showProperty(changed));
}

function archiveProperty({ c, portal }: ApiCall): Response {
  const name = c.req.param('propertyName') ?? '';
  const definition = portal.properties.find(name);
  if (!definition) throw propertyNotFound(name);
  if (definition.hubspotDefined)
    throw validationError(`Property "${name}" is defined by HubSpot and cannot be archived.`);
  portal.properties.archive(name, portal.clock.now());
  return c.body(null, 204);
}

async function readBatch({ c, portal, world }: ApiCall): Promise<Response> {
  const startedAt = world.clock.now();
  const names = readInputs(await readJsonObject(c)).map((input) => readText(input, 'name'));
  const found = names.flatMap((name) => portal.properties.find(name) ?? []);
  const missing = names.filter((name) => !portal.properties.find(name));
  const errors =
    missing.length === 0
      ? []
      : [
          batchError('OBJECT_NOT_FOUND', 'Could not get some properties, they may not exist.', {
            name: missing,
          }),
        ];
  return answerBatch(c, startedAt, world.clock.now(), found.map(showProperty), errors);
}

async function createBatch({ c, portal, world }: ApiCall): Promise<Response> {
  const startedAt = world.clock.now();
  const inputs = readInputs(await readJsonObject(c));
  const definitions = inputs.map((input) => readNewProperty(portal, input));
  for (const definition of definitions) addProperty(portal, definition);
  return answerBatch(c, startedAt, world.clock.now(), definitions.map(showProperty), [], 201);
}

async function archiveBatch({ c, portal, world }: ApiCall): Promise<Response> {
  for (const input of readInputs(await readJsonObject(c))) {
    const definition = portal.properties.find(readText(input, 'name'));
    if (definition && !definition.hubspotDefined)
      portal.properties.archive(definition.name, world.clock.now());
  }
  return c.body(null, 204);
}

function listGroups({ c, portal }: ApiCall): Response {
  return c.json({ results: [...portal.properties.groups.values()].map(showGroup) });
}

function getGroup({ c, portal }: ApiCall): Response {
  const name = c.req.param('groupName') ?? '';
  const group = portal.properties.groups.get(name);
  if (!group) throw objectNotFound(`Property group "${name}" does not exist.`, name);
  return c.json(showGroup(group));
}

async function createGroup({ c, portal }: ApiCall): Promise<Response> {
  const body = await readJsonObject(c);
  const name = readText(body, 'name');
  const { groups } = portal.properties;
  if (groups.has(name)) throw conflict(`A property group named '${name}' already exists.`);
  const group: PropertyGroup = { name, label: readText(body, 'label'), displayOrder: groups.size };
  groups.set(name, group);
  return c.json(showGroup(group), 201);
}

function propertyNotFound(name: string): Error {
  return objectNotFound(`Property "${name}" does not exist.`, name);
}
