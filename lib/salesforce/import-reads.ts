import { parse } from 'csv-parse/sync';
import { z } from 'zod';
import type { FilterField, FilterKind } from '#lib/domain/import-selection.ts';
import { RefusedRequest } from '#lib/platform/refused-request.ts';
import type { SalesforceImportReads, SelectionJob } from '#lib/ports/import-reads.ts';
import type { SalesforceClient } from './client.ts';
import { unreadableAnswer } from './failures.ts';
import { toIsoTime } from './mapper.ts';
import { queryRows } from './query-together.ts';
import { countSchema, filterDescribeSchema, queryJobSchema, queryPageSchema } from './schemas.ts';
import { buildSelectionCount, buildSelectionJob, buildSelectionPage, queryPath } from './soql.ts';

const pageSize = 2_000;

/** Rows of a query job read at once; Salesforce would give far more, which would have to be held in memory. */
const jobPageSize = 10_000;

const usersByName = 'SELECT Id, Name FROM User WHERE IsActive = true ORDER BY Name, Id';

/** Types that can be compared with a value a person types. The others are references, binaries or made of other fields. */
const kindByType: Readonly<Record<string, FilterKind>> = {
  string: 'text',
  email: 'text',
  phone: 'text',
  url: 'text',
  textarea: 'text',
  combobox: 'text',
  picklist: 'picklist',
  multipicklist: 'multipicklist',
  double: 'number',
  currency: 'number',
  percent: 'number',
  int: 'number',
  long: 'number',
  date: 'date',
  datetime: 'datetime',
  boolean: 'boolean',
};

export function createImportReads(client: SalesforceClient): SalesforceImportReads {
  return {
    async describeFilterFields(salesforceType) {
      const path = `/sobjects/${salesforceType}/describe`;
      const { fields } = await client.request({ method: 'GET', path, schema: filterDescribeSchema });
      return fields.flatMap(toFilterField);
    },

    async listUsers() {
      const rows = await queryRows(client, usersByName);
      return rows.flatMap(({ Id, Name }) =>
        typeof Id === 'string' ? [{ ownerId: Id, label: typeof Name === 'string' ? Name : Id }] : [],
      );
    },

    async countSelected(salesforceType, filter) {
      const path = queryPath(buildSelectionCount(salesforceType, filter));
      return (await client.request({ method: 'GET', path, schema: countSchema })).totalSize;
    },

    async readSelectedPage(salesforceType, filter, after) {
      const path = queryPath(buildSelectionPage(salesforceType, filter, after, pageSize));
      const { records, done } = await client.request({ method: 'GET', path, schema: queryPageSchema });
      const salesforceIds = records.map(({ Id }) => asId(Id));
      // Salesforce shortens pages of its own accord: only one that is done and short is the last.
      const isLast = done && salesforceIds.length < pageSize;
      return { salesforceIds, next: isLast ? null : (salesforceIds.at(-1) ?? null) };
    },

    async startSelectionJob(salesforceType, filter) {
      const body = { operation: 'query', query: buildSelectionJob(salesforceType, filter) };
      const call = { method: 'POST', path: '/jobs/query', body, schema: queryJobSchema } as const;
      // A job that was made twice costs a job, and nothing else.
      return (await client.request({ ...call, effect: 'read' })).id;
    },

    async readSelectionJob(jobId) {
      try {
        const path = `/jobs/query/${encodeURIComponent(jobId)}`;
        return toJob(await client.request({ method: 'GET', path, schema: queryJobSchema }));
      } catch (error) {
        if (isGone(error)) return { state: 'gone', createdAt: null };
        throw error;
      }
    },

    async readSelectionJobPage(jobId, locator) {
      const query = new URLSearchParams({ maxRecords: String(jobPageSize), ...(locator && { locator }) });
      const { body, headers } = await client.download(
        `/jobs/query/${encodeURIComponent(jobId)}/results?${query}`,
      );
      const next = headers.get('sforce-locator');
      // Without the header nobody could tell the last page from any other.
      if (next === null) throw unreadableAnswer('read', new RangeError('a page without locator'));
      return { salesforceIds: readIds(body), next: next === 'null' || next === '' ? null : next };
    },

    async dropSelectionJob(jobId) {
      try {
        const path = `/jobs/query/${encodeURIComponent(jobId)}`;
        await client.request({ method: 'DELETE', path, schema: z.unknown(), effect: 'read' });
      } catch (error) {
        if (!(error instanceof RefusedRequest) || error.kind !== 'rejected') throw error;
      }
    },
  };
}

function toFilterField({
  name,
  label,
  type,
  filterable,
  picklistValues,
}: z.infer<typeof filterDescribeSchema>['fields'][number]): readonly FilterField[] {
  const kind = kindByType[type];
  if (kind === undefined || !filterable) return [];
  const values = picklistValues.filter(({ active }) => active);
  return [
    {
      name,
      label,
      kind,
      picklistValues: values.map((each) => ({ ...each, label: each.label ?? each.value })),
    },
  ];
}

const endedStates: Readonly<Record<string, SelectionJob['state']>> = {
  JobComplete: 'complete',
  Failed: 'failed',
  Aborted: 'failed',
};

function toJob({ state, createdDate }: z.infer<typeof queryJobSchema>): SelectionJob {
  return { state: endedStates[state] ?? 'running', createdAt: toIsoTime(createdDate) };
}

function isGone(error: unknown): boolean {
  return error instanceof RefusedRequest && error.status === 404;
}

function asId(value: unknown): string {
  if (typeof value !== 'string') throw unreadableAnswer('read', new RangeError('a row without Id'));
  return value;
}

const idRowsSchema = z.array(z.object({ Id: z.string().min(15) }));

function readIds(csv: string): string[] {
  try {
    const rows: unknown = parse(csv, { columns: true, bom: true, skip_empty_lines: true });
    return idRowsSchema.parse(rows).map(({ Id }) => Id);
  } catch (error) {
    throw unreadableAnswer('read', error);
  }
}
