import { beforeAll, expect, it } from 'vitest';
import { type Call, startConnected } from './testing/connect.ts';
import { queryPath } from './testing/rest-calls.ts';

let salesforce: Awaited<ReturnType<typeof startConnected>>['salesforce'];
let call: Call;
beforeAll(async () => {
  ({ salesforce, call } = await startConnected('demo'));
});

type Found = {
  totalSize: number;
  records: Record<string, { totalSize: number; records: object[] } | null>[];
};
const query = async (soql: string): Promise<Found> => (await call('GET', queryPath(soql))).body as Found;

it('the demo company has accounts with contacts and opportunities, all owned by people', async () => {
  const { records } = await query(
    'SELECT Name, Owner.Name, (SELECT LastName FROM Contacts), (SELECT Name, Amount FROM Opportunities) FROM Account',
  );
  expect(records).toHaveLength(120);
  expect(records.filter(({ Contacts }) => (Contacts?.totalSize ?? 0) > 0).length).toBeGreaterThan(60);
  expect(records.filter(({ Opportunities }) => Opportunities !== null)).toHaveLength(40);
  expect(records.every(({ Owner }) => Owner !== null)).toBe(true);
  const { totalSize } = await query(
    `SELECT Id FROM Contact WHERE AccountId IN (SELECT AccountId FROM Opportunity WHERE StageName = 'Closed Won')`,
  );
  expect(totalSize).toBeGreaterThan(0);
  expect((await query('SELECT Id FROM User WHERE IsActive = true')).totalSize).toBeGreaterThan(2);
});

it('an object added through the control API joins in: parents, children, references, describe', async () => {
  const named = { name: 'Name', label: 'Name', type: 'string', length: 80, nameField: true, required: true };
  const account = {
    name: 'Account__c',
    label: 'Account',
    type: 'reference',
    referenceTo: ['Account'],
    relationshipName: 'Account__r',
    childRelationship: 'Sites__r',
  };
  await salesforce.control('objects', {
    object: {
      name: 'Site__c',
      label: 'Site',
      labelPlural: 'Sites',
      keyPrefix: 'a01',
      fields: [named, account],
    },
  });
  await salesforce.control('objects/Site__c/fields', {
    fields: [{ name: 'Power__c', label: 'Power', type: 'double', precision: 8, scale: 2 }],
  });
  const [parent] = (await query('SELECT Id FROM Account ORDER BY Name LIMIT 1')).records;
  const made = await call('POST', 'sobjects/site__c', {
    name: 'North',
    account__c: parent?.Id,
    POWER__c: 1.239,
  });
  expect(made.status).toBe(201);
  expect(
    (await query(`SELECT Name, Power__c, Account__r.Name FROM Site__c WHERE Account__r.Name != null`))
      .records,
  ).toMatchObject([{ Name: 'North', Power__c: 1.24, Account__r: { Name: expect.any(String) } }]);
  const { records } = await query(
    `SELECT (SELECT Name FROM Sites__r) FROM Account WHERE Id = '${parent?.Id}'`,
  );
  expect(records).toMatchObject([{ Sites__r: { records: [{ Name: 'North' }] } }]);
  expect((await call('GET', 'sobjects/Account/describe')).body).toMatchObject({
    childRelationships: expect.arrayContaining([
      expect.objectContaining({ childSObject: 'Site__c', field: 'Account__c', relationshipName: 'Sites__r' }),
    ]),
  });
});
