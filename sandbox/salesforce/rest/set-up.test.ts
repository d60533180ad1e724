import { beforeEach, describe, expect, it } from 'vitest';
import { type Call, startConnected } from '../testing/connect.ts';
import { create, queryPath } from '../testing/rest-calls.ts';

let call: Call;
let salesforce: Awaited<ReturnType<typeof startConnected>>['salesforce'];
beforeEach(async () => {
  ({ salesforce, call } = await startConnected());
});

describe('the set-up', () => {
  it('lists objects as EntityDefinition, through REST and Tooling alike', async () => {
    const soql = `SELECT QualifiedApiName, Label, KeyPrefix FROM EntityDefinition WHERE IsCustomizable = true AND QualifiedApiName IN ('Lead', 'contact') ORDER BY QualifiedApiName`;
    const expected = {
      totalSize: 2,
      done: true,
      records: [
        {
          attributes: {
            type: 'EntityDefinition',
            url: '/services/data/v67.0/sobjects/EntityDefinition/Contact',
          },
          QualifiedApiName: 'Contact',
          Label: 'Contact',
          KeyPrefix: '003',
        },
        expect.objectContaining({ QualifiedApiName: 'Lead', KeyPrefix: '00Q' }),
      ],
    };
    expect((await call('GET', queryPath(soql))).body).toEqual(expected);
    expect((await call('GET', `tooling/${queryPath(soql)}`)).body).toEqual(expected);
  });

  it('tells the shape of such a query to a command line that asks for it first', async () => {
    const path = `${queryPath('SELECT QualifiedApiName FROM EntityDefinition')}&columns=true`;
    expect((await call('GET', path)).body).toMatchObject({
      columnMetadata: [{ columnName: 'QualifiedApiName' }],
      entityName: 'EntityDefinition',
    });
  });

  it('lists the visible fields of one object as FieldDefinition', async () => {
    const soql = `SELECT QualifiedApiName, DataType, Length, IsNillable, EntityDefinition.QualifiedApiName FROM FieldDefinition WHERE EntityDefinition.QualifiedApiName = 'Contact' AND QualifiedApiName IN ('Email', 'LastName', 'Internal_Rating__c') ORDER BY QualifiedApiName`;
    expect((await call('GET', queryPath(soql))).body).toMatchObject({
      records: [
        { QualifiedApiName: 'Email', DataType: 'Email', Length: 80, IsNillable: true },
        {
          QualifiedApiName: 'LastName',
          DataType: 'Text(80)',
          IsNillable: false,
          EntityDefinition: { QualifiedApiName: 'Contact' },
        },
      ],
    });
  });

  it('wants to know of which object the fields are', async () => {
    expect(await call('GET', queryPath('SELECT QualifiedApiName FROM FieldDefinition'))).toMatchObject({
      status: 400,
      body: [{ errorCode: 'MALFORMED_QUERY', message: expect.stringContaining('reified column') }],
    });
  });

  it('is all that the Tooling API answers', async () => {
    expect(await call('GET', 'tooling/query?q=SELECT+Id+FROM+ApexClass')).toMatchObject({
      status: 400,
      body: [{ errorCode: 'INVALID_TYPE' }],
    });
    expect(await call('GET', 'tooling/query')).toMatchObject({
      status: 400,
      body: [{ errorCode: 'MALFORMED_QUERY' }],
    });
    expect((await call('GET', 'tooling/sobjects')).status).toBe(404);
  });

  it('grows with objects and fields added through the control API', async () => {
    const fields = [{ name: 'Region__c', label: 'Region', type: 'string', length: 20 }];
    await salesforce.control('objects/Lead/fields', { fields });
    const soql = `SELECT DeveloperName, DataType FROM FieldDefinition WHERE DurableId = 'Lead.Region__c'`;
    expect((await call('GET', queryPath(soql))).body).toMatchObject({
      records: [{ DeveloperName: 'Region', DataType: 'Text(20)' }],
    });
  });
});

describe('what describes the org', () => {
  it('counts living records', async () => {
    const leadId = await create(call, 'Lead', { LastName: 'x', Company: 'y' });
    await create(call, 'Contact', { LastName: 'x' });
    await call('DELETE', `sobjects/Lead/${leadId}`);
    expect((await call('GET', 'limits/recordCount?sObjects=Lead,contact,Foo')).body).toEqual({
      sObjects: [
        { count: 0, name: 'Lead' },
        { count: 1, name: 'Contact' },
      ],
    });
  });

  it('lists the objects, and says 304 while they are the same', async () => {
    const first = await call('GET', 'sobjects');
    expect(first.body).toMatchObject({ encoding: 'UTF-8', maxBatchSize: 200 });
    const since = { 'If-Modified-Since': first.headers.get('last-modified') ?? '' };
    expect((await call('GET', 'sobjects', undefined, since)).status).toBe(304);
    salesforce.clock.advance(5_000);
    await salesforce.control('objects/Lead/fields', {
      fields: [{ name: 'A__c', label: 'A', type: 'boolean' }],
    });
    expect((await call('GET', 'sobjects', undefined, since)).status).toBe(200);
  });

  it('names the last changed records', async () => {
    const contactId = await create(call, 'Contact', { LastName: 'x' });
    expect((await call('GET', 'recent?limit=1')).body).toMatchObject([{ Id: contactId }]);
  });

  it.each(Array.from({ length: 19 }, (_, index) => `v${50 + index}.0`))(
    'is served in %s',
    async (version) => {
      expect((await call('GET', `/services/data/${version}/sobjects/LEAD/describe/`)).body).toMatchObject({
        name: 'Lead',
        urls: { sobject: `/services/data/${version}/sobjects/Lead` },
      });
      const soql = `select lastname, OWNER.name from lead`;
      await create(call, 'Lead', { LastName: 'x', Company: 'y' });
      expect(
        (await call('GET', `/services/data/${version}/query/?q=${encodeURIComponent(soql)}`)).body,
      ).toMatchObject({
        records: [
          {
            attributes: { url: expect.stringContaining(`/services/data/${version}/sobjects/Lead/00Q`) },
            LastName: 'x',
            Owner: { Name: 'Elena Marchetti' },
          },
        ],
      });
    },
  );
});
