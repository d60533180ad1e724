import type { Hono } from 'hono';
import { fault } from '../records/api-fault.ts';
import { isJsonObject, type RestContext, type RestEnv, readJsonObject, serve } from '../rest/rest-context.ts';
import type { World } from '../world/world.ts';
import { hasEnded, type IngestJob } from './bulk-job.ts';
import { ingestOperations } from './bulk-operations.ts';
import { UnreadableCsv, writeCsvLine } from './csv.ts';
import { delimiterOf, readContent } from './ingest-job.ts';
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

/** Salesforce keeps uploads in base64, of which it takes 150 MB. */
const largestUploadBytes = (150_000_000 / 4) * 3;

function readOperation(body: Record<string, unknown>): IngestJob['operation'] {
  const operation = ingestOperations.find((known) => known === body.operation);
  if (!operation) throw fault(400, 'INVALIDJOB', `Invalid operation: ${String(body.operation)}`);
  if (operation !== 'hardDelete') return operation;
  const message =
    'hardDelete operation requires special user profile permission, must be enabled through your administrator';
  throw fault(400, 'FEATURENOTENABLED', message);
}

function openJob(c: RestContext, body: Record<string, unknown>): IngestJob {
  const { org, user, version } = c.get('caller');
  const operation = readOperation(body);
  const object = org.schema.object(String(body.object ?? ''));
  if (!object) throw fault(400, 'INVALIDENTITY', `Unable to find object: ${String(body.object)}`);
  const key = body.externalIdFieldName;
  if (operation === 'upsert' && typeof key !== 'string') {
    throw fault(400, 'INVALIDJOB', 'External ID field name is required for upsert');
  }
  const field = typeof key === 'string' && operation === 'upsert' ? object.field(key) : undefined;
  if (operation === 'upsert' && !field?.externalId && !field?.idLookup && field?.type !== 'id') {
    throw fault(400, 'INVALIDJOB', `Field name provided, ${String(key)} does not match an External ID`);
  }
  const options = readFileOptions(body);
  return org.bulk.open<IngestJob>({
    kind: 'ingest',
    operation,
    objectName: object.name,
    userId: user.Id,
    state: 'Open',
    version,
    ...options,
    externalIdFieldName: field?.name ?? null,
    assignmentRuleId: typeof body.assignmentRuleId === 'string' ? body.assignmentRuleId : null,
    content: null,
    recordsFailed: 0,
    successful: [],
    failed: [],
  });
}

function upload(job: IngestJob, content: string): void {
  if (job.state !== 'Open') throw refuseState(`A job in state ${job.state} takes no data`);
  if (job.content !== null) {
    const message = `Found multiple contents for job: <${job.jobId}>, please 'Close' / 'Abort' / 'Delete' the current Job then create a new Job and make sure you only do 'PUT' once on a given Job.`;
    throw fault(400, 'INVALIDJOB', message);
  }
  if (Buffer.byteLength(content) > largestUploadBytes) {
    throw fault(413, 'CLIENTINPUTERROR', 'The uploaded data exceeds 150 MB after base64 encoding');
  }
  job.content = content;
}

function close(c: RestContext, world: World, job: IngestJob): void {
  if (job.state !== 'Open') throw refuseState(`Closing already ${job.state} Job not allowed`);
  if (job.content === null) throw refuseState('A job without data cannot be closed');
  job.state = 'UploadComplete';
  job.changedAt = world.clock.now();
  startJob(world, c.get('caller').org, job);
}

/** Job and data in one request: the parts are named `job` and `content`, and the job is closed at once. */
async function createWithContent(c: RestContext, world: World): Promise<IngestJob> {
  const headers = { 'content-type': c.req.header('content-type') ?? '' };
  const form = await new Response(await c.req.text(), { headers }).formData().catch(() => null);
  const [jobPart, content] = [form?.get('job'), form?.get('content')];
  if (!jobPart || content === null || content === undefined) {
    throw fault(400, 'INVALIDJOB', 'A multipart request needs the parts job and content');
  }
  const textOf = (part: FormDataEntryValue): Promise<string> | string =>
    typeof part === 'string' ? part : part.text();
  let body: unknown;
  try {
    body = JSON.parse(await textOf(jobPart));
  } catch {
    throw fault(400, 'JSON_PARSER_ERROR', 'The job part is no JSON');
  }
  if (!isJsonObject(body)) throw fault(400, 'JSON_PARSER_ERROR', 'The job part is no JSON object');
  const job = openJob(c, body);
  upload(job, await textOf(content));
  close(c, world, job);
  return job;
}

async function createJob(c: RestContext, world: World): Promise<Response> {
  const isMultipart = /^multipart\/form-data/i.test(c.req.header('content-type') ?? '');
  const job = isMultipart ? await createWithContent(c, world) : openJob(c, await readJsonObject(c));
  return c.json(renderJob(job));
}

function addJobRoutes(app: Hono<RestEnv>, world: World, path: string): void {
  serve(app, path, {
    get: (c) => answerJobList(c, 'ingest'),
    post: (c) => createJob(c, world),
  });
  serve(app, `${path}/:jobId`, {
    get: (c) => c.json(renderJobDetails(requireJob(c, 'ingest'))),
    async patch(c) {
      const job = requireJob(c, 'ingest');
      const { state } = await readJsonObject(c);
      if (state === 'UploadComplete') close(c, world, job);
      else if (state === 'Aborted') abortJob(job, world.clock.now());
      else throw refuseState(`Invalid job state: ${String(state)}`);
      return c.json(renderJob(job));
    },
    delete(c) {
      const job = requireJob(c, 'ingest');
      if (!hasEnded(job) && job.state !== 'UploadComplete') {
        throw refuseState(`A job in state ${job.state} cannot be deleted`);
      }
      c.get('caller').org.bulk.remove(job.jobId);
      return new Response(null, { status: 204 });
    },
  });
  serve(app, `${path}/:jobId/batches`, {
    async put(c) {
      const job = requireJob(c, 'ingest');
      if (!/^text\/csv/i.test(c.req.header('content-type') ?? '')) {
        const message = `Content type ${c.req.header('content-type') ?? 'null'} not supported.`;
        throw fault(415, 'UNSUPPORTED_MEDIA_TYPE', message);
      }
      upload(job, await c.req.text());
      return new Response(null, { status: 201 });
    },
  });
}

/** The uploaded columns and rows; none of either when the upload cannot be read, as the failed job then says. */
function readUpload(job: IngestJob): { columns: string[]; rows: string[][] } {
  try {
    return readContent(job);
  } catch (error) {
    if (error instanceof UnreadableCsv) return { columns: [], rows: [] };
    throw error;
  }
}

function addResultRoutes(app: Hono<RestEnv>, path: string): void {
  const answer = (c: RestContext, own: string[], linesOf: (job: IngestJob) => string[]): Response => {
    const job = requireJob(c, 'ingest');
    if (!hasEnded(job)) throw refuseState(`Results are not available: the job is in state ${job.state}`);
    const header = writeCsvLine([...own, ...readUpload(job).columns], delimiterOf(job));
    return answerCsv([header, ...linesOf(job)], job);
  };
  const unprocessedOf = (job: IngestJob): string[] =>
    readUpload(job)
      .rows.slice(job.recordsProcessed)
      .map((values) => writeCsvLine(values, delimiterOf(job)));

  serve(app, `${path}/:jobId/successfulResults`, {
    get: (c) => answer(c, ['sf__Id', 'sf__Created'], (job) => job.successful),
  });
  serve(app, `${path}/:jobId/failedResults`, {
    get: (c) => answer(c, ['sf__Id', 'sf__Error'], (job) => job.failed),
  });
  serve(app, `${path}/:jobId/unprocessedrecords`, { get: (c) => answer(c, [], unprocessedOf) });
}

/** Bulk API 2.0 ingest: create, upload once, close, watch, read the three result files. */
export function addIngestJobRoutes(app: Hono<RestEnv>, world: World): void {
  const path = '/services/data/:version/jobs/ingest';
  addJobRoutes(app, world, path);
  addResultRoutes(app, path);
}
