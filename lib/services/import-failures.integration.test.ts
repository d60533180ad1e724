import { randomUUID } from 'node:crypto';
import { afterAll, describe, expect, it } from 'vitest';
import { importSelectionSchema } from '#lib/contracts/import.ts';
import { openTestTenants } from '#lib/db/tenant.fixtures.ts';
import { createTestDatabase } from '#scripts/local/test-database.ts';
import { connect, openRequest } from './context.fixtures.ts';
import { addContact, addRecord, providerFailure } from './platforms.fixtures.ts';
import { startImport } from './start-import.ts';
import { type CallWatch, type PortCall, readRun, type Scene, setScene } from './sync.fixtures.ts';

const tenants = openTestTenants(await createTestDatabase());
afterAll(() => tenants.close());

/**
 * An import with something of everything: contacts in the list and outside it, a member with values of its own, new
 * ones, two records with one address, one without, and one nobody can have.
 */
async function setImport() {
  const stores = await tenants.openTenant();
  const scene = await setScene(stores, {
    contacts: 3,
    members: 2,
    settings: { settleDelaySeconds: 0, importWaitMinutes: 0 },
  });
  await connect(scene, 'salesforce');
  const { portal, org } = scene;
  addContact(portal, '002', { firstname: '', lastname: '' });
  const Company = 'Acme';
  for (const number of ['001', '002', '003', '004', '005']) {
    const LastName = `Byron ${number}`;
    addRecord(org, 'Lead', { Email: `person-${number}@example.com`, LastName, Company });
  }
  addRecord(org, 'Contact', { Email: 'person-004@example.com', LastName: 'Byron 004', Title: 'Countess' });
  addRecord(org, 'Lead', { LastName: 'Nobody', Company });
  addRecord(org, 'Lead', { Email: 'nobody@', LastName: 'Nobody', Company });
  const { context } = openRequest(scene, tenants.directory);
  const request = importSelectionSchema.parse({ salesforceTypes: ['Lead', 'Contact'] });
  const { run } = await startImport(context, randomUUID(), request);
  return { scene, runId: run.runId };
}

/** Whether the write or only the look after it was recorded, the contact is filled. */
const asFilled = (outcome: string) => (outcome === 'updated' || outcome === 'unchanged' ? 'filled' : outcome);

/** Everything a person could see of it afterwards; ids differ from scene to scene. */
async function lookAt(scene: Scene, runId: string) {
  const { stores, portal, org } = scene;
  const emailOf = (contactId: string | null) => portal.contacts.get(contactId ?? '')?.email ?? null;
  const links = await stores.links.findBySalesforceIds([...org.records.keys()]);
  const { state, waitReason, enumerated, processed, tallies } = await readRun(stores, runId);
  const rows = await stores.imports.readRowsPage(runId, null, 100);
  return {
    contacts: [...portal.contacts.values()].map((values) => JSON.stringify(values)).toSorted(),
    links: links
      .map((link) => [emailOf(link.hubspotContactId), link.salesforceType, link.state].join())
      .toSorted(),
    run: { state, waitReason, enumerated, processed, tallies },
    rows: rows
      .map((row) =>
        [
          row.salesforceType,
          row.email,
          emailOf(row.hubspotContactId),
          asFilled(row.outcome),
          row.reason,
        ].join(),
      )
      .toSorted(),
    waiting: await tenants.db.pendingChange.count({ where: { tenantId: stores.tenantId, runId } }),
  };
}

async function runUndisturbed() {
  const { scene, runId } = await setImport();
  const calls: PortCall[] = [];
  await scene.drain({ before: (call) => void calls.push(call) });
  return { end: await lookAt(scene, runId), calls };
}
const undisturbed = await runUndisturbed();

it('the undisturbed import is what the other tests take it for', () => {
  const { end, calls } = undisturbed;
  expect(end.run).toEqual({
    state: 'completed',
    waitReason: null,
    enumerated: 8,
    processed: 8,
    tallies: { created: 2, linked: 3, synced: 2, email_only: 3 },
  });
  expect(end.contacts.filter((each) => each.includes('-005'))).toEqual([
    '{"email":"person-005@example.com"}',
  ]);
  expect(end.links).toContain('person-004@example.com,Contact,email_only');
  expect(calls.length).toBeGreaterThan(20);
});

class Crash extends Error {}

/** A process that dies at one call: nothing after it happens any more. */
function dieAt(number: number, moment: 'before' | 'after'): CallWatch {
  let isDead = false;
  const check = (call: PortCall, now: 'before' | 'after') => {
    if (call.number === number && now === moment) isDead = true;
    if (isDead) throw new Crash();
  };
  return { before: (call) => check(call, 'before'), after: (call) => check(call, 'after') };
}

describe('a process that dies in an import', () => {
  it.each(
    undisturbed.calls.flatMap(({ name, number }) =>
      (['before', 'after'] as const).map((moment) => [moment, number, name] as const),
    ),
  )('%s call %i (%s) leaves nothing undone, nothing doubled and exact counters', async (moment, number) => {
    const { scene, runId } = await setImport();
    await expect(scene.drain(dieAt(number, moment))).rejects.toThrow(Crash);
    await scene.drainAll();
    expect(await lookAt(scene, runId)).toEqual(undisturbed.end);
  });
});

const providerCalls = undisturbed.calls.filter(({ name }) => /^(hubspot|salesforce)\./.test(name));

describe('a platform that fails in an import', () => {
  it.each(
    providerCalls.map(({ name, number }, index) => {
      return [index % 2 === 0 ? 'unavailable' : 'auth_expired', number, name] as const;
    }),
  )('with %s at call %i (%s) holds it up and loses nothing', async (kind, number, name) => {
    const { scene, runId } = await setImport();
    const side = name.startsWith('hubspot') ? 'hubspot' : 'salesforce';
    await scene.drain({
      before: (call) => {
        if (call.number === number) throw providerFailure(side, kind);
      },
    });
    await scene.drainAll();
    expect(await lookAt(scene, runId)).toEqual(undisturbed.end);
  });

  it('to read what was chosen, because it may not be read any more, pauses the run; it can be resumed', async () => {
    const { scene, runId } = await setImport();
    await scene.drain({
      before: ({ name }) => {
        if (name === 'salesforce.readSelectedPage') throw providerFailure('salesforce', 'rejected');
      },
    });
    expect(await readRun(scene.stores, runId)).toMatchObject({
      state: 'paused',
      waitReason: 'import_query_refused',
    });
    await scene.stores.runs.changeState(runId, 'running', null);
    await scene.drainAll();
    expect(await lookAt(scene, runId)).toEqual(undisturbed.end);
  });
});

describe('an import that a person', () => {
  it('pauses stops, and goes on where it was', async () => {
    const { scene, runId } = await setImport();
    await scene.drain({
      after: async ({ name }) => {
        if (name === 'hubspot.createContacts') await scene.stores.runs.changeState(runId, 'paused', null);
      },
    });
    const paused = await lookAt(scene, runId);
    expect(paused.run.state).toBe('paused');
    expect(paused.run.processed + paused.waiting).toBe(paused.run.enumerated);
    await scene.stores.runs.changeState(runId, 'running', null);
    await scene.drainAll();
    expect(await lookAt(scene, runId)).toEqual(undisturbed.end);
  });

  it('cancels leaves the people it has joined with their address, and nothing waiting', async () => {
    const { scene, runId } = await setImport();
    await scene.drain({
      after: async ({ name }) => {
        if (name === 'hubspot.createContacts') await scene.stores.runs.cancel(runId);
      },
    });
    await scene.drainAll();
    const { run, waiting } = await lookAt(scene, runId);
    expect([run.state, waiting]).toEqual(['canceled', 0]);
  });
});

it('a portal that takes no more contacts pauses the import, which goes on once there is room', async () => {
  const { scene, runId } = await setImport();
  scene.portal.isFull = true;
  await scene.drainAll();
  expect(await readRun(scene.stores, runId)).toMatchObject({
    state: 'paused',
    waitReason: 'hubspot_contact_limit',
  });
  scene.portal.isFull = false;
  await scene.stores.runs.changeState(runId, 'running', null);
  await scene.drainAll();
  expect(await lookAt(scene, runId)).toEqual(undisturbed.end);
});
