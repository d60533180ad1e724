import type { FieldMapping } from './field-mapping.ts';
import type { SyncSettings } from './settings.ts';

/** How each single setting is said in one word or number; `null`: not set. */
const readers = {
  inclusionList: ({ inclusionList }) => inclusionList && `${inclusionList.name} (ID ${inclusionList.listId})`,
  createInSalesforce: ({ createInSalesforce }) => createInSalesforce,
  contactForKnownAccount: ({ contactForKnownAccount }) => String(contactForKnownAccount),
  defaultCompany: ({ defaultCompany }) => defaultCompany || null,
  defaultLastName: ({ defaultLastName }) => defaultLastName || null,
  createFromLeads: ({ autoCreateSince }) => String(autoCreateSince.Lead !== null),
  createFromContacts: ({ autoCreateSince }) => String(autoCreateSince.Contact !== null),
  onSalesforceDelete: ({ onSalesforceDelete }) => onSalesforceDelete,
  syncOnJoin: ({ syncOnJoin }) => String(syncOnJoin),
  settleDelaySeconds: ({ settleDelaySeconds }) => String(settleDelaySeconds),
  importWaitMinutes: ({ importWaitMinutes }) => String(importWaitMinutes),
  historyDays: ({ historyDays }) => String(historyDays),
  largeChangePercent: ({ largeChangePercent }) => String(largeChangePercent),
} as const satisfies Readonly<Record<Single, (settings: SyncSettings) => string | null>>;

/** Every setting but those that hold several: a new one has to be said here to be kept in the audit log. */
type Single =
  | Exclude<keyof SyncSettings, 'mappings' | 'autoCreateSince'>
  | 'createFromLeads'
  | 'createFromContacts';

const singleNames = Object.keys(readers) as Single[];

export const settingNames = [...singleNames, 'mapping', 'blankProtection'] as const;
export type SettingName = (typeof settingNames)[number];

/** One setting before and after; `null`: there was none, or there is none any more. */
export type SettingChange = {
  readonly setting: SettingName;
  /** Which field mapping it is about. */
  readonly subject: string | null;
  readonly before: string | null;
  readonly after: string | null;
};

/** What differs between two versions of the settings, mapping by mapping. */
export function listSettingChanges(before: SyncSettings, after: SyncSettings): SettingChange[] {
  const singles = singleNames.map((setting) => ({
    setting,
    subject: null,
    before: readers[setting](before),
    after: readers[setting](after),
  }));
  return [...singles, ...listMappingChanges(before.mappings, after.mappings)].filter(
    (change) => change.before !== change.after,
  );
}

function listMappingChanges(
  before: readonly FieldMapping[],
  after: readonly FieldMapping[],
): SettingChange[] {
  const [old, current] = [bySubject(before), bySubject(after)];
  return [...new Set([...old.keys(), ...current.keys()])].flatMap((subject): SettingChange[] => {
    const [was, is] = [old.get(subject), current.get(subject)];
    const protection = {
      setting: 'blankProtection' as const,
      subject,
      before: String(was?.hasBlankProtection ?? false),
      after: String(is?.hasBlankProtection ?? false),
    };
    const rule = { setting: 'mapping' as const, subject, before: was?.rule ?? null, after: is?.rule ?? null };
    return is === undefined ? [rule] : [rule, protection];
  });
}

function bySubject(mappings: readonly FieldMapping[]): ReadonlyMap<string, FieldMapping> {
  return new Map(
    mappings.map((mapping) => [
      `${mapping.salesforceType}: ${mapping.hubspotProperty} – ${mapping.salesforceField}`,
      mapping,
    ]),
  );
}
