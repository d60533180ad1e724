import type { SalesforceRecord, SalesforceType } from '#lib/domain/records.ts';
import { chunksOf } from '#lib/platform/chunks.ts';
import type { SalesforcePort } from '#lib/ports.ts';
import type { SalesforceClient } from './client.ts';
import { unreadableAnswer } from './failures.ts';
import { fieldsToRead, toRecord } from './mapper.ts';
import { type QueryPage, queryPageSchema, type Row, retrievedSchema } from './schemas.ts';
import { buildEmailQueries, queryPath } from './soql.ts';

type RecordReads = Pick<SalesforcePort, 'retrieve' | 'findByEmails'>;

const retrieveSize = 2_000;
const salesforceTypes = ['Lead', 'Contact'] as const;

export function createRecordReads(client: SalesforceClient): RecordReads {
  return {
    async retrieve(salesforceType, salesforceIds, fields) {
      const records = new Map<string, SalesforceRecord>();
      const gone = new Set<string>();
      for (const ids of chunksOf([...new Set(salesforceIds)], retrieveSize)) {
        const rows = await client.request({
          method: 'POST',
          path: `/composite/sobjects/${salesforceType}`,
          body: { ids, fields: fieldsToRead(salesforceType, fields) },
          schema: retrievedSchema.length(ids.length),
          effect: 'read',
        });
        for (const [index, salesforceId] of ids.entries()) {
          const row = rows[index] ?? null;
          if (row === null) gone.add(salesforceId);
          else records.set(salesforceId, readRow(salesforceType, row, fields));
        }
      }
      return { records, gone };
    },

    async findByEmails(emails, fields) {
      const searches = salesforceTypes.flatMap((salesforceType) => {
        const wanted = fields[salesforceType];
        const selected = fieldsToRead(salesforceType, wanted);
        return buildEmailQueries(salesforceType, selected, emails).map(async (soql) => {
          const rows = await queryRows(client, soql);
          return rows.map((row) => readRow(salesforceType, row, wanted));
        });
      });
      return (await Promise.all(searches)).flat();
    },
  };
}

/** Every row of a query, page after page; jsforce's own paging ends silently at 10,000. */
export async function queryRows(client: SalesforceClient, soql: string): Promise<Row[]> {
  const rows: Row[] = [];
  let path: string | null = queryPath(soql);
  while (path !== null) {
    const page: QueryPage = await client.request({ method: 'GET', path, schema: queryPageSchema });
    for (const row of page.records) rows.push(row);
    path = page.done ? null : page.nextRecordsUrl;
  }
  return rows;
}

function readRow(salesforceType: SalesforceType, row: Row, fields: readonly string[]): SalesforceRecord {
  try {
    return toRecord(salesforceType, row, fields);
  } catch (error) {
    throw unreadableAnswer('read', error);
  }
}
