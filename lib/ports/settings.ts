import type { SyncSettings } from '#lib/domain/settings.ts';

export type SavedSettings = {
  readonly revision: number;
  readonly settings: SyncSettings;
  readonly savedAt: string;
  readonly savedBy: string | null;
};

export interface SettingsStore {
  readCurrent(): Promise<SavedSettings>;
  /** @throws Error when there is no such revision. */
  readRevision(revision: number): Promise<SyncSettings>;
  /** When the inclusion list in force was chosen, ISO 8601; `null` without one. */
  readListChosenAt(): Promise<string | null>;
  /** Saves on top of `expectedRevision`; `null` when another revision was saved meanwhile. */
  save(expectedRevision: number, settings: SyncSettings, savedBy: string): Promise<SavedSettings | null>;
}
