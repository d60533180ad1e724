import type { Clock } from '#sandbox/kernel/clock.ts';
import { makeRecordId } from '../records/record-ids.ts';
import type { Row } from '../records/row.ts';
import type { Projection } from '../soql/select-list.ts';

/** The rest of a query result, kept on the server for the pages still to come. */
export type Cursor = {
  cursorId: string;
  userId: string;
  createdAt: number;
  rows: Row[];
  pageSize: number;
  projection: Projection;
};

export type Cursors = {
  open(cursor: Omit<Cursor, 'cursorId' | 'createdAt'>): Cursor;
  /** `undefined` for a cursor that never was, belongs to somebody else, or is older than two days. */
  find(cursorId: string, userId: string): Cursor | undefined;
};

const lifetimeMs = 2 * 24 * 3_600_000;

export function createCursors(clock: Clock, instance: string): Cursors {
  const cursors = new Map<string, Cursor>();
  let sequence = 0;
  const isExpired = (cursor: Cursor): boolean => clock.now() - cursor.createdAt > lifetimeMs;

  return {
    open(cursor) {
      for (const [cursorId, other] of cursors) {
        if (!isExpired(other)) break;
        cursors.delete(cursorId);
      }
      const opened = {
        ...cursor,
        cursorId: makeRecordId('0r8', instance, ++sequence),
        createdAt: clock.now(),
      };
      cursors.set(opened.cursorId, opened);
      return opened;
    },
    find(cursorId, userId) {
      const cursor = cursors.get(cursorId);
      return cursor && cursor.userId === userId && !isExpired(cursor) ? cursor : undefined;
    },
  };
}
