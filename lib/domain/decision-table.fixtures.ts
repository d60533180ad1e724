import { emailSchemas, mapping, context as values } from './field-mapping.fixtures.ts';
import {
  type DecisionContext,
  type DecisionRules,
  decidePair,
  decideUnpaired,
  type NamedParts,
  type PairDecision,
  type PairReading,
} from './pair-decision.ts';
import type { HubspotContact, SalesforceRecord, SalesforceType } from './records.ts';
import { initialSettings, type SyncSettings } from './settings.ts';
import type { GateAnswer } from './sync-gate.ts';

/** The circumstances that rule book, section 3, distinguishes, and all they can be. */
export const dimensions = {
  gate: ['no list', 'allowed', 'excluded', 'unknown'],
  /** Which of the pair's parts its triggers named. */
  named: [
    'contact',
    'linked record',
    'other record',
    'contact, linked record',
    'contact, other record',
    'linked record, other record',
    'contact, linked record, other record',
  ],
  type: ['Lead', 'Contact'],
  create: ['nothing', 'lead', 'contact'],
  /** The setting, and what it finds. */
  account: ['off', 'on, unknown', 'on, known'],
  /** When automatic creation of the record's type was switched on. */
  automatic: ['off', 'before it was created', 'in the second it was created', 'after it was created'],
  onDelete: ['keep', 'archive'],
} as const;

type Dimensions = typeof dimensions;
export type Circumstances = { readonly [Name in keyof Dimensions]: Dimensions[Name][number] };

/** What a pair is like before anybody decides it. */
export type Situation = {
  readonly contact: HubspotContact | null;
  readonly record: Partial<SalesforceRecord> | null;
  /** Absent: there is no contact, and there never was. */
  readonly pair?: Partial<PairReading>;
};

const createdAt = '2026-06-01T12:00:00.000Z';
const switchedOnAt = {
  off: null,
  'before it was created': '2026-05-31T12:00:00.000Z',
  'in the second it was created': '2026-06-01T12:00:00.900Z',
  'after it was created': '2026-06-01T12:00:01.000Z',
} as const;

export const person: HubspotContact = {
  hubspotContactId: '101',
  email: 'ada@example.com',
  additionalEmails: [],
  mergedIds: [],
  properties: { email: 'ada@example.com', lastname: 'Lovelace', jobtitle: 'Countess', company: 'Acme' },
  createdAt: '2026-01-01T00:00:00.000Z',
  updatedAt: '2026-01-01T00:00:00.000Z',
};

/** Differs from the contact in one field for each direction. */
function recordOf(type: SalesforceType, changes: Partial<SalesforceRecord>): SalesforceRecord {
  return {
    salesforceType: type,
    salesforceId: type === 'Lead' ? '00Q000000000001AAA' : '003000000000001AAA',
    email: 'ada@example.com',
    fields: { Email: 'ada@example.com', LastName: 'Byron', Title: 'Lady' },
    createdAt,
    lastModifiedAt: createdAt,
    isConverted: false,
    convertedContactId: null,
    ...changes,
  };
}

const fieldMappings = (salesforceType: SalesforceType) => [
  mapping(...emailSchemas, { salesforceType, rule: 'prefer_salesforce_unless_blank' }),
  mapping(
    { name: 'lastname' },
    { name: 'LastName', isRequiredOnCreate: true },
    { salesforceType, rule: 'always_hubspot' },
  ),
  mapping({ name: 'jobtitle' }, { name: 'Title' }, { salesforceType, rule: 'always_salesforce' }),
];

const reading = { listId: '7', readAt: '2026-11-24T10:00:00.000Z' } as const;
const gates: Record<Circumstances['gate'], GateAnswer> = {
  'no list': { kind: 'allowed', reading: null },
  allowed: { kind: 'allowed', reading: { ...reading, answer: 'member' } },
  excluded: { kind: 'excluded', reading: { ...reading, answer: 'not_member' } },
  unknown: { kind: 'unknown', reading: { ...reading, answer: 'unknown' } },
};

/** A situation in given circumstances, and what is decided about it. */
export type Met = {
  readonly pair: PairReading;
  readonly gate: GateAnswer;
  readonly rules: DecisionRules;
  readonly decision: PairDecision;
};

/** Decides a situation, with the accounts looked up where the decision asks for them. */
export function meet(situation: Situation, given: Circumstances): Met {
  const rules = rulesIn(given);
  const gate = gates[given.gate];
  const pair: PairReading = {
    contact: situation.contact,
    salesforce: situation.record === null ? null : recordOf(given.type, situation.record),
    isLinked: false,
    fate: 'live',
    hasMovedLink: false,
    isClaimedElsewhere: false,
    named: namedParts(given.named),
    hadCreationSync: false,
    isEcho: false,
    base: null,
    ...situation.pair,
  };
  const isUnpaired = situation.pair === undefined;
  const decide = (context: DecisionContext) =>
    isUnpaired
      ? decideUnpaired(pair.salesforce, pair.hadCreationSync, rules, context)
      : decidePair(pair, gate, rules, context);
  const decision = decide(nothingLookedUp);
  if (decision.kind !== 'needs_account') return { pair, gate, rules, decision };
  const account = given.account === 'on, known' ? ([[decision.domain, '001000000000001AAA']] as const) : [];
  return { pair, gate, rules, decision: decide({ ...nothingLookedUp, accountIdByDomain: new Map(account) }) };
}

const nothingLookedUp: DecisionContext = {
  editTimes: null,
  accountIdByDomain: null,
  fingerprint: (canonical) => JSON.stringify(canonical),
  values,
};

function rulesIn(given: Circumstances): DecisionRules {
  const settings: SyncSettings = {
    ...initialSettings(),
    createInSalesforce: given.create,
    contactForKnownAccount: given.account !== 'off',
    autoCreateSince: { Lead: null, Contact: null, [given.type]: switchedOnAt[given.automatic] },
    onSalesforceDelete: given.onDelete,
  };
  return { settings, mappings: { Lead: fieldMappings('Lead'), Contact: fieldMappings('Contact') } };
}

function namedParts(named: Circumstances['named']): NamedParts {
  return {
    contact: named.includes('contact'),
    linkedRecord: named.includes('linked record'),
    otherRecord: named.includes('other record'),
  };
}

/** A decision in the words of the table. */
export function describeDecision(decision: PairDecision): string {
  switch (decision.kind) {
    case 'settle': {
      const { outcome, link } = decision;
      const why =
        'reason' in outcome ? outcome.reason : outcome.kind === 'failed' ? outcome.failure.code : '';
      const name = why === '' ? outcome.kind : `${outcome.kind}: ${why}`;
      return link === 'keep' ? name : `${name}, ${link} link`;
    }
    case 'create_in_salesforce': {
      const isOfAccount = decision.creation.fields.AccountId !== undefined;
      return `create ${decision.salesforceType}${isOfAccount ? ' of the Account' : ''}`;
    }
    case 'create_in_hubspot':
      return 'create H';
    case 'archive_in_hubspot':
      return 'archive H, end link';
    case 'sync': {
      const { toHubspot, toSalesforce } = decision.plan;
      const ways = [toHubspot.jobtitle && 'S → H', toSalesforce.LastName && 'H → S'].filter(Boolean);
      return `${ways.join(', ')}${decision.isCreationSync ? ', once' : ''}`;
    }
    case 'wait':
    case 'needs_account':
    case 'needs_edit_times':
      return decision.kind;
  }
}

/** Every combination of circumstances within `allowed`. */
export function combine(
  allowed: Partial<{ [Name in keyof Dimensions]: readonly string[] }>,
): Circumstances[] {
  let all: Record<string, string>[] = [{}];
  for (const [name, every] of Object.entries(dimensions)) {
    const options = allowed[name as keyof Dimensions] ?? every;
    all = all.flatMap((given) => options.map((option) => ({ ...given, [name]: option })));
  }
  return all as Circumstances[];
}
