import { chunksOf } from '#lib/domain/chunks.ts';
import type { SalesforceRecord, SalesforceType } from '#lib/domain/records.ts';
import type { SalesforcePort, Tombstone } from '#lib/ports.ts';
import type { SalesforceClient } from './client.ts';
import { unreadableAnswer } from './failures.ts';
import { fieldsToRead, toRecord } from './mapper.ts';
import { queryRows, queryTogether } from './query-together.ts';
import { accountSchema, type Row, retrievedSchema, tombstoneSchema } from './schemas.ts';
import { buildAccountQuery, buildEmailQueries, buildTombstoneQuery } from './soql.ts';

type RecordReads = Pick<SalesforcePort, 'retrieve' | 'findByEmails' | 'readTombstones' | 'findAccounts'>;

const retrieveSize = 2_000;
/** Ids that fit into the address of a query. */
const idsPerQuery = 300;
const domainsPerQuery = 50;
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
        const selected = fieldsToRead(salesforceType, fields[salesforceType]);
        return buildEmailQueries(salesforceType, selected, emails).map((soql) => ({ salesforceType, soql }));
      });
      const found = await queryTogether(
        client,
        searches.map(({ soql }) => soql),
      );
      return searches.flatMap(({ salesforceType }, index) =>
        (found[index] ?? []).map((row) => readRow(salesforceType, row, fields[salesforceType])),
      );
    },

    async readTombstones(salesforceType, salesforceIds) {
      const graves = new Map<string, Tombstone>();
      for (const ids of chunksOf([...new Set(salesforceIds)], idsPerQuery)) {
        for (const row of await queryRows(client, buildTombstoneQuery(salesforceType, ids), 'queryAll')) {
          const { Id, MasterRecordId } = tombstoneSchema.parse(row);
          graves.set(Id, { winnerId: MasterRecordId });
        }
      }
      return graves;
    },

    async findAccounts(domains) {
      const accounts = new Map<string, string>();
      for (const some of chunksOf([...new Set(domains)], domainsPerQuery)) {
        for (const row of await queryRows(client, buildAccountQuery(some))) {
          const { Id, Website } = accountSchema.parse(row);
          const host = hostOf(Website);
          if (host !== null && some.includes(host) && !accounts.has(host)) accounts.set(host, Id);
        }
      }
      return accounts;
    },
  };
}

/** The host of a website as people type it, without `www.`; `null` when it is none. */
function hostOf(website: string | null): string | null {
  const address = website?.trim().toLowerCase() ?? '';
  const url = /^[a-z]+:\/\//.test(address) ? address : `https://${address}`;
  return URL.canParse(url) ? new URL(url).hostname.replace(/^www\./, '') : null;
}

function readRow(salesforceType: SalesforceType, row: Row, fields: readonly string[]): SalesforceRecord {
  try {
    return toRecord(salesforceType, row, fields);
  } catch (error) {
    throw unreadableAnswer('read', error);
  }
}
