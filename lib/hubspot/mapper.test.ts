import { expect, test } from 'vitest';
import { readMergedIds, readNewestForeignEdit, toContact, toList, toProperty } from './mapper.ts';

const rawContact = {
  id: '51',
  createdAt: '2026-01-02T03:04:05.006Z',
  updatedAt: '2026-02-02T03:04:05Z',
  properties: {
    email: ' Zoë@Example.com ',
    hs_additional_emails: 'Old@example.com;second@example.com',
    firstname: 'Zoë',
    phone: '',
    city: null,
  },
};

test('a contact comes with lower-cased addresses and blanks as null', () => {
  expect(toContact(rawContact)).toMatchObject({
    hubspotContactId: '51',
    email: 'zoë@example.com',
    additionalEmails: ['old@example.com', 'second@example.com'],
    properties: { firstname: 'Zoë', phone: null, city: null },
    createdAt: '2026-01-02T03:04:05.006Z',
    updatedAt: '2026-02-02T03:04:05.000Z',
  });
});

test('a contact without any address has none', () => {
  const contact = toContact({ ...rawContact, properties: { email: '' } });
  expect(contact).toMatchObject({ email: null, additionalEmails: [] });
});

test('ids of merged contacts are read from their survivor', () => {
  expect(readMergedIds({ hs_merged_object_ids: '12; 13' })).toEqual(['12', '13']);
  expect(readMergedIds({ hs_merged_object_ids: null })).toEqual([]);
  expect(readMergedIds({})).toEqual([]);
});

const rawList = { listId: '7', name: 'Buyers', objectTypeId: '0-1', processingType: 'DYNAMIC' };

test.each([
  [{ processingStatus: 'COMPLETE' }, { isProcessing: false }],
  [{ processingStatus: 'PROCESSING' }, { isProcessing: true }],
  [{ processingStatus: 'SOMETHING_NEW' }, { isProcessing: true }],
  [{ deletedAt: '2026-01-01T00:00:00Z' }, { isDeleted: true }],
  [{}, { isDeleted: false, size: null }],
  [{ additionalProperties: { hs_list_size: '120' } }, { size: 120 }],
  [{ additionalProperties: { hs_list_size: 'many' } }, { size: null }],
  [{ size: 5, additionalProperties: { hs_list_size: '120' } }, { size: 5 }],
])('a list with %j reads as %j', (extra, expected) => {
  expect(toList({ ...rawList, ...extra })).toMatchObject(expected);
});

const rawProperty = { name: 'city', label: 'City', type: 'string', fieldType: 'text' };

test.each([
  [{ modificationMetadata: { readOnlyValue: false } }, { isWritable: true }],
  [{ modificationMetadata: { readOnlyValue: true } }, { isWritable: false }],
  [{ modificationMetadata: { readOnlyValue: false }, calculated: true }, { isWritable: false }],
  [{}, { isWritable: false }],
  [{ fieldType: 'checkbox' }, { isMultiple: true }],
  [{ fieldType: 'booleancheckbox' }, { isMultiple: false }],
  [{ externalOptions: true, referencedObjectType: 'OWNER' }, { isOwner: true }],
  [{ externalOptions: true }, { isOwner: false }],
])('a property with %j reads as %j', (extra, expected) => {
  expect(toProperty({ ...rawProperty, ...extra })).toMatchObject(expected);
});

test('the newest edit leaves out our own', () => {
  const versions = [
    { timestamp: '2026-03-01T00:00:00Z', sourceType: 'INTEGRATION', sourceId: '900' },
    { timestamp: '2026-02-01T00:00:00Z', sourceType: 'INTEGRATION', sourceId: '901' },
    { timestamp: '2026-01-01T00:00:00Z', sourceType: 'CRM_UI', sourceId: '900' },
  ];
  expect(readNewestForeignEdit(versions, '900')).toBe('2026-02-01T00:00:00.000Z');
  expect(readNewestForeignEdit(versions, null)).toBe('2026-03-01T00:00:00.000Z');
  expect(readNewestForeignEdit(versions.slice(0, 1), '900')).toBeNull();
});
