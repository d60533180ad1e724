import type { Hono } from 'hono';
import { fault, notFound } from '../records/api-fault.ts';
import { type RestContext, type RestEnv, readJsonObject, serve, sourceOf } from '../rest/rest-context.ts';
import type { World } from '../world/world.ts';
import { hasEnded, type QueryJob } from './bulk-job.ts';
import { queryOperations } from './bulk-operations.ts';
import { compileCsvColumns } from './csv-columns.ts';
import {
  abortJob,
  answerCsv,
  answerJobList,
  readFileOptions,
  refuseState,
  renderJob,
  renderJobDetails,
  requireJob,
} from './job-answers.ts';
import { startJob } from './job-runner.ts';

const resultPagesPerAnswer = 5;
const firstVersionWithResultPages = 58;

const encodeLocator = (offset: number): string => Buffer.from(String(offset)).toString('base64url');

async function createJob(c: RestContext, world: World): Promise<Response> {
  const body = await readJsonObject(c);
  const { org, user, version } = c.get('caller');
  const operation = queryOperations.find((known) => known === body.operation);
  if (!operation) throw fault(400, 'INVALIDJOB', `Invalid operation: ${String(body.operation)}`);
  if (typeof body.query !== 'string') throw fault(400, 'INVALIDJOB', 'The query parameter is required.');
  const soql = body.query.trim();
  const options = readFileOptions(body);
  const { objectName } = compileCsvColumns(sourceOf(c.get('caller')), soql);
  if (!org.bulk.queryJobs.count()) {
    const limit = org.bulk.queryJobs.limit();
    const message = `Max bulk v2 query jobs (${limit}) per 24 hrs has been reached (${limit})`;
    throw fault(400, 'LIMIT_EXCEEDED', message);
  }
  const job = org.bulk.open<QueryJob>({
    kind: 'query',
    operation,
    objectName,
    userId: user.Id,
    state: 'UploadComplete',
    version,
    ...options,
    soql,
    header: '',
    lines: null,
  });
  startJob(world, org, job);
  return c.json(renderJob(job));
}

/** The file of a complete job. Results belong to the API version that the job was created with. */
function requireResults(c: RestContext): { job: QueryJob; lines: string[] } {
  const job = requireJob(c, 'query');
  if (c.get('caller').version !== job.version) {
    const message = `The job was created with API version ${job.version.slice(1)}; use the same version.`;
    throw fault(409, 'INVALIDVERSION', message);
  }
  if (job.lines === null) throw refuseState(`Results are not available: the job is in state ${job.state}`);
  return { job, lines: job.lines };
}

/** Where a page starts. Locators stay good as long as the job exists. */
function readOffset(locator: string | undefined, count: number): number {
  if (locator === undefined) return 0;
  const text = Buffer.from(locator, 'base64url').toString();
  const offset = Number(text);
  if (!/^\d+$/.test(text) || offset >= count)
    throw fault(400, 'INVALID_QUERY_LOCATOR', 'invalid query locator');
  return offset;
}

function readPageSize(c: RestContext, most: number): number {
  const asked = c.req.query('maxRecords');
  if (asked === undefined) return most;
  if (!/^[1-9]\d*$/.test(asked)) throw fault(400, 'INVALIDJOB', `Invalid maxRecords: ${asked}`);
  return Math.min(most, Number(asked));
}

function answerResults(c: RestContext): Response {
  const { job, lines } = requireResults(c);
  const { mostRowsPerPage } = c.get('caller').org.bulk.settings;
  const start = readOffset(c.req.query('locator'), lines.length);
  const page = lines.slice(start, start + readPageSize(c, mostRowsPerPage));
  const end = start + page.length;
  return answerCsv([job.header, ...page], job, {
    'Sforce-NumberOfRecords': String(page.length),
    // The end is the word null, not an absent header.
    'Sforce-Locator': end < lines.length ? encodeLocator(end) : 'null',
  });
}

/** Addresses of up to five pages, so that they can be fetched in parallel. */
function answerResultPages(c: RestContext): Response {
  const { version, org } = c.get('caller');
  if (Number(version.slice(1)) < firstVersionWithResultPages) throw notFound();
  const { job, lines } = requireResults(c);
  const path = `/services/data/${version}/jobs/query/${job.jobId}`;
  const size = org.bulk.settings.mostRowsPerPage;
  const start = readOffset(c.req.query('locator'), Math.max(1, lines.length));
  const starts = Array.from({ length: resultPagesPerAnswer }, (_, index) => start + index * size).filter(
    (offset) => offset === 0 || offset < lines.length,
  );
  const next = start + resultPagesPerAnswer * size;
  const isDone = next >= lines.length;
  return c.json({
    resultPages: starts.map((offset) => ({
      resultUrl: `${path}/results${offset === 0 ? '' : `?locator=${encodeLocator(offset)}`}`,
    })),
    nextRecordsUrl: isDone ? null : `${path}/resultPages?locator=${encodeLocator(next)}`,
    done: isDone,
  });
}

/** Bulk API 2.0 query: create, watch, read page by page, abort, delete. */
export function addQueryJobRoutes(app: Hono<RestEnv>, world: World): void {
  const path = '/services/data/:version/jobs/query';
  serve(app, path, {
    get: (c) => answerJobList(c, 'query'),
    post: (c) => createJob(c, world),
  });
  serve(app, `${path}/:jobId`, {
    get: (c) => c.json(renderJobDetails(requireJob(c, 'query'))),
    async patch(c) {
      const job = requireJob(c, 'query');
      const { state } = await readJsonObject(c);
      if (state !== 'Aborted') throw refuseState(`Invalid job state: ${String(state)}`);
      abortJob(job, world.clock.now());
      return c.json(renderJob(job));
    },
    delete(c) {
      const job = requireJob(c, 'query');
      if (!hasEnded(job)) throw refuseState(`A job in state ${job.state} cannot be deleted`);
      c.get('caller').org.bulk.remove(job.jobId);
      return new Response(null, { status: 204 });
    },
  });
  serve(app, `${path}/:jobId/results`, { get: answerResults });
  serve(app, `${path}/:jobId/resultPages`, { get: answerResultPages });
}
