import type { RulesSettings, SaveRulesRequest, SettingsResponse } from '#lib/contracts/settings.ts';
import type { SyncSettings } from '#lib/domain/settings.ts';
import type { RequestContext } from './context.ts';
import { viewSettings } from './read-settings.ts';
import { saveOnTop } from './save-revision.ts';

/**
 * Saves single rules; what is left out stays. Automatic creation keeps the time it was switched on at: only records
 * made since then sync once past the gate.
 *
 * @throws ServiceError `settings_changed_meanwhile` when somebody else saved first.
 */
export async function saveRules(
  context: RequestContext,
  { expectedRevision, rules }: SaveRulesRequest,
): Promise<SettingsResponse> {
  const now = new Date(context.clock.now()).toISOString();
  const detail = Object.fromEntries(Object.entries(rules).map(([name, value]) => [name, String(value)]));
  const saved = await saveOnTop(
    context,
    expectedRevision,
    (current) => applyRules(current, rules, now),
    'rules.saved',
    detail,
  );
  return viewSettings(context, saved);
}

/** What rules come to on top of the settings that are in force. */
export function applyRules(
  { autoCreateSince }: SyncSettings,
  { createFromLeads, createFromContacts, ...rest }: SaveRulesRequest['rules'],
  now: string,
): Partial<SyncSettings> {
  return {
    ...dropMissing(rest),
    autoCreateSince: {
      Lead: switchTo(createFromLeads, autoCreateSince.Lead, now),
      Contact: switchTo(createFromContacts, autoCreateSince.Contact, now),
    },
  };
}

function switchTo(isOn: boolean | undefined, since: string | null, now: string): string | null {
  if (isOn === undefined) return since;
  return isOn ? (since ?? now) : null;
}

type Plain = Omit<RulesSettings, 'createFromLeads' | 'createFromContacts'>;

/** Without what a request left out: an `undefined` would take the place of what is in force. */
function dropMissing(rules: { readonly [Name in keyof Plain]?: Plain[Name] | undefined }): Partial<Plain> {
  return Object.fromEntries(Object.entries(rules).filter(([, value]) => value !== undefined));
}
