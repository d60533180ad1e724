import { Hono } from 'hono';
import { type ApiCall, endpoint } from '#sandbox/hubspot/api/endpoint.ts';
import { objectNotFound } from '#sandbox/hubspot/api/errors.ts';
import type { World } from '#sandbox/hubspot/world.ts';
import { rowByRecordId } from './contact-writes.ts';

/**
 * `/crm/v4/objects/{contacts}/{contactId}/associations/{toObjectType}` and its dated form. Accounts here hold nothing but
 * contacts, so no contact has anything it is associated with; asking is still allowed.
 */
export function createAssociationRoutes(world: World): Hono {
  const app = new Hono();
  const rules = { scopes: ['crm.objects.contacts.read'] };
  app.get('/:contactId/associations/:toObjectType', endpoint(world, rules, listAssociations));
  return app;
}

function listAssociations({ c, portal }: ApiCall): Response {
  const contactId = c.req.param('contactId') ?? '';
  const row = rowByRecordId(portal, contactId);
  if (row === undefined || !portal.contacts.isLive(row))
    throw objectNotFound('resource not found', contactId);
  return c.json({ results: [] });
}
