import { afterAll, describe, expect, it } from 'vitest';
import { openTestTenants } from '#lib/db/tenant.fixtures.ts';
import { createTestDatabase } from '#scripts/local/test-database.ts';
import { addContact, addList } from './platforms.fixtures.ts';
import {
  deleteRecord,
  hint,
  linksOf,
  listId,
  type Scene,
  saveSettings,
  setScene,
  startResync,
  writesOf,
} from './sync.fixtures.ts';

const databaseUrl = await createTestDatabase();
const tenants = openTestTenants(databaseUrl);
afterAll(() => tenants.close());

/** Contact 001 is in the list and linked with a Lead. */
async function linkedScene(settings: Parameters<typeof saveSettings>[1] = {}) {
  const scene = await setScene(await tenants.openTenant(), { contacts: 2, members: 1, settings });
  await startResync(scene.stores);
  await scene.drainAll();
  scene.calls.clear();
  const [leadId = ''] = scene.org.records.keys();
  return { scene, leadId };
}

const waiting = ({ stores }: Scene) =>
  tenants.db.pendingChange.count({ where: { tenantId: stores.tenantId } });
const outcomesOf = async ({ stores }: Scene) => {
  const where = {
    tenantId: stores.tenantId,
    triggers: {
      hasSome: [
        'record_deleted',
        'record_undeleted',
        'record_changed',
        'contact_changed',
        'contact_erased',
        'contact_deleted',
      ],
    },
  };
  const attempts = await tenants.db.syncAttempt.findMany({ where, orderBy: { attemptId: 'asc' } });
  return attempts.map(({ outcome, reason }) => (reason === null ? outcome : `${outcome}: ${reason}`));
};

describe('a record that is deleted in Salesforce', () => {
  it('ends its link, and the contact stays', async () => {
    const { scene, leadId } = await linkedScene();
    deleteRecord(scene, leadId);
    await hint(scene, leadId, 'record_deleted');
    await scene.drainAll();
    expect(await linksOf(scene)).toEqual({});
    expect(scene.portal.contacts.has('001')).toBe(true);
    expect(await outcomesOf(scene)).toEqual(['skipped: salesforce_record_gone']);
    expect(await waiting(scene)).toBe(0);
  });

  it('takes its contact along where the admin wants that', async () => {
    const { scene, leadId } = await linkedScene({ onSalesforceDelete: 'archive' });
    deleteRecord(scene, leadId);
    await hint(scene, leadId, 'record_deleted');
    await scene.drainAll();
    expect(scene.portal.contacts.has('001')).toBe(false);
    expect(await outcomesOf(scene)).toEqual(['updated']);
    await hint(scene, '001', 'contact_deleted');
    await scene.drainAll();
    expect(await linksOf(scene)).toEqual({});
    expect(await waiting(scene)).toBe(0);
  });

  it('leaves an excluded contact alone, and is observed all the same', async () => {
    const { scene, leadId } = await linkedScene({ onSalesforceDelete: 'archive' });
    scene.portal.lists.get(listId)?.members.clear();
    deleteRecord(scene, leadId);
    await hint(scene, leadId, 'record_deleted');
    await scene.drainAll();
    expect(scene.portal.contacts.has('001')).toBe(true);
    expect(await linksOf(scene)).toEqual({});
    expect(writesOf(scene.calls)).toBe(0);
  });

  it('and undeleted is joined with its contact again', async () => {
    const { scene, leadId } = await linkedScene();
    const stored = scene.org.records.get(leadId);
    deleteRecord(scene, leadId);
    await hint(scene, leadId, 'record_deleted');
    await scene.drainAll();
    scene.org.recycled.delete(leadId);
    if (stored !== undefined) scene.org.records.set(leadId, stored);
    await hint(scene, leadId, 'record_undeleted');
    await scene.drainAll();
    expect(await linksOf(scene)).toEqual({ [leadId]: '001' });
    expect(scene.org.records.size).toBe(1);
  });

  it('loses its link also where the contact has lost its address', async () => {
    const { scene, leadId } = await linkedScene();
    addContact(scene.portal, '001', { email: '' });
    deleteRecord(scene, leadId);
    await hint(scene, leadId, 'record_deleted');
    await scene.drainAll();
    expect(await linksOf(scene)).toEqual({});
    expect(await waiting(scene)).toBe(0);
  });
});

describe('a record that cannot be seen any more', () => {
  it('is reported and never made again', async () => {
    const { scene, leadId } = await linkedScene();
    scene.org.records.delete(leadId);
    addContact(scene.portal, '001', { phone: '555 0100' });
    await hint(scene, '001', 'contact_changed');
    await scene.drainAll();
    expect(scene.org.records.size).toBe(0);
    expect(await outcomesOf(scene)).toEqual(['failed']);
    expect(await waiting(scene)).toBe(0);
  });
});

describe('a contact that is deleted in HubSpot', () => {
  it('while its record changes ends the link, and the record is looked at again', async () => {
    const { scene, leadId } = await linkedScene();
    scene.portal.contacts.delete('001');
    Object.assign(scene.org.records.get(leadId)?.fields ?? {}, { Title: 'Countess' });
    await hint(scene, leadId, 'record_changed');
    await scene.drainAll();
    expect(await linksOf(scene)).toEqual({});
    expect(await outcomesOf(scene)).toEqual(['skipped: creation_disabled']);
    expect(await waiting(scene)).toBe(0);
  });

  it('for privacy takes everything that is stored of it along, with an outcome that names nobody', async () => {
    const { scene } = await linkedScene();
    scene.portal.contacts.delete('001');
    await hint(scene, '001', 'contact_erased');
    await scene.drainAll();
    const { tenantId } = scene.stores;
    const attempts = await tenants.db.syncAttempt.findMany({ where: { tenantId } });
    expect(attempts).toMatchObject([
      { outcome: 'skipped', reason: 'hubspot_contact_gone', email: null, changes: [] },
    ]);
    expect(await linksOf(scene)).toEqual({});
    expect(scene.org.records.size).toBe(1);
    expect(await waiting(scene)).toBe(0);
  });

  it('for privacy and still shown is waited for, and its history goes in the end', async () => {
    const { scene } = await linkedScene();
    await hint(scene, '001', 'contact_erased');
    for (let tries = 0; tries < 6; tries += 1) {
      await scene.drainAll();
      await scene.stores.inbox.releaseAll();
    }
    const { tenantId } = scene.stores;
    const attempts = await tenants.db.syncAttempt.findMany({ where: { tenantId } });
    expect(attempts).toMatchObject([{ outcome: 'failed', email: null, changes: [] }]);
    expect(await waiting(scene)).toBe(0);
  });
});

describe('a hint that arrives while its record is being worked off', () => {
  it.each(['salesforce.retrieve', 'hubspot.updateContacts', 'batches.record'])(
    'at %s is not swallowed',
    async (moment) => {
      const { scene, leadId } = await linkedScene();
      const title = (text: string) =>
        Object.assign(scene.org.records.get(leadId)?.fields ?? {}, { Title: text });
      title('Lady');
      await hint(scene, leadId, 'record_changed');
      let isTold = false;
      await scene.drainAll({
        [moment === 'batches.record' ? 'before' : 'after']: async ({ name }: { name: string }) => {
          if (name !== moment || isTold) return;
          isTold = true;
          title('Countess');
          await hint(scene, leadId, 'record_changed');
        },
      });
      expect(isTold).toBe(true);
      expect(scene.portal.contacts.get('001')).toMatchObject({ jobtitle: 'Countess' });
      expect(await waiting(scene)).toBe(0);
    },
  );

  it('that has to wait is due at once all the same', async () => {
    const { scene } = await linkedScene();
    scene.portal.unreadableMemberships.add('001');
    addContact(scene.portal, '001', { phone: '555 0100' });
    await hint(scene, '001', 'contact_changed');
    let isTold = false;
    await scene.drain({
      before: async ({ name }) => {
        if (name !== 'batches.record' || isTold) return;
        isTold = true;
        scene.portal.unreadableMemberships.clear();
        await hint(scene, '001', 'contact_changed');
      },
    });
    await scene.drainAll();
    expect([...scene.org.records.values()][0]?.fields).toMatchObject({ Phone: '555 0100' });
    expect(await waiting(scene)).toBe(0);
  });
});

describe('a contact that a run of older settings and a live change name at once', () => {
  it('is decided by the settings in force for the live change', async () => {
    const { scene, leadId } = await linkedScene();
    addList(scene.portal, '8', ['001']);
    const runId = await startResync(scene.stores);
    await scene.stores.runs.storePage(runId, {
      fromCheckpoint: null,
      contactIds: ['001'],
      nextCheckpoint: null,
    });
    await saveSettings(scene, { inclusionList: { listId: '8', name: 'List 8' } });
    scene.portal.lists.get(listId)?.members.clear();
    addContact(scene.portal, '001', { phone: '555 0100' });
    await hint(scene, '001', 'contact_changed');
    await scene.drainAll();
    expect(scene.org.records.get(leadId)?.fields).toMatchObject({ Phone: '555 0100' });
    expect((await scene.stores.runs.read(runId))?.counts).toEqual({ excluded: 1 });
  });
});
