import { describe, expect, it } from 'vitest';
import { emailSchemas, mapping, context as values } from './field-mapping.fixtures.ts';
import { decidePair, type PairDecision, type PairReading } from './pair-decision.ts';
import type { HubspotContact, SalesforceRecord } from './records.ts';
import { type CreateInSalesforce, initialSettings } from './settings.ts';
import { askGate, type GateAnswer, stricterAnswer } from './sync-gate.ts';

const fingerprint = (canonical: string | null) => JSON.stringify(canonical);
const reading = { listId: '7', readAt: '2026-11-24T10:00:00.000Z' } as const;
const gates: Record<GateAnswer['kind'], GateAnswer> = {
  allowed: { kind: 'allowed', reading: { ...reading, answer: 'member' } },
  excluded: { kind: 'excluded', reading: { ...reading, answer: 'not_member' } },
  unknown: { kind: 'unknown', reading: { ...reading, answer: 'unknown' } },
};

const contact: HubspotContact = {
  hubspotContactId: '101',
  email: 'ada@example.com',
  additionalEmails: ['ada@home.example'],
  mergedIds: [],
  properties: { email: 'ada@example.com', lastname: 'Lovelace' },
  createdAt: '2026-01-01T00:00:00.000Z',
  updatedAt: '2026-01-01T00:00:00.000Z',
};
const lead: SalesforceRecord = {
  salesforceType: 'Lead',
  salesforceId: '00Q000000000001AAA',
  email: 'ada@example.com',
  fields: { Email: 'ada@example.com', LastName: 'Byron' },
  createdAt: '2026-01-01T00:00:00.000Z',
  lastModifiedAt: '2026-01-01T00:00:00.000Z',
  isConverted: false,
  convertedContactId: null,
};
const mappingsOf = (salesforceType: 'Lead' | 'Contact') => [
  mapping(...emailSchemas, { salesforceType, rule: 'prefer_salesforce_unless_blank' }),
  mapping(
    { name: 'lastname' },
    { name: 'LastName', isRequiredOnCreate: true },
    { salesforceType, rule: 'always_hubspot' },
  ),
];

/** A pair of which nothing but the contact is known. */
const unlinked: Omit<PairReading, 'contact'> = {
  salesforce: null,
  isLinked: false,
  fate: 'live',
  hasMovedLink: false,
  isClaimedElsewhere: false,
  named: { contact: true, linkedRecord: false, otherRecord: false },
  hadCreationSync: false,
  isEcho: false,
  base: null,
};

function decide(
  pair: Partial<PairReading>,
  gate: GateAnswer['kind'] = 'allowed',
  settings: {
    createInSalesforce?: CreateInSalesforce;
    defaultCompany?: string;
    defaultLastName?: string;
  } = {},
): PairDecision {
  const nothing = { ...unlinked, contact };
  const rules = {
    settings: {
      createInSalesforce: 'lead',
      contactForKnownAccount: false,
      defaultCompany: 'n/a',
      defaultLastName: '',
      autoCreateSince: { Lead: null, Contact: null },
      onSalesforceDelete: 'keep',
      ...settings,
    } as const,
    mappings: { Lead: mappingsOf('Lead'), Contact: mappingsOf('Contact') },
  };
  return decidePair({ ...nothing, ...pair }, gates[gate], rules, {
    editTimes: null,
    accountIdByDomain: null,
    fingerprint,
    values,
  });
}

/** Rule book, section 3: the rows in which a HubSpot contact was named. */
describe('decidePair', () => {
  const situations: [string, Partial<PairReading>, Record<GateAnswer['kind'], object>][] = [
    [
      'linked to a record',
      { salesforce: lead, isLinked: true, base: {} },
      {
        allowed: { kind: 'sync' },
        excluded: { outcome: { kind: 'excluded', reason: 'not_in_inclusion_list' } },
        unknown: { kind: 'wait' },
      },
    ],
    [
      'matched by e-mail',
      { salesforce: lead },
      {
        allowed: { kind: 'sync', salesforce: lead },
        excluded: { outcome: { kind: 'excluded' } },
        unknown: { kind: 'wait' },
      },
    ],
    [
      'without a record',
      {},
      {
        allowed: { kind: 'create_in_salesforce', salesforceType: 'Lead' },
        excluded: { outcome: { kind: 'excluded' } },
        unknown: { kind: 'wait' },
      },
    ],
    [
      'whose only matches belong to another contact',
      { isClaimedElsewhere: true },
      {
        allowed: { outcome: { kind: 'conflict', reason: 'link_conflict' } },
        excluded: { outcome: { kind: 'excluded' } },
        unknown: { kind: 'wait' },
      },
    ],
    [
      'without an e-mail address',
      { contact: { ...contact, email: null }, salesforce: lead, isLinked: true },
      {
        allowed: { outcome: { kind: 'skipped', reason: 'no_email' } },
        excluded: { outcome: { kind: 'skipped', reason: 'no_email' } },
        unknown: { outcome: { kind: 'skipped', reason: 'no_email' } },
      },
    ],
    [
      'that is gone',
      { contact: null, isLinked: true },
      {
        allowed: { outcome: { kind: 'skipped', reason: 'hubspot_contact_gone' }, link: 'end' },
        excluded: { outcome: { kind: 'skipped', reason: 'hubspot_contact_gone' }, link: 'end' },
        unknown: { outcome: { kind: 'skipped', reason: 'hubspot_contact_gone' }, link: 'end' },
      },
    ],
  ];
  const rows = situations.flatMap(([name, pair, expected]) =>
    (['allowed', 'excluded', 'unknown'] as const).map((gate) => ({
      name,
      pair,
      gate,
      expected: expected[gate],
    })),
  );

  it.each(rows)('a contact $name, gate $gate', ({ pair, gate, expected }) => {
    expect(decide(pair, gate)).toMatchObject(expected);
  });

  it('creates nothing where nothing is to be created', () => {
    expect(decide({}, 'allowed', { createInSalesforce: 'nothing' })).toMatchObject({
      outcome: { kind: 'skipped', reason: 'no_salesforce_record' },
    });
  });

  it('creates a Contact where Contacts are to be created', () => {
    expect(decide({}, 'allowed', { createInSalesforce: 'contact' })).toMatchObject({
      salesforceType: 'Contact',
    });
  });

  it('fails before any call when a required field has neither value nor default', () => {
    expect(decide({}, 'allowed', { defaultCompany: '' })).toMatchObject({
      outcome: { kind: 'failed', failure: { code: 'required_field_missing', field: 'Company' } },
    });
  });

  it('names the refused value where that is why a required field is missing', () => {
    const tooLong = { ...contact, properties: { ...contact.properties, lastname: 'x'.repeat(65_537) } };
    expect(decide({ contact: tooLong })).toMatchObject({ kind: 'create_in_salesforce' });
    const rules = mappingsOf('Lead').map((each) => ({ ...each, field: { ...each.field, maxLength: 80 } }));
    const decision = decidePair(
      { ...unlinked, contact: tooLong },
      gates.allowed,
      {
        settings: { ...initialSettings(), defaultCompany: 'n/a', defaultLastName: 'n/a' },
        mappings: { Lead: rules, Contact: [] },
      },
      { editTimes: null, accountIdByDomain: null, fingerprint, values },
    );
    expect(decision).toMatchObject({
      outcome: { kind: 'failed', failure: { code: 'value_too_long', field: 'LastName' } },
    });
  });

  const nameless = { ...contact, properties: { email: 'ada@example.com', lastname: '' } };
  const holding = (LastName: string) => ({ ...lead, fields: { ...lead.fields, LastName } });
  const toHubspot = (pair: Partial<PairReading>) => {
    const settings = {
      ...initialSettings(),
      defaultCompany: '',
      defaultLastName: '[not provided]',
    } as const;
    const mappings = mappingsOf('Lead').map((each) => ({
      ...each,
      rule: 'prefer_salesforce_unless_blank' as const,
    }));
    const reading = { ...unlinked, contact: nameless };
    const rules = { settings, mappings: { Lead: mappings, Contact: [] } };
    const decision = decidePair({ ...reading, ...pair }, gates.allowed, rules, {
      editTimes: null,
      accountIdByDomain: null,
      fingerprint,
      values,
    });
    return decision.kind === 'sync' ? decision.plan.toHubspot : null;
  };

  it('takes no default of ours for a value when a record it made is met again as a stranger', () => {
    expect(toHubspot({ salesforce: holding('[not provided]') })).toEqual({});
    expect(toHubspot({ salesforce: holding('Byron') })).toEqual({ lastname: 'Byron' });
  });

  it('takes what is in Salesforce for a value once the pair has a base', () => {
    const linked = { salesforce: holding('[not provided]'), isLinked: true, base: {} };
    expect(toHubspot(linked)).toEqual({ lastname: '[not provided]' });
  });

  it('leaves both addresses alone when the record was matched by a secondary one', () => {
    const salesforce = {
      ...lead,
      email: 'ada@home.example',
      fields: { ...lead.fields, Email: 'ada@home.example' },
    };
    const decision = decide({ salesforce });
    expect(decision.kind === 'sync' && [decision.plan.toHubspot, decision.plan.toSalesforce]).toEqual([
      {},
      { LastName: 'Lovelace' },
    ]);
  });
});

describe('askGate', () => {
  const list = { listId: '7', name: 'Customers' };
  const usable = { kind: 'usable', isProcessing: false, size: 1, filters: null } as const;
  const ask = (...[state, members]: [Parameters<typeof askGate>[1], ReadonlySet<string> | null]) =>
    askGate(list, state, members, reading.readAt).kind;

  it('lets everybody pass where there is no list', () => {
    expect(askGate(null, { kind: 'deleted' }, null, reading.readAt)).toEqual({
      kind: 'allowed',
      reading: null,
    });
  });

  it('answers by the membership that was read', () => {
    expect(ask(usable, new Set(['7', '8']))).toBe('allowed');
    expect(ask(usable, new Set(['8']))).toBe('excluded');
    expect(ask({ ...usable, isProcessing: true }, new Set(['7']))).toBe('allowed');
  });

  it('never takes a failed read for an answer', () => {
    expect(ask(usable, null)).toBe('unknown');
  });

  it.each(['deleted', 'converted', 'unreadable'] as const)('closes while the list is %s', (kind) => {
    expect(ask({ kind }, new Set(['7']))).toBe('unknown');
  });

  it('holds the stricter of two answers', () => {
    const { allowed, excluded, unknown } = gates;
    expect(stricterAnswer(allowed, excluded)).toBe(excluded);
    expect(stricterAnswer(excluded, unknown)).toBe(excluded);
    expect(stricterAnswer(allowed, unknown)).toBe(unknown);
    expect(stricterAnswer(allowed, allowed)).toBe(allowed);
  });
});
