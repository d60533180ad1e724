import type { PropertyVersion } from './changes.ts';

/**
 * What properties used to be. Most contacts are never edited after their creation, so nothing is kept for a
 * property until its first edit; until then its only version is the value it was created with.
 */
export interface PropertyHistory {
  /** Notes the new version; `created` is what the property was created with, if anything. */
  add(row: number, property: string, version: PropertyVersion, created: PropertyVersion | undefined): void;
  /** Newest first; undefined when the property was never edited. */
  read(row: number, property: string): readonly PropertyVersion[] | undefined;
  /** Gives a property the past it had in another contact; versions are newest first. */
  inherit(row: number, property: string, versions: readonly PropertyVersion[]): void;
  forget(row: number): void;
  exportState(): HistoryState;
  importState(state: HistoryState): void;
}

export type HistoryState = Map<number, Map<string, PropertyVersion[]>>;

const LONGEST_HISTORY = 45;

export function createPropertyHistory(): PropertyHistory {
  const byRow: HistoryState = new Map();
  return {
    add(row, property, version, created) {
      const byProperty = byRow.get(row) ?? new Map<string, PropertyVersion[]>();
      byRow.set(row, byProperty);
      const versions = byProperty.get(property) ?? (created ? [created] : []);
      versions.unshift(version);
      if (versions.length > LONGEST_HISTORY) versions.pop();
      byProperty.set(property, versions);
    },
    read: (row, property) => byRow.get(row)?.get(property),
    inherit(row, property, versions) {
      const byProperty = byRow.get(row) ?? new Map<string, PropertyVersion[]>();
      byRow.set(row, byProperty);
      byProperty.set(property, [...versions]);
    },
    forget: (row) => void byRow.delete(row),
    exportState: () => byRow,
    importState(state) {
      for (const [row, versions] of state) byRow.set(row, versions);
    },
  };
}
