import { afterAll, describe, expect, it } from 'vitest';
import { openTestTenants } from '#lib/db/tenant.fixtures.ts';
import { createTestDatabase } from '#scripts/local/test-database.ts';
import { openRequest } from './context.fixtures.ts';
import { addList, changeList, openHubspot, providerFailure } from './platforms.fixtures.ts';
import { chooseInclusionList, saveCreatingSettings } from './save-settings.ts';
import { leadsOf, readRun, recordsByEmail, setScene, startResync, writesOf } from './sync.fixtures.ts';

const databaseUrl = await createTestDatabase();
const tenants = openTestTenants(databaseUrl);
afterAll(() => tenants.close());

/** List 7 is in force as revision 1; list 8 can be chosen. */
async function openScene() {
  const scene = await setScene(await tenants.openTenant());
  addList(scene.portal, '8', ['002', '004']);
  return { scene, ...openRequest(scene, tenants.directory) };
}

describe('choosing an inclusion list', () => {
  it('saves at once, says who did it, and syncs nobody', async () => {
    const { scene, context } = await openScene();
    const response = await chooseInclusionList(context, { expectedRevision: 1, listId: '8' });
    expect(response).toMatchObject({
      revision: 2,
      savedBy: 'admin@example.com',
      inclusionList: { listId: '8', name: 'List 8', state: 'usable' },
    });
    expect((await scene.stores.settings.readCurrent()).settings.inclusionList).toEqual({
      listId: '8',
      name: 'List 8',
    });
    await scene.drainAll();
    expect(writesOf(scene.calls)).toBe(0);
    expect(await scene.stores.runs.listRecent(10)).toEqual([]);
    const audit = await tenants.db.auditEvent.findMany({ where: { tenantId: scene.stores.tenantId } });
    expect(audit).toMatchObject([
      {
        actor: 'admin@example.com',
        action: 'inclusion_list.chosen',
        detail: {
          revision: 2,
          inclusionListId: '8',
          changes: [{ setting: 'inclusionList', subject: null, after: 'List 8 (ID 8)' }],
        },
      },
    ]);
  });

  it('takes "no limit"', async () => {
    const { context } = await openScene();
    expect(await chooseInclusionList(context, { expectedRevision: 1, listId: null })).toMatchObject({
      inclusionList: null,
    });
  });

  it('keeps everything else that is set', async () => {
    const { scene, context } = await openScene();
    const creating = { createInSalesforce: 'contact', defaultCompany: 'Acme', defaultLastName: '' } as const;
    await saveCreatingSettings(context, { expectedRevision: 1, creating });
    await chooseInclusionList(context, { expectedRevision: 2, listId: '8' });
    expect((await scene.stores.settings.readCurrent()).settings).toMatchObject({
      ...creating,
      inclusionList: { listId: '8' },
    });
  });

  it.each([
    ['unknown', '404', {}, 'list_not_found'],
    ['static', '8', { processingType: 'MANUAL' }, 'list_static'],
    ['a snapshot', '8', { processingType: 'SNAPSHOT' }, 'list_static'],
    ['deleted', '8', { isDeleted: true }, 'list_deleted'],
    ['of companies', '8', { objectTypeId: '0-2' }, 'list_not_of_contacts'],
  ])('refuses a list that is %s and changes nothing', async (_, listId, change, code) => {
    const { scene, context, wakes } = await openScene();
    changeList(scene.portal, '8', change);
    await expect(chooseInclusionList(context, { expectedRevision: 1, listId })).rejects.toMatchObject({
      code,
    });
    expect(await scene.stores.settings.readCurrent()).toMatchObject({
      revision: 1,
      settings: { inclusionList: { listId: '7' } },
    });
    expect(wakes()).toBe(0);
  });

  it.each([
    ['somebody else saved first', 0],
    ['the revision was made up', 2],
  ])('refuses to save when %s', async (_, expectedRevision) => {
    const { scene, context } = await openScene();
    const choosing = chooseInclusionList(context, { expectedRevision, listId: '8' });
    await expect(choosing).rejects.toMatchObject({ code: 'settings_changed_meanwhile' });
    expect(await scene.stores.settings.readCurrent()).toMatchObject({
      revision: 1,
      settings: { inclusionList: { listId: '7' } },
    });
  });

  it('lets one of two people win who choose at the same moment', async () => {
    const { scene, context } = await openScene();
    const choosing = ['8', null].map((listId) =>
      chooseInclusionList(context, { expectedRevision: 1, listId }),
    );
    const results = await Promise.allSettled(choosing);
    expect(results.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect(await scene.stores.settings.readCurrent()).toMatchObject({ revision: 2 });
  });

  it('goes on with a run that was held because the former list was deleted', async () => {
    const { scene, context, wakes } = await openScene();
    const runId = await startResync(scene.stores);
    const contactIds = ['001', '002', '003'];
    await scene.stores.runs.storePage(runId, { fromCheckpoint: null, contactIds, nextCheckpoint: null });
    changeList(scene.portal, '7', { isDeleted: true });
    await scene.drainAll();
    expect(await readRun(scene.stores, runId)).toMatchObject({ state: 'paused' });
    await chooseInclusionList(context, { expectedRevision: 1, listId: '8' });
    expect(wakes()).toBe(1);
    await scene.drainAll();
    expect(await readRun(scene.stores, runId)).toMatchObject({
      state: 'completed',
      processed: 3,
      enumerated: 3,
    });
    expect(scene.org.records.size).toBe(0);
    await startResync(scene.stores);
    await scene.drainAll();
    expect(recordsByEmail(scene.org)).toEqual(leadsOf('002', '004'));
  });

  it('does not resume a run that a person has paused', async () => {
    const { scene, context } = await openScene();
    const runId = await startResync(scene.stores);
    await scene.stores.runs.changeState(runId, 'paused', null);
    await chooseInclusionList(context, { expectedRevision: 1, listId: '8' });
    expect(await readRun(scene.stores, runId)).toMatchObject({ state: 'paused' });
  });

  it('releases what was held even when HubSpot cannot be asked about the list any more', async () => {
    const { scene } = await openScene();
    const runId = await startResync(scene.stores);
    await scene.stores.runs.changeState(runId, 'paused', 'inclusion_list_deleted');
    const hubspot = openHubspot(scene.portal);
    let reads = 0;
    const readList: typeof hubspot.readList = async (listId) => {
      reads += 1;
      if (reads > 1) throw providerFailure('hubspot', 'unavailable');
      return hubspot.readList(listId);
    };
    const { context, wakes } = openRequest(scene, tenants.directory, { hubspot: { ...hubspot, readList } });
    await expect(chooseInclusionList(context, { expectedRevision: 1, listId: '8' })).rejects.toThrow(
      'unavailable',
    );
    expect(await scene.stores.settings.readCurrent()).toMatchObject({ revision: 2 });
    expect(await readRun(scene.stores, runId)).toMatchObject({ state: 'running' });
    expect(wakes()).toBe(1);
  });
});
