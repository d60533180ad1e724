import { describe, expect, it } from 'vitest';
import { context, mapping } from './field-mapping.fixtures.ts';
import { type ResolvedMapping, type SyncRule, syncRules } from './field-mapping.ts';
import { baseKey, type FieldSyncInput, planFieldSync } from './field-sync.ts';
import { comparableValue } from './field-values.ts';
import { openBase } from './field-writes.ts';
import type { SalesforceValue } from './records.ts';

const fingerprint = (canonical: string | null) => `print of ${JSON.stringify(canonical)}`;
const salesforceEditedAt = '2026-11-23T10:00:05Z';
const hubspotEdit = {
  earlier: '2026-11-23T10:00:04.999Z',
  later: '2026-11-23T10:00:06.000Z',
};

describe('checkboxes, which cannot be blank in Salesforce', () => {
  const checkbox = mapping({ name: 'vip', type: 'bool' }, { name: 'Vip__c', type: 'boolean' });
  const planCheckbox = (
    rule: SyncRule,
    hubspot: string | null,
    salesforce: boolean,
    base: string | null | undefined,
    hasBlankProtection = false,
  ) => {
    const joined = { ...checkbox, rule, hasBlankProtection };
    const result = planFieldSync({
      mappings: [joined],
      hubspot: { properties: { vip: hubspot } },
      salesforce: { fields: { Vip__c: salesforce }, lastModifiedAt: salesforceEditedAt },
      base: base === undefined ? null : { 'vip:Vip__c': fingerprint(comparableValue(base, joined)) },
      editTimes: new Map(),
      fingerprint,
      context,
    });
    if (result.kind !== 'plan') throw new Error('edit times were given');
    return result;
  };

  it.each(syncRules)('%s: a blank HubSpot checkbox agrees with an unticked one', (rule) => {
    for (const base of [undefined, 'true', 'false', null]) {
      expect(planCheckbox(rule, null, false, base).changes).toEqual([]);
    }
  });

  it('unticks Salesforce where HubSpot was cleared, once', () => {
    expect(planCheckbox('always_hubspot', null, true, 'true').toSalesforce).toEqual({ Vip__c: false });
    expect(planCheckbox('always_hubspot', null, true, 'true', true).toSalesforce).toEqual({});
  });

  it('fills a blank HubSpot checkbox at first contact even where HubSpot leads', () => {
    expect(planCheckbox('always_hubspot', null, true, undefined).toHubspot).toEqual({ vip: 'true' });
  });

  it('takes an unticked Salesforce checkbox for a value, not for a blank', () => {
    expect(planCheckbox('prefer_salesforce_unless_blank', 'true', false, undefined).toHubspot).toEqual({
      vip: 'false',
    });
    expect(planCheckbox('always_salesforce', 'true', false, 'true', true).toHubspot).toEqual({
      vip: 'false',
    });
  });
});

describe('several fields of one pair', () => {
  const lastName = mapping(
    { name: 'lastname' },
    { name: 'LastName', maxLength: 80, isRequiredOnCreate: true },
  );
  const title = mapping({ name: 'jobtitle' }, { name: 'Title', maxLength: 5 });
  const phone = mapping({ name: 'phone' }, { name: 'Phone', type: 'phone' });
  const city = mapping({ name: 'city' }, { name: 'MailingCity' });
  const printed = (...entries: [ResolvedMapping, string | null][]) =>
    Object.fromEntries(entries.map(([joined, value]) => [baseKey(joined), fingerprint(value)]));

  function planPair(
    mappings: ResolvedMapping[],
    properties: Record<string, string | null>,
    fields: Record<string, SalesforceValue>,
    changes: Partial<FieldSyncInput> = {},
  ) {
    return planFieldSync({
      mappings,
      hubspot: { properties },
      salesforce: { fields, lastModifiedAt: salesforceEditedAt },
      base: null,
      editTimes: null,
      fingerprint,
      context,
      ...changes,
    });
  }

  it('reports a value that cannot cross and lets the others cross', () => {
    const base = printed([title, 'CTO'], [phone, null], [lastName, 'Hopper']);
    expect(
      planPair(
        [title, phone, lastName],
        { jobtitle: 'Rear admiral', phone: '555 01', lastname: null },
        { Title: 'CTO', Phone: null, LastName: 'Hopper' },
        { base },
      ),
    ).toEqual({
      kind: 'plan',
      toHubspot: {},
      toSalesforce: { Phone: '555 01' },
      changes: [{ side: 'salesforce', field: 'Phone', before: null, after: '555 01' }],
      faults: [
        { side: 'salesforce', field: 'Title', code: 'value_too_long', valueLength: 12 },
        { side: 'salesforce', field: 'LastName', code: 'required_field_blank', valueLength: 0 },
      ],
      nextBase: {
        [baseKey(title)]: openBase(fingerprint('CTO')),
        [baseKey(lastName)]: openBase(fingerprint('Hopper')),
        ...printed([phone, '55501']),
      },
      lost: [],
    });
  });

  it('asks only for the edit times it needs', () => {
    const base = printed([title, 'CTO'], [city, 'Paris'], [phone, '1']);
    const needed = planPair(
      [title, city, phone, { ...lastName, rule: 'always_salesforce' }],
      { jobtitle: 'CEO', city: 'Rome', phone: '1', lastname: 'Hopper' },
      { Title: 'COO', MailingCity: 'Bern', Phone: '2', LastName: 'Lovelace' },
      { base },
    );
    expect(needed).toEqual({ kind: 'needs_edit_times', properties: ['city', 'jobtitle'] });
  });

  it('decides each contested field by its own edit time', () => {
    const decided = planPair(
      [title, city],
      { jobtitle: 'CEO', city: 'Rome' },
      { Title: 'COO', MailingCity: 'Bern' },
      {
        editTimes: new Map([
          ['jobtitle', hubspotEdit.later],
          ['city', hubspotEdit.earlier],
        ]),
      },
    );
    expect(decided).toHaveProperty('toHubspot', { city: 'Bern' });
    expect(decided).toHaveProperty('toSalesforce', { Title: 'CEO' });
    expect(decided).toHaveProperty('lost', [
      { side: 'hubspot', field: 'city', before: 'Rome', after: 'Bern' },
      { side: 'salesforce', field: 'Title', before: 'COO', after: 'CEO' },
    ]);
  });

  it.each([
    ['has no edit but ours', new Map<string, string>()],
    ['has an edit time that cannot be read', new Map([['city', 'yesterday']])],
  ])('lets Salesforce win where HubSpot %s', (_, editTimes) => {
    const decided = planPair([city], { city: 'Rome' }, { MailingCity: 'Bern' }, { editTimes });
    expect(decided).toHaveProperty('changes', [
      { side: 'hubspot', field: 'city', before: 'Rome', after: 'Bern' },
    ]);
  });

  it('keeps the value of the loser out of history when the winner could not be written', () => {
    const editTimes = new Map([['jobtitle', hubspotEdit.later]]);
    const decided = planPair([title], { jobtitle: 'Rear admiral' }, { Title: 'COO' }, { editTimes });
    expect(decided).toEqual({
      kind: 'plan',
      toHubspot: {},
      toSalesforce: {},
      changes: [],
      faults: [{ side: 'salesforce', field: 'Title', code: 'value_too_long', valueLength: 12 }],
      nextBase: {},
      lost: [],
    });
  });

  it('shows before and after in the form of the side that was written', () => {
    const amount = mapping(
      { name: 'amount', type: 'number' },
      { name: 'Amount__c', type: 'double', scale: 2 },
    );
    const base = printed([amount, '5']);
    expect(planPair([amount], { amount: '5.00' }, { Amount__c: 6 }, { base })).toMatchObject({
      changes: [{ side: 'hubspot', field: 'amount', before: '5.00', after: '6' }],
    });
    expect(planPair([amount], { amount: '' }, { Amount__c: 5 }, { base })).toMatchObject({
      changes: [{ side: 'salesforce', field: 'Amount__c', before: '5', after: null }],
    });
  });

  it('forgets the base of a mapping that is gone', () => {
    const base = printed([city, 'Paris'], [title, 'CTO']);
    expect(planPair([city], { city: 'Paris' }, { MailingCity: 'Paris' }, { base })).toHaveProperty(
      'nextBase',
      printed([city, 'Paris']),
    );
  });

  it('reads an edit of mere punctuation in a phone number as no edit', () => {
    const base = printed([phone, '+15550109999']);
    const quiet = planPair([phone], { phone: '+1 (555) 010-9999' }, { Phone: '+15550109999' }, { base });
    expect(quiet).toHaveProperty('changes', []);
    expect(quiet).toHaveProperty('nextBase', base);
  });

  describe('with a side that cannot be written', () => {
    const formula = mapping(
      { name: 'tier' },
      { name: 'Tier__c', isCalculated: true, isUpdateable: false, isCreateable: false },
    );

    it('reports the read-only field under a rule that writes it', () => {
      expect(planPair([formula], { tier: 'gold' }, { Tier__c: null })).toMatchObject({
        changes: [],
        faults: [{ side: 'salesforce', field: 'Tier__c', code: 'read_only_field', valueLength: 4 }],
      });
    });

    it('lets a blank formula field clear HubSpot at first contact under Always use Salesforce', () => {
      const leading = { ...formula, rule: 'always_salesforce' as const };
      expect(planPair([leading], { tier: 'gold' }, { Tier__c: null })).toMatchObject({
        changes: [{ side: 'hubspot', field: 'tier', before: 'gold', after: null }],
        faults: [],
      });
      const careful = { ...leading, hasBlankProtection: true };
      expect(planPair([careful], { tier: 'gold' }, { Tier__c: null })).toMatchObject({
        changes: [],
        faults: [],
      });
    });

    it('reports a read-only property', () => {
      const score = mapping({ name: 'score', isWritable: false }, { name: 'Score__c' });
      expect(planPair([score], { score: null }, { Score__c: '12' })).toMatchObject({
        changes: [],
        faults: [{ side: 'hubspot', field: 'score', code: 'read_only_field', valueLength: 2 }],
      });
    });
  });
});
