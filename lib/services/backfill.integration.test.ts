import { randomUUID } from 'node:crypto';
import { afterAll, expect, it } from 'vitest';
import { openTestTenants } from '#lib/db/tenant.fixtures.ts';
import { defaultMappings } from '#lib/domain/field-mapping.ts';
import { createTestDatabase } from '#scripts/local/test-database.ts';
import { connect, openRequest } from './context.fixtures.ts';
import { addContact, changeList } from './platforms.fixtures.ts';
import { estimateBackfill } from './resync.ts';
import { startRun } from './start-run.ts';
import {
  lead,
  leadsOf,
  listId,
  readRun,
  recordsByEmail,
  saveSettings,
  setScene,
  writesOf,
} from './sync.fixtures.ts';

const tenants = openTestTenants(await createTestDatabase());
afterAll(() => tenants.close());

/** Three linked contacts of a list, synced while the first name was not mapped. */
async function openScene() {
  const mappings = defaultMappings().filter(({ hubspotProperty }) => hubspotProperty !== 'firstname');
  const scene = await setScene(await tenants.openTenant(), { settings: { mappings } });
  await connect(scene, 'salesforce');
  changeList(scene.portal, listId, { size: 3 });
  const { context } = openRequest(scene, tenants.directory);
  await startRun(context, randomUUID(), { kind: 'resync', isDryRun: false, scope: { kind: 'all' } });
  await scene.drainAll();
  await saveSettings(scene, { mappings: defaultMappings() });
  scene.calls.clear();
  return { scene, context };
}

it('fills what is mapped only now, of linked contacts in the list and nobody else', async () => {
  const { scene, context } = await openScene();
  const { FirstName: _, ...unfilled } = lead('001');
  expect(recordsByEmail(scene.org)['person-001@example.com']).toEqual([unfilled]);
  addContact(scene.portal, '006');
  scene.portal.lists.get(listId)?.members.add('006');
  expect(await estimateBackfill(context)).toMatchObject({ contacts: 3 });
  const runId = randomUUID();
  const { run } = await startRun(context, runId, { kind: 'backfill', isDryRun: false });
  expect(run).toMatchObject({ kind: 'backfill', scope: 'all', expectedTotal: 3 });
  await scene.drainAll();
  expect(await readRun(scene.stores, runId)).toMatchObject({
    state: 'completed',
    enumerated: 3,
    counts: { updated: 3 },
  });
  expect(recordsByEmail(scene.org)).toEqual(leadsOf('001', '002', '003'));
});

it('goes through the links where there is no limit, and writes nothing in a dry run', async () => {
  const { scene, context } = await openScene();
  await saveSettings(scene, { inclusionList: null });
  const runId = randomUUID();
  await startRun(context, runId, { kind: 'backfill', isDryRun: true });
  await scene.drainAll();
  expect(await readRun(scene.stores, runId)).toMatchObject({ enumerated: 3, counts: { updated: 3 } });
  expect(writesOf(scene.calls)).toBe(0);
});

it('waits behind live changes', async () => {
  const { scene, context } = await openScene();
  const runId = randomUUID();
  await startRun(context, runId, { kind: 'backfill', isDryRun: false });
  await scene.stores.runs.beginQueued();
  await scene.stores.runs.storePage(runId, {
    fromCheckpoint: null,
    contactIds: ['001'],
    nextCheckpoint: null,
  });
  await scene.stores.inbox.addHints([
    {
      side: 'hubspot',
      recordKind: 'contact',
      recordId: '002',
      trigger: 'contact_changed',
      occurredAt: new Date(0).toISOString(),
    },
  ]);
  const claimed = await scene.stores.inbox.claim(10, []);
  expect(claimed.map(({ runId: ofRun, triggers }) => [ofRun, triggers])).toEqual([
    [null, ['contact_changed']],
    [runId, ['backfill']],
  ]);
});
