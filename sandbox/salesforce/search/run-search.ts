import type { QuerySource } from '../soql/query-source.ts';
import { runQuery } from '../soql/run-query.ts';
import { compileSearch } from './match-text.ts';
import { malformedSearch, mostFound, type Search, type SearchTarget } from './parse-sosl.ts';

/** Runs a search. What was saved a moment ago is found at once; the real index takes its time. */
export function runSearch(source: QuerySource, search: Search, version: string): Record<string, unknown>[] {
  const matches = compileSearch(search.text, search.group);
  const everything = (): SearchTarget[] =>
    source.schema.objects().map(({ name }) => ({ objectName: name, fields: ['Id'], conditions: '' }));
  const targets = search.targets.length > 0 ? search.targets : everything();
  const found = targets.flatMap(({ objectName, fields, conditions, limit = mostFound }) => {
    const soql = `SELECT ${fields.join(', ')} FROM ${objectName} ${conditions}`;
    const result = runQuery(source, soql.trim(), { includeDeleted: false });
    if (result.kind !== 'rows') throw malformedSearch('A search answers fields, not aggregates');
    return result.rows
      .filter((row) => matches(result.object, row))
      .slice(0, limit)
      .map((row) => result.projection.render(row, version));
  });
  return found.slice(0, search.limit);
}
