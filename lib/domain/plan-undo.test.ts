import { describe, expect, it } from 'vitest';
import { context, mapping } from './field-mapping.fixtures.ts';
import { planFieldSync } from './field-sync.ts';
import { apartBase, baseAfterRestoring } from './field-writes.ts';
import type { FieldChange } from './outcome.ts';
import { type PastWrite, planUndo, type UndoInput, undoOutcome } from './plan-undo.ts';
import type { SalesforceValue } from './records.ts';

const fingerprint = (canonical: string | null) => (canonical === null ? '' : `f(${canonical})`);
const phone = mapping({ name: 'phone' }, { name: 'Phone', type: 'phone' }, { salesforceType: 'Lead' });
const revenue = mapping(
  { name: 'revenue', type: 'number' },
  { name: 'Revenue__c', type: 'currency', scale: 2 },
  { salesforceType: 'Lead' },
);
const vip = mapping(
  { name: 'vip', type: 'bool' },
  { name: 'Vip__c', type: 'boolean' },
  { salesforceType: 'Lead' },
);
const all = [phone, revenue, vip];

const inHubspot = (field: string, before: string | null, after: string | null): FieldChange => ({
  side: 'hubspot',
  field,
  before,
  after,
});
const inSalesforce = (field: string, before: string | null, after: string | null): FieldChange => ({
  side: 'salesforce',
  field,
  before,
  after,
});

const wrote = (changes: readonly FieldChange[], more: Partial<PastWrite> = {}): PastWrite => ({
  outcome: 'updated',
  salesforceType: 'Lead',
  salesforceId: '00Q1',
  changes,
  ...more,
});

function plan(
  history: readonly PastWrite[],
  {
    hubspot = {} as Record<string, string | null> | null,
    salesforce = {} as Record<string, SalesforceValue> | null,
    more = {} as Partial<UndoInput>,
  } = {},
) {
  return planUndo({
    history,
    contact: hubspot === null ? null : { properties: hubspot },
    records:
      salesforce === null ? new Map() : new Map([['00Q1', { salesforceType: 'Lead', fields: salesforce }]]),
    link: { salesforceId: '00Q1', salesforceType: 'Lead' },
    properties: new Map(all.map(({ property }) => [property.name, property])),
    fields: { Lead: new Map(all.map(({ field }) => [field.name, field])), Contact: new Map() },
    mappings: { Lead: all, Contact: [] },
    fingerprint,
    context,
    ...more,
  });
}

describe('one value', () => {
  const rows: [string, string | null, string | null, string | null, string][] = [
    ['is given back where it is the one the run wrote', '1', '2', '2', 'restore 1'],
    ['is cleared where it was blank before', null, '2', '2', 'restore (blank)'],
    ['is filled again where the run cleared it', '1', null, null, 'restore 1'],
    ['is left alone where it was edited since', '1', '2', '3', 'edited_since'],
    ['is left alone where it was cleared since', '1', '2', null, 'edited_since'],
    ['needs nothing where it is back already', '1', '2', '1', 'nothing'],
  ];
  it.each(rows)('%s', (_, before, after, now, expected) => {
    const seen = [
      plan([wrote([inHubspot('phone', before, after)])], { hubspot: { phone: now } }),
      plan([wrote([inSalesforce('Phone', before, after)])], { salesforce: { Phone: now } }),
    ].map(({ toHubspot, toSalesforce, faults }) => {
      const written = [...Object.values(toHubspot), ...Object.values(toSalesforce.get('00Q1') ?? {})];
      if (written.length > 0) return `restore ${written[0] || '(blank)'}`;
      return faults[0]?.code ?? 'nothing';
    });
    expect(seen).toEqual([expected, expected]);
  });

  it('is no edit because the platform keeps it in another form', () => {
    const { toSalesforce, faults } = plan([wrote([inSalesforce('Revenue__c', '5', '1200.5')])], {
      salesforce: { Revenue__c: 1200.5 },
    });
    expect([toSalesforce.get('00Q1'), faults]).toEqual([{ Revenue__c: 5 }, []]);
  });

  it('is written in its own type', () => {
    const { toSalesforce } = plan([wrote([inSalesforce('Vip__c', 'false', 'true')])], {
      salesforce: { Vip__c: true },
    });
    expect(toSalesforce.get('00Q1')).toEqual({ Vip__c: false });
  });

  it('that may not be written any more is reported', () => {
    const { changes, faults } = plan([wrote([inHubspot('gone', '1', '2')])], { hubspot: { gone: '2' } });
    expect([changes, faults]).toEqual([
      [],
      [{ side: 'hubspot', field: 'gone', code: 'read_only_field', valueLength: 1 }],
    ]);
  });
});

describe('several writes of one run', () => {
  it('are taken together: the first value before, the last value after', () => {
    const { toHubspot } = plan(
      [wrote([inHubspot('phone', '1', '2')]), wrote([inHubspot('phone', '2', '3')])],
      { hubspot: { phone: '3' } },
    );
    expect(toHubspot).toEqual({ phone: '1' });
  });

  it('to different records are given back to each', () => {
    const { toSalesforce, skip } = plan(
      [
        wrote([inSalesforce('Phone', '1', '2')], { salesforceId: '00Q0' }),
        wrote([inSalesforce('Phone', '5', '6')]),
      ],
      { salesforce: { Phone: '6' } },
    );
    expect([[...toSalesforce], skip]).toEqual([[['00Q1', { Phone: '5' }]], 'salesforce_record_gone']);
  });
});

describe('the outcome', () => {
  const rows: [string, PastWrite[], Parameters<typeof plan>[1], string][] = [
    ['one restored', [wrote([inHubspot('phone', '1', '2')])], { hubspot: { phone: '2' } }, 'updated'],
    [
      'one restored, one edited since',
      [wrote([inHubspot('phone', '1', '2'), inHubspot('revenue', '1', '2')])],
      { hubspot: { phone: '2', revenue: '7' } },
      'updated',
    ],
    [
      'all edited since',
      [wrote([inHubspot('phone', '1', '2')])],
      { hubspot: { phone: '3' } },
      'skipped edited_since',
    ],
    ['all back already', [wrote([inHubspot('phone', '1', '2')])], { hubspot: { phone: '1' } }, 'unchanged'],
    [
      'the contact is gone',
      [wrote([inHubspot('phone', '1', '2')])],
      { hubspot: null },
      'skipped hubspot_contact_gone',
    ],
    [
      'the record is gone',
      [wrote([inSalesforce('Phone', '1', '2')])],
      { salesforce: null },
      'skipped salesforce_record_gone',
    ],
    [
      'the record was created by the run',
      [wrote([inSalesforce('Phone', null, '2')], { outcome: 'created_in_salesforce' })],
      { salesforce: { Phone: '2' } },
      'skipped created_record_kept',
    ],
    [
      'the contact was created by the run',
      [wrote([inHubspot('phone', null, '2')], { outcome: 'created_in_hubspot' })],
      { hubspot: { phone: '2' } },
      'skipped created_record_kept',
    ],
  ];
  it.each(rows)('%s', (_, history, current, expected) => {
    const outcome = undoOutcome(plan(history, current));
    expect('reason' in outcome ? `${outcome.kind} ${outcome.reason}` : outcome.kind).toBe(expected);
  });
});

describe('after an undo', () => {
  const before = fingerprint('2');
  const [restored] = plan([wrote([inHubspot('phone', '1', '2')])], { hubspot: { phone: '2' } }).bases;
  const base = { 'phone:Phone': baseAfterRestoring(before, 'hubspot', restored?.print ?? '') ?? '' };
  const sync = (rule: typeof phone.rule, hubspot: string, salesforce: string) => {
    const result = planFieldSync({
      mappings: [{ ...phone, rule }],
      hubspot: { properties: { phone: hubspot } },
      salesforce: { fields: { Phone: salesforce }, lastModifiedAt: '2026-11-25T10:00:00Z' },
      base,
      editTimes: new Map(),
      fingerprint,
      context,
    });
    if (result.kind !== 'plan') throw new Error('edit times were given');
    return result;
  };
  const rules = ['prefer_salesforce_unless_blank', 'always_salesforce', 'two_way', 'always_hubspot'] as const;

  it.each(rules)('%s: its own change coming back writes nothing, and stays so', (rule) => {
    const { changes, nextBase } = sync(rule, '1', '2');
    expect([changes, nextBase]).toEqual([[], base]);
  });

  it('the next edit of the other side is decided by the rule', () => {
    expect(sync('two_way', '1', '3').toHubspot).toEqual({ phone: '3' });
    expect(sync('prefer_salesforce_unless_blank', '1', '3').toHubspot).toEqual({ phone: '3' });
    expect(sync('always_hubspot', '1', '3').toSalesforce).toEqual({ Phone: '1' });
  });

  it('the next edit of the restored side is decided by the rule', () => {
    expect(sync('two_way', '4', '2').toSalesforce).toEqual({ Phone: '4' });
    expect(sync('prefer_salesforce_unless_blank', '4', '2').toHubspot).toEqual({ phone: '2' });
  });

  it('both sides agree again once they hold the same', () => {
    expect(sync('two_way', '2', '2').nextBase).toEqual({ 'phone:Phone': fingerprint('2') });
  });

  it('a side that is restored twice keeps what the other one agreed to', () => {
    const apart = apartBase({ hubspot: 'h', salesforce: 's' });
    expect(baseAfterRestoring(apart, 'hubspot', 'x')).toBe('|x|s');
    expect(baseAfterRestoring(apart, 'salesforce', 'h')).toBe('h');
    expect(baseAfterRestoring(undefined, 'salesforce', 'h')).toBeUndefined();
  });
});
