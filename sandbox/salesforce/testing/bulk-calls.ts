import { parse } from 'csv-parse/sync';
import type { Answer, Call, Salesforce } from './connect.ts';

export type JobBody = Record<string, unknown> & { id: string; state: string; errorMessage?: string };

/** Longer than any job of a few rows takes. */
export const untilDone = 10_000;

export async function createJob(
  call: Call,
  kind: 'query' | 'ingest',
  body: Record<string, unknown>,
): Promise<JobBody> {
  const answer = await call('POST', `jobs/${kind}`, body);
  if (answer.status !== 200) throw new Error(JSON.stringify(answer.body));
  return answer.body as JobBody;
}

export async function readJob(call: Call, kind: 'query' | 'ingest', jobId: string): Promise<JobBody> {
  return (await call('GET', `jobs/${kind}/${jobId}`)).body as JobBody;
}

export const upload = (call: Call, jobId: string, csv: string): Promise<Answer> =>
  call('PUT', `jobs/ingest/${jobId}/batches`, csv, { 'content-type': 'text/csv' });

export const patchState = (
  call: Call,
  kind: 'query' | 'ingest',
  jobId: string,
  state: string,
): Promise<Answer> => call('PATCH', `jobs/${kind}/${jobId}`, { state });

/** Creates, uploads and closes a job, lets the sandbox's time pass, and answers the job as it ended. */
export async function ingest(
  { salesforce, call }: { salesforce: Salesforce; call: Call },
  body: Record<string, unknown>,
  csv: string,
): Promise<JobBody> {
  const { id } = await createJob(call, 'ingest', body);
  await upload(call, id, csv);
  await patchState(call, 'ingest', id, 'UploadComplete');
  salesforce.clock.advance(untilDone);
  return readJob(call, 'ingest', id);
}

export async function runBulkQuery(
  { salesforce, call }: { salesforce: Salesforce; call: Call },
  query: string,
  extra: Record<string, unknown> = {},
): Promise<JobBody> {
  const { id } = await createJob(call, 'query', { operation: 'query', query, ...extra });
  salesforce.clock.advance(untilDone);
  return readJob(call, 'query', id);
}

export const parseRows = (body: unknown, delimiter = ','): Record<string, string>[] =>
  parse(String(body), { columns: true, delimiter });

/** A result file of an ingest job as records. */
export async function readResults(
  call: Call,
  jobId: string,
  file: 'successfulResults' | 'failedResults' | 'unprocessedrecords',
): Promise<Record<string, string>[]> {
  return parseRows((await call('GET', `jobs/ingest/${jobId}/${file}/`)).body);
}
