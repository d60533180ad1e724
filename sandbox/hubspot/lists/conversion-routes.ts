import type { Hono } from 'hono';
import { type ApiCall, endpoint, readJsonObject } from '#sandbox/hubspot/api/endpoint.ts';
import { objectNotFound, validationError } from '#sandbox/hubspot/api/errors.ts';
import type { World } from '#sandbox/hubspot/world.ts';
import { convertToStatic, findLiveList } from './list-actions.ts';
import { listIdOf, READ, WRITE } from './list-call.ts';
import type { ContactList } from './list-store.ts';

const DAY_MS = 86_400_000;
const UNIT_DAYS: Record<string, number> = { DAY: 1, WEEK: 7, MONTH: 30 };

/** `/crm/lists/{version}/{listId}/schedule-conversion`: an active list that will become static. */
export function addConversionRoutes(world: World, app: Hono): void {
  app.get('/:listId/schedule-conversion', endpoint(world, READ, readConversion));
  app.put('/:listId/schedule-conversion', endpoint(world, WRITE, scheduleConversion));
  app.delete('/:listId/schedule-conversion', endpoint(world, WRITE, cancelConversion));
}

function readConversion(call: ApiCall): Response {
  const list = findLiveList(call.portal, listIdOf(call));
  if (!list.conversion)
    throw objectNotFound(`No conversion is scheduled for list ${list.listId}.`, list.listId);
  return call.c.json(showConversion(list));
}

async function scheduleConversion(call: ApiCall): Promise<Response> {
  const list = findLiveList(call.portal, listIdOf(call));
  if (list.processingType !== 'DYNAMIC') throw validationError(`List ${list.listId} is not an active list.`);
  const request = await readJsonObject(call.c);
  list.conversion?.cancel();
  const timer = call.world.clock.after(waitFor(request, call.world.clock.now()), () => {
    convertToStatic(call.portal, list);
  });
  list.conversion = { request, cancel: timer.cancel };
  return call.c.json(showConversion(list));
}

function cancelConversion(call: ApiCall): Response {
  const list = findLiveList(call.portal, listIdOf(call));
  list.conversion?.cancel();
  delete list.conversion;
  return call.c.body(null, 204);
}

/** INACTIVITY counts from now: nothing here tracks the last change of a list's members. */
function waitFor(request: Record<string, unknown>, now: number): number {
  if (request.conversionType === 'CONVERSION_DATE') {
    const { year, month, day } = request;
    const at = Date.UTC(Number(year), Number(month) - 1, Number(day));
    if (!Number.isFinite(at)) throw validationError('year, month and day are required for CONVERSION_DATE.');
    return Math.max(0, at - now);
  }
  const days = UNIT_DAYS[String(request.timeUnit)];
  const offset = Number(request.offset);
  if (request.conversionType !== 'INACTIVITY' || days === undefined || !Number.isInteger(offset)) {
    throw validationError('conversionType must be CONVERSION_DATE, or INACTIVITY with timeUnit and offset.');
  }
  return offset * days * DAY_MS;
}

function showConversion(list: ContactList) {
  const { request, convertedAt } = list.conversion ?? {};
  return {
    listId: list.listId,
    ...(request ? { requestedConversionTime: request } : {}),
    ...(convertedAt === undefined ? {} : { convertedAt: new Date(convertedAt).toISOString() }),
  };
}
