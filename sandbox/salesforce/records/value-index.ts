import type { Row } from './row.ts';

/** Rows by one value. A value that only one row holds costs no array: with a million rows that is most of them. */
export type ValueIndex = {
  find(value: string): readonly Row[];
  add(value: string, row: Row): void;
  remove(value: string, row: Row): void;
};

export function createValueIndex(): ValueIndex {
  const rows = new Map<string, Row | Row[]>();
  return {
    find(value) {
      const found = rows.get(value);
      if (!found) return [];
      return Array.isArray(found) ? found : [found];
    },
    add(value, row) {
      const found = rows.get(value);
      if (!found) rows.set(value, row);
      else if (Array.isArray(found)) found.push(row);
      else rows.set(value, [found, row]);
    },
    remove(value, row) {
      const found = rows.get(value);
      if (found === row) rows.delete(value);
      else if (Array.isArray(found)) {
        const rest = found.filter((other) => other !== row);
        const [only] = rest;
        if (only && rest.length === 1) rows.set(value, only);
        else rows.set(value, rest);
      }
    },
  };
}
