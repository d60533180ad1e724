import { PgBoss, type StopOptions } from 'pg-boss';

/** Wakes a tenant's drain. Several wake-ups before it runs are one. */
export interface DrainQueue {
  wake(tenantId: string): Promise<void>;
  /** Wakes it not before `at`, unless it is to run sooner anyway. */
  wakeLater(tenantId: string, at: Date): Promise<void>;
  stop(): Promise<void>;
}

export type DrainJob = { readonly tenantId: string; readonly signal: AbortSignal };

export type DrainQueueOptions = {
  readonly databaseUrl: string;
  readonly onError: (error: Error) => void;
};

const drainQueue = 'tenant.drain';
const sweepQueue = 'tenants.sweep';
const journalQueue = 'journal.read';
/** How often the cron job below comes. */
const cronMs = 60_000;

/** For processes that only wake drains. */
export async function openDrainQueue(options: DrainQueueOptions): Promise<DrainQueue> {
  const boss = await startBoss(options, false);
  return toDrainQueue(boss, { graceful: false });
}

/**
 * For workers: runs `drain` for one tenant at a time across all processes, `concurrency` tenants in this one,
 * and once a minute wakes whatever `listTenantsWithWork` names and, spread over the minute, `listTenantsToSweep`: the
 * net under every lost wake-up.
 */
export async function workDrainQueue(
  options: DrainQueueOptions & {
    readonly concurrency: number;
    readonly drain: (job: DrainJob) => Promise<void>;
    readonly listTenantsWithWork: () => Promise<readonly string[]>;
    readonly listTenantsToSweep: () => Promise<readonly string[]>;
    /** Reads HubSpot's journal in one process at a time; answers after how long it is to be read again. Never rejects. */
    readonly followJournal: () => Promise<number>;
  },
): Promise<DrainQueue> {
  const boss = await startBoss(options, true);
  await boss.work<{ tenantId: string }>(
    drainQueue,
    {
      batchSize: 1,
      localConcurrency: options.concurrency,
      notifyPollingIntervalSeconds: 1,
      pollingIntervalSeconds: 1,
    },
    async ([job]) => {
      if (job !== undefined) await options.drain({ tenantId: job.data.tenantId, signal: job.signal });
    },
  );
  await boss.work(sweepQueue, async () => {
    for (const tenantId of await options.listTenantsWithWork()) await wake(boss, tenantId);
    await wakeSpread(boss, await options.listTenantsToSweep());
    await sendJournalJob(boss, 0);
  });
  await boss.work(journalQueue, { pollingIntervalSeconds: 2 }, async () => {
    await sendJournalJob(boss, await options.followJournal());
  });
  await boss.schedule(sweepQueue, '* * * * *');
  return toDrainQueue(boss, { graceful: true, timeout: 30_000 });
}

async function startBoss({ databaseUrl, onError }: DrainQueueOptions, isWorker: boolean): Promise<PgBoss> {
  const boss = new PgBoss({
    connectionString: databaseUrl,
    max: isWorker ? 6 : 2,
    supervise: isWorker,
    schedule: isWorker,
    // A worker that dies is noticed by its missing heartbeat; how soon depends on how often somebody looks.
    superviseIntervalSeconds: 5,
    monitorIntervalSeconds: 5,
    useListenNotify: isWorker,
  });
  boss.on('error', onError);
  await boss.start();
  await boss.createQueue(drainQueue, {
    policy: 'stately',
    notify: true,
    heartbeatSeconds: 10,
    expireInSeconds: 900,
    retryLimit: 1_000_000,
    retryDelay: 1,
    retryBackoff: true,
    retryDelayMax: 60,
    deleteAfterSeconds: 3_600,
  });
  await boss.createQueue(sweepQueue, {
    policy: 'exclusive',
    heartbeatSeconds: 10,
    retryLimit: 0,
    deleteAfterSeconds: 3_600,
  });
  await boss.createQueue(journalQueue, {
    policy: 'stately',
    heartbeatSeconds: 10,
    expireInSeconds: 300,
    retryLimit: 0,
    deleteAfterSeconds: 600,
  });
  return boss;
}

/** Sent while one waits already, it is dropped: the cron job sends it too, should a worker die before it could. */
async function sendJournalJob(boss: PgBoss, waitMs: number): Promise<void> {
  await boss.send(journalQueue, {}, { startAfter: new Date(Date.now() + waitMs) });
}

function toDrainQueue(boss: PgBoss, stopOptions: StopOptions): DrainQueue {
  return {
    wake: (tenantId) => wake(boss, tenantId),
    async wakeLater(tenantId, at) {
      await boss.send(drainQueue, { tenantId }, { singletonKey: tenantId, startAfter: at });
    },
    stop: () => boss.stop(stopOptions),
  };
}

/** Pulls a wake-up that is set for later forward; `send` alone would be dropped as a duplicate of it. */
async function wake(boss: PgBoss, tenantId: string): Promise<void> {
  await boss.upsert(drainQueue, { tenantId }, { singletonKey: tenantId, startAfter: new Date() });
}

/** One statement for all of them. A tenant that is to be woken anyway keeps its time. */
async function wakeSpread(boss: PgBoss, tenantIds: readonly string[]): Promise<void> {
  const now = Date.now();
  const jobs = tenantIds.map((tenantId, index) => ({
    data: { tenantId },
    singletonKey: tenantId,
    startAfter: new Date(now + (index * cronMs) / tenantIds.length),
  }));
  if (jobs.length > 0) await boss.insert(drainQueue, jobs);
}
