/**
 * Values of many contacts, one array a property. A million contacts cost eight bytes a value plus the text
 * itself, and a list is evaluated by walking a few arrays instead of a million objects.
 */
export interface Columns {
  get(property: string, row: number): string;
  set(property: string, row: number, value: string): void;
  /** The values of one property by row, once there are any; the array stays the same one from then on. */
  column(property: string): readonly string[] | undefined;
  clearRow(row: number): void;
  exportState(): ColumnsState;
  importState(state: ColumnsState): void;
}

export type ColumnsState = Map<string, string[]>;

export function createColumns(): Columns {
  const columns = new Map<string, string[]>();
  return {
    get: (property, row) => columns.get(property)?.[row] ?? '',
    set(property, row, value) {
      let column = columns.get(property);
      if (!column) {
        if (value === '') return;
        column = [];
        columns.set(property, column);
      }
      // Filled without gaps: an array with holes would fall back to a slow dictionary.
      while (column.length < row) column.push('');
      column[row] = value;
    },
    column: (property) => columns.get(property),
    exportState: () => columns,
    importState(state) {
      for (const [property, column] of state) columns.set(property, column);
    },
    clearRow(row) {
      for (const column of columns.values()) if (row < column.length) column[row] = '';
    },
  };
}
