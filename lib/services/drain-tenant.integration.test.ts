import { afterAll, describe, expect, it } from 'vitest';
import { openTestTenants } from '#lib/db/tenant.fixtures.ts';
import { createTestDatabase } from '#scripts/local/test-database.ts';
import { addContact, addRecord, changeList } from './platforms.fixtures.ts';
import {
  attemptsOf,
  leadsOf,
  listId,
  readRun,
  recordsByEmail,
  type Scene,
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

describe('a resync', () => {
  it('creates exactly the members, and completes', async () => {
    const scene = await newScene();
    const runId = await startResync(scene.stores);
    expect(await scene.drainAll()).toEqual({ kind: 'idle' });
    expect(recordsByEmail(scene.org)).toEqual(leadsOf('001', '002', '003'));
    expect(await readRun(scene.stores, runId)).toMatchObject({
      state: 'completed',
      enumerated: 3,
      processed: 3,
      counts: { created_in_salesforce: 3 },
    });
    const links = await scene.stores.links.findByHubspotIds(['001', '002', '003', '004']);
    expect(links.map(({ salesforceId }) => salesforceId).sort()).toEqual(
      [...scene.org.records.keys()].sort(),
    );
  });

  it('writes nothing the second time', async () => {
    const scene = await newScene();
    await startResync(scene.stores);
    await scene.drainAll();
    scene.calls.clear();
    const runId = await startResync(scene.stores);
    await scene.drainAll();
    expect(writesOf(scene.calls)).toBe(0);
    expect(await readRun(scene.stores, runId)).toMatchObject({
      state: 'completed',
      counts: { unchanged: 3 },
    });
  });

  it('does not even touch its links once both sides have agreed', async () => {
    const scene = await newScene();
    const resync = async () => {
      await startResync(scene.stores);
      await scene.drainAll();
      return tenants.db.recordLink.findMany({ where: { tenantId: scene.stores.tenantId } });
    };
    await resync();
    const agreed = await resync();
    expect(await resync()).toEqual(agreed);
  });

  it('of all contacts reaches everybody when there is no list', async () => {
    const scene = await newScene({ settings: { inclusionList: null } });
    const runId = await startResync(scene.stores);
    await scene.drainAll();
    expect(recordsByEmail(scene.org)).toEqual(leadsOf('001', '002', '003', '004', '005'));
    expect(await readRun(scene.stores, runId)).toMatchObject({ state: 'completed', processed: 5 });
    // A portal without lists in its plan answers every question about them with a refusal.
    expect(scene.calls.has('hubspot.readMemberships')).toBe(false);
  });

  it('links a record that is there already and fills what is blank on either side', async () => {
    const scene = await newScene({ members: 1 });
    addContact(scene.portal, '001', { phone: '555 0100' });
    const Email = 'Person-001@Example.com';
    const salesforceId = addRecord(scene.org, 'Contact', {
      Email,
      LastName: 'Lovelace 001',
      Title: 'Countess',
    });
    const runId = await startResync(scene.stores);
    await scene.drainAll();
    expect(scene.org.records.size).toBe(1);
    expect(scene.org.records.get(salesforceId)?.fields).toMatchObject({
      Phone: '555 0100',
      FirstName: 'Ada',
    });
    expect(scene.portal.contacts.get('001')).toMatchObject({ jobtitle: 'Countess' });
    expect(await readRun(scene.stores, runId)).toMatchObject({ counts: { updated: 1 } });
  });

  it('goes through many pages and batches with exact counters', async () => {
    const scene = await newScene({ contacts: 700, members: 650 });
    const runId = await startResync(scene.stores);
    await scene.drainAll();
    expect(scene.org.records.size).toBe(650);
    expect(await readRun(scene.stores, runId)).toMatchObject({
      state: 'completed',
      enumerated: 650,
      processed: 650,
      counts: { created_in_salesforce: 650 },
    });
  });

  it('waits while the list is being evaluated, then goes on by itself', async () => {
    const scene = await newScene();
    changeList(scene.portal, listId, { isProcessing: true });
    const runId = await startResync(scene.stores);
    expect(await scene.drainAll()).toMatchObject({ kind: 'wait' });
    expect(await readRun(scene.stores, runId)).toMatchObject({
      enumerated: 0,
      waitReason: 'inclusion_list_processing',
    });
    changeList(scene.portal, listId, { isProcessing: false });
    await scene.drainAll();
    expect(await readRun(scene.stores, runId)).toMatchObject({
      state: 'completed',
      processed: 3,
      waitReason: null,
    });
  });

  it('makes no record where the settings say none is made', async () => {
    const scene = await newScene({ settings: { createInSalesforce: 'nothing' } });
    const runId = await startResync(scene.stores);
    await scene.drainAll();
    expect(scene.org.records.size).toBe(0);
    expect(await readRun(scene.stores, runId)).toMatchObject({ state: 'completed', counts: { skipped: 3 } });
  });

  it('is one piece of work with a live change of the same contact', async () => {
    const scene = await newScene({ members: 1 });
    const runId = await startResync(scene.stores);
    await scene.stores.runs.storePage(runId, {
      fromCheckpoint: null,
      contactIds: ['001'],
      nextCheckpoint: null,
    });
    await tenants.addHint(scene.stores.tenantId, '001');
    await scene.drainAll();
    expect(recordsByEmail(scene.org)).toEqual(leadsOf('001'));
    expect(await readRun(scene.stores, runId)).toMatchObject({ processed: 1 });
    expect((await attemptsOf(scene, runId))['001']?.triggers.toSorted()).toEqual([
      'contact_changed',
      'manual_resync',
    ]);
  });
});

it('a contact that HubSpot neither gave nor called gone waits, and is not asked for without end', async () => {
  const scene = await newScene();
  const runId = await startResync(scene.stores);
  scene.portal.unread.add('002');
  expect(await scene.drainAll()).toMatchObject({ kind: 'wait' });
  expect(scene.calls.get('hubspot.readContacts')).toBe(1);
  expect(await readRun(scene.stores, runId)).toMatchObject({ state: 'running', processed: 2 });
  scene.portal.unread.clear();
  await scene.stores.inbox.releaseAll();
  await scene.drainAll();
  expect(await readRun(scene.stores, runId)).toMatchObject({ state: 'completed', processed: 3 });
});

describe('a run that a person', () => {
  it.each([
    ['pauses', 'paused'],
    ['cancels', 'canceled'],
  ] as const)('%s stops, and nothing is counted twice or lost', async (_, state) => {
    const scene = await newScene({ contacts: 2_600, members: 2_600 });
    const runId = await startResync(scene.stores);
    let hasStopped = false;
    await scene.drainAll({
      after: async ({ name }) => {
        if (name !== 'batches.record' || hasStopped) return;
        hasStopped = true;
        const { runs } = scene.stores;
        expect(await (state === 'paused' ? runs.changeState(runId, state, null) : runs.cancel(runId))).toBe(
          true,
        );
      },
    });
    const stopped = await readRun(scene.stores, runId);
    expect(stopped.state).toBe(state);
    expect(scene.org.records.size).toBeLessThan(2_600);
    if (state === 'canceled') return expect(await waitingIn(scene)).toEqual([]);
    expect(stopped.processed + (await waitingIn(scene)).length).toBe(stopped.enumerated);
    await scene.stores.runs.changeState(runId, 'running', null);
    await scene.drainAll();
    expect(await readRun(scene.stores, runId)).toMatchObject({ state: 'completed', processed: 2_600 });
    expect(scene.org.records.size).toBe(2_600);
  });
});

it('a single change asks how the list is before and behind the reading, and not once more when it is done', async () => {
  const scene = await newScene({ members: 1 });
  await startResync(scene.stores);
  await scene.drainAll();
  scene.calls.clear();
  addContact(scene.portal, '001', { phone: '555 0100' });
  await tenants.addHint(scene.stores.tenantId, '001');
  expect(await scene.drain()).toEqual({ kind: 'idle' });
  expect(scene.calls.get('salesforce.update')).toBe(1);
  expect(scene.calls.get('hubspot.readList')).toBe(2);
});

it('a tenant without work is not spoken for at all', async () => {
  const scene = await newScene();
  expect(await scene.drain()).toEqual({ kind: 'idle' });
  expect(
    [...scene.calls.keys()].filter((name) => name.startsWith('hubspot') || name.startsWith('sales')),
  ).toEqual([]);
});
