import type { InclusionList } from '#lib/domain/sync-gate.ts';
import type { SettingsStore } from '#lib/ports/settings.ts';
import type { SyncSession } from './sync-session.ts';

/** A session in which another inclusion list, or none, is the one that was chosen. Nothing is saved by it. */
export function withProposedList(session: SyncSession, inclusionList: InclusionList | null): SyncSession {
  const { stores } = session;
  const readCurrent: SettingsStore['readCurrent'] = async () => {
    const saved = await stores.settings.readCurrent();
    return { ...saved, settings: { ...saved.settings, inclusionList } };
  };
  const readRevision: SettingsStore['readRevision'] = async (revision) => ({
    ...(await stores.settings.readRevision(revision)),
    inclusionList,
  });
  return { ...session, stores: { ...stores, settings: { ...stores.settings, readCurrent, readRevision } } };
}
