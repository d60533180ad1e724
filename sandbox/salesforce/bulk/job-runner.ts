import { ApiFault } from '../records/api-fault.ts';
import type { Org } from '../world/org.ts';
import type { World } from '../world/world.ts';
import { type BulkJob, type IngestJob, isRunning, type QueryJob } from './bulk-job.ts';
import { UnreadableCsv } from './csv.ts';
import { openIngestJob } from './ingest-job.ts';
import { runQueryJob } from './query-job.ts';

function describeFailure(error: unknown): string {
  if (error instanceof UnreadableCsv) return error.message;
  if (error instanceof ApiFault) return `InvalidBatch : ${error.errors[0]?.code}: ${error.message}`;
  process.stderr.write(`salesforce sandbox: bulk job: ${error instanceof Error ? error.stack : error}\n`);
  return 'InternalServerError : An unexpected error occurred.';
}

function moveTo(world: World, job: BulkJob, state: BulkJob['state']): void {
  job.state = state;
  job.changedAt = world.clock.now();
}

/** What does the work of a job, one step per call. Throws UnreadableCsv when the job cannot be worked on at all. */
function openWork(world: World, org: Org, job: QueryJob | IngestJob): () => { hasMore: boolean } {
  if (job.kind === 'query') {
    return () => {
      runQueryJob(org, job);
      return { hasMore: false };
    };
  }
  const object = org.schema.object(job.objectName);
  if (!object) throw new UnreadableCsv(`InvalidEntity : Unable to find object: ${job.objectName}`);
  const saveBatch = openIngestJob(org, object, job);
  return () => {
    if (!org.bulk.ingestBatches.count()) {
      throw new UnreadableCsv('ExceededQuota : ApiBatchItems Limit exceeded.');
    }
    return saveBatch(world.clock.now());
  };
}

/**
 * Takes a closed job through its states on the sandbox's clock: a while in the queue, then one step for a query and
 * one for every 10,000 rows of an upload. A job that was aborted, deleted or belongs to a forgotten world stops.
 */
export function startJob(world: World, org: Org, job: QueryJob | IngestJob): void {
  const { clock } = world;
  const { queueMs, batchMs } = org.bulk.settings;

  /** Runs one part of the job unless nobody wants it any more; what goes wrong fails the job. */
  function later(ms: number, part: () => void): void {
    clock.after(ms, () => {
      const isWanted =
        world.org(org.orgId) === org && org.bulk.find(job.kind, job.jobId) === job && isRunning(job);
      if (!isWanted) return;
      try {
        part();
      } catch (error) {
        job.errorMessage = describeFailure(error);
        moveTo(world, job, 'Failed');
      }
    });
  }

  later(queueMs, () => {
    moveTo(world, job, 'InProgress');
    job.startedAt ??= clock.now();
    const work = openWork(world, org, job);
    const step = (): void => {
      if (work().hasMore) later(batchMs, step);
      else moveTo(world, job, 'JobComplete');
    };
    later(batchMs, step);
  });
}
