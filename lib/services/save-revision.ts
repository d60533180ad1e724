import { listSettingChanges } from '#lib/domain/setting-changes.ts';
import type { SyncSettings } from '#lib/domain/settings.ts';
import type { SavedSettings } from '#lib/ports/settings.ts';
import type { TenantStores } from '#lib/ports/stores.ts';
import { type RequestContext, ServiceError } from './context.ts';

/** What changes in the settings, given those that are in force. */
type Change = Partial<SyncSettings> | ((current: SyncSettings) => Partial<SyncSettings>);

type AuditDetail = Readonly<Record<string, string | number | null>>;

/**
 * Saves a change as the next revision, with a note of who made it. What waits is due again and what failed is tried
 * again, because the change may be what was missing.
 *
 * @throws ServiceError `settings_changed_meanwhile` when somebody else saved first: nothing is changed.
 */
export async function saveOnTop(
  { stores, user, wakeDrain }: RequestContext,
  expectedRevision: number,
  change: Change,
  action: string,
  detail: AuditDetail = {},
): Promise<SavedSettings> {
  const current = await stores.settings.readCurrent();
  if (current.revision !== expectedRevision) throw new ServiceError('settings_changed_meanwhile');
  const part = typeof change === 'function' ? change(current.settings) : change;
  const saved = await stores.settings.save(expectedRevision, { ...current.settings, ...part }, user.email);
  if (saved === null) throw new ServiceError('settings_changed_meanwhile');
  const changes = listSettingChanges(current.settings, saved.settings);
  await stores.audit.record(user.email, action, { revision: saved.revision, ...detail }, changes);
  if (part.inclusionList !== undefined) await resumeHeldRuns(stores);
  await stores.inbox.releaseAll();
  await stores.inbox.retryFailing();
  await wakeDrain();
  return saved;
}

/** Runs that stand still because the former list could not be used; those that a person paused stay so. */
async function resumeHeldRuns({ runs }: TenantStores): Promise<void> {
  for (const run of await runs.listUnfinished()) {
    const isHeldByList = run.state === 'paused' && run.waitReason?.startsWith('inclusion_list_') === true;
    if (isHeldByList) await runs.changeState(run.runId, 'running', null);
  }
}
