import type { OrderByClause, QueryBase } from '@jetstreamapp/soql-parser-js';
import { fault } from '../records/api-fault.ts';
import type { Row } from '../records/row.ts';
import { compareValues, ignoreCase, keepCase } from './comparators.ts';
import { type CompileScope, isCaseSensitive, type Operand } from './operand.ts';
import { soqlFault } from './soql-fault.ts';

const sortLimit = 255;
const largestOffset = 2000;

function refuseUnsortable(operand: Operand, soql: string): void {
  const field = operand.field;
  const isLongText = field?.type === 'textarea' && (field.length ?? 0) > sortLimit;
  if (!isLongText && field?.type !== 'multipicklist' && field?.type !== 'address') return;
  throw soqlFault(
    soql,
    operand.path,
    'MALFORMED_QUERY',
    `field '${operand.path}' can not be sorted in a query call`,
  );
}

/**
 * Sorts in place. Blanks come first in both directions unless NULLS LAST is asked for. No order is promised to rows
 * that sort equal: here the newest comes first, so that a reader who takes the order of creation for granted fails.
 */
export function sortRows(
  rows: Row[],
  orderBy: OrderByClause | OrderByClause[] | undefined,
  scope: CompileScope,
  operandOf: (clause: OrderByClause) => Operand,
): Row[] {
  if (!orderBy) return rows;
  const keys = [orderBy].flat().map((clause) => {
    const operand = operandOf(clause);
    refuseUnsortable(operand, scope.soql);
    const fold = isCaseSensitive(operand) ? keepCase : ignoreCase;
    return {
      operand,
      fold,
      direction: clause.order === 'DESC' ? -1 : 1,
      blanks: clause.nulls === 'LAST' ? 1 : -1,
    };
  });
  return rows.sort((a, b) => {
    for (const { operand, fold, direction, blanks } of keys) {
      const left = operand.read(a);
      const right = operand.read(b);
      if (left === null && right === null) continue;
      if (left === null) return blanks;
      if (right === null) return -blanks;
      const order = compareValues(left, right, fold);
      if (order !== 0) return order * direction;
    }
    return a.Id < b.Id ? 1 : -1;
  });
}

/** OFFSET and LIMIT. */
export function takeWindow<T>(rows: T[], query: QueryBase): T[] {
  const offset = query.offset ?? 0;
  if (offset > largestOffset) {
    throw fault(400, 'NUMBER_OUTSIDE_VALID_RANGE', `Maximum SOQL offset allowed is ${largestOffset}`);
  }
  if (offset === 0 && query.limit === undefined) return rows;
  return rows.slice(offset, query.limit === undefined ? undefined : offset + query.limit);
}
