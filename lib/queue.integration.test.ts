import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { afterAll, afterEach, describe, expect, it, vi } from 'vitest';
import { createTestDatabase } from '#scripts/local/test-database.ts';
import { type DrainJob, type DrainQueue, openDrainQueue, workDrainQueue } from './queue.ts';

const databaseUrl = await createTestDatabase();
const client = new pg.Client({ connectionString: databaseUrl });
await client.connect();
afterAll(() => client.end());

const errors: Error[] = [];
const options = { databaseUrl, onError: (error: Error) => void errors.push(error) };
const opened: DrainQueue[] = [];
afterEach(async () => {
  for (const queue of opened.splice(0)) await queue.stop();
  // A reading that one test puts off would be waited for by the next.
  await client.query('DELETE FROM pgboss.job');
  expect(errors.splice(0)).toEqual([]);
});

async function open() {
  const queue = await openDrainQueue(options);
  opened.push(queue);
  return queue;
}

/** A worker whose drains stand still until the test lets them go on. */
async function work(
  drain: (job: DrainJob) => Promise<void>,
  concurrency = 4,
  tasks: { listTenantsToSweep?: () => Promise<string[]>; followJournal?: () => Promise<number> } = {},
) {
  const none = async () => [];
  const idle = { listTenantsWithWork: none, listTenantsToSweep: none, followJournal: async () => 3_600_000 };
  const worker = { ...options, concurrency, drain, ...idle, ...tasks };
  const queue = await workDrainQueue(worker);
  opened.push(queue);
  return queue;
}

async function jobsOf(tenantId: string) {
  const { rows } = await client.query(
    `SELECT state, start_after AS "startAfter" FROM pgboss.job
     WHERE name = 'tenant.drain' AND singleton_key = $1 AND state < 'completed' ORDER BY created_on`,
    [tenantId],
  );
  return rows as { state: string; startAfter: Date }[];
}

const inSeconds = (seconds: number) => new Date(Date.now() + seconds * 1_000);

/** A drain that counts how often it runs, and how many run at once, and waits for `release`. */
function createStandstill() {
  let release = () => {};
  const released = new Promise<void>((resolve) => {
    release = resolve;
  });
  const counts = { started: 0, atOnce: 0, most: 0 };
  const drain = async () => {
    counts.started += 1;
    counts.atOnce += 1;
    counts.most = Math.max(counts.most, counts.atOnce);
    await released;
    counts.atOnce -= 1;
  };
  return { counts, drain, release: () => release() };
}

describe('waking a drain', () => {
  it('several times before it runs is one job', async () => {
    const queue = await open();
    const tenantId = randomUUID();
    await Promise.all(Array.from({ length: 5 }, () => queue.wake(tenantId)));
    await queue.wake(tenantId);
    expect(await jobsOf(tenantId)).toHaveLength(1);
  });

  it('pulls a wake-up that is set for later forward', async () => {
    const queue = await open();
    const tenantId = randomUUID();
    await queue.wakeLater(tenantId, inSeconds(3_600));
    await queue.wake(tenantId);
    const [job, ...others] = await jobsOf(tenantId);
    expect(others).toEqual([]);
    expect(job?.startAfter.getTime()).toBeLessThan(inSeconds(60).getTime());
  });

  it('later does not push one that is to run now back', async () => {
    const queue = await open();
    const tenantId = randomUUID();
    await queue.wake(tenantId);
    await queue.wakeLater(tenantId, inSeconds(3_600));
    const [job, ...others] = await jobsOf(tenantId);
    expect(others).toEqual([]);
    expect(job?.startAfter.getTime()).toBeLessThan(inSeconds(60).getTime());
  });

  it('later is kept for its time', async () => {
    const queue = await open();
    const tenantId = randomUUID();
    const at = inSeconds(3_600);
    await queue.wakeLater(tenantId, at);
    expect(await jobsOf(tenantId)).toMatchObject([{ startAfter: at }]);
  });

  it('concerns one tenant', async () => {
    const queue = await open();
    const [first, second] = [randomUUID(), randomUUID()];
    await queue.wakeLater(first, inSeconds(3_600));
    await queue.wake(second);
    expect((await jobsOf(first))[0]?.startAfter.getTime()).toBeGreaterThan(inSeconds(60).getTime());
    expect(await jobsOf(second)).toHaveLength(1);
  });
});

describe('a worker', () => {
  it('drains the tenant that was woken', async () => {
    const tenantId = randomUUID();
    const drained: string[] = [];
    await work(async (job) => void drained.push(job.tenantId));
    await (await open()).wake(tenantId);
    await vi.waitFor(() => expect(drained).toContain(tenantId), { timeout: 15_000 });
    await vi.waitFor(async () => expect(await jobsOf(tenantId)).toEqual([]), { timeout: 15_000 });
  });

  it('drains one tenant one at a time across all workers, and once more for a wake-up in between', async () => {
    const tenantId = randomUUID();
    const { counts, drain, release } = createStandstill();
    const own = ({ tenantId: each }: DrainJob) => (each === tenantId ? drain() : Promise.resolve());
    const first = await work(own);
    await work(own);
    await first.wake(tenantId);
    await vi.waitFor(() => expect(counts.started).toBe(1), { timeout: 15_000 });
    for (let wakes = 0; wakes < 4; wakes += 1) await first.wake(tenantId);
    expect(await jobsOf(tenantId)).toHaveLength(2);
    // Somebody else's job passes through both workers' polls while this one stands still.
    const other = randomUUID();
    await first.wake(other);
    await vi.waitFor(async () => expect(await jobsOf(other)).toEqual([]), { timeout: 15_000 });
    expect(counts.started).toBe(1);
    release();
    await vi.waitFor(() => expect(counts.started).toBe(2), { timeout: 15_000 });
    await vi.waitFor(async () => expect(await jobsOf(tenantId)).toEqual([]), { timeout: 15_000 });
    expect(counts).toMatchObject({ started: 2, most: 1 });
  });

  it('drains several tenants side by side', async () => {
    const { counts, drain, release } = createStandstill();
    const queue = await work(drain);
    const tenantIds = [randomUUID(), randomUUID(), randomUUID()];
    for (const tenantId of tenantIds) await queue.wake(tenantId);
    await vi.waitFor(() => expect(counts.atOnce).toBe(3), { timeout: 20_000 });
    release();
  });

  it('repeats a drain that failed, without being woken', async () => {
    const tenantId = randomUUID();
    let runs = 0;
    const queue = await work(async (job) => {
      if (job.tenantId !== tenantId) return;
      runs += 1;
      if (runs === 1) throw new Error('a passing defect');
    });
    await queue.wake(tenantId);
    await vi.waitFor(() => expect(runs).toBe(2), { timeout: 20_000 });
  });

  it('can set its own next run for later from inside a drain', async () => {
    const tenantId = randomUUID();
    const at = inSeconds(3_600);
    let runs = 0;
    const queue: DrainQueue = await work(async (job) => {
      if (job.tenantId !== tenantId) return;
      runs += 1;
      await queue.wakeLater(tenantId, at);
    });
    await queue.wake(tenantId);
    await vi.waitFor(
      async () => expect(await jobsOf(tenantId)).toMatchObject([{ state: 'created', startAfter: at }]),
      {
        timeout: 15_000,
      },
    );
    expect(runs).toBe(1);
  });
});

describe('once a minute', () => {
  /** What the minute's cron job does, without waiting for the minute. */
  const tick = () =>
    client.query(`INSERT INTO pgboss.job (name, data) SELECT 'tenants.sweep', '{}'::jsonb
      WHERE NOT EXISTS (SELECT 1 FROM pgboss.job WHERE name = 'tenants.sweep' AND state < 'completed')`);

  it('wakes tenants to be swept, spread over the minute, and leaves those alone that are to be woken', async () => {
    const [woken = '', ...others] = Array.from({ length: 4 }, () => randomUUID());
    const queue = await work(async () => {}, 4, { listTenantsToSweep: async () => [woken, ...others] });
    const at = inSeconds(1_800);
    await queue.wakeLater(woken, at);
    await tick();
    const last = others.at(-1) ?? '';
    await vi.waitFor(async () => expect(await jobsOf(last)).toMatchObject([{ state: 'created' }]), {
      timeout: 20_000,
    });
    const [job] = await jobsOf(last);
    const waitMs = (job?.startAfter.getTime() ?? 0) - Date.now();
    expect(waitMs).toBeGreaterThan(20_000);
    expect(waitMs).toBeLessThan(60_000);
    expect(await jobsOf(woken)).toMatchObject([{ state: 'created', startAfter: at }]);
  });

  it('reads the journal, and again after the time the reading asked for', async () => {
    let readings = 0;
    await work(async () => {}, 4, {
      followJournal: async () => {
        readings += 1;
        return readings === 1 ? 0 : 3_600_000;
      },
    });
    await tick();
    await vi.waitFor(() => expect(readings).toBe(2), { timeout: 30_000 });
  });
});
