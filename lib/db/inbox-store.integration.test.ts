import { afterAll, describe, expect, it } from 'vitest';
import { emptyRecord } from '#lib/ports/batches.ts';
import { lanes, type PendingChange } from '#lib/ports/inbox.ts';
import type { TenantStores } from '#lib/ports/stores.ts';
import { createTestDatabase } from '#scripts/local/test-database.ts';
import { openTestTenants, startRun } from './tenant.fixtures.ts';

const databaseUrl = await createTestDatabase();
const tenants = openTestTenants(databaseUrl);
afterAll(() => tenants.close());

const recordIds = (changes: readonly PendingChange[]) => changes.map(({ recordId }) => recordId);
const inMinutes = (minutes: number) => new Date(Date.now() + minutes * 60_000);

/** Records the claimed changes as unchanged. */
async function settle(stores: TenantStores, changes: readonly PendingChange[]) {
  const settled = changes.map((change) => ({ change, outcome: { kind: 'unchanged' } as const }));
  const fence = await stores.raiseFence();
  await stores.batches.record(fence, new Date(), { ...emptyRecord, settled });
}

async function postpone(stores: TenantStores, changes: readonly PendingChange[], notBefore: Date) {
  const postponed = changes.map((change) => ({ change, notBefore, isAttempt: true }));
  const fence = await stores.raiseFence();
  await stores.batches.record(fence, new Date(), { ...emptyRecord, postponed });
}

describe('claiming', () => {
  it('hands out the most urgent lane first and the oldest of a lane first', async () => {
    const stores = await tenants.openTenant();
    const names = ['background', 'live', 'import', 'manual', 'live', 'background'] as const;
    for (const [index, name] of names.entries()) {
      const recordId = `${name}-${index}`;
      await tenants.addHint(stores.tenantId, recordId);
      await tenants.db.pendingChange.updateMany({ where: { recordId }, data: { lane: lanes[name] } });
    }
    const inOrder = ['live-1', 'live-4', 'manual-3', 'import-2', 'background-0', 'background-5'];
    expect(recordIds(await stores.inbox.claim(10, []))).toEqual(inOrder);
    expect(recordIds(await stores.inbox.claim(2, []))).toEqual(inOrder.slice(0, 2));
  });

  it('lets a live change pass a big run', async () => {
    const stores = await tenants.openTenant();
    await startRun(
      stores,
      Array.from({ length: 50 }, (_, index) => `member-${index}`),
    );
    await tenants.addHint(stores.tenantId, 'live');
    expect(recordIds(await stores.inbox.claim(1, []))).toEqual(['live']);
  });

  it('leaves out what is being worked on and what is not due', async () => {
    const stores = await tenants.openTenant();
    await tenants.addHint(stores.tenantId, 'a');
    await tenants.addHint(stores.tenantId, 'b');
    await tenants.addHint(stores.tenantId, 'later', inMinutes(5));
    const [first] = await stores.inbox.claim(1, []);
    expect(recordIds(await stores.inbox.claim(10, [first?.changeId ?? '']))).toEqual(['b']);
  });

  it.each(['paused', 'canceled'] as const)('hands out nothing of a run that is %s', async (state) => {
    const stores = await tenants.openTenant();
    const runId = await startRun(stores, ['a']);
    await tenants.addHint(stores.tenantId, 'live');
    await (state === 'paused' ? stores.runs.changeState(runId, state, null) : stores.runs.cancel(runId));
    expect(recordIds(await stores.inbox.claim(10, []))).toEqual(['live']);
  });

  it('hands a paused run’s rows out again once it goes on', async () => {
    const stores = await tenants.openTenant();
    const runId = await startRun(stores, ['a', 'b']);
    await stores.runs.changeState(runId, 'paused', null);
    await stores.runs.changeState(runId, 'running', null);
    expect(recordIds(await stores.inbox.claim(10, []))).toEqual(['a', 'b']);
  });

  it('sees nothing of another tenant', async () => {
    const own = await tenants.openTenant();
    await startRun(own, ['a']);
    await tenants.addHint(own.tenantId, 'b');
    const other = await tenants.openTenant();
    expect(await other.inbox.claim(10, [])).toEqual([]);
    expect(await other.inbox.readNextDue()).toBeNull();
    await settle(other, await own.inbox.claim(10, []));
    expect(await own.inbox.claim(10, [])).toHaveLength(2);
  });
});

describe('a change that is hinted at again', () => {
  it('is still one row', async () => {
    const stores = await tenants.openTenant();
    for (let hint = 0; hint < 5; hint += 1) await tenants.addHint(stores.tenantId, 'a');
    expect(await stores.inbox.claim(10, [])).toMatchObject([{ recordId: 'a', hintVersion: 5 }]);
  });

  it('survives that the older hint is settled meanwhile', async () => {
    const stores = await tenants.openTenant();
    await tenants.addHint(stores.tenantId, 'a');
    const claimed = await stores.inbox.claim(10, []);
    await tenants.addHint(stores.tenantId, 'a');
    await settle(stores, claimed);
    const again = await stores.inbox.claim(10, []);
    expect(recordIds(again)).toEqual(['a']);
    await settle(stores, again);
    expect(await stores.inbox.claim(10, [])).toEqual([]);
  });

  it('stays beside the row of a run', async () => {
    const stores = await tenants.openTenant();
    await startRun(stores, ['a']);
    await tenants.addHint(stores.tenantId, 'a');
    expect(await stores.inbox.claim(10, [])).toHaveLength(2);
  });
});

describe('waiting', () => {
  it('ends at the time that was set, and counts the attempt', async () => {
    const stores = await tenants.openTenant();
    await tenants.addHint(stores.tenantId, 'a');
    const due = inMinutes(5);
    await postpone(stores, await stores.inbox.claim(1, []), due);
    expect(await stores.inbox.claim(10, [])).toEqual([]);
    expect(await stores.inbox.readNextDue()).toEqual(due);
    await stores.inbox.releaseAll();
    expect(await stores.inbox.claim(10, [])).toMatchObject([{ recordId: 'a', attempts: 1 }]);
  });

  it('says when the first row becomes due, those of paused runs left out', async () => {
    const stores = await tenants.openTenant();
    expect(await stores.inbox.readNextDue()).toBeNull();
    const runId = await startRun(stores, ['a']);
    const later = inMinutes(5);
    await tenants.addHint(stores.tenantId, 'b', later);
    const due = await stores.inbox.readNextDue();
    expect(due?.getTime()).toBeLessThan(later.getTime());
    await stores.runs.changeState(runId, 'paused', null);
    expect(await stores.inbox.readNextDue()).toEqual(later);
  });

  it('is ended for one tenant only', async () => {
    const [own, other] = [await tenants.openTenant(), await tenants.openTenant()];
    await tenants.addHint(own.tenantId, 'a', inMinutes(5));
    await other.inbox.releaseAll();
    expect(await own.inbox.claim(10, [])).toEqual([]);
  });
});
