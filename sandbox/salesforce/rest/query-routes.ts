import type { Hono } from 'hono';
import { isSetupQuery, setupSourceOf } from '../metadata/setup-objects.ts';
import { fault } from '../records/api-fault.ts';
import { describeColumns } from '../soql/column-metadata.ts';
import type { QuerySource } from '../soql/query-source.ts';
import { runQuery } from '../soql/run-query.ts';
import type { Cursor } from '../world/cursors.ts';
import { type RestContext, type RestEnv, serve, sourceOf } from './rest-context.ts';

const defaultPageSize = 2000;
const smallestPageSize = 200;
/** Rows times columns of one page: beyond it Salesforce answers fewer rows than asked for. */
const mostCells = 60_000;

function pageSizeFor(c: RestContext, width: number): number {
  const asked = Number(
    /batchSize\s*=\s*(\d+)/i.exec(c.req.header('sforce-query-options') ?? '')?.[1] ?? defaultPageSize,
  );
  const allowed = Math.min(defaultPageSize, Math.max(smallestPageSize, asked));
  return Math.max(smallestPageSize, Math.min(allowed, Math.floor(mostCells / Math.max(1, width))));
}

/** One page. The rows are those of the moment the query ran; their values are those of now. */
function answerPage(
  c: RestContext,
  cursor: Omit<Cursor, 'cursorId' | 'createdAt'>,
  offset: number,
  cursorId: () => string,
) {
  const { version } = c.get('caller');
  const end = offset + cursor.pageSize;
  const isDone = end >= cursor.rows.length;
  return c.json({
    totalSize: cursor.rows.length,
    done: isDone,
    ...(isDone ? {} : { nextRecordsUrl: `/services/data/${version}/query/${cursorId()}-${end}` }),
    records: cursor.rows.slice(offset, end).map((row) => cursor.projection.render(row, version)),
  });
}

/** The set-up can be read like records, but fields only of objects that the query names. */
function chooseSource(c: RestContext, soql: string): QuerySource {
  const source = sourceOf(c.get('caller'));
  if (!isSetupQuery(soql)) return source;
  if (/\bFROM\s+FieldDefinition\b/i.test(soql) && !/\bWHERE\b.*\b(EntityDefinition|DurableId)/is.test(soql)) {
    const message = 'A filter on a reified column is required [EntityDefinitionId,DurableId]';
    throw fault(400, 'MALFORMED_QUERY', message);
  }
  return setupSourceOf(source);
}

/** Only the set-up: records are no business of the Tooling API. */
function answerToolingQuery(c: RestContext): Response {
  const soql = new URL(c.req.url).searchParams.get('q') ?? '';
  const name = /\bFROM\s+(\w+)/i.exec(soql)?.[1];
  if (name === undefined || isSetupQuery(soql)) return answerQuery(c, false);
  throw fault(400, 'INVALID_TYPE', `sObject type '${name}' is not supported.`);
}

function answerQuery(c: RestContext, includeDeleted: boolean): Response {
  const soql = new URL(c.req.url).searchParams.get('q');
  if (soql === null) throw fault(400, 'MALFORMED_QUERY', 'A query string has to be specified');
  const caller = c.get('caller');
  const source = chooseSource(c, soql);
  if (c.req.query('columns') === 'true') return c.json(describeColumns(source, soql.trim()));
  const result = runQuery(source, soql.trim(), { includeDeleted });
  if (result.kind === 'count') return c.json({ totalSize: result.totalSize, done: true, records: [] });
  if (result.kind === 'aggregate') {
    return c.json({ totalSize: result.records.length, done: true, records: result.records });
  }
  const page = {
    userId: caller.user.Id,
    rows: result.rows,
    projection: result.projection,
    pageSize: pageSizeFor(c, result.projection.width),
  };
  return answerPage(c, page, 0, () => caller.org.cursors.open(page).cursorId);
}

export function addQueryRoutes(app: Hono<RestEnv>): void {
  serve(app, '/services/data/:version/query', { get: (c) => answerQuery(c, false) });
  serve(app, '/services/data/:version/queryAll', { get: (c) => answerQuery(c, true) });
  serve(app, '/services/data/:version/tooling/query', { get: answerToolingQuery });
  // Later pages of queryAll come from /query/ too: the cursor already knows its rows.
  for (const path of ['query', 'queryAll']) {
    serve(app, `/services/data/:version/${path}/:locator`, {
      get(c) {
        const { org, user } = c.get('caller');
        const [, cursorId = '', offset = ''] = /^(\w+)-(\d+)$/.exec(c.req.param('locator') ?? '') ?? [];
        const cursor = org.cursors.find(cursorId, user.Id);
        if (!cursor || Number(offset) >= cursor.rows.length) {
          throw fault(400, 'INVALID_QUERY_LOCATOR', 'invalid query locator');
        }
        return answerPage(c, cursor, Number(offset), () => cursorId);
      },
    });
  }
}
