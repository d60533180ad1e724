import { randomUUID } from 'node:crypto';
import { afterAll, describe, expect, it } from 'vitest';
import { openTestTenants } from '#lib/db/tenant.fixtures.ts';
import { createTestDatabase } from '#scripts/local/test-database.ts';
import { connect, openRequest } from './context.fixtures.ts';
import { addRecord, changeList, providerFailure } from './platforms.fixtures.ts';
import { startRun } from './start-run.ts';
import { attemptsOf, hint, listId, readRun, setScene, writesOf } from './sync.fixtures.ts';

const databaseUrl = await createTestDatabase();
const tenants = openTestTenants(databaseUrl);
afterAll(() => tenants.close());

/** What Salesforce answers where a rule of the org is against the whole record. */
const refused = {
  code: 'FIELD_CUSTOM_VALIDATION_EXCEPTION',
  side: 'salesforce',
  field: null,
  detail: 'No',
  isRetryable: false,
  fixer: 'salesforce_admin',
} as const;

/** Contacts 001 to 003 with a Lead each that differs on both sides, resynced; 004 was created as a Lead. */
async function openScene() {
  const scene = await setScene(await tenants.openTenant(), { contacts: 5, members: 4 });
  await connect(scene, 'salesforce');
  for (const contactId of ['001', '002', '003']) {
    Object.assign(scene.portal.contacts.get(contactId) ?? {}, { phone: '1', jobtitle: 'Clerk' });
    addRecord(scene.org, 'Lead', {
      Email: `person-${contactId}@example.com`,
      FirstName: 'Ada',
      LastName: `Lovelace ${contactId}`,
      Company: 'ACME',
      Phone: '2',
    });
  }
  const { context } = openRequest(scene, tenants.directory);
  const runId = randomUUID();
  await startRun(context, runId, { kind: 'resync', isDryRun: false, scope: { kind: 'all' } });
  await scene.drainAll();
  const start = (undone: string = runId, isDryRun = false) =>
    startRun(context, randomUUID(), { kind: 'undo', runId: undone, isDryRun });
  const undo = async (isDryRun = false, watch: Parameters<typeof scene.drain>[0] = {}, undone = runId) => {
    const { run } = await start(undone, isDryRun);
    scene.calls.clear();
    await scene.drainAll(watch);
    return {
      run: await readRun(scene.stores, run.runId),
      attempts: await attemptsOf(scene, run.runId),
    };
  };
  const contactOf = (contactId: string) => scene.portal.contacts.get(contactId) ?? {};
  const leadOf = (contactId: string) =>
    [...scene.org.records.values()].find(({ fields }) => fields.Email === `person-${contactId}@example.com`)
      ?.fields ?? {};
  const valuesOf = (contactId: string) => {
    const { phone, jobtitle } = contactOf(contactId);
    const { Phone, Title } = leadOf(contactId);
    return [phone, jobtitle, Phone, Title];
  };
  return { scene, context, runId, start, undo, contactOf, leadOf, valuesOf };
}

describe('an undo', () => {
  it('gives back what the run wrote on both sides, and keeps what it created', async () => {
    const { valuesOf, undo, scene } = await openScene();
    expect(valuesOf('001')).toEqual(['2', 'Clerk', '2', 'Clerk']);
    const records = scene.org.records.size;
    const { run, attempts } = await undo();
    expect(['001', '002', '003'].map(valuesOf)).toEqual(Array(3).fill(['1', 'Clerk', '2', null]));
    expect(run).toMatchObject({
      kind: 'undo',
      state: 'completed',
      enumerated: 4,
      processed: 4,
      counts: { updated: 3, skipped: 1 },
    });
    expect(attempts['004']).toMatchObject({ outcome: 'skipped', reason: 'created_record_kept' });
    expect(attempts['001']?.changes).toContainEqual({
      side: 'hubspot',
      field: 'phone',
      before: '2',
      after: '1',
    });
    expect(scene.org.records.size).toBe(records);
  });

  it('leaves alone what was edited since, and says which value', async () => {
    const { contactOf, leadOf, valuesOf, undo } = await openScene();
    contactOf('001').phone = '9';
    Object.assign(contactOf('002'), { phone: '9' });
    Object.assign(leadOf('002'), { Title: 'Queen' });
    const { run, attempts } = await undo();
    expect(valuesOf('001')).toEqual(['9', 'Clerk', '2', null]);
    expect(valuesOf('002').slice(2)).toEqual(['2', 'Queen']);
    expect(attempts['001']).toMatchObject({
      outcome: 'updated',
      faults: [{ side: 'hubspot', field: 'phone', code: 'edited_since' }],
    });
    expect(attempts['002']).toMatchObject({ outcome: 'updated' });
    expect(run).toMatchObject({ state: 'completed' });
  });

  it('foretold by a dry run writes nothing and counts the same', async () => {
    const { contactOf, undo, scene } = await openScene();
    contactOf('001').phone = '9';
    const dry = await undo(true);
    expect(writesOf(scene.calls)).toBe(0);
    const real = await undo();
    expect(dry.run.counts).toEqual(real.run.counts);
    expect(dry.attempts['001']?.changes).toEqual(real.attempts['001']?.changes);
  });

  it('writes nothing more when its own changes come back, nor in a resync', async () => {
    const { undo, scene, context, valuesOf } = await openScene();
    await undo();
    const left = valuesOf('001');
    scene.calls.clear();
    for (const contactId of ['001', '002', '003']) await tenants.addHint(scene.stores.tenantId, contactId);
    await scene.drainAll();
    await startRun(context, randomUUID(), { kind: 'resync', isDryRun: false, scope: { kind: 'all' } });
    await scene.drainAll();
    expect(writesOf(scene.calls)).toBe(0);
    expect(valuesOf('001')).toEqual(left);
  });

  it('lets the next real edit be decided by the rule', async () => {
    const { undo, scene, leadOf, contactOf } = await openScene();
    await undo();
    const edited = leadOf('001');
    edited.Phone = '7';
    const [leadId = ''] = [...scene.org.records].find(([, { fields }]) => fields === edited) ?? [];
    await hint(scene, leadId, 'record_changed');
    await scene.drainAll();
    expect(contactOf('001').phone).toBe('7');
  });

  it('gives back what one side took before the other refused the record', async () => {
    const { contactOf, leadOf, undo, scene, context, valuesOf } = await openScene();
    Object.assign(leadOf('001'), { Phone: '3' });
    contactOf('001').mobilephone = '4';
    scene.org.refuse = () => refused;
    const runId = randomUUID();
    await startRun(context, runId, { kind: 'resync', isDryRun: false, scope: { kind: 'all' } });
    await scene.drainAll();
    const [failed] = await scene.stores.attempts.listWrites(runId, ['001']);
    expect(failed).toMatchObject({
      outcome: 'failed',
      failure: refused,
      changes: [{ side: 'hubspot', field: 'phone', before: '2', after: '3' }],
    });
    expect(await scene.stores.attempts.countWrittenContacts(runId)).toBe(1);
    const { run, attempts } = await undo(false, {}, runId);
    expect(run).toMatchObject({ state: 'completed', counts: { updated: 1 } });
    expect(attempts['001']?.changes).toEqual([{ side: 'hubspot', field: 'phone', before: '3', after: '2' }]);
    expect(valuesOf('001')).toEqual(['2', 'Clerk', '3', 'Clerk']);
    expect(leadOf('001')).not.toHaveProperty('MobilePhone');
  });

  it('asks no gate: neither for contacts that have left nor of a list that is gone', async () => {
    const { undo, scene, valuesOf } = await openScene();
    scene.portal.lists.get(listId)?.members.clear();
    changeList(scene.portal, listId, { isDeleted: true });
    const { run } = await undo();
    expect(run.state).toBe('completed');
    expect(valuesOf('001')).toEqual(['1', 'Clerk', '2', null]);
  });

  it('puts nobody behind a failure and takes nobody out', async () => {
    const { undo, scene } = await openScene();
    scene.org.refuse = () => refused;
    const { run, attempts } = await undo();
    expect(run.state).toBe('completed_with_errors');
    expect(attempts['001']).toMatchObject({
      outcome: 'updated',
      faults: [{ side: 'salesforce', field: 'Title', code: 'rejected_by_rule' }],
    });
    expect(await scene.stores.errorGroups.listOpen(10)).toEqual([]);
  });

  it('goes on after its process died behind the writes, and counts everybody once', async () => {
    const { undo, scene, valuesOf } = await openScene();
    let deaths = 0;
    await expect(
      undo(false, {
        before: ({ name }) => {
          if (name !== 'batches.record' || deaths > 0) return;
          deaths += 1;
          throw new Error('the process died');
        },
      }),
    ).rejects.toThrow('the process died');
    await scene.drainAll();
    const [run] = await scene.stores.runs.listRecent(1);
    expect(run).toMatchObject({ kind: 'undo', state: 'completed', processed: 4 });
    expect(valuesOf('001')).toEqual(['1', 'Clerk', '2', null]);
    scene.calls.clear();
    await tenants.addHint(scene.stores.tenantId, '001');
    await scene.drainAll();
    expect(writesOf(scene.calls)).toBe(0);
  });

  it('waits out a platform that is away', async () => {
    const { undo, scene, valuesOf } = await openScene();
    let failures = 0;
    await undo(false, {
      before: ({ name }) => {
        if (name !== 'hubspot.updateContacts' || failures > 0) return;
        failures += 1;
        throw providerFailure('hubspot', 'unavailable');
      },
    });
    await scene.drainAll();
    expect(valuesOf('002')).toEqual(['1', 'Clerk', '2', null]);
    const [run] = await scene.stores.runs.listRecent(1);
    expect(run).toMatchObject({ state: 'completed', processed: 4 });
  });
});

describe('what can be undone', () => {
  it('is a finished run, once', async () => {
    const { undo, start } = await openScene();
    await undo();
    await expect(start()).rejects.toMatchObject({ code: 'nothing_to_undo' });
  });

  it('is neither a run that goes on, nor a dry run, nor an undo, nor a stranger’s', async () => {
    const { context, start, runId } = await openScene();
    const begin = async (isDryRun: boolean) =>
      (
        await startRun(context, randomUUID(), {
          kind: 'resync',
          isDryRun,
          scope: { kind: 'contacts', hubspotContactIds: ['1'] },
        })
      ).run.runId;
    const refused = (reason: string) => ({ code: 'run_not_undoable', detail: { reason } });
    await expect(start(await begin(false))).rejects.toMatchObject(refused('not_finished'));
    await expect(start(await begin(true))).rejects.toMatchObject(refused('is_dry_run'));
    const { run } = await start(runId);
    await expect(start(run.runId)).rejects.toMatchObject(refused('is_undo'));
    expect(await start(runId)).toMatchObject({ hasJoined: true, run: { runId: run.runId } });
    const other = await openScene();
    await expect(other.start(runId)).rejects.toMatchObject({ code: 'not_found' });
  });

  it('is not a run that wrote nothing', async () => {
    const { context, scene, start } = await openScene();
    const runId = randomUUID();
    await startRun(context, runId, { kind: 'resync', isDryRun: false, scope: { kind: 'all' } });
    await scene.drainAll();
    await expect(start(runId)).rejects.toMatchObject({ code: 'nothing_to_undo' });
  });
});
