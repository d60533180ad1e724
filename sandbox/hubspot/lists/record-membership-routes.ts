import type { Hono } from 'hono';
import {
  answerBatch,
  type BatchError,
  batchError,
  readInputs,
  readText,
} from '#sandbox/hubspot/api/batch.ts';
import { type ApiCall, endpoint, readJsonObject } from '#sandbox/hubspot/api/endpoint.ts';
import { objectNotFound, validationError } from '#sandbox/hubspot/api/errors.ts';
import type { Portal } from '#sandbox/hubspot/portal.ts';
import type { World } from '#sandbox/hubspot/world.ts';
import { READ } from './list-call.ts';

/** `/crm/lists/{version}/records/…`: the lists a contact is in. */
export function addRecordMembershipRoutes(world: World, app: Hono): void {
  app.post('/records/memberships/batch/read', endpoint(world, READ, readBatch));
  app.get('/records/:objectTypeId/:recordId/memberships', endpoint(world, READ, readOne));
}

function readOne({ c, portal }: ApiCall): Response {
  const recordId = c.req.param('recordId') ?? '';
  const row = c.req.param('objectTypeId') === '0-1' ? liveRow(portal, recordId) : undefined;
  if (row === undefined) throw objectNotFound('resource not found', recordId);
  const results = showMemberships(portal, row);
  return c.json({ total: results.length, results });
}

/** A contact that does not exist has no memberships, or is an error: nobody confirmed which. */
async function readBatch({ c, portal, world }: ApiCall): Promise<Response> {
  const startedAt = world.clock.now();
  const { assumptions } = world.settings;
  const inputs = readInputs(await readJsonObject(c), assumptions.membershipBatchMax);
  const missing: string[] = [];
  const results = inputs.flatMap((input) => {
    const objectTypeId = readText(input, 'objectTypeId');
    const recordId = readText(input, 'recordId');
    if (!/^\d+-\d+$/.test(objectTypeId)) throw validationError(`Invalid objectTypeId: ${objectTypeId}`);
    const row = objectTypeId === '0-1' ? liveRow(portal, recordId) : undefined;
    if (row === undefined && assumptions.membershipBatchNamesUnknownRecords) {
      missing.push(recordId);
      return [];
    }
    return [
      {
        objectTypeId,
        recordId,
        recordListMemberships: row === undefined ? [] : showMemberships(portal, row),
      },
    ];
  });
  return answerBatch(
    c,
    startedAt,
    world.clock.now(),
    results,
    missing.length === 0 ? [] : [notFound(missing)],
  );
}

function liveRow(portal: Portal, contactId: string): number | undefined {
  const row = portal.contacts.rowOf(contactId);
  return row !== undefined && portal.contacts.isLive(row) ? row : undefined;
}

export function showMemberships(portal: Portal, row: number) {
  return portal.lists
    .all()
    .filter(({ members }) => members.has(row))
    .map(({ listId, listVersion, members }) => ({
      listId,
      listVersion,
      firstAddedTimestamp: new Date(members.firstAddedAt(row)).toISOString(),
      lastAddedTimestamp: new Date(members.lastAddedAt(row)).toISOString(),
      isPublicList: true,
    }));
}

function notFound(ids: string[]): BatchError {
  return batchError('OBJECT_NOT_FOUND', 'Some records do not exist.', { ids });
}
