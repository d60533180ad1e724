import { createRandom, type Random } from '#sandbox/kernel/random.ts';
import { runQuery } from '../soql/run-query.ts';
import type { Org } from '../world/org.ts';
import type { QueryJob } from './bulk-job.ts';
import { delimiters } from './bulk-operations.ts';
import { writeCsvLine } from './csv.ts';
import { compileCsvColumns } from './csv-columns.ts';

/** Fisher-Yates. */
export function shuffle<T>(items: T[], random: Random): T[] {
  for (let last = items.length - 1; last > 0; last--) {
    const other = random.int(0, last);
    [items[last], items[other]] = [items[other] as T, items[last] as T];
  }
  return items;
}

/**
 * Writes the result file of a query job with the values of this moment. Without ORDER BY the rows come in no order
 * that a reader could rely on: Salesforce reads them in parallel chunks.
 */
export function runQueryJob(org: Org, job: QueryJob): void {
  const user = org.tableOf('User').get(job.userId);
  if (!user) throw new Error(`No user ${job.userId}`);
  const source = org.sourceFor(user);
  const { columns, isOrdered } = compileCsvColumns(source, job.soql);
  const result = runQuery(source, job.soql, { includeDeleted: job.operation === 'queryAll' });
  const rows = result.kind === 'rows' ? result.rows : [];
  if (!isOrdered) shuffle(rows, createRandom(job.jobId));
  const delimiter = delimiters[job.columnDelimiter] ?? ',';
  job.header = writeCsvLine(
    columns.map(({ name }) => name),
    delimiter,
  );
  job.lines = rows.map((row) =>
    writeCsvLine(
      columns.map((column) => column.read(row)),
      delimiter,
    ),
  );
  job.recordsProcessed = rows.length;
}
