import { randomUUID } from 'node:crypto';
import pg from 'pg';
import { afterAll, describe, expect, it, onTestFinished, test } from 'vitest';
import { type RunState, runTransitions } from '#lib/domain/sync-run.ts';
import { emptyRecord } from '#lib/ports/batches.ts';
import type { SyncRun } from '#lib/ports/runs.ts';
import type { TenantStores } from '#lib/ports/stores.ts';
import { createTestDatabase } from '#scripts/local/test-database.ts';
import { openTestTenants, startRun } from './tenant.fixtures.ts';

const databaseUrl = await createTestDatabase();
const tenants = openTestTenants(databaseUrl);
afterAll(() => tenants.close());

const newRun = () => ({
  runId: randomUUID(),
  settingsRevision: 3,
  inclusionList: { listId: '7', name: 'Customers' },
  startedBy: 'admin@example.com',
  expectedTotal: 5,
});

async function startEmpty() {
  const stores = await tenants.openTenant();
  const { run } = await stores.runs.startResync(newRun());
  await stores.runs.beginQueued();
  return { stores, runId: run.runId };
}

async function readRun({ runs }: TenantStores, runId: string): Promise<SyncRun> {
  const run = await runs.read(runId);
  if (run === null) throw new Error('the run is gone');
  return run;
}

const waitingRows = (stores: TenantStores, runId: string) =>
  tenants.db.pendingChange.count({ where: { tenantId: stores.tenantId, runId } });

/** Works off `count` claimed rows as unchanged. */
async function settle(stores: TenantStores, count: number) {
  const changes = await stores.inbox.claim(count, []);
  await stores.batches.record(await stores.raiseFence(), new Date(), {
    ...emptyRecord,
    settled: changes.map((change) => ({ change, outcome: { kind: 'unchanged' } })),
  });
}

describe('a queued run', () => {
  it('begins when somebody works for its tenant, and only then', async () => {
    const { runs } = await tenants.openTenant();
    const { runs: others } = await tenants.openTenant();
    const { run } = await runs.startResync(newRun());
    await others.beginQueued();
    expect(await runs.read(run.runId)).toMatchObject({ state: 'queued', startedAt: null });
    await runs.beginQueued();
    expect(await runs.read(run.runId)).toMatchObject({ state: 'running', startedAt: expect.any(String) });
  });
});

describe('starting a resync', () => {
  it('answers the run as it was asked for', async () => {
    const { runs } = await tenants.openTenant();
    const run = newRun();
    expect(await runs.startResync(run)).toMatchObject({
      hasJoined: false,
      run: {
        ...run,
        state: 'queued',
        startedAt: null,
        enumerated: 0,
        processed: 0,
        counts: {},
        isEnumerationComplete: false,
      },
    });
  });

  it('joins the one that is going, paused or not', async () => {
    const { stores, runId } = await startEmpty();
    expect(await stores.runs.startResync(newRun())).toMatchObject({ hasJoined: true, run: { runId } });
    await stores.runs.changeState(runId, 'paused', null);
    expect(await stores.runs.startResync(newRun())).toMatchObject({ hasJoined: true, run: { runId } });
    await stores.runs.cancel(runId);
    expect(await stores.runs.startResync(newRun())).toMatchObject({ hasJoined: false });
  });

  it('makes one run of many clicks at once', async () => {
    const { runs } = await tenants.openTenant();
    const started = await Promise.all(Array.from({ length: 6 }, () => runs.startResync(newRun())));
    expect(started.filter(({ hasJoined }) => !hasJoined)).toHaveLength(1);
    expect(new Set(started.map(({ run }) => run.runId)).size).toBe(1);
    expect(await runs.listUnfinished()).toHaveLength(1);
  });

  it('does not join the run of another tenant', async () => {
    await startEmpty();
    const { runs } = await tenants.openTenant();
    expect(await runs.startResync(newRun())).toMatchObject({ hasJoined: false });
  });
});

describe('storing an enumerated page', () => {
  const page = { fromCheckpoint: null, contactIds: ['1', '2', '3'], nextCheckpoint: '3' };

  it('stores the rows and moves the checkpoint', async () => {
    const { stores, runId } = await startEmpty();
    expect(await stores.runs.storePage(runId, page)).toBe(true);
    expect(await readRun(stores, runId)).toMatchObject({ enumerated: 3, checkpoint: '3' });
    expect(await waitingRows(stores, runId)).toBe(3);
  });

  it('stores a page once, however often and by however many it is stored', async () => {
    const { stores, runId } = await startEmpty();
    const stored = await Promise.all(Array.from({ length: 4 }, () => stores.runs.storePage(runId, page)));
    expect(stored.filter((isStored) => isStored)).toHaveLength(1);
    expect(await stores.runs.storePage(runId, page)).toBe(false);
    expect(await readRun(stores, runId)).toMatchObject({ enumerated: 3, checkpoint: '3' });
  });

  it('counts a contact that two pages name once, while it waits', async () => {
    const { stores, runId } = await startEmpty();
    await stores.runs.storePage(runId, page);
    await stores.runs.storePage(runId, { fromCheckpoint: '3', contactIds: ['3', '4'], nextCheckpoint: null });
    expect(await readRun(stores, runId)).toMatchObject({ enumerated: 4, isEnumerationComplete: true });
    expect(await waitingRows(stores, runId)).toBe(4);
  });

  it('takes no page after the last one', async () => {
    const { stores, runId } = await startEmpty();
    await stores.runs.storePage(runId, { ...page, nextCheckpoint: null });
    expect(await stores.runs.storePage(runId, page)).toBe(false);
  });

  it.each(['paused', 'canceled'] as const)('stores nothing for a run that is %s', async (state) => {
    const { stores, runId } = await startEmpty();
    await (state === 'paused' ? stores.runs.changeState(runId, state, null) : stores.runs.cancel(runId));
    expect(await stores.runs.storePage(runId, page)).toBe(false);
    expect(await readRun(stores, runId)).toMatchObject({ enumerated: 0, checkpoint: null });
  });
});

test('processed and waiting add up to enumerated after every step', async () => {
  const { stores, runId } = await startEmpty();
  const addsUp = async () => {
    const { enumerated, processed } = await readRun(stores, runId);
    expect(processed + (await waitingRows(stores, runId))).toBe(enumerated);
  };
  for (const [from, to] of [
    [null, '1'],
    ['1', '2'],
    ['2', null],
  ] as const) {
    const contactIds = Array.from({ length: 4 }, (_, index) => `${from}-${index}`);
    await stores.runs.storePage(runId, { fromCheckpoint: from, contactIds, nextCheckpoint: to });
    await addsUp();
    await settle(stores, 3);
    await addsUp();
  }
  await settle(stores, 100);
  await addsUp();
  expect(await readRun(stores, runId)).toMatchObject({
    enumerated: 12,
    processed: 12,
    counts: { unchanged: 12 },
  });
});

describe('a run ends', () => {
  it('only when it is enumerated and nothing of it waits', async () => {
    const { stores, runId } = await startEmpty();
    await stores.runs.storePage(runId, { fromCheckpoint: null, contactIds: ['1', '2'], nextCheckpoint: '2' });
    await settle(stores, 2);
    expect(await stores.runs.finishDone()).toEqual([]);
    await stores.runs.storePage(runId, { fromCheckpoint: '2', contactIds: ['3'], nextCheckpoint: null });
    expect(await stores.runs.finishDone()).toEqual([]);
    await settle(stores, 1);
    expect(await stores.runs.finishDone()).toEqual([runId]);
    expect(await readRun(stores, runId)).toMatchObject({
      state: 'completed',
      finishedAt: expect.any(String),
    });
    expect(await stores.runs.finishDone()).toEqual([]);
  });

  it('at once when the list has no members', async () => {
    const stores = await tenants.openTenant();
    const runId = await startRun(stores, []);
    expect(await stores.runs.finishDone()).toEqual([runId]);
  });

  it('not while it is paused', async () => {
    const stores = await tenants.openTenant();
    const runId = await startRun(stores, []);
    await stores.runs.changeState(runId, 'paused', null);
    expect(await stores.runs.finishDone()).toEqual([]);
  });

  it('leaves the runs of other tenants alone', async () => {
    const [own, other] = [await tenants.openTenant(), await tenants.openTenant()];
    const runId = await startRun(own, []);
    expect(await other.runs.finishDone()).toEqual([]);
    expect(await readRun(own, runId)).toMatchObject({ state: 'running' });
  });
});

describe('canceling', () => {
  it('drops what was waiting and keeps what was done', async () => {
    const stores = await tenants.openTenant();
    const runId = await startRun(stores, ['1', '2', '3']);
    await settle(stores, 1);
    expect(await stores.runs.cancel(runId)).toBe(true);
    expect(await waitingRows(stores, runId)).toBe(0);
    expect(await readRun(stores, runId)).toMatchObject({ state: 'canceled', enumerated: 3, processed: 1 });
    expect(await stores.runs.cancel(runId)).toBe(false);
  });

  it('does not touch live changes of the same contacts', async () => {
    const stores = await tenants.openTenant();
    const runId = await startRun(stores, ['1']);
    await tenants.addHint(stores.tenantId, '1');
    await stores.runs.cancel(runId);
    expect(await stores.inbox.claim(10, [])).toMatchObject([{ recordId: '1', runId: null }]);
  });

  it('never meets a batch that is being recorded in a deadlock', async () => {
    const stores = await tenants.openTenant();
    const runId = await startRun(stores, ['1', '2', '3']);
    const holder = new pg.Client({ connectionString: databaseUrl });
    await holder.connect();
    onTestFinished(() => holder.end());
    await holder.query('BEGIN');
    await holder.query('SELECT 1 FROM sync_run WHERE run_id = $1 FOR UPDATE', [runId]);
    const canceling = stores.runs.cancel(runId);
    await expect.poll(() => tenants.countBlocked()).toBe(1);
    const settling = settle(stores, 3);
    await expect.poll(() => tenants.countBlocked()).toBe(2);
    await holder.query('COMMIT');
    expect(await canceling).toBe(true);
    await settling;
    expect(await readRun(stores, runId)).toMatchObject({ state: 'canceled', enumerated: 3, processed: 0 });
    expect(await waitingRows(stores, runId)).toBe(0);
  });
});

describe('states', () => {
  const states = Object.keys(runTransitions) as RunState[];
  const pairs = states.flatMap((from) => states.map((to) => [from, to] as const));

  it.each(pairs)('from %s to %s is what the table says', async (from, to) => {
    const { stores, runId } = await startEmpty();
    await tenants.db.syncRun.updateMany({ where: { runId }, data: { state: from } });
    const isLegal = runTransitions[from].includes(to);
    expect(await stores.runs.changeState(runId, to, null)).toBe(isLegal);
    expect(await readRun(stores, runId)).toMatchObject({ state: isLegal ? to : from });
  });

  it('change only in their own tenant', async () => {
    const { stores, runId } = await startEmpty();
    const { runs } = await tenants.openTenant();
    expect(await runs.read(runId)).toBeNull();
    expect(await runs.changeState(runId, 'paused', null)).toBe(false);
    expect(await runs.cancel(runId)).toBe(false);
    const page = { fromCheckpoint: null, contactIds: ['1'], nextCheckpoint: null };
    expect(await runs.storePage(runId, page)).toBe(false);
    expect(await readRun(stores, runId)).toMatchObject({ state: 'running', enumerated: 0 });
  });

  it('carry the reason of a wait, for running runs only', async () => {
    const { stores, runId } = await startEmpty();
    await stores.runs.setWaitReason('provider_unavailable');
    expect(await readRun(stores, runId)).toMatchObject({ waitReason: 'provider_unavailable' });
    await stores.runs.changeState(runId, 'paused', 'inclusion_list_deleted');
    await stores.runs.setWaitReason(null);
    expect(await readRun(stores, runId)).toMatchObject({ waitReason: 'inclusion_list_deleted' });
    await stores.runs.changeState(runId, 'running', null);
    expect(await readRun(stores, runId)).toMatchObject({ waitReason: null });
  });
});

test('a run id that is none is not found', async () => {
  const { runs } = await tenants.openTenant();
  expect(await runs.read('7')).toBeNull();
  expect(await runs.read(randomUUID())).toBeNull();
});

test('runs are listed newest first', async () => {
  const stores = await tenants.openTenant();
  const runIds: string[] = [];
  for (let count = 0; count < 3; count += 1) {
    runIds.unshift(await startRun(stores, []));
    await stores.runs.finishDone();
  }
  const list = async (before?: string) => (await stores.runs.listRecent(2, before)).map(({ runId }) => runId);
  expect(await list()).toEqual(runIds.slice(0, 2));
  expect(await list(runIds[1])).toEqual(runIds.slice(2));
});
