/**
 * Who is in one list. Joining appends to a log, and each row remembers the place of its latest entry there, so
 * membership, record order and join order all come from two flat arrays.
 */
export interface Membership {
  has(row: number): boolean;
  size(): number;
  /** Returns false when the row was a member already. `at` is milliseconds since 1970. */
  add(row: number, at: number): boolean;
  remove(row: number, at: number): boolean;
  firstAddedAt(row: number): number;
  lastAddedAt(row: number): number;
  /** Up to `limit` member rows above (ascending) or below (descending) `from`, which is left out. */
  byRow(from: number, direction: 1 | -1, limit: number): number[];
  /** The same by order of joining; `from` is a place in the log. */
  byJoin(from: number, direction: 1 | -1, limit: number): { row: number; place: number }[];
  lastJoinAt(): number | undefined;
  lastLeaveAt(): number | undefined;
  exportState(): MembershipState;
}

export interface MembershipState {
  /** Row → place in the log plus one; 0 is not a member. */
  places: number[];
  logRows: number[];
  logTimes: number[];
  /** Row → time of its first joining, for rows that ever left. */
  firstTimes: Map<number, number>;
  size: number;
  lastJoin: number | undefined;
  lastLeave: number | undefined;
}

const emptyState = (): MembershipState => ({
  places: [],
  logRows: [],
  logTimes: [],
  firstTimes: new Map(),
  size: 0,
  lastJoin: undefined,
  lastLeave: undefined,
});

export function createMembership(state: MembershipState = emptyState()): Membership {
  const { places, logRows, logTimes, firstTimes } = state;
  let { size, lastJoin, lastLeave } = state;

  const has = (row: number): boolean => (places[row] ?? 0) > 0;
  const lastAddedAt = (row: number): number => logTimes[(places[row] ?? 0) - 1] ?? 0;

  return {
    has,
    size: () => size,
    add(row, at) {
      if (has(row)) return false;
      while (places.length <= row) places.push(0);
      logRows.push(row);
      logTimes.push(at);
      places[row] = logRows.length;
      size += 1;
      lastJoin = at;
      return true;
    },
    remove(row, at) {
      if (!has(row)) return false;
      if (!firstTimes.has(row)) firstTimes.set(row, lastAddedAt(row));
      places[row] = 0;
      size -= 1;
      lastLeave = at;
      return true;
    },
    firstAddedAt: (row) => firstTimes.get(row) ?? lastAddedAt(row),
    lastAddedAt,
    byRow(from, direction, limit) {
      const rows: number[] = [];
      for (
        let row = from + direction;
        row >= 0 && row < places.length && rows.length < limit;
        row += direction
      ) {
        if (has(row)) rows.push(row);
      }
      return rows;
    },
    byJoin(from, direction, limit) {
      const found: { row: number; place: number }[] = [];
      for (
        let place = from + direction;
        place >= 0 && place < logRows.length && found.length < limit;
        place += direction
      ) {
        const row = logRows[place] ?? 0;
        // An entry that is not the row's latest belongs to an earlier stay.
        if (places[row] === place + 1) found.push({ row, place });
      }
      return found;
    },
    exportState: () => ({ places, logRows, logTimes, firstTimes, size, lastJoin, lastLeave }),
    lastJoinAt: () => lastJoin,
    lastLeaveAt: () => lastLeave,
  };
}
