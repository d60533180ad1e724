import type { Hono } from 'hono';
import { type ApiFault, fault } from '../records/api-fault.ts';
import { formatDateTime } from '../records/read-field.ts';
import type { Replication } from '../world/org.ts';
import type { World } from '../world/world.ts';
import { type RestContext, type RestEnv, requireObject, serve } from './rest-context.ts';

const minuteMs = 60_000;
const dayMs = 86_400_000;
const updatedDays = 30;
const deletedDays = 15;

const wholeMinute = (milliseconds: number): number => Math.floor(milliseconds / minuteMs) * minuteMs;

function invalidDate(message: string): ApiFault {
  return fault(400, 'INVALID_REPLICATION_DATE', message);
}

function readBound(c: RestContext, name: 'start' | 'end'): number {
  const text = new URL(c.req.url).searchParams.get(name);
  if (!text) throw fault(400, 'MISSING_ARGUMENT', `The ${name} parameter is required.`);
  // A `+` that was not encoded arrives as a blank.
  const instant = Date.parse(text.replace(' ', '+').replace(/([+-]\d{2})(\d{2})$/, '$1:$2'));
  if (Number.isNaN(instant)) throw fault(400, 'INVALID_REPLICATION_DATE', `Invalid date format: ${text}`);
  return wholeMinute(instant);
}

/** The asked window, seconds cut off. The start must precede the end and lie within the kept days. */
function readWindow(c: RestContext, now: number, days: number): { start: number; end: number } {
  const start = readBound(c, 'start');
  const end = readBound(c, 'end');
  if (start >= end) throw invalidDate('startDate must be before endDate and at least one minute apart');
  if (start < now - days * dayMs) throw invalidDate(`startDate cannot be more than ${days} days ago`);
  return { start, end };
}

/**
 * Ids that changed or went away in a window of whole minutes. `latestDateCovered` is the only safe bound to go on
 * from: never later than now, nor than the start of a transaction that is still running.
 */
export function addReplicationRoutes(app: Hono<RestEnv>, world: World): void {
  const objectPath = '/services/data/:version/sobjects/:object';

  function read(c: RestContext, days: number) {
    const { org } = c.get('caller');
    const now = world.clock.now();
    const object = requireObject(c, c.req.param('object') ?? '');
    const { start, end } = readWindow(c, now, days);
    const running = [...org.openTransactions.values()].map(({ startedAt }) => startedAt);
    const latestDateCovered = Math.min(end, ...[now, ...running].map(wholeMinute));
    const rows = org.table(object).stampedBetween(start, end - 1);
    return { org, rows, now, latestDateCovered: formatDateTime(latestDateCovered) };
  }

  function refuseTooMany({ mostIds }: Replication, count: number): void {
    if (count > mostIds) throw fault(400, 'EXCEEDED_ID_LIMIT', `too many records: limit is ${mostIds}`);
  }

  serve(app, `${objectPath}/updated`, {
    get(c) {
      const { org, rows, latestDateCovered } = read(c, updatedDays);
      const ids = rows.filter((row) => !row.IsDeleted).map((row) => row.Id);
      refuseTooMany(org.replication, ids.length);
      return c.json({ ids, latestDateCovered });
    },
  });

  serve(app, `${objectPath}/deleted`, {
    get(c) {
      const { org, rows, now, latestDateCovered } = read(c, deletedDays);
      const { deleteLogSince } = org.replication;
      const deletedRecords = rows
        .filter((row) => row.IsDeleted && row.SystemModstamp >= deleteLogSince)
        .map((row) => ({ id: row.Id, deletedDate: formatDateTime(row.SystemModstamp) }));
      refuseTooMany(org.replication, deletedRecords.length);
      const earliest = Math.max(now - deletedDays * dayMs, deleteLogSince);
      return c.json({
        deletedRecords,
        earliestDateAvailable: formatDateTime(wholeMinute(earliest)),
        latestDateCovered,
      });
    },
  });
}
