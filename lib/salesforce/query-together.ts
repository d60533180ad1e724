import { chunksOf } from '#lib/domain/chunks.ts';
import type { SalesforceClient } from './client.ts';
import { salesforceApiVersion } from './connection.ts';
import { unreadableAnswer } from './failures.ts';
import { compositeSchema, type QueryPage, queryPageSchema, type Row } from './schemas.ts';
import { queryPath } from './soql.ts';

/** Queries of one composite call, which counts as one call however many it carries. */
const queriesPerCall = 5;

/**
 * Every row of every query, in the order of the queries, with as few calls as Salesforce lets them share. A query that
 * failed among the others is asked again by itself: its failure is then judged and repeated like that of a single query.
 */
export async function queryTogether(client: SalesforceClient, queries: readonly string[]): Promise<Row[][]> {
  const groups = await Promise.all(
    chunksOf(queries, queriesPerCall).map(async (group) => {
      const pages = await askTogether(client, group);
      return Promise.all(
        group.map((soql, index) => {
          const first = pages[index] ?? null;
          return first === null ? queryRows(client, soql) : readOn(client, first);
        }),
      );
    }),
  );
  return groups.flat();
}

/** Every row of a query, page after page; jsforce's own paging ends silently at 10,000. */
export async function queryRows(
  client: SalesforceClient,
  soql: string,
  verb: 'query' | 'queryAll' = 'query',
): Promise<Row[]> {
  return readOn(client, await readPage(client, queryPath(soql, verb)));
}

async function readOn(client: SalesforceClient, first: QueryPage): Promise<Row[]> {
  const rows = [...first.records];
  for (let page = first; !page.done; ) {
    page = await readPage(client, page.nextRecordsUrl);
    for (const row of page.records) rows.push(row);
  }
  return rows;
}

function readPage(client: SalesforceClient, path: string): Promise<QueryPage> {
  return client.request({ method: 'GET', path, schema: queryPageSchema });
}

/** The first page of each query; `null` for one that failed. */
async function askTogether(
  client: SalesforceClient,
  queries: readonly string[],
): Promise<readonly (QueryPage | null)[]> {
  if (queries.length < 2) return [];
  const { compositeResponse } = await client.request({
    method: 'POST',
    path: '/composite',
    body: {
      allOrNone: false,
      // A brace is encoded in an address, so no value in a query can be taken for a reference to another answer.
      compositeRequest: queries.map((soql, index) => ({
        method: 'GET',
        url: `/services/data/v${salesforceApiVersion}${queryPath(soql)}`,
        referenceId: `query${index}`,
      })),
    },
    schema: compositeSchema(queries.length),
    effect: 'read',
  });
  return compositeResponse.map(({ httpStatusCode, body }) => {
    if (httpStatusCode !== 200) return null;
    const page = queryPageSchema.safeParse(body);
    if (!page.success) throw unreadableAnswer('read', page.error);
    return page.data;
  });
}
