import { describe, expect, it } from 'vitest';
import { listSettingChanges } from './setting-changes.ts';
import { initialSettings } from './settings.ts';

const initial = initialSettings();
const [email, firstName] = initial.mappings;

describe('the changes of settings', () => {
  it('are none between equal versions', () => {
    expect(listSettingChanges(initial, initialSettings())).toEqual([]);
  });

  it('say each single setting before and after', () => {
    const after = {
      ...initial,
      inclusionList: { listId: '7', name: 'Customers' },
      defaultCompany: '',
      autoCreateSince: { Lead: '2026-11-25T00:00:00.000Z', Contact: null },
      historyDays: 30,
    };
    expect(listSettingChanges(initial, after)).toEqual([
      { setting: 'inclusionList', subject: null, before: null, after: 'Customers (ID 7)' },
      { setting: 'defaultCompany', subject: null, before: '[not provided]', after: null },
      { setting: 'createFromLeads', subject: null, before: 'false', after: 'true' },
      { setting: 'historyDays', subject: null, before: '90', after: '30' },
    ]);
  });

  it('tell apart two lists that have had the same name', () => {
    const of = (listId: string) => ({ ...initial, inclusionList: { listId, name: 'Customers' } });
    expect(listSettingChanges(of('7'), of('8'))).toMatchObject([
      { before: 'Customers (ID 7)', after: 'Customers (ID 8)' },
    ]);
  });

  it('name every mapping that came, went, or follows another rule, and no other', () => {
    if (email === undefined || firstName === undefined) throw new Error('there are defaults');
    const added = { ...firstName, salesforceField: 'Department', hasBlankProtection: true };
    const after = {
      ...initial,
      mappings: [{ ...email, rule: 'two_way' as const }, ...initial.mappings.slice(2), added],
    };
    const was = 'prefer_salesforce_unless_blank';
    expect(listSettingChanges(initial, after)).toEqual([
      { setting: 'mapping', subject: 'Lead: email – Email', before: was, after: 'two_way' },
      expect.objectContaining({ setting: 'mapping', before: was, after: null }),
      { setting: 'mapping', subject: expect.stringContaining('Department'), before: null, after: was },
      {
        setting: 'blankProtection',
        subject: expect.stringContaining('Department'),
        before: 'false',
        after: 'true',
      },
    ]);
  });
});
