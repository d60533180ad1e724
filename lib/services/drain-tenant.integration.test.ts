import { afterAll, describe, expect, it } from 'vitest';
import { openTestTenants } from '#lib/db/tenant.fixtures.ts';
import type { SyncSettings } from '#lib/domain/settings.ts';
import { createTestDatabase } from '#scripts/local/test-database.ts';
import { addContact, addList, addRecord, changeList } from './platforms.fixtures.ts';
import {
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

async function attemptsOf({ stores }: Scene, runId: string) {
  const attempts = await stores.attempts.listOfRun(runId, { outcome: null, before: null, limit: 1_000 });
  return Object.fromEntries(attempts.map((attempt) => [attempt.hubspotContactId, attempt]));
}

async function saveSettings({ stores }: Scene, changes: Partial<SyncSettings>) {
  const { revision, settings } = await stores.settings.readCurrent();
  await stores.settings.save(revision, { ...settings, ...changes }, 'admin@example.com');
}

const lead = (contactId: string) => ({
  FirstName: 'Ada',
  LastName: `Lovelace ${contactId}`,
  Company: '[not provided]',
});
const leadsOf = (...contactIds: string[]) =>
  Object.fromEntries(contactIds.map((each) => [`person-${each}@example.com`, [lead(each)]]));

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

describe('one Salesforce record and two contacts', () => {
  it('is a conflict for the one that does not hold the link', async () => {
    const scene = await newScene({ members: 2 });
    const Email = 'person-001@example.com';
    addRecord(scene.org, 'Lead', { ...lead('001'), Email });
    await tenants.addHint(scene.stores.tenantId, '001');
    await scene.drainAll();
    addContact(scene.portal, '001', { email: 'ada@new.example' });
    addContact(scene.portal, '002', { email: Email });
    const runId = await startResync(scene.stores);
    const contactIds = ['002'];
    await scene.stores.runs.storePage(runId, { fromCheckpoint: null, contactIds, nextCheckpoint: null });
    await scene.drainAll();
    expect((await attemptsOf(scene, runId))['002']).toMatchObject({
      outcome: 'conflict',
      reason: 'link_conflict',
    });
    expect(scene.org.records.size).toBe(1);
    expect(await readRun(scene.stores, runId)).toMatchObject({ state: 'completed_with_errors' });
  });

  it('goes to the first when both ask at once', async () => {
    const scene = await newScene({ members: 2 });
    addRecord(scene.org, 'Contact', { LastName: 'Lovelace 001', Email: 'shared@example.com' });
    scene.portal.secondaryEmails.set('001', ['shared@example.com']);
    scene.portal.secondaryEmails.set('002', ['shared@example.com']);
    const runId = await startResync(scene.stores);
    await scene.drainAll();
    const attempts = await attemptsOf(scene, runId);
    expect(attempts['001']).toMatchObject({ outcome: 'updated' });
    expect(attempts['002']).toMatchObject({ outcome: 'conflict' });
    expect(scene.org.records.size).toBe(1);
  });
});

describe('a contact that was merged away', () => {
  const merge = ({ portal }: Scene, loser: string, survivor: string) => {
    const { email } = portal.contacts.get(loser) ?? {};
    portal.contacts.delete(loser);
    portal.merged.set(loser, survivor);
    portal.secondaryEmails.set(survivor, email === undefined ? [] : [email]);
    portal.lists.get(listId)?.members.delete(loser);
  };

  it.each([
    ['by its old id', '001'],
    ['by the survivor’s id', '002'],
  ])('leaves its link to the survivor, named %s', async (_, named) => {
    const scene = await newScene();
    await tenants.addHint(scene.stores.tenantId, '001');
    await scene.drainAll();
    merge(scene, '001', '002');
    await tenants.addHint(scene.stores.tenantId, named);
    await scene.drainAll();
    expect(scene.org.records.size).toBe(1);
    expect(await scene.stores.links.findByHubspotIds(['001', '002'])).toMatchObject([
      { hubspotContactId: '002', salesforceId: [...scene.org.records.keys()][0] },
    ]);
  });

  it('is the survivor’s work when both are named', async () => {
    const scene = await newScene();
    const runId = await startResync(scene.stores);
    const contactIds = ['001', '002'];
    await scene.stores.runs.storePage(runId, { fromCheckpoint: null, contactIds, nextCheckpoint: null });
    merge(scene, '001', '002');
    await scene.drainAll();
    expect(scene.org.records.size).toBe(1);
    expect(await readRun(scene.stores, runId)).toMatchObject({ state: 'completed', processed: 2 });
  });
});

describe('a contact that was deleted', () => {
  it('ends its link and leaves Salesforce alone', async () => {
    const scene = await newScene();
    await startResync(scene.stores);
    await scene.drainAll();
    scene.portal.contacts.delete('001');
    scene.calls.clear();
    await tenants.addHint(scene.stores.tenantId, '001');
    await scene.drainAll();
    expect(writesOf(scene.calls)).toBe(0);
    expect(await scene.stores.links.findByHubspotIds(['001'])).toEqual([]);
    expect(scene.org.records.size).toBe(3);
  });

  it('and made again is joined with the record it left, even when nobody told us', async () => {
    const scene = await newScene();
    await startResync(scene.stores);
    await scene.drainAll();
    const properties = scene.portal.contacts.get('001');
    scene.portal.contacts.delete('001');
    addContact(scene.portal, '901', properties);
    scene.portal.lists.get(listId)?.members.add('901');
    await tenants.addHint(scene.stores.tenantId, '901');
    await scene.drainAll();
    expect(scene.org.records.size).toBe(3);
    expect(await scene.stores.links.findByHubspotIds(['001', '901'])).toMatchObject([
      { hubspotContactId: '901' },
    ]);
  });
});

describe('a Lead that was converted', () => {
  it('hands its link to the Contact it became and is not written any more', async () => {
    const scene = await newScene({ members: 1 });
    await startResync(scene.stores);
    await scene.drainAll();
    const [leadId = ''] = scene.org.records.keys();
    const stored = scene.org.records.get(leadId);
    const contactId = addRecord(scene.org, 'Contact', {
      Email: stored?.fields.Email ?? null,
      LastName: 'Lovelace 001',
    });
    if (stored !== undefined) stored.convertedContactId = contactId;
    const before = { ...stored?.fields };
    addContact(scene.portal, '001', { phone: '555 0100' });
    await tenants.addHint(scene.stores.tenantId, '001');
    await scene.drainAll();
    expect(stored?.fields).toEqual(before);
    expect(scene.org.records.get(contactId)?.fields).toMatchObject({ Phone: '555 0100' });
    expect(await scene.stores.links.findByHubspotIds(['001'])).toMatchObject([
      { salesforceId: contactId, salesforceType: 'Contact' },
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
    const scene = await newScene({ contacts: 1_300, members: 1_300 });
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
    expect(scene.org.records.size).toBeLessThan(1_300);
    if (state === 'canceled') return expect(await waitingIn(scene)).toEqual([]);
    expect(stopped.processed + (await waitingIn(scene)).length).toBe(stopped.enumerated);
    await scene.stores.runs.changeState(runId, 'running', null);
    await scene.drainAll();
    expect(await readRun(scene.stores, runId)).toMatchObject({ state: 'completed', processed: 1_300 });
    expect(scene.org.records.size).toBe(1_300);
  });
});

it('a tenant without work is not spoken for at all', async () => {
  const scene = await newScene();
  expect(await scene.drain()).toEqual({ kind: 'idle' });
  expect(
    [...scene.calls.keys()].filter((name) => name.startsWith('hubspot') || name.startsWith('sales')),
  ).toEqual([]);
});
