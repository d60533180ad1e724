import { parseQuery } from '@jetstreamapp/soql-parser-js';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { assertName, buildEmailQueries, queryPath, quoteText } from './soql.ts';

/** Reads a literal back the way Salesforce does. */
function unquote(literal: string): string {
  const escapes: Record<string, string> = { n: '\n', r: '\r', t: '\t' };
  return literal.slice(1, -1).replace(/\\(.)/gs, (_, character) => escapes[character] ?? character);
}

test.each([
  ["O'Brien@example.com", String.raw`'O\'Brien@example.com'`],
  ['back\\slash', String.raw`'back\\slash'`],
  ["\\' OR Name != '", String.raw`'\\\' OR Name != \''`],
  ['two\nlines', String.raw`'two\nlines'`],
])('%j is quoted as %s', (text, literal) => {
  expect(quoteText(text)).toBe(literal);
});

const nastyText = fc.string({ unit: fc.constantFrom('a', "'", '\\', '"', '\n', '\r', '\t', ')', 'é') });

test('a quoted value reads back as itself and never ends early', () => {
  fc.assert(
    fc.property(nastyText, (text) => {
      const literal = quoteText(text);
      expect(unquote(literal)).toBe(text);
      expect(literal.slice(1, -1)).toMatch(/^(?:[^'\\\n\r]|\\.)*$/s);
    }),
  );
});

test('an address cannot change the query it is put into', () => {
  fc.assert(
    fc.property(fc.array(nastyText, { minLength: 1, maxLength: 5 }), (emails) => {
      const unique = [...new Set(emails)];
      const [soql = ''] = buildEmailQueries('Contact', ['Id'], unique);
      expect(parseQuery(soql)).toMatchObject({
        fields: [{ field: 'Id' }],
        sObject: 'Contact',
        where: { left: { field: 'Email', operator: 'IN', value: unique.map(quoteText) } },
      });
      expect(parseQuery(soql).where).not.toHaveProperty('right');
    }),
  );
});

const fields = ['Id', 'Email', 'CreatedDate', 'LastModifiedDate'];
const addresses = fc.uniqueArray(fc.string({ minLength: 1, maxLength: 80, unit: 'binary' }), {
  maxLength: 400,
  size: 'max',
});

test('every address is asked for once, and no query outgrows the address line', () => {
  fc.assert(
    fc.property(addresses, (emails) => {
      const queries = buildEmailQueries('Lead', fields, emails);
      const literals = queries.flatMap((soql) => soql.slice(soql.indexOf('(') + 1, -1));
      expect(literals.join(',')).toBe(
        emails
          .filter(({ length }) => length <= 80)
          .map(quoteText)
          .join(','),
      );
      for (const soql of queries) {
        expect(soql.length).toBeLessThan(100_000);
        const address = new URL(`https://acme.my.salesforce.com/services/data/v67.0${queryPath(soql)}`).href;
        expect(address.length).toBeLessThan(14_200);
      }
    }),
    { numRuns: 50 },
  );
});

test('three hundred ordinary addresses fit into one query', () => {
  const emails = Array.from({ length: 300 }, (_, index) => `firstname.lastname${index}@company-name.com`);
  expect(buildEmailQueries('Contact', fields, emails)).toHaveLength(1);
});

test('no address asks nothing', () => {
  expect(buildEmailQueries('Contact', fields, [])).toEqual([]);
  expect(buildEmailQueries('Contact', fields, ['x'.repeat(81)])).toEqual([]);
});

test.each(['Id FROM User', 'Name,Id', "A'b", '', '1a', 'a.'])('%j is no field name', (name) => {
  expect(() => assertName(name)).toThrow(RangeError);
});

test.each(['Id', 'Custom__c', 'Owner.Email', 'ns__Field__c'])('%s is a field name', (name) => {
  expect(assertName(name)).toBe(name);
});
