import type { SalesforceType } from '#lib/domain/records.ts';
import type { Clock } from '#lib/platform/clock.ts';
import type { ChangedRecord, FeedPosition, SalesforceChangeFeed } from '#lib/ports/change-feeds.ts';
import type { SalesforceClient } from './client.ts';
import { unreadableAnswer } from './failures.ts';
import { toIsoTime } from './mapper.ts';
import { deletedSchema, queryPageSchema, type Row, updatedSchema } from './schemas.ts';
import { buildChangeQuery, queryAllPath } from './soql.ts';

const pageSize = 2_000;
const minuteMs = 60_000;
const dayMs = 86_400_000;

/** `/updated` names every id of its window, of which we want none: the shortest window that Salesforce takes. */
const coveredWindowMs = 2 * minuteMs;

/** Salesforce refuses to look further back than 15 days. */
const deletedWindowMs = 15 * dayMs - 5 * minuteMs;

export function createChangeFeed(client: SalesforceClient, clock: Clock): SalesforceChangeFeed {
  const replicate = (salesforceType: SalesforceType, feed: 'updated' | 'deleted', startMs: number) => {
    const window = new URLSearchParams({ start: toSeconds(startMs), end: toSeconds(clock.now()) });
    return `/sobjects/${salesforceType}/${feed}?${window}`;
  };
  return {
    async readChangedPage(salesforceType, from) {
      const path = queryAllPath(buildChangeQuery(salesforceType, from, pageSize));
      const { records, done } = await client.request({ method: 'GET', path, schema: queryPageSchema });
      const changes = records.map(readRow);
      return { changes, next: goOn(from, changes, done) };
    },

    async readLatestDateCovered(salesforceType) {
      const path = replicate(salesforceType, 'updated', clock.now() - coveredWindowMs);
      const { latestDateCovered } = await client.request({ method: 'GET', path, schema: updatedSchema });
      return toIsoTime(latestDateCovered);
    },

    async readDeleted(salesforceType, since) {
      const now = clock.now();
      // Bounds are cut to the minute and must be a minute apart.
      const start = Math.min(Math.max(Date.parse(since), now - deletedWindowMs), now - minuteMs);
      const path = replicate(salesforceType, 'deleted', start);
      const answer = await client.request({ method: 'GET', path, schema: deletedSchema });
      const remembered = Math.max(start, Date.parse(toIsoTime(answer.earliestDateAvailable)));
      return {
        deleted: answer.deletedRecords.map(({ id, deletedDate }) => ({
          salesforceId: id,
          deletedAt: toIsoTime(deletedDate),
        })),
        coveredUntil: toIsoTime(answer.latestDateCovered),
        isComplete: remembered <= Date.parse(since),
      };
    },
  };
}

/** A page can be shorter than asked for without being the last: Salesforce shortens pages of wide rows. */
function goOn(from: FeedPosition, changes: readonly ChangedRecord[], isDone: boolean): FeedPosition | null {
  const last = changes.at(-1);
  if (last === undefined || (isDone && changes.length < pageSize)) return null;
  if (last.stamp === from.stamp && last.salesforceId === from.recordId) {
    throw unreadableAnswer('read', new RangeError('a page ends where it began'));
  }
  return { stamp: last.stamp, recordId: last.salesforceId };
}

function readRow(row: Row): ChangedRecord {
  try {
    if (typeof row.Id !== 'string') throw new RangeError('a row without Id');
    return {
      salesforceId: row.Id,
      createdAt: toIsoTime(row.CreatedDate),
      stamp: toIsoTime(row.SystemModstamp),
      isDeleted: row.IsDeleted === true,
      masterRecordId: typeof row.MasterRecordId === 'string' ? row.MasterRecordId : null,
      isConverted: row.IsConverted === true,
    };
  } catch (error) {
    throw unreadableAnswer('read', error);
  }
}

/** The form Salesforce documents for these two: no fraction of a second. */
function toSeconds(ms: number): string {
  return new Date(ms).toISOString().replace(/\.\d+Z$/, '+00:00');
}
