import type { Row } from '../records/row.ts';
import type { Table } from '../records/table.ts';
import { isSpan } from './comparators.ts';
import type { BoundComparison, BoundTree } from './compile-condition.ts';

const latest = Number.MAX_SAFE_INTEGER;

/** The window of SystemModstamp that a comparison leaves open. */
function stampWindow(comparison: BoundComparison): [from: number, to: number] | null {
  const [literal] = comparison.literals;
  if (literal === undefined || literal === null) return null;
  const from = Number(isSpan(literal) ? literal.from : literal);
  const to = Number(isSpan(literal) ? literal.to : literal);
  switch (comparison.operator) {
    case '=':
      return [from, to];
    case '>':
    case '>=':
      return [from, latest];
    case '<':
    case '<=':
      return [0, to];
    default:
      return null;
  }
}

function candidatesOfLeaf(comparison: BoundComparison, table: Table): Row[] | null {
  const field = comparison.operand.ownField;
  if (!field) return null;
  if (field.name === 'SystemModstamp') {
    const window = stampWindow(comparison);
    return window && table.stampedBetween(...window);
  }
  if (comparison.operator !== '=' && comparison.operator !== 'IN') return null;
  const wanted = comparison.literals.filter((literal) => typeof literal === 'string');
  if (wanted.length < comparison.literals.length) return null;
  if (field.name === 'Id') return wanted.flatMap((recordId) => table.get(recordId) ?? []);
  return table.isIndexed(field.name) ? wanted.flatMap((value) => table.find(field.name, value)) : null;
}

/**
 * Rows that may match, found through a lookup, or `null` when only a scan will do. Never misses a matching row;
 * the condition itself still decides. An AND needs one part with a lookup (the fewest rows win), an OR needs all.
 */
export function findCandidates(tree: BoundTree, table: Table): Row[] | null {
  switch (tree.kind) {
    case 'leaf':
      return candidatesOfLeaf(tree.comparison, table);
    case 'not':
      return null;
    case 'and': {
      const found = tree.parts.flatMap((part) => {
        const rows = findCandidates(part, table);
        return rows ? [rows] : [];
      });
      return found.reduce<Row[] | null>(
        (best, rows) => (best && best.length <= rows.length ? best : rows),
        null,
      );
    }
    case 'or': {
      const found = tree.parts.map((part) => findCandidates(part, table));
      return found.every((rows) => rows !== null) ? [...new Set(found.flat())] : null;
    }
  }
}
