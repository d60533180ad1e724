import { expect, it } from 'vitest';
import { createQueryWorld } from '../testing/query-world.ts';
import { describeColumns } from './column-metadata.ts';

const world = createQueryWorld();
const person = world.insert('User', { LastName: 'Marchetti', Username: 'elena@x', Email: 'elena@x.example' });
const queue = world.insert('Group', { Name: 'Italian Leads', DeveloperName: 'Italian_Leads', Type: 'Queue' });
world.insert('Lead', { LastName: 'A', OwnerId: person.Id });
world.insert('Lead', { LastName: 'B', OwnerId: queue.Id });
const top = world.insert('Account', { Name: 'Top' });
const sub = world.insert('Account', { Name: 'Sub', ParentId: top.Id });
world.insert('Contact', { LastName: 'Neri', AccountId: sub.Id });

it('TYPEOF gives each owner the fields of its own type', () => {
  const soql =
    'SELECT LastName, TYPEOF Owner WHEN User THEN Email, LastName WHEN Group THEN Type END FROM Lead ORDER BY LastName';
  expect(world.query(soql)).toMatchObject([
    { Owner: { attributes: { type: 'User' }, Email: 'elena@x.example', LastName: 'Marchetti' } },
    { Owner: { attributes: { type: 'Group' }, Type: 'Queue' } },
  ]);
});

it('TYPEOF falls back to ELSE, and to null without it', () => {
  const rest = 'END FROM Lead ORDER BY LastName';
  expect(world.column(`SELECT TYPEOF Owner WHEN User THEN Email ELSE Name ${rest}`, 'Owner')).toMatchObject([
    { Email: 'elena@x.example' },
    { Name: 'Italian Leads' },
  ]);
  expect(world.column(`SELECT TYPEOF Owner WHEN User THEN Email ${rest}`, 'Owner')[1]).toBeNull();
});

it.each([
  ['SELECT TYPEOF Account WHEN Account THEN Name END FROM Contact', 'INVALID_FIELD'],
  ['SELECT TYPEOF Owner WHEN Account THEN Name END FROM Lead', 'INVALID_TYPE'],
  ['SELECT TYPEOF Owner WHEN User THEN Foo END FROM Lead', 'INVALID_FIELD'],
  ['SELECT TYPEOF Foo WHEN User THEN Id END FROM Lead', 'INVALID_FIELD'],
])('%s is refused', (soql, code) => {
  expect(() => world.query(soql)).toThrow(
    expect.objectContaining({ errors: [expect.objectContaining({ code })] }),
  );
});

it('children of children come nested, four levels deep and no further', () => {
  const soql = `SELECT Name, (SELECT Name, (SELECT LastName FROM Contacts) FROM ChildAccounts) FROM Account WHERE Name = 'Top'`;
  expect(world.query(soql)).toMatchObject([
    {
      ChildAccounts: {
        totalSize: 1,
        records: [{ Name: 'Sub', Contacts: { records: [{ LastName: 'Neri' }] } }],
      },
    },
  ]);
  const nested = (levels: number): string =>
    levels === 0 ? 'SELECT Id FROM Contacts' : `SELECT Id, (${nested(levels - 1)}) FROM ChildAccounts`;
  expect(world.query(`SELECT Id, (${nested(3)}) FROM Account`)).toHaveLength(2);
  expect(() => world.query(`SELECT Id, (${nested(4)}) FROM Account`)).toThrow(/more than 4 levels/);
});

it('the shape of a result names parents, children and figures', () => {
  expect(
    describeColumns(world.source, 'SELECT id, Account.Owner.Name, DoNotCall FROM Contact'),
  ).toMatchObject({
    entityName: 'Contact',
    groupBy: false,
    idSelected: true,
    keyPrefix: '003',
    columnMetadata: [
      { columnName: 'Id', apexType: 'Id', joinColumns: [] },
      {
        columnName: 'Account',
        joinColumns: [{ columnName: 'Owner', joinColumns: [{ columnName: 'Name', textType: true }] }],
      },
      { columnName: 'DoNotCall', booleanType: true },
    ],
  });
  expect(
    describeColumns(world.source, 'SELECT Name, (SELECT LastName FROM Contacts) FROM Account'),
  ).toMatchObject({
    columnMetadata: [
      { columnName: 'Name' },
      { columnName: 'Contacts', aggregate: true, joinColumns: [{ columnName: 'LastName' }] },
    ],
  });
  expect(
    describeColumns(world.source, 'SELECT City, COUNT(Id), MAX(CreatedDate) latest FROM Lead GROUP BY City'),
  ).toMatchObject({
    groupBy: true,
    columnMetadata: [
      { columnName: 'City', aggregate: false },
      { columnName: 'expr0', displayName: 'count(Id)', aggregate: true },
      { columnName: 'latest', displayName: 'max(CreatedDate)', aggregate: true },
    ],
  });
  expect(describeColumns(world.source, 'SELECT COUNT() FROM Lead')).toMatchObject({ columnMetadata: [] });
});
