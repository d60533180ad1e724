import { beforeEach, describe, expect, it } from 'vitest';
import { type Call, startConnected } from '../testing/connect.ts';
import { create, createLead, queryPath } from '../testing/rest-calls.ts';

let salesforce: Awaited<ReturnType<typeof startConnected>>['salesforce'];
let call: Call;
beforeEach(async () => {
  ({ salesforce, call } = await startConnected());
});

describe('describe', () => {
  it('answers canonical names for any case, and every key of a field', async () => {
    const { body } = await call('GET', 'sobjects/LEAD/describe');
    const description = body as { name: string; keyPrefix: string; fields: Record<string, unknown>[] };
    expect(description).toMatchObject({
      name: 'Lead',
      keyPrefix: '00Q',
      replicateable: true,
      mergeable: true,
    });
    const field = (name: string) => description.fields.find((candidate) => candidate.name === name);
    expect(field('Company')).toMatchObject({
      nillable: false,
      createable: true,
      updateable: true,
      length: 255,
      type: 'string',
    });
    expect(field('Status')).toMatchObject({
      nillable: false,
      defaultedOnCreate: true,
      restrictedPicklist: false,
    });
    expect(field('Preferred_Language__c')).toMatchObject({ restrictedPicklist: true, custom: true });
    expect(field('Email_Domain__c')).toMatchObject({
      calculated: true,
      createable: false,
      updateable: false,
    });
    expect(field('Credit_Check__c')).toMatchObject({ createable: false, updateable: false });
    expect(field('OwnerId')).toMatchObject({
      referenceTo: ['Group', 'User'],
      relationshipName: 'Owner',
      polymorphicForeignKey: true,
    });
    expect(field('Internal_Margin__c')).toBeUndefined();
    expect(Object.keys(field('LastName') ?? {})).toEqual(
      expect.arrayContaining([
        'name',
        'label',
        'type',
        'length',
        'byteLength',
        'precision',
        'scale',
        'digits',
        'nillable',
        'createable',
        'updateable',
        'calculated',
        'autoNumber',
        'defaultedOnCreate',
        'defaultValue',
        'custom',
        'externalId',
        'idLookup',
        'unique',
        'caseSensitive',
        'restrictedPicklist',
        'dependentPicklist',
        'controllerName',
        'picklistValues',
        'referenceTo',
        'relationshipName',
        'compoundFieldName',
        'encrypted',
        'filterable',
        'sortable',
        'groupable',
        'permissionable',
        'deprecatedAndHidden',
      ]),
    );
  });

  it.each(['Lead', 'Contact', 'Account', 'User', 'Opportunity'])(
    '%s says which fields a create needs',
    async (name) => {
      const { body } = await call('GET', `sobjects/${name}/describe`);
      const { fields } = body as {
        fields: { name: string; createable: boolean; nillable: boolean; defaultedOnCreate: boolean }[];
      };
      const needed = fields
        .filter((field) => field.createable && !field.nillable && !field.defaultedOnCreate)
        .map((field) => field.name);
      const expected: Record<string, string[]> = {
        Lead: ['LastName', 'Company'],
        Contact: ['LastName'],
        Account: ['Name'],
        User: ['Username', 'LastName', 'Email', 'Alias'],
        Opportunity: ['Name', 'StageName', 'CloseDate'],
      };
      expect(needed).toEqual(expected[name]);
    },
  );

  it('answers 304 while nothing changed, and anew after the schema did', async () => {
    const first = await call('GET', 'sobjects/Lead/describe');
    const since = { 'If-Modified-Since': first.headers.get('last-modified') ?? '' };
    expect((await call('GET', 'sobjects/Lead/describe', undefined, since)).status).toBe(304);
    salesforce.clock.advance(5000);
    await salesforce.control('objects/Lead/fields', {
      fields: [{ name: 'Region__c', label: 'Region', type: 'string', length: 20, externalId: true }],
    });
    expect((await call('GET', 'sobjects/Lead/describe', undefined, since)).status).toBe(200);
    const leadId = await createLead(call, { region__c: 'North' });
    expect(await call('GET', queryPath(`SELECT Id FROM Lead WHERE Region__c = 'north'`))).toMatchObject({
      body: { records: [{ Id: leadId }] },
    });
  });

  it('knows an object added through the control API', async () => {
    const object = {
      name: 'Site__c',
      label: 'Site',
      labelPlural: 'Sites',
      keyPrefix: 'a01',
      fields: [
        { name: 'Name', label: 'Site Name', type: 'string', length: 80, nameField: true, required: true },
      ],
    };
    expect((await salesforce.control('objects', { object })).status).toBe(201);
    const siteId = await create(call, 'site__C', { name: 'North' });
    expect(siteId).toMatch(/^a01/);
    await salesforce.control('objects/Site__c/fields', {
      fields: [
        {
          name: 'Contact__c',
          label: 'Contact',
          type: 'reference',
          referenceTo: ['Contact'],
          relationshipName: 'Contact__r',
          childRelationship: 'Sites__r',
        },
      ],
    });
    const contactId = await create(call, 'Contact', { LastName: 'Neri' });
    expect((await call('PATCH', `sobjects/Site__c/${siteId}`, { contact__C: contactId })).status).toBe(204);
    expect((await call('GET', queryPath('SELECT Contact__r.LastName FROM Site__c'))).body).toMatchObject({
      records: [{ Contact__r: { LastName: 'Neri' } }],
    });
    const parents = queryPath('SELECT Id, (SELECT Name FROM Sites__r) FROM Contact');
    expect((await call('GET', parents)).body).toMatchObject({
      records: [{ Sites__r: { records: [{ Name: 'North' }] } }],
    });
    expect(await call('GET', queryPath('SELECT Name FROM Site__c'))).toMatchObject({
      body: { records: [{ Name: 'North' }] },
    });
  });
});
