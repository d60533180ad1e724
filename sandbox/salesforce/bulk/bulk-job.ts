import type { Operation } from './bulk-operations.ts';

export type JobState = 'Open' | 'UploadComplete' | 'InProgress' | 'JobComplete' | 'Failed' | 'Aborted';

type JobBase = {
  jobId: string;
  objectName: string;
  operation: Operation;
  userId: string;
  state: JobState;
  /** Milliseconds since 1970. */
  createdAt: number;
  changedAt: number;
  startedAt: number | null;
  /** `v67.0`: results are only given to callers of the same version. */
  version: string;
  lineEnding: 'LF' | 'CRLF';
  columnDelimiter: string;
  recordsProcessed: number;
  errorMessage: string | null;
};

export type QueryJob = JobBase & {
  kind: 'query';
  soql: string;
  /** The result file, line by line without line endings; `lines` stays null until the job is complete. */
  header: string;
  lines: string[] | null;
};

export type IngestJob = JobBase & {
  kind: 'ingest';
  externalIdFieldName: string | null;
  assignmentRuleId: string | null;
  /** The uploaded file; null before the upload. */
  content: string | null;
  recordsFailed: number;
  /** Result files, line by line without header. */
  successful: string[];
  failed: string[];
};

/** A Bulk API 2.0 job as plain data, so that it survives a restart with the rest of the world. */
export type BulkJob = QueryJob | IngestJob;

const endStates: readonly JobState[] = ['JobComplete', 'Failed', 'Aborted'];

/** Closed, but not done yet. */
export const isRunning = (job: BulkJob): boolean =>
  job.state === 'UploadComplete' || job.state === 'InProgress';

export const hasEnded = (job: BulkJob): boolean => endStates.includes(job.state);
