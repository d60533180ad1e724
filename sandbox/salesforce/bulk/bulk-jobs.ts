import type { Clock } from '#sandbox/kernel/clock.ts';
import { makeRecordId } from '../records/record-ids.ts';
import { type ApiUsage, createApiUsage } from '../world/api-usage.ts';
import type { BulkJob, IngestJob, QueryJob } from './bulk-job.ts';

export type BulkSettings = {
  /** How long a job waits in the queue, and how long a query or a batch of 10,000 rows takes. */
  queueMs: number;
  batchMs: number;
  /** Rows of one result page when the caller asks for none or for more. */
  mostRowsPerPage: number;
};

type Made = 'jobId' | 'createdAt' | 'changedAt' | 'startedAt' | 'recordsProcessed' | 'errorMessage';

export type BulkState = { sequence: number; jobs: BulkJob[]; ingestBatches: number; queryJobs: number };

/** The Bulk API 2.0 jobs of one org and their allowances of 24 hours. */
export type BulkJobs = {
  settings: BulkSettings;
  ingestBatches: ApiUsage;
  queryJobs: ApiUsage;
  open<Job extends BulkJob>(job: Omit<Job, Made>): Job;
  find<Kind extends BulkJob['kind']>(kind: Kind, jobId: string): Extract<BulkJob, { kind: Kind }> | undefined;
  /** Newest first. */
  list(kind: BulkJob['kind']): BulkJob[];
  remove(jobId: string): void;
  exportState(): BulkState;
  importState(state: BulkState): void;
};

const keptMs = 7 * 24 * 3_600_000;
const ingestBatchesPerDay = 15_000;
const queryJobsPerDay = 10_000;

export function createBulkJobs(clock: Clock, instance: string): BulkJobs {
  const jobs = new Map<string, BulkJob>();
  let sequence = 0;
  const settings: BulkSettings = { queueMs: 300, batchMs: 300, mostRowsPerPage: 50_000 };
  const ingestBatches = createApiUsage(clock, ingestBatchesPerDay);
  const queryJobs = createApiUsage(clock, queryJobsPerDay);

  /** Jobs are in the order of their creation, so the first young one ends the search. */
  function forgetOld(): void {
    for (const [jobId, job] of jobs) {
      if (clock.now() - job.createdAt <= keptMs) return;
      jobs.delete(jobId);
    }
  }

  function find(kind: BulkJob['kind'], jobId: string): QueryJob | IngestJob | undefined {
    forgetOld();
    const job = jobs.get(jobId);
    return job?.kind === kind ? job : undefined;
  }

  return {
    settings,
    ingestBatches,
    queryJobs,
    open<Job extends BulkJob>(wish: Omit<Job, Made>): Job {
      const now = clock.now();
      const made = {
        createdAt: now,
        changedAt: now,
        startedAt: null,
        recordsProcessed: 0,
        errorMessage: null,
      };
      const job = { ...wish, ...made, jobId: makeRecordId('750', instance, ++sequence) } as Job;
      jobs.set(job.jobId, job);
      return job;
    },
    find: find as BulkJobs['find'],
    list(kind) {
      forgetOld();
      return [...jobs.values()].filter((job) => job.kind === kind).reverse();
    },
    remove: (jobId) => void jobs.delete(jobId),
    exportState: () => ({
      sequence,
      jobs: [...jobs.values()],
      ingestBatches: ingestBatches.used(),
      queryJobs: queryJobs.used(),
    }),
    importState(state) {
      sequence = state.sequence;
      jobs.clear();
      for (const job of state.jobs) jobs.set(job.jobId, job);
      ingestBatches.setUsed(state.ingestBatches);
      queryJobs.setUsed(state.queryJobs);
    },
  };
}
