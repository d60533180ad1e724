import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { FieldValue } from '../records/row.ts';
import { createQueryWorld, now } from '../testing/query-world.ts';

function leads(...rows: Record<string, FieldValue>[]) {
  const world = createQueryWorld();
  for (const row of rows) world.insert('Lead', { Company: 'x', ...row });
  return (where: string) =>
    world.column(`SELECT LastName FROM Lead WHERE ${where} ORDER BY LastName`, 'LastName');
}

describe('WHERE', () => {
  const find = leads(
    { LastName: 'a', City: 'Rome', NumberOfEmployees: 5, DoNotCall: true, Interests__c: 'Solar;Wind' },
    { LastName: 'b', City: 'ROME', NumberOfEmployees: 50, ConvertedDate: '2026-11-10', Interests__c: 'Wind' },
    { LastName: 'c', City: 'Lodi 100%', NumberOfEmployees: 500, CreatedDate: now - 86_400_000 * 40 },
    { LastName: 'd', Country: "D'Or\\x" },
  );
  it.each([
    [`City = 'rome'`, ['a', 'b']],
    [`City != 'rome'`, ['c', 'd']],
    [`City <> null`, ['a', 'b', 'c']],
    [`City = null`, ['d']],
    [`City = ''`, ['d']],
    [`City IN ('ROME', null)`, ['a', 'b', 'd']],
    [`City NOT IN ('Rome')`, ['c', 'd']],
    [`City LIKE 'ro%'`, ['a', 'b']],
    [`City LIKE '_OME'`, ['a', 'b']],
    [`City LIKE '%100\\%'`, ['c']],
    [`(NOT City LIKE 'ro%')`, ['c', 'd']],
    [`Country = 'd\\'or\\\\x'`, ['d']],
    [`Country LIKE 'd\\'or\\\\x'`, ['d']],
    [`City > 'm'`, ['a', 'b']],
    [`NumberOfEmployees >= 50`, ['b', 'c']],
    [`NumberOfEmployees < 50`, ['a']],
    [`NumberOfEmployees != 50`, ['a', 'c', 'd']],
    [`DoNotCall = FALSE`, ['b', 'c', 'd']],
    [`DoNotCall = true`, ['a']],
    [`Interests__c INCLUDES ('Solar')`, ['a']],
    [`Interests__c INCLUDES ('Solar;Wind', 'Charging')`, ['a']],
    [`Interests__c EXCLUDES ('Solar')`, ['b', 'c', 'd']],
    [`ConvertedDate = 2026-11-10`, ['b']],
    [`ConvertedDate = LAST_N_DAYS:7`, ['b']],
    [`CreatedDate = TODAY`, ['a', 'b', 'd']],
    [`CreatedDate < LAST_N_DAYS:30`, ['c']],
    [`CreatedDate >= 2026-11-15T13:00:00+01:00`, ['a', 'b', 'd']],
    [`CreatedDate > 2026-11-15T12:00:00.000+0000`, []],
    [`CALENDAR_YEAR(CreatedDate) = 2026 AND City = 'rome'`, ['a', 'b']],
    [`City = 'rome' AND (NumberOfEmployees = 5 OR NumberOfEmployees = 50)`, ['a', 'b']],
    [`(City = 'rome' AND NumberOfEmployees = 5) OR LastName = 'd'`, ['a', 'd']],
    [`Name = 'a'`, ['a']],
    [`lead.lastname = 'a'`, ['a']],
  ])('%s', (where, expected) => {
    expect(find(where)).toEqual(expected);
  });

  it('finds what a naive filter finds, through lookups and scans alike', () => {
    type Stored = { Email: string | null; City: string | null; stamp: number };
    type Condition = { soql: string; test(row: Stored): boolean };
    const row: fc.Arbitrary<Stored> = fc.record({
      Email: fc.constantFrom('a@x.it', 'b@x.it', null),
      City: fc.constantFrom('Rome', 'Pisa', null),
      stamp: fc.integer({ min: 0, max: 5 }),
    });
    const at = (second: number): string => new Date(now + second * 1000).toISOString();
    const leaf: fc.Arbitrary<Condition> = fc.oneof(
      fc.constantFrom<Condition[]>(
        { soql: `Email = 'A@x.it'`, test: ({ Email }) => Email === 'a@x.it' },
        { soql: `Email IN ('B@x.it', 'c@x.it')`, test: ({ Email }) => Email === 'b@x.it' },
        { soql: 'Email = null', test: ({ Email }) => Email === null },
        { soql: `City = 'pisa'`, test: ({ City }) => City === 'Pisa' },
        { soql: `City != 'Rome'`, test: ({ City }) => City !== 'Rome' },
        { soql: `City LIKE '%s%'`, test: ({ City }) => City === 'Pisa' },
      ),
      fc
        .integer({ min: 0, max: 5 })
        .map((n): Condition => ({ soql: `SystemModstamp >= ${at(n)}`, test: ({ stamp }) => stamp >= n })),
      fc
        .integer({ min: 0, max: 5 })
        .map((n): Condition => ({ soql: `SystemModstamp < ${at(n)}`, test: ({ stamp }) => stamp < n })),
      fc
        .integer({ min: 0, max: 5 })
        .map((n): Condition => ({ soql: `SystemModstamp = ${at(n)}`, test: ({ stamp }) => stamp === n })),
    );
    const negate = ({ soql, test }: Condition): Condition => ({
      soql: `(NOT ${soql})`,
      test: (stored) => !test(stored),
    });
    const { tree } = fc.letrec<{ tree: Condition }>((tie) => ({
      tree: fc.oneof(
        { depthSize: 'small' },
        leaf,
        fc
          .tuple(tie('tree'), fc.oneof(tie('tree'), tie('tree').map(negate)), fc.constantFrom('AND', 'OR'))
          .map(
            ([a, b, joiner]): Condition => ({
              soql: `(${a.soql} ${joiner} ${b.soql})`,
              test: (stored) =>
                joiner === 'AND' ? a.test(stored) && b.test(stored) : a.test(stored) || b.test(stored),
            }),
          ),
      ),
    }));
    fc.assert(
      fc.property(
        fc.array(row, { maxLength: 12 }),
        fc.oneof(tree, tree.map(negate)),
        (rows, { soql, test }) => {
          const world = createQueryWorld();
          const ids = rows.flatMap((stored) => {
            const { Email, City, stamp } = stored;
            const { Id } = world.insert('Lead', {
              LastName: 'x',
              Email,
              City,
              SystemModstamp: now + stamp * 1000,
            });
            return test(stored) ? [Id] : [];
          });
          expect(world.column(`SELECT Id FROM Lead WHERE ${soql} ORDER BY Id`, 'Id')).toEqual(ids);
        },
      ),
      { numRuns: 300 },
    );
  });
});

describe('ORDER BY, LIMIT and OFFSET', () => {
  const world = createQueryWorld();
  for (const [LastName, City] of [
    ['1', 'b'],
    ['2', null],
    ['3', 'A'],
    ['4', 'b'],
  ] as const) {
    world.insert('Lead', { LastName, City });
  }
  it.each([
    ['ORDER BY City NULLS LAST', ['3', '4', '1', '2']],
    ['ORDER BY City, LastName', ['2', '3', '1', '4']],
    ['ORDER BY City NULLS FIRST, LastName DESC', ['2', '3', '4', '1']],
    ['ORDER BY City DESC NULLS FIRST, LastName', ['2', '1', '4', '3']],
    ['ORDER BY City NULLS LAST, LastName DESC', ['3', '4', '1', '2']],
    ['ORDER BY City DESC, LastName', ['2', '1', '4', '3']],
    ['ORDER BY City DESC NULLS LAST, LastName', ['1', '4', '3', '2']],
    ['ORDER BY LastName LIMIT 2', ['1', '2']],
    ['ORDER BY LastName LIMIT 2 OFFSET 1', ['2', '3']],
    ['ORDER BY LastName OFFSET 3', ['4']],
    [`WHERE City = 'b' ORDER BY LastName OFFSET 1`, ['4']],
    [`WHERE City = 'b' OFFSET 1`, ['4']],
    [`WHERE City IN ('b', 'OFFSET 1') limit 1 offset 1`, ['4']],
    ['OFFSET 2', ['3', '4']],
  ])('%s', (clause, expected) => {
    expect(world.column(`SELECT LastName FROM Lead ${clause}`, 'LastName')).toEqual(expected);
  });
});

describe('relationships and aggregates', () => {
  const world = createQueryWorld();
  const user = world.insert('User', {
    FirstName: 'Eva',
    LastName: 'Neri',
    Username: 'eva',
    Email: 'eva@x.it',
  });
  const queue = world.insert('Group', { Name: 'Inbound', Type: 'Queue' });
  const account = world.insert('Account', { Name: 'Acme', OwnerId: user.Id });
  world.insert('Account', { Name: 'Bare', OwnerId: user.Id });
  world.insert('Contact', { LastName: 'One', AccountId: account.Id, OwnerId: user.Id, MailingCity: 'Rome' });
  world.insert('Contact', { LastName: 'Two', AccountId: account.Id, OwnerId: user.Id });
  world.insert('Contact', { LastName: 'Alone', OwnerId: user.Id });
  world.insert('Lead', { LastName: 'Q', OwnerId: queue.Id, Status: 'New' });
  world.insert('Lead', { LastName: 'U', OwnerId: user.Id, Status: 'New' });

  it('follows parents, and says null where there is none', () => {
    expect(
      world.query(
        `SELECT LastName, Account.Name, Account.Owner.Name FROM Contact WHERE LastName != 'Two' ORDER BY LastName`,
      ),
    ).toEqual([
      { attributes: expect.anything(), LastName: 'Alone', Account: null },
      {
        attributes: expect.anything(),
        LastName: 'One',
        Account: {
          attributes: { type: 'Account', url: `/services/data/v67.0/sobjects/Account/${account.Id}` },
          Name: 'Acme',
          Owner: {
            attributes: { type: 'User', url: `/services/data/v67.0/sobjects/User/${user.Id}` },
            Name: 'Eva Neri',
          },
        },
      },
    ]);
  });

  it('answers a lead owner as the object Name, user and queue alike', () => {
    const owners = world.column('SELECT Owner.Name, Owner.Type FROM Lead ORDER BY LastName', 'Owner');
    expect(owners).toMatchObject([
      { attributes: { type: 'Name' }, Name: 'Inbound', Type: 'Queue' },
      { attributes: { type: 'Name' }, Name: 'Eva Neri', Type: 'User' },
    ]);
    expect(world.column(`SELECT LastName FROM Lead WHERE Owner.Name = 'inbound'`, 'LastName')).toEqual(['Q']);
  });

  it('lists children inside their parent', () => {
    const contacts = world.column(
      'SELECT Id, (SELECT LastName FROM Contacts ORDER BY LastName) FROM Account ORDER BY Name',
      'Contacts',
    );
    expect(contacts).toMatchObject([
      { totalSize: 2, done: true, records: [{ LastName: 'One' }, { LastName: 'Two' }] },
      null,
    ]);
  });

  it('joins through IN', () => {
    expect(
      world.column('SELECT Name FROM Account WHERE Id IN (SELECT AccountId FROM Contact)', 'Name'),
    ).toEqual(['Acme']);
    expect(
      world.column('SELECT Name FROM Account WHERE Id NOT IN (SELECT AccountId FROM Contact)', 'Name'),
    ).toEqual(['Bare']);
  });

  it('counts', () => {
    expect(world.query('SELECT COUNT() FROM Contact')).toBe(3);
    expect(
      world.query('SELECT COUNT(AccountId) n, COUNT(Id), COUNT_DISTINCT(AccountId) d FROM Contact'),
    ).toEqual([{ attributes: { type: 'AggregateResult' }, n: 2, expr0: 3, d: 1 }]);
    expect(world.query('SELECT COUNT(Id) FROM Opportunity')).toEqual([
      { attributes: { type: 'AggregateResult' }, expr0: 0 },
    ]);
  });

  it('groups, filters groups and sorts them', () => {
    world.insert('Lead', { LastName: 'V', OwnerId: user.Id, Status: 'Old' });
    expect(
      world.query(
        'SELECT Status, COUNT(Id) n, MIN(LastName) FROM Lead GROUP BY Status ORDER BY COUNT(Id) DESC',
      ),
    ).toEqual([
      { attributes: { type: 'AggregateResult' }, Status: 'New', n: 2, expr0: 'Q' },
      { attributes: { type: 'AggregateResult' }, Status: 'Old', n: 1, expr0: 'V' },
    ]);
    expect(world.column('SELECT Status FROM Lead GROUP BY Status HAVING COUNT(Id) > 1', 'Status')).toEqual([
      'New',
    ]);
  });

  it('renders compound addresses and expands FIELDS', () => {
    expect(
      world.column(`SELECT MailingAddress FROM Contact WHERE LastName = 'One'`, 'MailingAddress'),
    ).toEqual([expect.objectContaining({ city: 'Rome', street: null })]);
    expect(
      world.column(`SELECT MailingAddress FROM Contact WHERE LastName = 'Two'`, 'MailingAddress'),
    ).toEqual([null]);
    const [record] = world.query('SELECT FIELDS(CUSTOM) FROM Contact LIMIT 1') as Record<string, unknown>[];
    expect(Object.keys(record ?? {})).toContain('External_Key__c');
    expect(Object.keys(record ?? {})).not.toContain('LastName');
  });
});
