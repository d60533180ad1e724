import type { Row } from './row.ts';

/**
 * Rows in the order of their SystemModstamp. Touching a row appends a new entry and leaves the old one behind;
 * an entry is current only while its stamp is still the row's. Stale entries are dropped once they outnumber
 * the current ones, so an update costs no search.
 */
export type StampIndex = {
  touch(row: Row): void;
  /** Rows whose SystemModstamp is in [from, to], oldest first. */
  range(from: number, to: number): Row[];
};

const compactAbove = 1024;

export function createStampIndex(): StampIndex {
  let stamps: number[] = [];
  let rows: Row[] = [];
  let liveAtLastCompaction = 0;

  /** First position whose stamp is >= the bound. */
  function lowerBound(bound: number): number {
    let low = 0;
    let high = stamps.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((stamps[middle] ?? 0) < bound) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  function compact(): void {
    const keep = rows.map((row, index) => row.SystemModstamp === stamps[index]);
    rows = rows.filter((_, index) => keep[index]);
    stamps = stamps.filter((_, index) => keep[index]);
    liveAtLastCompaction = rows.length;
  }

  return {
    touch(row) {
      const stamp = row.SystemModstamp;
      if (stamp >= (stamps.at(-1) ?? 0)) {
        stamps.push(stamp);
        rows.push(row);
      } else {
        const at = lowerBound(stamp + 1);
        stamps.splice(at, 0, stamp);
        rows.splice(at, 0, row);
      }
      if (stamps.length > compactAbove + 2 * liveAtLastCompaction) compact();
    },
    range(from, to) {
      const found: Row[] = [];
      const seen = new Set<Row>();
      for (let at = lowerBound(from); at < stamps.length && (stamps[at] ?? 0) <= to; at++) {
        const row = rows[at];
        if (!row || row.SystemModstamp !== stamps[at] || seen.has(row)) continue;
        seen.add(row);
        found.push(row);
      }
      return found;
    },
  };
}
