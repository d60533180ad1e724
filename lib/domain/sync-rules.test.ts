import { describe, expect, it } from 'vitest';
import { clearableKinds, context, type SampleValue } from './field-mapping.fixtures.ts';
import { type ResolvedMapping, type SyncRule, syncRules } from './field-mapping.ts';
import { baseKey, type FieldSyncInput, type FieldWrites, planFieldSync } from './field-sync.ts';
import { comparableValue, readHubspotValue } from './field-values.ts';
import { openBase } from './field-writes.ts';

/** Three different values, or blank; `unknown` is a base that was never stored. */
type Letter = 'A' | 'B' | 'C' | 'blank';
type Situation = { readonly base: Letter | 'unknown'; readonly hubspot: Letter; readonly salesforce: Letter };

/** What both sides hold afterwards, `apart` when both keep what they have, `newer` when the edit times decide. */
type Expected = Letter | 'apart' | 'newer';

const situations = {
  'S changed to a value': { base: 'A', hubspot: 'A', salesforce: 'B' },
  'S cleared': { base: 'A', hubspot: 'A', salesforce: 'blank' },
  'S changed to a value, H is blank': { base: 'blank', hubspot: 'blank', salesforce: 'B' },
  'H changed, S has a value': { base: 'A', hubspot: 'B', salesforce: 'A' },
  'H changed, S is blank': { base: 'blank', hubspot: 'B', salesforce: 'blank' },
  'H cleared, S has a value': { base: 'A', hubspot: 'blank', salesforce: 'A' },
  'both changed': { base: 'A', hubspot: 'B', salesforce: 'C' },
  'both changed, S cleared': { base: 'A', hubspot: 'B', salesforce: 'blank' },
  'both changed, H cleared': { base: 'A', hubspot: 'blank', salesforce: 'B' },
  'first contact, only S has a value': { base: 'unknown', hubspot: 'blank', salesforce: 'A' },
  'first contact, only H has a value': { base: 'unknown', hubspot: 'A', salesforce: 'blank' },
  'first contact, two values': { base: 'unknown', hubspot: 'A', salesforce: 'B' },
  'echo of one value': { base: 'A', hubspot: 'B', salesforce: 'B' },
  'echo of a clearing': { base: 'A', hubspot: 'blank', salesforce: 'blank' },
  quiet: { base: 'A', hubspot: 'A', salesforce: 'A' },
  'first contact, agreed': { base: 'unknown', hubspot: 'A', salesforce: 'A' },
} as const satisfies Record<string, Situation>;
type SituationName = keyof typeof situations;

/** Without blank protection; a pair is [without, with] where the protection makes a difference. */
const ruleTable: Record<
  Exclude<SyncRule, 'none'>,
  Record<SituationName, Expected | readonly [Expected, Expected]>
> = {
  prefer_salesforce_unless_blank: {
    'S changed to a value': 'B',
    'S cleared': ['blank', 'A'],
    'S changed to a value, H is blank': 'B',
    'H changed, S has a value': 'A',
    'H changed, S is blank': 'B',
    'H cleared, S has a value': 'A',
    'both changed': 'C',
    'both changed, S cleared': ['blank', 'B'],
    'both changed, H cleared': 'B',
    'first contact, only S has a value': 'A',
    'first contact, only H has a value': 'A',
    'first contact, two values': 'B',
    'echo of one value': 'B',
    'echo of a clearing': 'blank',
    quiet: 'A',
    'first contact, agreed': 'A',
  },
  always_salesforce: {
    'S changed to a value': 'B',
    'S cleared': ['blank', 'apart'],
    'S changed to a value, H is blank': 'B',
    'H changed, S has a value': 'A',
    'H changed, S is blank': ['blank', 'apart'],
    'H cleared, S has a value': 'A',
    'both changed': 'C',
    'both changed, S cleared': ['blank', 'apart'],
    'both changed, H cleared': 'B',
    'first contact, only S has a value': 'A',
    'first contact, only H has a value': 'A',
    'first contact, two values': 'B',
    'echo of one value': 'B',
    'echo of a clearing': 'blank',
    quiet: 'A',
    'first contact, agreed': 'A',
  },
  two_way: {
    'S changed to a value': 'B',
    'S cleared': ['blank', 'A'],
    'S changed to a value, H is blank': 'B',
    'H changed, S has a value': 'B',
    'H changed, S is blank': 'B',
    'H cleared, S has a value': ['blank', 'A'],
    'both changed': 'newer',
    'both changed, S cleared': ['newer', 'B'],
    'both changed, H cleared': ['newer', 'B'],
    'first contact, only S has a value': 'A',
    'first contact, only H has a value': 'A',
    'first contact, two values': 'newer',
    'echo of one value': 'B',
    'echo of a clearing': 'blank',
    quiet: 'A',
    'first contact, agreed': 'A',
  },
  prefer_hubspot_unless_blank: {
    'S changed to a value': 'A',
    'S cleared': 'A',
    'S changed to a value, H is blank': 'B',
    'H changed, S has a value': 'B',
    'H changed, S is blank': 'B',
    'H cleared, S has a value': ['blank', 'A'],
    'both changed': 'B',
    'both changed, S cleared': 'B',
    'both changed, H cleared': ['blank', 'B'],
    'first contact, only S has a value': 'A',
    'first contact, only H has a value': 'A',
    'first contact, two values': 'A',
    'echo of one value': 'B',
    'echo of a clearing': 'blank',
    quiet: 'A',
    'first contact, agreed': 'A',
  },
  always_hubspot: {
    'S changed to a value': 'A',
    'S cleared': 'A',
    'S changed to a value, H is blank': ['blank', 'apart'],
    'H changed, S has a value': 'B',
    'H changed, S is blank': 'B',
    'H cleared, S has a value': ['blank', 'apart'],
    'both changed': 'B',
    'both changed, S cleared': 'B',
    'both changed, H cleared': ['blank', 'apart'],
    'first contact, only S has a value': 'A',
    'first contact, only H has a value': 'A',
    'first contact, two values': 'A',
    'echo of one value': 'B',
    'echo of a clearing': 'blank',
    quiet: 'A',
    'first contact, agreed': 'A',
  },
};

const fingerprint = (canonical: string | null) => `print of ${JSON.stringify(canonical)}`;
const salesforceEditedAt = '2026-11-23T10:00:05Z';
const hubspotEdit = {
  earlier: '2026-11-23T10:00:04.999Z',
  inTheSameSecond: '2026-11-23T10:00:05.999Z',
  later: '2026-11-23T10:00:06.000Z',
};

type Kind = (typeof clearableKinds)[number];

function pick(values: Kind['values'], letter: Letter): SampleValue | null {
  return letter === 'blank' ? null : (values[{ A: 0, B: 1, C: 2 }[letter]] ?? null);
}

function printOf(sample: SampleValue | null, joined: ResolvedMapping): string {
  return fingerprint(comparableValue(readHubspotValue(sample?.hubspot, joined, context), joined));
}

function inputFor(
  kind: Kind,
  joined: ResolvedMapping,
  situation: Situation,
  edit: string | null,
): FieldSyncInput {
  const base =
    situation.base === 'unknown'
      ? null
      : { [baseKey(joined)]: printOf(pick(kind.values, situation.base), joined) };
  return {
    mappings: [joined],
    hubspot: {
      properties: { [joined.hubspotProperty]: pick(kind.values, situation.hubspot)?.hubspot ?? null },
    },
    salesforce: {
      fields: { [joined.salesforceField]: pick(kind.values, situation.salesforce)?.salesforce ?? null },
      lastModifiedAt: salesforceEditedAt,
    },
    base,
    editTimes: edit === null ? null : new Map([[joined.hubspotProperty, edit]]),
    fingerprint,
    context,
  };
}

/** The writes that leave both sides with `end`, and nothing else. */
function writesTowards(kind: Kind, joined: ResolvedMapping, from: Situation, end: Letter | 'apart') {
  const endValue = end === 'apart' ? null : pick(kind.values, end);
  const changesHubspot = end !== 'apart' && from.hubspot !== end;
  const changesSalesforce = end !== 'apart' && from.salesforce !== end;
  const key = baseKey(joined);
  const oldBase =
    from.base === 'unknown' ? {} : { [key]: openBase(printOf(pick(kind.values, from.base), joined)) };
  return {
    toHubspot: changesHubspot ? { [joined.hubspotProperty]: endValue?.hubspot ?? '' } : {},
    toSalesforce: changesSalesforce ? { [joined.salesforceField]: endValue?.salesforce ?? null } : {},
    nextBase: end === 'apart' ? oldBase : { [key]: printOf(endValue, joined) },
    faults: [],
  };
}

function plan(input: FieldSyncInput): FieldWrites {
  const result = planFieldSync(input);
  if (result.kind === 'needs_edit_times') throw new Error('the plan waits for edit times');
  const { kind, ...writes } = result;
  return writes;
}

const cells = Object.entries(ruleTable).flatMap(([rule, row]) =>
  Object.entries(row).flatMap(([name, expected]) =>
    [false, true].map((hasBlankProtection) => ({
      rule: rule as SyncRule,
      name: name as SituationName,
      hasBlankProtection,
      expected: typeof expected === 'string' ? expected : expected[hasBlankProtection ? 1 : 0],
      protection: hasBlankProtection ? 'with blank protection' : 'without blank protection',
    })),
  ),
);

describe.each(clearableKinds)('the sync rules for $kind', (kind) => {
  it.each(cells)('$rule: $name, $protection, ends with $expected', (cell) => {
    const { rule, hasBlankProtection, expected } = cell;
    const situation = situations[cell.name];
    const joined = { ...kind.mapping, rule, hasBlankProtection };
    if (expected !== 'newer') {
      const { changes, ...decided } = plan(inputFor(kind, joined, situation, null));
      const writes = writesTowards(kind, joined, situation, expected);
      expect(decided).toEqual({ ...writes, lost: [] });
      expect(changes).toHaveLength(Object.keys({ ...writes.toHubspot, ...writes.toSalesforce }).length);
      return;
    }
    expect(planFieldSync(inputFor(kind, joined, situation, null))).toEqual({
      kind: 'needs_edit_times',
      properties: [joined.hubspotProperty],
    });
    const ends = [
      [hubspotEdit.later, situation.hubspot],
      [hubspotEdit.inTheSameSecond, situation.salesforce],
      [hubspotEdit.earlier, situation.salesforce],
    ] as const;
    for (const [edit, end] of ends) {
      const { changes, lost, ...decided } = plan(inputFor(kind, joined, situation, edit));
      expect(decided).toEqual(writesTowards(kind, joined, situation, end));
      expect(lost).toHaveLength(1);
      expect(lost).toEqual(changes);
    }
  });

  it.each(Object.entries(situations))('none: %s writes nothing and keeps no base', (_, situation) => {
    for (const hasBlankProtection of [false, true]) {
      const joined = { ...kind.mapping, rule: 'none' as const, hasBlankProtection };
      expect(planFieldSync(inputFor(kind, joined, situation, null))).toEqual({
        kind: 'plan',
        toHubspot: {},
        toSalesforce: {},
        changes: [],
        faults: [],
        nextBase: {},
        lost: [],
      });
    }
  });
});

describe('the table of rules', () => {
  it('covers every rule', () => {
    expect([...Object.keys(ruleTable), 'none'].sort()).toEqual([...syncRules].sort());
  });
});
