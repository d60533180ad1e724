import { describe, expect, it } from 'vitest';
import { decisionRows } from '#lib/domain/decision-rows.fixtures.ts';
import { situations } from '#lib/domain/decision-situations.fixtures.ts';
import { combine, type Met, meet, person } from '#lib/domain/decision-table.fixtures.ts';
import { clearableKinds, context, field, mapping, property } from '#lib/domain/field-mapping.fixtures.ts';
import type { FieldMapping } from '#lib/domain/field-mapping.ts';
import { writeHubspotValue, writeSalesforceValue } from '#lib/domain/field-values.ts';
import { judgeImported } from '#lib/domain/import-decision.ts';
import { checkMappings, mappingFaultCodes } from '#lib/domain/mapping-check.ts';
import {
  conflictReasons,
  exclusionReasons,
  type Failure,
  fieldFaultCodes,
  type Outcome,
  outcomeKinds,
  ownFailureCodes,
  skipReasons,
  undoSkipReasons,
} from '#lib/domain/outcome.ts';
import { type PastWrite, planUndo, undoOutcome } from '#lib/domain/plan-undo.ts';
import type { SalesforceRecord } from '#lib/domain/records.ts';
import { initialSettings } from '#lib/domain/settings.ts';
import type { PendingChange } from '#lib/ports/inbox.ts';
import { predictWrites } from './predict-writes.ts';
import { toBatchRecord } from './record-batch.ts';
import { settleOutside } from './settle-imports.ts';
import type { GatedPair } from './sync-pair.ts';
import { writeRecords } from './write-records.ts';

/** What is still to be built; whoever reaches it takes it off this list. */
const notYetReached: readonly string[] = [];

const change: PendingChange = {
  changeId: '1',
  side: 'hubspot',
  recordKind: 'contact',
  recordId: '101',
  runId: null,
  triggers: ['contact_changed'],
  attempts: 0,
  hintVersion: 1,
};

function gatedFrom({ pair, gate, rules, decision }: Met, attempts = 0): GatedPair {
  return {
    pair: {
      ...pair,
      hubspotContactId: pair.contact === null ? null : '101',
      changes: [{ ...change, attempts }],
      link: null,
      ofLinkedRecord: new Set(),
      endingLinks: [],
    },
    gate,
    waitsUntil: null,
    criteriaPrint: null,
    rules: { revision: 1, pinned: initialSettings(), rules },
    decision,
  };
}

/** Outcomes of the first circumstances of every row of the decision table, all writes taken. */
function outcomesOfTable(): Outcome[] {
  const gated = decisionRows.flatMap(({ of, when }) => {
    const [given] = combine(when);
    return given === undefined ? [] : [gatedFrom(meet(situations[of], given))];
  });
  return toBatchRecord(gated, predictWrites(gated), 0, 'real').settled.map(({ outcome }) => outcome);
}

/** Outcomes that the table does not tell apart: what values, defaults and repeated failures make of a decision. */
function otherOutcomes(): Outcome[] {
  const [given] = combine({ gate: ['allowed'], create: ['lead'], account: ['off'], named: ['contact'] });
  if (given === undefined) return [];
  const { email, ...nameless } = person.properties;
  const agreeing = { Email: email ?? null, LastName: 'Lovelace', Title: 'Countess' };
  const linking = meet({ contact: person, record: { fields: agreeing }, pair: {} }, given);
  const creating = meet({ contact: person, record: null, pair: {} }, given);
  const failing = meet(
    { contact: null, record: { fields: nameless } },
    { ...given, automatic: 'before it was created' },
  );
  const settled = [linking, failing].map((met) => gatedFrom(met));
  const tired = gatedFrom(creating, 5);
  const written = toBatchRecord(settled, predictWrites(settled), 0, 'real');
  const lost = toBatchRecord([tired], { results: new Map(), interruption: null }, 0, 'real');
  return [...written.settled, ...lost.settled].map(({ outcome }) => outcome);
}

/** Outcomes of undoing one write of a title, by what has become of it since. */
function outcomesOfUndos(): Outcome[] {
  const salesforce = { side: 'salesforce', field: 'Title', before: 'Lady', after: 'Countess' } as const;
  const hubspot = { ...salesforce, side: 'hubspot', field: 'jobtitle' } as const;
  const undo = (
    outcome: PastWrite['outcome'],
    change: PastWrite['changes'][number],
    title: string | null,
  ) => {
    const record = { salesforceType: 'Lead', fields: { Title: title } } as const;
    const isThere = title !== null;
    const plan = planUndo({
      history: [{ outcome, salesforceType: 'Lead', salesforceId: '1', changes: [change] }],
      contact: isThere ? { properties: { jobtitle: title } } : null,
      link: null,
      records: new Map(isThere ? [['1', record]] : []),
      properties: new Map(),
      fields: { Lead: new Map(), Contact: new Map() },
      mappings: { Lead: [], Contact: [] },
      fingerprint: (canonical) => String(canonical),
      context,
    });
    return undoOutcome(plan);
  };
  return [
    undo('updated', salesforce, 'Duchess'),
    undo('created_in_salesforce', salesforce, 'Countess'),
    undo('updated', hubspot, null),
    undo('updated', salesforce, null),
  ];
}

/** Outcomes of an import: an address nobody can have, and a contact outside the list. */
function outcomesOfImports(): Outcome[] {
  const [given] = combine({ gate: ['excluded'], create: ['lead'], account: ['off'], named: ['contact'] });
  if (given === undefined) return [];
  const met = gatedFrom(meet({ contact: person, record: { fields: {} }, pair: {} }, given));
  const { hubspotContactId } = person;
  const link = {
    hubspotContactId,
    salesforceId: '003000000000001AAA',
    salesforceType: 'Contact',
    state: 'email_only',
    isPinned: false,
    base: {},
    criteriaPrint: null,
  } as const;
  const imported = { ...met.pair, link, changes: [{ ...change, triggers: ['import'] }] };
  const movement = { isListProcessing: false, lastJoinAtMs: null };
  const outside = settleOutside({ ...met, pair: imported }, initialSettings(), movement, Date.now());
  const record = { ...met.pair.salesforce, email: 'nobody@', fields: {} } as SalesforceRecord;
  const verdict = judgeImported(record);
  const settled = toBatchRecord([outside], predictWrites([outside]), 0, 'real').settled;
  return [
    ...settled.map(({ outcome }) => outcome),
    ...(verdict.kind === 'skip' ? [{ kind: 'skipped', reason: verdict.reason } as const] : []),
  ];
}

const outcomes = [...outcomesOfTable(), ...otherOutcomes(), ...outcomesOfUndos(), ...outcomesOfImports()];

function faultsOfValues(): string[] {
  const kinds = new Map(clearableKinds.map(({ kind, mapping: joined }) => [kind, joined]));
  const refused = (kind: (typeof clearableKinds)[number]['kind'], value: string) => {
    const joined = kinds.get(kind) ?? mapping();
    return [writeHubspotValue(value, joined, context), writeSalesforceValue(value, joined, context)];
  };
  const results = [
    ...refused('text', 'x'.repeat(65_537)),
    ...refused('single_choice', 'Klingon'),
    ...refused('number', 'many'),
    ...refused('owner', 'nobody@example.com'),
    writeSalesforceValue(null, mapping({}, { isRequiredOnCreate: true }), context),
  ];
  return results.flatMap((result) => (result.ok ? [] : [result.code]));
}

/** Codes of refusals by a platform, as they become faults of single fields. */
async function faultsOfRefusals(): Promise<string[]> {
  const codes = ['FIELD_CUSTOM_VALIDATION_EXCEPTION', 'READ_ONLY_VALUE'];
  const found = codes.map(async (code) => {
    const failure: Failure = {
      code,
      side: 'salesforce',
      field: 'Phone',
      detail: null,
      isRetryable: false,
      fixer: 'salesforce_admin',
    };
    const writes = [{ key: 1, fields: { Phone: '1', Title: 'x' }, required: new Set<string>() }];
    const { results } = await writeRecords(writes, 1, async ([write]) => [
      write !== undefined && 'Phone' in write.fields
        ? { isWritten: false, failure }
        : { isWritten: true, recordId: '1' },
    ]);
    const result = results.get(1);
    return result?.kind === 'written' ? result.faults.map((fault) => fault.code) : [];
  });
  return (await Promise.all(found)).flat();
}

function faultsOfMappings(): string[] {
  const properties = [
    property({ name: 'email' }),
    property({ name: 'nickname' }),
    property({ name: 'score', isWritable: false }),
    property({ name: 'birthday', type: 'date' }),
  ];
  const fields = [
    field({ name: 'Email', type: 'email' }),
    field({ name: 'Text__c' }),
    field({ name: 'Sum__c', isCalculated: true, isUpdateable: false, isCreateable: false }),
    field({ name: 'Id__c', isUpdateable: false, isCreateable: false }),
    field({ name: 'Once__c', isUpdateable: false }),
  ];
  const map = (hubspotProperty: string, salesforceField: string): FieldMapping => ({
    salesforceType: 'Contact',
    hubspotProperty,
    salesforceField,
    rule: 'two_way',
    hasBlankProtection: false,
  });
  const mappings = [
    ['missing', 'Missing__c'],
    ['score', 'Text__c'],
    ['birthday', 'Text__c'],
    ['nickname', 'Sum__c'],
    ['nickname', 'Id__c'],
    ['nickname', 'Once__c'],
  ].map(([from = '', to = '']) => map(from, to));
  const byName = <T extends { name: string }>(items: T[]) => new Map(items.map((item) => [item.name, item]));
  const live = { Lead: byName(fields), Contact: byName(fields) };
  return checkMappings(mappings, byName(properties), live).faults.map(({ code }) => code);
}

const reasons = outcomes.flatMap((outcome) => ('reason' in outcome ? [outcome.reason] : []));
const failures = outcomes.flatMap((outcome) => (outcome.kind === 'failed' ? [outcome.failure.code] : []));

const faults = [
  ...faultsOfValues(),
  ...(await faultsOfRefusals()),
  ...outcomes.flatMap((outcome) => ('faults' in outcome ? outcome.faults.map(({ code }) => code) : [])),
];

/** What a closed list knows and nothing reaches. */
const missing = (all: readonly string[], reached: readonly string[]) =>
  all.filter((each) => !reached.includes(each) && !notYetReached.includes(each));

describe('every word for what became of a record is reached by a case', () => {
  it.each([
    ['kind of outcome', outcomeKinds, outcomes.map(({ kind }) => kind)],
    ['reason to exclude', exclusionReasons, reasons],
    ['reason to skip', skipReasons, reasons],
    ['reason why an undo writes nothing', undoSkipReasons, reasons],
    ['reason for a conflict', conflictReasons, reasons],
    ['failure of our own', ownFailureCodes, failures],
    ['fault of a field', fieldFaultCodes, faults],
    ['fault of a mapping', mappingFaultCodes, faultsOfMappings()],
  ])('%s', (_, all, reached) => {
    expect(missing(all, reached)).toEqual([]);
  });

  it('and what is not reached yet is not reached', () => {
    const reached: readonly string[] = outcomes.map(({ kind }) => kind);
    expect(notYetReached.filter((each) => reached.includes(each))).toEqual([]);
  });

  it('and a word that nothing reaches is told', () => {
    expect(missing([...skipReasons, 'felt_like_it'], reasons)).toEqual(['felt_like_it']);
  });
});
