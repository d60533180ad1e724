import { describe, expect, it } from 'vitest';
import { ApiFault } from '../records/api-fault.ts';
import { createQueryWorld } from '../testing/query-world.ts';

/** Every kind of query that Salesforce refuses, with its code and its sentence. */

function failureOf(soql: string): { code: string; message: string } {
  try {
    createQueryWorld().query(soql);
  } catch (error) {
    if (error instanceof ApiFault && error.errors[0]) return error.errors[0];
    throw error;
  }
  throw new Error(`${soql} was accepted`);
}

describe('a query', () => {
  it.each([
    [
      'SELECT Id, Foo FROM Lead',
      'INVALID_FIELD',
      "No such column 'Foo' on entity 'Lead'. If you are attempting",
    ],
    ['SELECT Id FROM Lead WHERE Foo = 1', 'INVALID_FIELD', "No such column 'Foo' on entity 'Lead'."],
    ['SELECT Id FROM Lead ORDER BY Foo', 'INVALID_FIELD', "No such column 'Foo'"],
    ['SELECT Id, Internal_Margin__c FROM Lead', 'INVALID_FIELD', "No such column 'Internal_Margin__c'"],
    ['SELECT Owner.Email__x FROM Lead', 'INVALID_FIELD', "No such column 'Email__x' on entity 'Name'."],
    ['SELECT Boss.Name FROM Lead', 'INVALID_FIELD', "Didn't understand relationship 'Boss' in field path."],
    [
      'SELECT (SELECT Id FROM Friends) FROM Account',
      'INVALID_FIELD',
      "Didn't understand relationship 'Friends'",
    ],
    ['SELECT Id, Id FROM Lead', 'INVALID_FIELD', 'duplicate field selected: Id'],
    ['SELECT Id FROM Foo', 'INVALID_TYPE', "sObject type 'Foo' is not supported."],
    [
      "SELECT Id FROM Lead WHERE City = 'a' AND City = 'b' OR City = 'c'",
      'MALFORMED_QUERY',
      "unexpected token: 'OR'",
    ],
    [
      "SELECT Id FROM Lead WHERE City = 'a' OR City = 'b' AND City = 'c'",
      'MALFORMED_QUERY',
      "unexpected token: 'AND'",
    ],
    ["SELECT Id FROM Lead WHERE City = 'a' AND NOT City = 'b'", 'MALFORMED_QUERY', "unexpected token: 'NOT'"],
    ["SELECT Id FROM Lead WHERE NOT City = 'a' AND City = 'b'", 'MALFORMED_QUERY', "unexpected token: 'AND'"],
    ['SELECT Id FROM Lead WHERE', 'MALFORMED_QUERY', "unexpected token: '<EOF>'"],
    ['SELECT Id, FROM Lead', 'MALFORMED_QUERY', "unexpected token: 'FROM'"],
    ['SELECT Id FROM Lead LIMIT x', 'MALFORMED_QUERY', "unexpected token: 'x'"],
    ['SELECT Id FROM Lead WHERE City = "a"', 'MALFORMED_QUERY', `unexpected token: '"'`],
    ['SELECT Id a FROM Lead', 'MALFORMED_QUERY', 'only aggregate expressions use field aliasing'],
    ['SELECT Status, COUNT(Id) FROM Lead', 'MALFORMED_QUERY', 'Field must be grouped or aggregated: Status'],
    [
      'SELECT FIELDS(ALL) FROM Lead',
      'MALFORMED_QUERY',
      'The SOQL FIELDS function must have a LIMIT of at most 200',
    ],
    [
      'SELECT Id FROM Lead WHERE CreatedDate = 2026-01-01',
      'INVALID_FIELD',
      "value of filter criterion for field 'CreatedDate' must be of type dateTime",
    ],
    [
      "SELECT Id FROM Lead WHERE CreatedDate > '2026-01-01T00:00:00Z'",
      'INVALID_FIELD',
      'must be of type dateTime and should not be enclosed in quotes',
    ],
    [
      'SELECT Id FROM Lead WHERE City = 5',
      'INVALID_FIELD',
      "for field 'City' must be of type string and should be enclosed in quotes",
    ],
    [
      "SELECT Id FROM Lead WHERE IsConverted = 'true'",
      'INVALID_FIELD',
      'must be of type boolean and should not be enclosed in quotes',
    ],
    ["SELECT Id FROM Lead WHERE NumberOfEmployees > '5'", 'INVALID_FIELD', 'must be of type int'],
    ["SELECT Id FROM Lead WHERE Id = 'abc'", 'INVALID_QUERY_FILTER_OPERATOR', 'invalid ID field: abc'],
    [
      "SELECT Id FROM Lead WHERE Id LIKE '00Q%'",
      'INVALID_QUERY_FILTER_OPERATOR',
      'invalid operator on id field',
    ],
    ["SELECT Id FROM Lead WHERE City INCLUDES ('a')", 'INVALID_QUERY_FILTER_OPERATOR', 'invalid operator'],
    [
      "SELECT Id FROM Lead WHERE Description = 'a'",
      'INVALID_FIELD',
      "field 'Description' can not be filtered in a query call",
    ],
    [
      'SELECT Id FROM Lead ORDER BY Description',
      'MALFORMED_QUERY',
      "field 'Description' can not be sorted in a query call",
    ],
    ['SELECT Id FROM Lead OFFSET 2001', 'NUMBER_OUTSIDE_VALID_RANGE', 'Maximum SOQL offset allowed is 2000'],
    [`SELECT Id FROM Lead WHERE City = '${'x'.repeat(100_000)}'`, 'QUERY_TOO_COMPLICATED', 'longer than'],
  ])('%.80s answers %s', (soql, code, sentence) => {
    expect(failureOf(soql)).toMatchObject({ code, message: expect.stringContaining(sentence) });
  });

  it('points at the culprit with row, column and caret', () => {
    expect(failureOf("SELECT Id FROM Lead\nWHERE Name = 'Foo' AND Foo = 'x'").message).toMatch(
      /^\nWHERE Name = 'Foo' AND Foo = 'x'\n {23}\^\nERROR at Row:2:Column:24\nNo such column 'Foo' on entity 'Lead'\./,
    );
  });
});
