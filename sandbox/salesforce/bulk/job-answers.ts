import { fault, notFound } from '../records/api-fault.ts';
import { formatDateTime } from '../records/read-field.ts';
import { normaliseRecordId } from '../records/record-ids.ts';
import type { RestContext } from '../rest/rest-context.ts';
import { type BulkJob, hasEnded } from './bulk-job.ts';
import { delimiters } from './bulk-operations.ts';

const jobsPerList = 1000;

/** `v67.0` as the number that stands in a job. */
const versionNumber = (version: string): number => Number(version.slice(1));

/** What a job says of itself in every answer. */
export function renderJob(job: BulkJob): Record<string, unknown> {
  return {
    id: job.jobId,
    operation: job.operation,
    object: job.objectName,
    createdById: job.userId,
    createdDate: formatDateTime(job.createdAt),
    systemModstamp: formatDateTime(job.changedAt),
    state: job.state,
    ...(job.kind === 'ingest' && job.externalIdFieldName !== null
      ? { externalIdFieldName: job.externalIdFieldName }
      : {}),
    ...(job.kind === 'ingest' && job.assignmentRuleId !== null
      ? { assignmentRuleId: job.assignmentRuleId }
      : {}),
    concurrencyMode: 'Parallel',
    contentType: 'CSV',
    apiVersion: versionNumber(job.version),
    ...(job.kind === 'ingest'
      ? { contentUrl: `services/data/${job.version}/jobs/ingest/${job.jobId}/batches` }
      : {}),
    lineEnding: job.lineEnding,
    columnDelimiter: job.columnDelimiter,
  };
}

/** The same with the figures that only the answer for one job carries. Times are milliseconds. */
export function renderJobDetails(job: BulkJob): Record<string, unknown> {
  const totalProcessingTime = job.startedAt === null ? 0 : job.changedAt - job.startedAt;
  const figures = { retries: 0, totalProcessingTime, numberRecordsProcessed: job.recordsProcessed };
  const error = job.errorMessage === null ? {} : { errorMessage: job.errorMessage };
  if (job.kind === 'query') {
    const isOrdered = /\b(ORDER\s+BY|LIMIT)\b/i.test(job.soql);
    return {
      ...renderJob(job),
      jobType: 'V2Query',
      ...figures,
      isPkChunkingSupported: !isOrdered,
      ...error,
    };
  }
  return {
    ...renderJob(job),
    jobType: 'V2Ingest',
    ...figures,
    apiActiveProcessingTime: totalProcessingTime,
    apexProcessingTime: 0,
    numberRecordsFailed: job.recordsFailed,
    ...error,
  };
}

/** The job of the path, or what Salesforce answers when there is none of this kind. */
export function requireJob<Kind extends BulkJob['kind']>(
  c: RestContext,
  kind: Kind,
): Extract<BulkJob, { kind: Kind }> {
  const idText = c.req.param('jobId') ?? '';
  const jobId = normaliseRecordId(idText);
  if (!jobId?.startsWith('750')) throw fault(400, 'INVALIDJOB', `Invalid job id: ${idText}`);
  const job = c.get('caller').org.bulk.find(kind, jobId);
  if (!job) throw notFound();
  return job;
}

/** All jobs of one kind, a thousand per page. */
export function answerJobList(c: RestContext, kind: BulkJob['kind']): Response {
  const { org, version } = c.get('caller');
  const start = Number(c.req.query('queryLocator') ?? 0);
  if (!Number.isInteger(start) || start < 0)
    throw fault(400, 'INVALID_QUERY_LOCATOR', 'invalid query locator');
  const jobs = org.bulk.list(kind);
  const end = start + jobsPerList;
  const isDone = end >= jobs.length;
  return c.json({
    done: isDone,
    nextRecordsUrl: isDone ? null : `/services/data/${version}/jobs/${kind}?queryLocator=${end}`,
    records: jobs.slice(start, end).map((job) => ({
      ...renderJob(job),
      jobType: kind === 'query' ? 'V2Query' : 'V2Ingest',
    })),
  });
}

export function refuseState(message: string): Error {
  return fault(400, 'INVALIDJOBSTATE', message);
}

/** Aborts a job that has not ended yet; what it saved until then stays. */
export function abortJob(job: BulkJob, now: number): void {
  if (hasEnded(job)) {
    const ended = job.state === 'JobComplete' ? 'Completed' : job.state;
    throw refuseState(`Aborting already ${ended} Job not allowed`);
  }
  job.state = 'Aborted';
  job.changedAt = now;
}

/** File options of a new job: comma and LF unless it asks for others. */
export function readFileOptions(body: Record<string, unknown>): {
  lineEnding: 'LF' | 'CRLF';
  columnDelimiter: string;
} {
  const { contentType = 'CSV', lineEnding = 'LF', columnDelimiter = 'COMMA' } = body;
  if (contentType !== 'CSV')
    throw fault(400, 'INVALIDJOB', `Unsupported content type: ${String(contentType)}`);
  if (lineEnding !== 'LF' && lineEnding !== 'CRLF') {
    throw fault(400, 'INVALIDJOB', `Invalid lineEnding: ${String(lineEnding)}`);
  }
  if (typeof columnDelimiter !== 'string' || !(columnDelimiter in delimiters)) {
    throw fault(400, 'INVALIDJOB', `Invalid columnDelimiter: ${String(columnDelimiter)}`);
  }
  return { lineEnding, columnDelimiter };
}

export const lineBreakOf = (job: BulkJob): string => (job.lineEnding === 'CRLF' ? '\r\n' : '\n');

/** A CSV file as Salesforce sends it: every line ended, the last one too. */
export function answerCsv(lines: string[], job: BulkJob, headers: Record<string, string> = {}): Response {
  const lineBreak = lineBreakOf(job);
  return new Response(lines.map((line) => line + lineBreak).join(''), {
    headers: { 'content-type': 'text/csv;charset=UTF-8', ...headers },
  });
}
