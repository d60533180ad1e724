import { describe, expect, it } from 'vitest';
import type { FieldMappingInput, SchemaResponse } from '#lib/contracts/mappings.ts';
import {
  changeDraft,
  doFit,
  faultsOf,
  findDifferent,
  isComplete,
  isSameSet,
  listChanges,
  openDraft,
} from './mapping-draft.ts';

const email: FieldMappingInput = {
  salesforceType: 'Lead',
  hubspotProperty: 'email',
  salesforceField: 'Email',
  rule: 'two_way',
  hasBlankProtection: false,
};
const city = { ...email, hubspotProperty: 'city', salesforceField: 'City' };

describe('a draft of field mappings', () => {
  it('never gives a key twice', () => {
    const opened = openDraft([email, city]);
    const removed = changeDraft(opened, { kind: 'remove', key: 1 });
    const added = changeDraft(removed, { kind: 'add', salesforceType: 'Contact' });
    expect(added.rows.map(({ key }) => key)).toEqual([0, 2]);
    expect(changeDraft(added, { kind: 'load', mappings: [city] }).rows.map(({ key }) => key)).toEqual([3]);
  });

  it('is complete when both ends of every row are chosen', () => {
    const added = changeDraft(openDraft([email]), { kind: 'add', salesforceType: 'Lead' });
    expect(isComplete(added)).toBe(false);
    const part = { hubspotProperty: 'city', salesforceField: 'City' };
    const chosen = changeDraft(added, { kind: 'edit', key: 1, part });
    expect(isComplete(chosen)).toBe(true);
    expect(chosen.rows[0]).toMatchObject(email);
  });

  it('tells which mappings differ, whatever their order', () => {
    expect(isSameSet([email, city], [city, email])).toBe(true);
    const edited = { ...city, rule: 'none' as const };
    expect(isSameSet([email, city], [email, edited])).toBe(false);
    expect(findDifferent([email, city], [edited, email])).toEqual([edited]);
  });

  it('names what was added, changed and removed', () => {
    const phone = { ...email, hubspotProperty: 'phone', salesforceField: 'Phone' };
    const edited = { ...city, rule: 'none' as const };
    const ofContact = { ...city, salesforceType: 'Contact' as const };
    expect(listChanges([email, city, phone], [edited, email, ofContact])).toEqual({
      added: [ofContact],
      changed: [edited],
      removed: [phone],
    });
    expect(listChanges([email, city], [city, email])).toEqual({ added: [], changed: [], removed: [] });
  });

  it('shows a fault only while the row still names what was at fault', () => {
    const { salesforceType, hubspotProperty, salesforceField } = city;
    const fault = { salesforceType, hubspotProperty, salesforceField, suggestions: [] };
    const faults = [{ ...fault, code: 'incompatible_types' as const }];
    expect(faultsOf(city, faults)).toHaveLength(1);
    expect(faultsOf({ ...city, salesforceField: 'Street' }, faults)).toEqual([]);
  });

  it('knows what fits by the groups of both ends', () => {
    const end = { label: '', type: '', isWritable: true };
    const schema: SchemaResponse = {
      properties: [{ ...end, name: 'city', group: 'string' }],
      fields: {
        Lead: [
          { ...end, name: 'City', group: 'string' },
          { ...end, name: 'DoNotCall', group: 'boolean' },
        ],
        Contact: [],
      },
      partners: { string: ['string'] },
      defaults: [],
    };
    expect(doFit(schema, 'Lead', 'city', 'City')).toBe(true);
    expect(doFit(schema, 'Lead', 'city', 'DoNotCall')).toBe(false);
    expect(doFit(schema, 'Lead', 'city', '')).toBe(true);
  });
});
