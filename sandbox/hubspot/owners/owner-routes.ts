import { Hono } from 'hono';
import { type ApiCall, endpoint, readBoolean, readLimit } from '#sandbox/hubspot/api/endpoint.ts';
import { objectNotFound, validationError } from '#sandbox/hubspot/api/errors.ts';
import type { PortalOwner } from '#sandbox/hubspot/portal.ts';
import type { World } from '#sandbox/hubspot/world.ts';

const SCOPES = ['crm.objects.owners.read'];
const OWNERS_SINCE = '2024-02-12T08:30:00.000Z';

/** `/crm/owners/{version}` */
export function createOwnerRoutes(world: World): Hono {
  const app = new Hono();
  app.get('/', endpoint(world, { scopes: SCOPES }, listOwners));
  app.get('/:ownerId', endpoint(world, { scopes: SCOPES }, getOwner));
  return app;
}

function listOwners({ c, portal, world }: ApiCall): Response {
  const limit = readLimit(c, 100, 500);
  const email = c.req.query('email')?.toLowerCase();
  const after = c.req.query('after');
  const owners = readBoolean(c, 'archived') ? [] : portal.profile.owners;
  const matching = email ? owners.filter((owner) => owner.email === email) : owners;
  const start = after ? matching.findIndex(({ ownerId }) => ownerId === after) + 1 : 0;
  if (after && start === 0) throw validationError(`Invalid paging token: ${after}`);
  const page = matching.slice(start, start + limit);
  const last = page.at(-1);
  const hasMore = start + limit < matching.length;
  return c.json({
    results: page.map(showOwner),
    ...(hasMore && last
      ? {
          paging: {
            next: { after: last.ownerId, link: `${world.baseUrl()}${c.req.path}?after=${last.ownerId}` },
          },
        }
      : {}),
  });
}

function getOwner({ c, portal }: ApiCall): Response {
  const wanted = c.req.param('ownerId') ?? '';
  const byUser = c.req.query('idProperty') === 'userId';
  const owner = portal.profile.owners.find(
    ({ ownerId, userId }) => (byUser ? String(userId) : ownerId) === wanted,
  );
  if (!owner) throw objectNotFound('resource not found', wanted);
  return c.json(showOwner(owner));
}

function showOwner({ ownerId, userId, email, firstName, lastName }: PortalOwner) {
  return {
    id: ownerId,
    email,
    type: 'PERSON',
    firstName,
    lastName,
    userId,
    userIdIncludingInactive: userId,
    createdAt: OWNERS_SINCE,
    updatedAt: OWNERS_SINCE,
    archived: false,
    teams: [],
  };
}
