import { randomUUID } from 'node:crypto';
import { afterAll, describe, expect, it } from 'vitest';
import { openTestTenants } from '#lib/db/tenant.fixtures.ts';
import { createTestDatabase } from '#scripts/local/test-database.ts';
import { connect, openRequest } from './context.fixtures.ts';
import type { RequestContext } from './context.ts';
import { changeList } from './platforms.fixtures.ts';
import { changeRunState, estimateResync } from './resync.ts';
import { startRun } from './start-run.ts';
import { leadsOf, listId, recordsByEmail, saveSettings, setScene } from './sync.fixtures.ts';
import { listAttempts } from './view-attempts.ts';
import { listRuns, readRun } from './view-run.ts';

const databaseUrl = await createTestDatabase();
const tenants = openTestTenants(databaseUrl);
afterAll(() => tenants.close());

const startResync = (context: RequestContext, runId: string) =>
  startRun(context, runId, { kind: 'resync', isDryRun: false, scope: { kind: 'all' } });

async function openScene() {
  const scene = await setScene(await tenants.openTenant());
  await connect(scene, 'salesforce');
  changeList(scene.portal, listId, { size: 3 });
  return { scene, ...openRequest(scene, tenants.directory) };
}

describe('starting a resync', () => {
  it('queues the members, wakes the drain, and ends with everybody synced', async () => {
    const { scene, context, wakes } = await openScene();
    const runId = randomUUID();
    expect(await startResync(context, runId)).toMatchObject({
      hasJoined: false,
      run: { runId, state: 'queued', expectedTotal: 3, startedBy: 'admin@example.com', settingsRevision: 1 },
    });
    expect(wakes()).toBe(1);
    await scene.drainAll();
    expect(recordsByEmail(scene.org)).toEqual(leadsOf('001', '002', '003'));
    expect(await readRun(context, runId)).toMatchObject({ state: 'completed', processed: 3, waiting: 0 });
  });

  it('twice at once is one run', async () => {
    const { context } = await openScene();
    const started = await Promise.all([
      startResync(context, randomUUID()),
      startResync(context, randomUUID()),
    ]);
    expect(started.map(({ hasJoined }) => hasJoined).sort()).toEqual([false, true]);
    expect((await listRuns(context)).runs).toHaveLength(1);
    const audit = await tenants.db.auditEvent.findMany({ where: { tenantId: context.stores.tenantId } });
    expect(audit.map(({ action }) => action)).toEqual(['resync.started']);
  });

  it('counts everybody when there is no limit', async () => {
    const { scene, context } = await openScene();
    await saveSettings(scene, { inclusionList: null });
    expect(await startResync(context, randomUUID())).toMatchObject({
      run: { expectedTotal: 5, inclusionList: null },
    });
  });

  it('without Salesforce queues nothing and says so', async () => {
    const scene = await setScene(await tenants.openTenant());
    const { context, wakes } = openRequest(scene, tenants.directory);
    await expect(startResync(context, randomUUID())).rejects.toMatchObject({
      code: 'salesforce_not_connected',
    });
    await connect(scene, 'salesforce');
    await scene.stores.connections.markLost('salesforce', 'invalid_grant');
    await expect(startResync(context, randomUUID())).rejects.toMatchObject({
      code: 'salesforce_reconnect_needed',
    });
    expect((await listRuns(context)).runs).toEqual([]);
    expect(wakes()).toBe(0);
  });

  it.each([{ isDeleted: true }, { processingType: 'MANUAL' }])(
    'with a list that is %o queues nothing',
    async (change) => {
      const { scene, context } = await openScene();
      changeList(scene.portal, listId, change);
      await expect(startResync(context, randomUUID())).rejects.toMatchObject({
        code: 'inclusion_list_unusable',
        detail: { listName: 'List 7' },
      });
      expect((await listRuns(context)).runs).toEqual([]);
      expect(await estimateResync(context)).toMatchObject({ contacts: null, minutes: null });
    },
  );
});

it('an estimate counts the calls of a first resync', async () => {
  const { scene, context } = await openScene();
  changeList(scene.portal, listId, { size: 5_000 });
  expect(await estimateResync(context)).toMatchObject({
    contacts: 5_000,
    hubspotCalls: 120,
    salesforceCalls: 55,
  });
});

describe('a run', () => {
  it('can be paused, resumed and canceled, each once', async () => {
    const { context } = await openScene();
    const { run } = await startResync(context, randomUUID());
    const change = (action: 'pause' | 'resume' | 'cancel') => changeRunState(context, run.runId, { action });
    expect(await change('pause')).toMatchObject({ state: 'paused' });
    await expect(change('pause')).rejects.toMatchObject({
      code: 'run_not_active',
      detail: { state: 'paused' },
    });
    expect(await change('resume')).toMatchObject({ state: 'running' });
    await expect(change('resume')).rejects.toMatchObject({ code: 'run_not_active' });
    expect(await change('cancel')).toMatchObject({ state: 'canceled' });
    await expect(change('cancel')).rejects.toMatchObject({
      code: 'run_not_active',
      detail: { state: 'canceled' },
    });
    await expect(change('resume')).rejects.toMatchObject({ code: 'run_not_active' });
  });

  it('of another tenant is not found, whatever is asked of it', async () => {
    const { context: own } = await openScene();
    const { context: other } = await openScene();
    const { run } = await startResync(own, randomUUID());
    const notFound = { code: 'not_found' };
    await expect(readRun(other, run.runId)).rejects.toMatchObject(notFound);
    await expect(listAttempts(other, run.runId, {})).rejects.toMatchObject(notFound);
    for (const action of ['pause', 'resume', 'cancel'] as const) {
      await expect(changeRunState(other, run.runId, { action })).rejects.toMatchObject(notFound);
    }
    await expect(readRun(own, 'no-run')).rejects.toMatchObject(notFound);
    expect(await readRun(own, run.runId)).toMatchObject({ state: 'queued' });
  });

  it('shows its outcomes with links to both sides, page by page', async () => {
    const scene = await setScene(await tenants.openTenant(), { contacts: 60, members: 60 });
    await connect(scene, 'salesforce');
    const { context } = openRequest(scene, tenants.directory);
    const { run } = await startResync(context, randomUUID());
    await scene.drainAll();
    const first = await listAttempts(context, run.runId, {});
    const second = await listAttempts(context, run.runId, { before: first.nextBefore ?? undefined });
    expect([first.attempts.length, second.attempts.length, second.nextBefore]).toEqual([50, 10, null]);
    const [attempt] = first.attempts;
    const { portalId } = await scene.stores.readTenant();
    expect(attempt).toMatchObject({
      outcome: 'created_in_salesforce',
      hubspotUrl: `https://app.hubspot.com/contacts/${portalId}/record/0-1/${attempt?.hubspotContactId}`,
      salesforceUrl: `https://acme.my.salesforce.com/lightning/r/Lead/${attempt?.salesforceId}/view`,
      membership: { listId, answer: 'member' },
    });
    expect(await listAttempts(context, run.runId, { outcome: 'failed' })).toEqual({
      attempts: [],
      nextBefore: null,
    });
  });
});
