import { afterAll, describe, expect, it } from 'vitest';
import { openTestTenants } from '#lib/db/tenant.fixtures.ts';
import { createTestDatabase } from '#scripts/local/test-database.ts';
import { addContact, addList, changeList } from './platforms.fixtures.ts';
import {
  attemptsOf,
  leadsOf,
  listId,
  readRun,
  recordsByEmail,
  type Scene,
  saveSettings,
  setScene,
  startResync,
  writesOf,
} from './sync.fixtures.ts';

const databaseUrl = await createTestDatabase();
const tenants = openTestTenants(databaseUrl);
afterAll(() => tenants.close());

const newScene = async (options: Parameters<typeof setScene>[1] = {}) =>
  setScene(await tenants.openTenant(), options);

/** Every row of the inbox, due or not. */
const waitingIn = async ({ stores }: Scene) =>
  tenants.db.pendingChange.findMany({ where: { tenantId: stores.tenantId }, orderBy: { changeId: 'asc' } });

describe('a list that is chosen while contacts without a limit are being written', () => {
  it('lets nobody pass unasked', async () => {
    const scene = await newScene({ settings: { inclusionList: null } });
    const runId = await startResync(scene.stores);
    const contactIds = ['001', '005'];
    await scene.stores.runs.storePage(runId, { fromCheckpoint: null, contactIds, nextCheckpoint: null });
    await scene.drainAll({
      after: async ({ name }) => {
        if (name === 'hubspot.readContacts')
          await saveSettings(scene, { inclusionList: { listId, name: 'List 7' } });
      },
    });
    expect(scene.org.records.size).toBe(0);
    expect(await readRun(scene.stores, runId)).toMatchObject({ state: 'running', processed: 0 });
    await scene.stores.inbox.releaseAll();
    await scene.drainAll();
    expect(recordsByEmail(scene.org)).toEqual(leadsOf('001'));
    expect(await readRun(scene.stores, runId)).toMatchObject({ state: 'completed', counts: { excluded: 1 } });
  });
});

describe('the gate', () => {
  it('keeps a contact out that leaves the list after it was read and before it is written', async () => {
    const scene = await newScene();
    const runId = await startResync(scene.stores);
    await scene.drainAll({
      before: ({ name }) => {
        if (name === 'hubspot.readMemberships') scene.portal.lists.get(listId)?.members.delete('002');
      },
    });
    expect(recordsByEmail(scene.org)).toEqual(leadsOf('001', '003'));
    expect((await attemptsOf(scene, runId))['002']).toMatchObject({
      outcome: 'excluded',
      reason: 'not_in_inclusion_list',
      membership: { listId, answer: 'not_member' },
    });
    expect(await readRun(scene.stores, runId)).toMatchObject({ state: 'completed', processed: 3 });
  });

  it('stops updates in both directions for a linked contact that has left', async () => {
    const scene = await newScene();
    await startResync(scene.stores);
    await scene.drainAll();
    scene.portal.lists.get(listId)?.members.delete('001');
    addContact(scene.portal, '001', { phone: '555 0100' });
    for (const { fields } of scene.org.records.values()) fields.Title = 'Countess';
    scene.calls.clear();
    await tenants.addHint(scene.stores.tenantId, '001');
    await scene.drainAll();
    expect(writesOf(scene.calls)).toBe(0);
    expect(await scene.stores.links.findByHubspotIds(['001'])).toHaveLength(1);
  });

  it('lets a contact wait whose membership could not be read, and takes it up again', async () => {
    const scene = await newScene();
    scene.portal.unreadableMemberships.add('002');
    const runId = await startResync(scene.stores);
    for (let drain = 0; drain < 9; drain += 1) {
      expect(await scene.drainAll()).toMatchObject({ kind: 'wait' });
      await scene.stores.inbox.releaseAll();
    }
    expect(recordsByEmail(scene.org)).toEqual(leadsOf('001', '003'));
    expect(await waitingIn(scene)).toMatchObject([{ recordId: '002', attempts: 9 }]);
    expect(await readRun(scene.stores, runId)).toMatchObject({
      state: 'running',
      enumerated: 3,
      processed: 2,
    });
    scene.portal.unreadableMemberships.clear();
    await scene.drainAll();
    expect(recordsByEmail(scene.org)).toEqual(leadsOf('001', '002', '003'));
    expect(await readRun(scene.stores, runId)).toMatchObject({ state: 'completed', processed: 3 });
  });

  it('asks the list that is in force when the batch is written, and the one the run began with', async () => {
    const scene = await newScene();
    addList(scene.portal, '8', ['002', '004']);
    const runId = await startResync(scene.stores);
    let isSaved = false;
    await scene.drainAll({
      before: async ({ name }) => {
        if (name !== 'hubspot.readMemberships' || isSaved) return;
        isSaved = true;
        await saveSettings(scene, { inclusionList: { listId: '8', name: 'List 8' } });
      },
    });
    expect(recordsByEmail(scene.org)).toEqual(leadsOf('002'));
    expect(await readRun(scene.stores, runId)).toMatchObject({
      state: 'completed',
      counts: { created_in_salesforce: 1, excluded: 2 },
    });
  });
});

describe('an inclusion list that cannot be used', () => {
  it.each([
    ['deleted', { isDeleted: true }, 'inclusion_list_deleted'],
    ['converted to static', { processingType: 'SNAPSHOT' }, 'inclusion_list_converted'],
  ] as const)('because it was %s pauses the run and keeps every row', async (_, change, waitReason) => {
    const scene = await newScene();
    const runId = await startResync(scene.stores);
    const contactIds = ['001', '002', '003'];
    await scene.stores.runs.storePage(runId, { fromCheckpoint: null, contactIds, nextCheckpoint: null });
    changeList(scene.portal, listId, change);
    expect(await scene.drainAll()).toEqual({ kind: 'parked', reason: waitReason });
    expect(await readRun(scene.stores, runId)).toMatchObject({ state: 'paused', waitReason, processed: 0 });
    expect(await waitingIn(scene)).toHaveLength(3);
    expect(writesOf(scene.calls)).toBe(0);
  });

  it('because it is gone altogether pauses the run, too', async () => {
    const scene = await newScene();
    const runId = await startResync(scene.stores);
    scene.portal.lists.clear();
    await scene.drainAll();
    expect(await readRun(scene.stores, runId)).toMatchObject({
      state: 'paused',
      waitReason: 'inclusion_list_unreadable',
    });
  });

  it('keeps live changes, and looks again after a while', async () => {
    const scene = await newScene();
    await tenants.addHint(scene.stores.tenantId, '001');
    changeList(scene.portal, listId, { isDeleted: true });
    expect(await scene.drainAll()).toMatchObject({ kind: 'wait' });
    expect(await waitingIn(scene)).toHaveLength(1);
    changeList(scene.portal, listId, { isDeleted: false });
    await scene.drainAll();
    expect(recordsByEmail(scene.org)).toEqual(leadsOf('001'));
  });

  it('from the moment of the membership reading on lets nobody pass', async () => {
    const scene = await newScene();
    const runId = await startResync(scene.stores);
    await scene.drainAll({
      before: ({ name }) => {
        if (name === 'hubspot.readMemberships')
          changeList(scene.portal, listId, { processingType: 'SNAPSHOT' });
      },
    });
    expect(writesOf(scene.calls)).toBe(0);
    expect(await waitingIn(scene)).toHaveLength(3);
    expect(await readRun(scene.stores, runId)).toMatchObject({ state: 'paused', processed: 0 });
  });

  it('deleted at any moment excludes nobody: what was not written still waits', async () => {
    const calls = await countCalls();
    for (let number = 1; number <= calls; number += 1) {
      const scene = await newScene();
      const runId = await startResync(scene.stores);
      await scene.drainAll({
        before: (call) => {
          if (call.number === number) changeList(scene.portal, listId, { isDeleted: true });
        },
      });
      const run = await readRun(scene.stores, runId);
      const outcomes = Object.keys(run.counts);
      expect(outcomes, `deleted before call ${number}`).not.toContain('excluded');
      expect(run.processed + (await waitingIn(scene)).length).toBe(run.enumerated);
      expect(scene.org.records.size).toBe(run.processed);
    }
  });

  it('lets the run end when no limit was chosen instead', async () => {
    const scene = await newScene();
    const runId = await startResync(scene.stores);
    await scene.drainAll({
      after: ({ name }) => {
        if (name === 'runs.storePage') changeList(scene.portal, listId, { isDeleted: true });
      },
    });
    expect(await readRun(scene.stores, runId)).toMatchObject({ state: 'paused' });
    await saveSettings(scene, { inclusionList: null });
    await scene.stores.runs.changeState(runId, 'running', null);
    await scene.stores.inbox.releaseAll();
    await scene.drainAll();
    // The run began under the list, and the stricter answer holds; a resync without limit is a new run.
    expect(await readRun(scene.stores, runId)).toMatchObject({
      state: 'completed',
      processed: 3,
      counts: { excluded: 3 },
    });
    await startResync(scene.stores);
    await scene.drainAll();
    expect(scene.org.records.size).toBe(5);
  });
});

/** How many port calls an undisturbed resync makes. */
async function countCalls(): Promise<number> {
  const scene = await newScene();
  await startResync(scene.stores);
  let calls = 0;
  await scene.drainAll({
    before: ({ number }) => {
      calls = Math.max(calls, number);
    },
  });
  return calls;
}
