import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { clearableKinds, context, mapping } from './field-mapping.fixtures.ts';
import type { ResolvedMapping } from './field-mapping.ts';
import {
  comparableValue,
  readHubspotValue,
  readSalesforceValue,
  writeHubspotValue,
  writeSalesforceValue,
} from './field-values.ts';
import type { SalesforceValue } from './records.ts';

const text = mapping();
const street = mapping({}, { type: 'textarea' });
const note = mapping({ fieldType: 'textarea' }, { type: 'textarea' });
const email = mapping({}, { type: 'email', maxLength: 80 });
const phone = mapping({}, { type: 'phone', maxLength: 40 });
const url = mapping({}, { type: 'url' });
const amount = mapping({ type: 'number' }, { type: 'currency', scale: 2 });
const count = mapping({ type: 'number' }, { type: 'int', scale: 0 });
const checkbox = mapping({ type: 'bool' }, { type: 'boolean' });
const day = mapping({ type: 'date' }, { type: 'date', maxLength: 0 });
const dayOfInstant = mapping({ type: 'date' }, { type: 'datetime' });
const instantOfDay = mapping({ type: 'datetime' }, { type: 'date' });
const instant = mapping({ type: 'datetime' }, { type: 'datetime', maxLength: 0 });
const stage = mapping(
  {
    type: 'enumeration',
    options: [
      { value: 'new_lead', label: 'New lead' },
      { value: 'OPEN', label: 'Open' },
      { value: 'won', label: 'Won' },
    ],
  },
  {
    type: 'picklist',
    isRestrictedPicklist: true,
    picklistValues: [
      { value: 'New Lead', label: 'New Lead' },
      { value: 'Open', label: 'Open' },
      { value: 'W', label: 'Won' },
      { value: 'Lost', label: 'Lost' },
    ],
  },
);
const openStage: ResolvedMapping = { ...stage, field: { ...stage.field, isRestrictedPicklist: false } };
const industry = mapping(
  {},
  { type: 'picklist', isRestrictedPicklist: true, picklistValues: [{ value: 'Hot', label: 'Very hot' }] },
);
const topics: ResolvedMapping = {
  ...stage,
  property: { ...stage.property, isMultiple: true },
  field: { ...stage.field, type: 'multipicklist' },
};
const owner = mapping(
  { type: 'enumeration', isOwner: true },
  { type: 'reference', referenceTo: ['User', 'Group'], name: 'OwnerId' },
);
const unjoinable = mapping({ type: 'bool' }, { type: 'date' });

describe('values of both sides', () => {
  it.each<[string, ResolvedMapping, string | null, SalesforceValue]>([
    ['white space around text', text, '  Ada ', 'Ada'],
    ['Unicode forms', text, 'Zoe\u0308', 'Zo\u00eb'],
    ['blank and missing', text, '  ', null],
    ['line ends of a text area', note, 'a\r\nb', 'a\nb'],
    ['line ends a one-line property lost', street, '1 Main St Floor 2', '1 Main St\r\nFloor 2'],
    ['line ends a one-line field lost', text, '1 Main St\nFloor 2', '1 Main St Floor 2'],
    ['case of e-mail addresses', email, 'Ada@Example.com ', 'ada@example.com'],
    ['punctuation of phone numbers', phone, '+1 (555) 010-9999', '+15550109999'],
    ['case of a host', url, 'https://Example.com/', 'https://example.com'],
    ['digits beyond the scale', amount, '1234.567', 1234.57],
    ['trailing zeros', amount, '1234.50', 1234.5],
    ['fractions of an integer field', count, '2.6', 3],
    ['a ticked checkbox', checkbox, 'true', true],
    ['a blank checkbox and an unticked one', checkbox, null, false],
    ['a day and its midnight in UTC', day, String(Date.UTC(2026, 1, 28)), '2026-02-28'],
    ['a day and a late hour of it in the portal', dayOfInstant, '2026-02-28', '2026-03-01T04:59:59.000+0000'],
    ['a late hour in the portal and its day', instantOfDay, '2026-03-01T04:59:59Z', '2026-02-28'],
    ['milliseconds Salesforce drops', instant, '2026-02-28T10:00:00.999Z', '2026-02-28T10:00:00.000+0000'],
    ['epoch milliseconds', instant, String(Date.UTC(2026, 1, 28, 10)), '2026-02-28T10:00:00.000+0000'],
    ['a choice in another case', stage, 'OPEN', 'Open'],
    ['a choice with the label of an option', stage, 'new_lead', 'New Lead'],
    ['a choice whose labels are alike', stage, 'won', 'W'],
    ['text and a picklist value in another case', industry, 'hot', 'Hot'],
    ['text and the label of a picklist value', industry, 'very hot', 'Hot'],
    ['choices in another order', topics, ';won;OPEN', 'Open;W'],
    ['a list of nothing', topics, ';', null],
    ['an owner and the user with the same address', owner, '11', '005000000000001AAA'],
  ])('agree on %s', (_, joined, hubspot, salesforce) => {
    expect(comparableValue(readHubspotValue(hubspot, joined, context), joined)).toBe(
      comparableValue(readSalesforceValue(salesforce, joined, context), joined),
    );
  });

  it.each<[string, ResolvedMapping, string | null, SalesforceValue]>([
    ['text in another case', text, 'ada', 'Ada'],
    ['line ends where both sides hold them', note, 'a b', 'a\nb'],
    ['a phone number without its country', phone, '5550109999', '+15550109999'],
    ['paths in another case', url, 'https://example.com/a', 'https://example.com/A'],
    ['numbers a cent apart', amount, '0.01', 0.02],
    ['zero and blank', amount, null, 0],
    ['a ticked checkbox and a blank one', checkbox, null, true],
    ['an hour after midnight in UTC', dayOfInstant, '2026-03-01', '2026-03-01T01:00:00.000+0000'],
    ['seconds', instant, '2026-02-28T10:00:01.000Z', '2026-02-28T10:00:00.000+0000'],
    ['choices', stage, 'won', 'Lost'],
    ['owners', owner, '11', '005000000000002AAA'],
  ])('differ in %s', (_, joined, hubspot, salesforce) => {
    expect(comparableValue(readHubspotValue(hubspot, joined, context), joined)).not.toBe(
      comparableValue(readSalesforceValue(salesforce, joined, context), joined),
    );
  });

  it('keeps a missing property blank', () => {
    expect(readHubspotValue(undefined, text, context)).toBeNull();
    expect(readSalesforceValue(undefined, text, context)).toBeNull();
  });
});

describe('writeHubspotValue', () => {
  const write = (value: SalesforceValue, joined: ResolvedMapping) =>
    writeHubspotValue(readSalesforceValue(value, joined, context), joined, context);

  it.each<[string, ResolvedMapping, SalesforceValue, string]>([
    ['clears with an empty text', text, null, ''],
    ['keeps a phone number as it was typed', phone, '(555) 010-9999', '(555) 010-9999'],
    ['keeps the line ends of a street', street, '1 Main St\r\nFloor 2', '1 Main St\nFloor 2'],
    ['writes a plain decimal', amount, 1234.5, '1234.5'],
    ['writes an unticked checkbox', checkbox, false, 'false'],
    ['writes a day', dayOfInstant, '2026-03-01T04:59:59.000+0000', '2026-02-28'],
    ['writes the first instant of a day', instantOfDay, '2026-02-28', '2026-02-28T05:00:00.000Z'],
    ['writes an instant', instant, '2026-02-28T10:00:00.000+0000', '2026-02-28T10:00:00.000Z'],
    ['writes the internal value of an option', stage, 'W', 'won'],
    ['writes no leading separator', topics, 'W;Open', 'OPEN;won'],
    ['writes the id of an owner', owner, '005000000000002AAA', '12'],
    ['writes text of any length HubSpot takes', text, 'x'.repeat(65_536), 'x'.repeat(65_536)],
  ])('%s', (_, joined, value, expected) => {
    expect(write(value, joined)).toEqual({ ok: true, value: expected });
  });

  it.each<[string, ResolvedMapping, SalesforceValue, string]>([
    ['text HubSpot cannot hold', text, 'x'.repeat(65_537), 'value_too_long'],
    ['a choice without an option', stage, 'Lost', 'not_in_picklist'],
    ['a list with one unknown choice', topics, 'Open;Lost', 'not_in_picklist'],
    ['a queue that owns a lead', owner, '00G000000000001AAA', 'unknown_owner'],
    ['something that is no e-mail address', email, 'ada at example', 'wrong_type'],
    ['a pair of types that cannot be joined', unjoinable, '2026-02-28', 'wrong_type'],
  ])('refuses %s', (_, joined, value, code) => {
    expect(write(value, joined)).toEqual({ ok: false, code });
  });

  it('writes the spelling an older checkbox property uses', () => {
    const options = [
      { value: 'True', label: 'Yes' },
      { value: 'False', label: 'No' },
    ];
    const older = mapping({ type: 'enumeration', options }, { type: 'boolean' });
    expect(write(true, older)).toEqual({ ok: true, value: 'True' });
    const onlyYes = mapping({ type: 'enumeration', options: options.slice(0, 1) }, { type: 'boolean' });
    expect(write(false, onlyYes)).toEqual({ ok: false, code: 'not_in_picklist' });
  });
});

describe('writeSalesforceValue', () => {
  const write = (value: string | null, joined: ResolvedMapping) =>
    writeSalesforceValue(readHubspotValue(value, joined, context), joined, context);
  const lastName = mapping({}, { name: 'LastName', isRequiredOnCreate: true });
  const short = mapping({}, { maxLength: 3 });

  it.each<[string, ResolvedMapping, string | null, SalesforceValue]>([
    ['clears with null', text, '', null],
    ['unticks a checkbox instead of clearing it', checkbox, '', false],
    ['keeps a phone number as it was typed', phone, '+1 (555) 010-9999', '+1 (555) 010-9999'],
    ['puts lines into one-line text', text, 'a\r\n b', 'a b'],
    ['keeps the lines of a text area', note, 'a\r\n\r\nb', 'a\n\nb'],
    ['lowers the case of an e-mail address', email, 'Ada@Example.com', 'ada@example.com'],
    ['rounds to the scale of the field', amount, '1234.567', 1234.57],
    ['writes a day', day, String(Date.UTC(2026, 1, 28)), '2026-02-28'],
    ['writes the first instant of a day', dayOfInstant, '2026-07-01', '2026-07-01T04:00:00.000+0000'],
    ['writes whole seconds', instant, '2026-02-28T10:00:00.999Z', '2026-02-28T10:00:00.000+0000'],
    ['writes the value of a picklist', stage, 'won', 'W'],
    ['writes any text into an unrestricted picklist', openStage, 'archived', 'archived'],
    ['writes a list', topics, 'won;OPEN', 'Open;W'],
    ['writes the id of a user', owner, '12', '005000000000002AAA'],
    ['takes the longest text', short, 'abc', 'abc'],
  ])('%s', (_, joined, value, expected) => {
    expect(write(value, joined)).toEqual({ ok: true, value: expected });
  });

  it.each<[string, ResolvedMapping, string | null, string]>([
    ['text longer than the field', short, 'abcd', 'value_too_long'],
    ['a phone number longer than the field', phone, '5'.repeat(41), 'value_too_long'],
    ['a choice a restricted picklist lacks', stage, 'archived', 'not_in_picklist'],
    ['text a restricted picklist lacks', industry, 'cold', 'not_in_picklist'],
    ['a list with one unknown choice', topics, 'won;archived', 'not_in_picklist'],
    ['something that is no number', amount, 'about 5', 'wrong_type'],
    ['something that is no checkbox', checkbox, 'maybe', 'wrong_type'],
    ['a day that does not exist', day, '2026-02-30', 'wrong_type'],
    ['something that is no instant', instant, 'noon', 'wrong_type'],
    ['something that is no e-mail address', email, 'ada', 'wrong_type'],
    ['a pair of types that cannot be joined', unjoinable, 'true', 'wrong_type'],
    ['an owner without a user of that address', owner, '99', 'unknown_owner'],
    ['clearing a required field', lastName, '', 'required_field_blank'],
    ['leaving a record without an owner', owner, null, 'required_field_blank'],
  ])('refuses %s', (_, joined, value, code) => {
    expect(write(value, joined)).toEqual({ ok: false, code });
  });
});

describe('choices spelled in several ways', () => {
  const twins = mapping(
    { type: 'enumeration', options: [{ value: 'A', label: 'Alpha' }] },
    {
      type: 'picklist',
      isRestrictedPicklist: true,
      picklistValues: [
        { value: 'a', label: 'a' },
        { value: 'A', label: 'A' },
        { value: 'alpha', label: 'Alpha' },
      ],
    },
  );

  it('are one choice, so that no spelling is ever corrected', () => {
    for (const spelling of ['a', 'A', 'alpha']) {
      expect(readSalesforceValue(spelling, twins, context)).toBe(readHubspotValue('A', twins, context));
    }
  });

  it('are written in the spelling that is the same on both sides', () => {
    expect(writeSalesforceValue('A', twins, context)).toEqual({ ok: true, value: 'A' });
  });
});

const joinable = [
  ...clearableKinds.map((each) => each.mapping),
  street,
  email,
  phone,
  count,
  checkbox,
  dayOfInstant,
  instantOfDay,
  openStage,
  industry,
];
const samples = clearableKinds.flatMap(({ values }) => values);
const anyText = fc.oneof(
  fc.string({ unit: 'grapheme' }),
  fc.constantFrom(
    ...samples.map(({ hubspot }) => hubspot),
    'true',
    'false',
    'OPEN',
    ' hot ',
    'a\r\nb',
    '1e3',
  ),
  fc.date({ noInvalidDate: true }).map((date) => date.toISOString()),
  fc.double({ noNaN: true }).map(String),
);

describe('what was written', () => {
  it('is read in HubSpot as what was read in Salesforce', () => {
    const value = fc.oneof(anyText, fc.double({ noNaN: true }), fc.boolean(), fc.constant(null));
    fc.assert(
      fc.property(fc.constantFrom(...joinable), value, (joined, given) => {
        const canonical = readSalesforceValue(given, joined, context);
        const written = writeHubspotValue(canonical, joined, context);
        fc.pre(written.ok);
        const readBack = readHubspotValue(written.ok ? written.value : null, joined, context);
        expect(comparableValue(readBack, joined)).toBe(comparableValue(canonical, joined));
      }),
      { numRuns: 2000 },
    );
  });

  it('is read in Salesforce as what was read in HubSpot', () => {
    fc.assert(
      fc.property(fc.constantFrom(...joinable), fc.option(anyText), (joined, given) => {
        const canonical = readHubspotValue(given, joined, context);
        const written = writeSalesforceValue(canonical, joined, context);
        fc.pre(written.ok);
        const readBack = readSalesforceValue(written.ok ? written.value : null, joined, context);
        expect(comparableValue(readBack, joined)).toBe(comparableValue(canonical, joined));
      }),
      { numRuns: 2000 },
    );
  });
});
