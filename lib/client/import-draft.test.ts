import { describe, expect, it } from 'vitest';
import { importSelectionSchema } from '#lib/contracts/import.ts';
import {
  type ConditionDraft,
  emptyDraft,
  fieldsInCommon,
  type ImportDraft,
  isComplete,
  toDraft,
  toSelection,
} from './import-draft.ts';

const field = (name: string, kind: 'text' | 'datetime' | 'number' = 'text') => ({
  name,
  label: name,
  kind,
  picklistValues: [],
});
const condition = (part: Partial<ConditionDraft>): ConditionDraft => ({
  key: 'a',
  field: 'City',
  kind: 'text',
  operator: 'equals',
  value: 'Torino',
  ...part,
});

describe('the draft of an import', () => {
  it('is a selection of everything before anything is chosen', () => {
    const selection = toSelection(emptyDraft);
    expect(importSelectionSchema.parse(selection)).toEqual({
      salesforceTypes: ['Lead', 'Contact'],
      filter: { createdSince: null, modifiedSince: null, ownerId: null, conditions: [] },
    });
  });

  it('names each type once and in one order, however it was ticked', () => {
    expect(toSelection({ ...emptyDraft, types: ['Contact', 'Lead'] }).salesforceTypes).toEqual([
      'Lead',
      'Contact',
    ]);
  });

  it('counts a day from its first moment where the reader is', () => {
    const { filter } = toSelection({ ...emptyDraft, createdSince: '2026-11-25' });
    expect(filter.createdSince).toBe(new Date(2026, 10, 25).toISOString());
  });

  it('leaves out conditions that say nothing yet', () => {
    const conditions = [
      condition({ field: '' }),
      condition({ value: '  ' }),
      condition({ operator: 'is_blank', value: 'left over' }),
      condition({}),
    ];
    expect(conditions.map(isComplete)).toEqual([false, false, true, true]);
    expect(toSelection({ ...emptyDraft, conditions }).filter.conditions).toEqual([
      { field: 'City', operator: 'is_blank', value: '' },
      { field: 'City', operator: 'equals', value: 'Torino' },
    ]);
  });

  it('is the same after a selection was opened again to be changed', () => {
    const draft: ImportDraft = {
      types: ['Lead'],
      createdSince: '2026-03-01',
      modifiedSince: '2026-11-25',
      ownerId: '005000000000001AAA',
      conditions: [
        condition({ key: 'kept-0' }),
        condition({
          key: 'kept-1',
          field: 'Seen__c',
          kind: 'datetime',
          operator: 'greater',
          value: '2026-11-25T08:30',
        }),
      ],
    };
    const fields = { Lead: [field('City'), field('Seen__c', 'datetime')], Contact: [] };
    expect(toDraft(toSelection(draft), fields)).toEqual(draft);
  });

  it('keeps a moment that is none, for the server to name it', () => {
    const conditions = [condition({ kind: 'datetime', operator: 'greater', value: 'soon' })];
    expect(toSelection({ ...emptyDraft, conditions }).filter.conditions[0]?.value).toBe('soon');
  });
});

describe('the fields to choose from', () => {
  const fields = {
    Lead: [field('City'), field('Company'), field('Score__c', 'number')],
    Contact: [field('City'), field('Score__c', 'text')],
  };
  it('are those of one type', () => {
    expect(fieldsInCommon(fields, ['Lead']).map(({ name }) => name)).toEqual(['City', 'Company', 'Score__c']);
  });
  it('are those that mean the same in both', () => {
    expect(fieldsInCommon(fields, ['Lead', 'Contact']).map(({ name }) => name)).toEqual(['City']);
  });
  it('are none without a type', () => {
    expect(fieldsInCommon(fields, [])).toEqual([]);
  });
});
