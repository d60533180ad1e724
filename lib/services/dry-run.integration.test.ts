import { randomUUID } from 'node:crypto';
import { afterAll, describe, expect, it } from 'vitest';
import { openTestTenants } from '#lib/db/tenant.fixtures.ts';
import { createTestDatabase } from '#scripts/local/test-database.ts';
import { connect, openRequest } from './context.fixtures.ts';
import { addRecord } from './platforms.fixtures.ts';
import { startRun } from './start-run.ts';
import { attemptsOf, readRun, recordsByEmail, type Scene, setScene, writesOf } from './sync.fixtures.ts';

const databaseUrl = await createTestDatabase();
const tenants = openTestTenants(databaseUrl);
afterAll(() => tenants.close());

async function openScene(options: Parameters<typeof setScene>[1] = {}) {
  const scene = await setScene(await tenants.openTenant(), options);
  await connect(scene, 'salesforce');
  const { context } = openRequest(scene, tenants.directory);
  const run = async (isDryRun: boolean) => {
    const runId = randomUUID();
    await startRun(context, runId, { kind: 'resync', isDryRun, scope: { kind: 'all' } });
    scene.calls.clear();
    await scene.drainAll();
    return { run: await readRun(scene.stores, runId), attempts: await attemptsOf(scene, runId) };
  };
  return { scene, context, run };
}

/** What became of each contact, in one word each and with every value. */
const saidOf = (attempts: Awaited<ReturnType<typeof attemptsOf>>) =>
  Object.fromEntries(
    Object.entries(attempts).map(([contactId, { outcome, reason, changes, faults }]) => [
      contactId,
      { outcome, reason, changes, faults },
    ]),
  );

/** A list with everything in it: known people, blanks, values that do not fit, contacts without an address. */
async function dirty(scene: Scene) {
  const { portal, org } = scene;
  addRecord(org, 'Lead', { Email: 'person-002@example.com', LastName: 'Old name', Company: 'ACME' });
  addRecord(org, 'Contact', { Email: 'person-003@example.com', LastName: 'Lovelace 003', FirstName: 'Ada' });
  Object.assign(portal.contacts.get('004') ?? {}, { email: '' });
  Object.assign(portal.contacts.get('005') ?? {}, { lastname: '', phone: '+39 02 1234' });
  portal.secondaryEmails.set('006', ['person-002@example.com']);
  Object.assign(portal.contacts.get('006') ?? {}, { email: 'other-006@example.com' });
}

describe('a dry run', () => {
  it('writes nothing and foretells what the real run then does, value by value', async () => {
    const { scene, run } = await openScene({ contacts: 9, members: 8 });
    await dirty(scene);
    const before = structuredClone([...scene.org.records]);
    const dry = await run(true);
    expect(writesOf(scene.calls)).toBe(0);
    expect([...scene.org.records]).toEqual(before);
    expect(await scene.stores.links.findByHubspotIds(['001', '002', '003'])).toEqual([]);
    expect(await scene.stores.errorGroups.listOpen(10)).toEqual([]);
    const real = await run(false);
    expect(writesOf(scene.calls)).toBeGreaterThan(0);
    expect(dry.run).toMatchObject({ isDryRun: true, processed: 8, enumerated: 8 });
    expect(dry.run.counts).toEqual(real.run.counts);
    expect(dry.run.state).toBe(real.run.state);
    expect(saidOf(dry.attempts)).toEqual(saidOf(real.attempts));
    expect(Object.keys(dry.run.counts).length).toBeGreaterThan(3);
  });

  it('foretells that HubSpot refuses an address that another contact has, and takes the rest', async () => {
    const { scene, run } = await openScene({ contacts: 4, members: 2 });
    await run(false);
    const [first, second] = [...scene.org.records.values()];
    Object.assign(first?.fields ?? {}, { Email: 'person-003@example.com' });
    Object.assign(second?.fields ?? {}, { Email: 'person-004@example.com', City: 'Rome' });
    const dry = await run(true);
    expect(writesOf(scene.calls)).toBe(0);
    const real = await run(false);
    expect(real.run.counts).toEqual({ failed: 1, updated: 1, with_faults: 1 });
    expect(dry.run.counts).toEqual(real.run.counts);
    expect(saidOf(dry.attempts)).toEqual(saidOf(real.attempts));
  });

  it('goes on beside a real run, and neither settles the other', async () => {
    const { scene, context } = await openScene();
    const [dryId, realId] = [randomUUID(), randomUUID()];
    const all = { kind: 'resync', scope: { kind: 'all' } } as const;
    await startRun(context, dryId, { ...all, isDryRun: true });
    await startRun(context, realId, { ...all, isDryRun: false });
    await scene.drainAll();
    expect(await readRun(scene.stores, realId)).toMatchObject({
      processed: 3,
      counts: { created_in_salesforce: 3 },
    });
    expect(await readRun(scene.stores, dryId)).toMatchObject({ processed: 3, state: 'completed' });
    expect(Object.keys(recordsByEmail(scene.org))).toHaveLength(3);
  });

  it('is joined by the next one, but not by a real run', async () => {
    const { context } = await openScene();
    const start = (isDryRun: boolean) =>
      startRun(context, randomUUID(), { kind: 'resync', isDryRun, scope: { kind: 'all' } });
    expect((await start(true)).hasJoined).toBe(false);
    expect((await start(false)).hasJoined).toBe(false);
    expect((await start(true)).hasJoined).toBe(true);
  });
});

describe('two contacts that claim one Salesforce record', () => {
  it.each([
    ['in one wave', 1_000],
    ['in waves of their own', 1],
  ])('are told apart as the real run does, %s', async (_, waveSize) => {
    const outcomes = [];
    for (const isDryRun of [true, false]) {
      const { scene, context } = await openScene({ contacts: 3, members: 3 });
      addRecord(scene.org, 'Lead', { Email: 'shared@example.com', LastName: 'Shared', Company: 'ACME' });
      for (const contactId of ['001', '002'])
        scene.portal.secondaryEmails.set(contactId, ['shared@example.com']);
      const runId = randomUUID();
      await startRun(context, runId, {
        kind: 'resync',
        isDryRun,
        scope: { kind: 'contacts', hubspotContactIds: ['001', '002', '003'] },
      });
      const { inbox } = scene.stores;
      Object.assign(scene.stores, {
        inbox: { ...inbox, claim: (_limit: number, excluding: string[]) => inbox.claim(waveSize, excluding) },
      });
      await scene.drainAll();
      const attempts = await attemptsOf(scene, runId);
      outcomes.push(
        Object.entries(attempts)
          .map(([id, { outcome }]) => `${id} ${outcome}`)
          .sort(),
      );
    }
    expect(outcomes[0]).toEqual(outcomes[1]);
    expect(outcomes[0]).toEqual(['001 updated', '002 conflict', '003 created_in_salesforce']);
  });

  it('are told apart too where the record would only be created', async () => {
    const outcomes = [];
    for (const isDryRun of [true, false]) {
      const { scene, context } = await openScene({ contacts: 3, members: 3 });
      scene.portal.secondaryEmails.set('002', ['person-001@example.com']);
      const runId = randomUUID();
      const hubspotContactIds = ['001', '002'];
      const scope = { kind: 'contacts', hubspotContactIds } as const;
      await startRun(context, runId, { kind: 'resync', isDryRun, scope });
      const { inbox } = scene.stores;
      Object.assign(scene.stores, {
        inbox: { ...inbox, claim: (_limit: number, excluding: string[]) => inbox.claim(1, excluding) },
      });
      await scene.drainAll();
      const attempts = await attemptsOf(scene, runId);
      outcomes.push(
        Object.entries(attempts)
          .map(([id, { outcome }]) => `${id} ${outcome}`)
          .sort(),
      );
    }
    expect(outcomes[0]).toEqual(outcomes[1]);
    expect(outcomes[0]).toEqual(['001 created_in_salesforce', '002 conflict']);
  });
});
