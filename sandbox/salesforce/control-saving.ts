import { completeSaving, insistent, openSaving } from './records/open-saving.ts';
import type { Saving } from './records/save-record.ts';
import type { Org } from './world/org.ts';

/** Saves as the org's first user at the given time; only rules that nobody can override refuse it. */
export function runControlSaving<T>(org: Org, now: number, change: (saving: Saving) => T): T {
  const [user] = org.tableOf('User').rows();
  if (!user) throw new Error('This org has no user');
  const options = {
    now,
    channel: 'control',
    assignsOwner: false,
    duplicates: insistent,
    version: 'v67.0',
  } as const;
  return completeSaving(openSaving(org, user, options), change);
}
