import { expect, test } from 'vitest';
import { readApiUsage } from './api-usage.ts';
import { fieldsToRead, toFieldSchema, toRecord } from './mapper.ts';

const row = {
  attributes: { type: 'Lead', url: '/services/data/v67.0/sobjects/Lead/00Q000000000001AAA' },
  Id: '00Q000000000001AAA',
  Email: 'Zoë@Example.com',
  CreatedDate: '2026-01-02T03:04:05.000+0000',
  LastModifiedDate: '2026-01-02T05:04:05.000+0200',
  IsConverted: true,
  ConvertedContactId: '003000000000001AAA',
  Title: 'CEO',
  NumberOfEmployees: 12,
  HasOptedOutOfEmail: false,
  Address: { city: 'Rome' },
};

test('a row comes with the fields asked for, times in ISO form and a lower-cased address', () => {
  const fields = ['Email', 'Title', 'NumberOfEmployees', 'HasOptedOutOfEmail', 'Address', 'City'];
  expect(toRecord('Lead', row, fields)).toEqual({
    salesforceType: 'Lead',
    salesforceId: '00Q000000000001AAA',
    email: 'zoë@example.com',
    fields: {
      Email: 'Zoë@Example.com',
      Title: 'CEO',
      NumberOfEmployees: 12,
      HasOptedOutOfEmail: false,
      Address: null,
      City: null,
    },
    createdAt: '2026-01-02T03:04:05.000Z',
    lastModifiedAt: '2026-01-02T03:04:05.000Z',
    isConverted: true,
    convertedContactId: '003000000000001AAA',
  });
});

test('a Contact is never converted and needs no Lead fields', () => {
  const { IsConverted: _, ConvertedContactId: __, ...contact } = row;
  expect(toRecord('Contact', contact, [])).toMatchObject({ isConverted: false, convertedContactId: null });
  expect(fieldsToRead('Contact', ['Email', 'Title'])).toEqual([
    'Id',
    'Email',
    'CreatedDate',
    'LastModifiedDate',
    'Title',
  ]);
});

test('a row without its id or its times is not a record', () => {
  expect(() => toRecord('Lead', { ...row, Id: null }, [])).toThrow(RangeError);
  expect(() => toRecord('Lead', { ...row, CreatedDate: null }, [])).toThrow(RangeError);
});

const field = {
  name: 'Status',
  label: 'Status',
  type: 'picklist',
  length: 255,
  scale: 0,
  nillable: false,
  createable: true,
  updateable: true,
  calculated: false,
  defaultedOnCreate: false,
  restrictedPicklist: true,
  picklistValues: [
    { active: true, value: 'Open', label: 'Open' },
    { active: false, value: 'Old', label: 'Old' },
    { active: true, value: 'Won', label: null },
  ],
  referenceTo: [],
};

test('a field keeps its active values and what the domain asks', () => {
  expect(toFieldSchema(field)).toEqual({
    name: 'Status',
    label: 'Status',
    type: 'picklist',
    maxLength: 255,
    scale: null,
    isCreateable: true,
    isUpdateable: true,
    isCalculated: false,
    isRequiredOnCreate: true,
    isRestrictedPicklist: true,
    picklistValues: [
      { value: 'Open', label: 'Open' },
      { value: 'Won', label: 'Won' },
    ],
    referenceTo: [],
  });
});

test.each([
  [{ nillable: true }, { isRequiredOnCreate: false }],
  [{ defaultedOnCreate: true }, { isRequiredOnCreate: false }],
  [{ createable: false }, { isRequiredOnCreate: false }],
  [
    { type: 'double', length: 0, scale: 2 },
    { maxLength: null, scale: 2 },
  ],
  [
    { type: 'boolean', length: 0 },
    { maxLength: null, scale: null },
  ],
])('a field with %j reads as %j', (extra, expected) => {
  expect(toFieldSchema({ ...field, ...extra })).toMatchObject(expected);
});

test.each([
  ['api-usage=10018/100000', { used: 10_018, limit: 100_000 }],
  ['api-usage=25/5000; per-app-api-usage=17/250(appName=Sluice)', { used: 25, limit: 5_000 }],
  ['per-app-api-usage=17/250(appName=Sluice); api-usage=25/5000', { used: 25, limit: 5_000 }],
  ['per-app-api-usage=17/250(appName=Sluice)', null],
  ['', null],
  [null, null],
])('the limit header %j reads as %j', (header, expected) => {
  expect(readApiUsage(header)).toEqual(expected);
});
