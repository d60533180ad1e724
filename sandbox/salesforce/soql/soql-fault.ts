import { type ApiFault, fault } from '../records/api-fault.ts';

const contextBefore = 60;
const contextAfter = 30;

/** Where a word of the query starts, ignoring words inside quotes; -1 when it does not occur. */
function locate(soql: string, token: string): number {
  const escaped = token.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  const quotedOrToken = new RegExp(`'(?:\\\\.|[^'\\\\])*'|(?<![\\w.])(${escaped})(?![\\w])`, 'gi');
  for (const match of soql.matchAll(quotedOrToken)) {
    if (match[1] !== undefined) return match.index;
  }
  return soql.toLowerCase().indexOf(token.toLowerCase());
}

/**
 * A query error the way Salesforce prints it: a line of the query around the culprit, a caret under it, its row
 * and column, then the sentence.
 */
export function soqlFaultAt(soql: string, offset: number, code: string, sentence: string): ApiFault {
  const position = Math.max(0, offset);
  const before = soql.slice(0, position);
  const row = before.split('\n').length;
  const column = position - (before.lastIndexOf('\n') + 1) + 1;
  const lineStart = position - (column - 1);
  const lineEnd = soql.indexOf('\n', position);
  const start = Math.max(lineStart, position - contextBefore);
  const end = Math.min(lineEnd < 0 ? soql.length : lineEnd, position + contextAfter);
  const caret = `${' '.repeat(position - start)}^`;
  return fault(
    400,
    code,
    `\n${soql.slice(start, end)}\n${caret}\nERROR at Row:${row}:Column:${column}\n${sentence}`,
  );
}

export function soqlFault(soql: string, token: string, code: string, sentence: string): ApiFault {
  return soqlFaultAt(soql, locate(soql, token), code, sentence);
}

const checkNames = 'Please reference your WSDL or the describe call for the appropriate names.';

export function noSuchColumn(soql: string, path: string, objectName: string): ApiFault {
  const name = path.slice(path.lastIndexOf('.') + 1);
  return soqlFault(
    soql,
    path,
    'INVALID_FIELD',
    `No such column '${name}' on entity '${objectName}'. If you are attempting to use a custom field, be sure to append the '__c' after the custom field name. ${checkNames}`,
  );
}

export function noSuchRelationship(soql: string, path: string, relationship: string): ApiFault {
  return soqlFault(
    soql,
    path,
    'INVALID_FIELD',
    `Didn't understand relationship '${relationship}' in field path. If you are attempting to use a custom relationship, be sure to append the '__r' after the custom relationship name. ${checkNames}`,
  );
}

export function noSuchObject(soql: string, objectName: string): ApiFault {
  return soqlFault(
    soql,
    objectName,
    'INVALID_TYPE',
    `sObject type '${objectName}' is not supported. If you are attempting to use a custom object, be sure to append the '__c' after the entity name. ${checkNames}`,
  );
}

export function unexpectedToken(soql: string, token: string): ApiFault {
  return soqlFault(soql, token, 'MALFORMED_QUERY', `unexpected token: '${token}'`);
}
