import { parseQuery, type Query } from '@jetstreamapp/soql-parser-js';
import { fault } from '../records/api-fault.ts';
import { soqlFaultAt, unexpectedToken } from './soql-fault.ts';

const longestQuery = 100_000;

/** The parser tells what it stumbled over only in its message. */
function toMalformedQuery(soql: string, message: string): Error {
  const offset = /at offset: (\d+)/.exec(message)?.[1];
  if (offset !== undefined) {
    const character = soql.charAt(Number(offset));
    return soqlFaultAt(soql, Number(offset), 'MALFORMED_QUERY', `unexpected token: '${character}'`);
  }
  const token = /found(?::| -->) '?(.*?)'?(?: <--)?$/s.exec(message)?.[1];
  if (token) return unexpectedToken(soql, token);
  return soqlFaultAt(soql, soql.length, 'MALFORMED_QUERY', `unexpected token: '<EOF>'`);
}

/** Parses SOQL; a query that Salesforce would not understand becomes its MALFORMED_QUERY answer. */
export function parseSoql(soql: string): Query & { sObject: string } {
  if (soql.length > longestQuery) {
    throw fault(
      400,
      'QUERY_TOO_COMPLICATED',
      `SOQL statements cannot be longer than ${longestQuery} characters.`,
    );
  }
  // The parser takes an OFFSET right after a condition for another condition, so it never sees the last OFFSET.
  const [ending, offset] = /\sOFFSET\s+(\d+)\s*$/i.exec(soql) ?? [''];
  let query: Query;
  try {
    query = parseQuery(soql.slice(0, soql.length - ending.length));
    if (offset !== undefined) query.offset = Number(offset);
  } catch (error) {
    throw toMalformedQuery(soql, error instanceof Error ? error.message : '');
  }
  if (!query.sObject || !query.fields?.length) throw unexpectedToken(soql, 'FROM');
  return { ...query, sObject: query.sObject };
}
