import { afterAll, describe, expect, it } from 'vitest';
import { openTestTenants } from '#lib/db/tenant.fixtures.ts';
import type { Failure, Side } from '#lib/domain/outcome.ts';
import type { RunWaitReason } from '#lib/domain/sync-run.ts';
import { createTestDatabase } from '#scripts/local/test-database.ts';
import { connect } from './context.fixtures.ts';
import { addContact, addRecord, providerFailure } from './platforms.fixtures.ts';
import {
  attemptsOf,
  Crash,
  dieAt,
  type PortCall,
  readRun,
  recordsByEmail,
  type Scene,
  setScene,
  startResync,
} from './sync.fixtures.ts';

const databaseUrl = await createTestDatabase();
const tenants = openTestTenants(databaseUrl);
afterAll(() => tenants.close());

/**
 * A resync with something of everything: contacts to create, with and without a name of their own, one to
 * match, one that is linked and was edited on both sides, and one outside the list.
 */
async function setMixedScene() {
  const scene = await setScene(await tenants.openTenant(), { contacts: 6, members: 5 });
  const { portal, org } = scene;
  addContact(portal, '001', { company: 'Acme', phone: '555 0101' });
  addContact(portal, '002', { lastname: '', firstname: '' });
  addRecord(org, 'Contact', { Email: 'person-003@example.com', LastName: 'Byron', Phone: '555 0103' });
  await tenants.addHint(scene.stores.tenantId, '004');
  await scene.drainAll();
  addContact(portal, '004', { city: 'Rome' });
  for (const { fields } of org.records.values()) {
    if (fields.Email === 'person-004@example.com') fields.Title = 'Countess';
  }
  const runId = await startResync(scene.stores);
  return { scene, runId };
}

/** Everything that a person could see of it afterwards; ids of new records differ from scene to scene. */
async function lookAt(scene: Scene, runId: string) {
  const links = await scene.stores.links.findByHubspotIds([...scene.portal.contacts.keys()]);
  const run = await readRun(scene.stores, runId);
  const waiting = await tenants.db.pendingChange.count({ where: { tenantId: scene.stores.tenantId } });
  return {
    records: recordsByEmail(scene.org),
    contacts: Object.fromEntries(scene.portal.contacts),
    links: Object.fromEntries(
      links.map((link) => [link.hubspotContactId, scene.org.records.get(link.salesforceId)?.fields.Email]),
    ),
    run: {
      state: run.state,
      waitReason: run.waitReason,
      enumerated: run.enumerated,
      processed: run.processed,
    },
    outcomes: Object.values(run.counts).reduce((sum, count) => sum + count, 0),
    waiting,
  };
}

/** The same resync with nothing in its way: how it ends, and the calls it takes. */
async function runUndisturbed() {
  const { scene, runId } = await setMixedScene();
  const calls: PortCall[] = [];
  await scene.drain({ before: (call) => void calls.push(call) });
  return { end: await lookAt(scene, runId), calls };
}
const undisturbed = await runUndisturbed();

it('the undisturbed resync is what the other tests take it for', () => {
  const { end, calls } = undisturbed;
  expect(end.run).toEqual({ state: 'completed', waitReason: null, enumerated: 5, processed: 5 });
  expect(end.records).toEqual({
    'person-001@example.com': [
      { FirstName: 'Ada', LastName: 'Lovelace 001', Company: 'Acme', Phone: '555 0101' },
    ],
    'person-002@example.com': [{ LastName: '[not provided]', Company: '[not provided]' }],
    'person-003@example.com': [{ FirstName: 'Ada', LastName: 'Byron', Phone: '555 0103' }],
    'person-004@example.com': [
      {
        FirstName: 'Ada',
        LastName: 'Lovelace 004',
        Company: '[not provided]',
        City: 'Rome',
        Title: 'Countess',
      },
    ],
    'person-005@example.com': [{ FirstName: 'Ada', LastName: 'Lovelace 005', Company: '[not provided]' }],
  });
  expect(end.contacts['002']).toMatchObject({ lastname: '', firstname: '' });
  expect(end.contacts['003']).toMatchObject({ lastname: 'Byron', phone: '555 0103' });
  expect(end.contacts['004']).toMatchObject({ jobtitle: 'Countess' });
  expect(end.outcomes).toBe(5);
  expect(calls.length).toBeGreaterThan(20);
});

describe('a process that dies', () => {
  it.each(
    undisturbed.calls.flatMap(({ name, number }) =>
      (['before', 'after'] as const).map((moment) => [moment, number, name] as const),
    ),
  )('%s call %i (%s) leaves nothing undone, nothing doubled and exact counters', async (moment, number) => {
    const { scene, runId } = await setMixedScene();
    await expect(scene.drain(dieAt(number, moment))).rejects.toThrow(Crash);
    const run = await readRun(scene.stores, runId);
    const waiting = await tenants.db.pendingChange.count({ where: { tenantId: scene.stores.tenantId } });
    expect(run.processed + waiting).toBe(run.enumerated);
    await scene.drainAll();
    expect(await lookAt(scene, runId)).toEqual(undisturbed.end);
  });

  it('again and again, at another call each time, still arrives', async () => {
    const { scene, runId } = await setMixedScene();
    for (const { number } of undisturbed.calls) {
      await scene.drain(dieAt(number, number % 2 === 0 ? 'before' : 'after')).catch((error: unknown) => {
        if (!(error instanceof Crash)) throw error;
      });
    }
    await scene.drainAll();
    expect(await lookAt(scene, runId)).toEqual(undisturbed.end);
  });
});

const sideOf = ({ name }: PortCall): Side | null => {
  const [port] = name.split('.');
  return port === 'hubspot' || port === 'salesforce' ? port : null;
};
const providerCalls = undisturbed.calls.filter((call) => sideOf(call) !== null);

const waitReasons: Record<Side, Record<'rate_limited' | 'unavailable' | 'auth_expired', RunWaitReason>> = {
  hubspot: {
    rate_limited: 'hubspot_rate_limited',
    unavailable: 'provider_unavailable',
    auth_expired: 'hubspot_reconnect_needed',
  },
  salesforce: {
    rate_limited: 'salesforce_api_budget',
    unavailable: 'provider_unavailable',
    auth_expired: 'salesforce_reconnect_needed',
  },
};

describe('a platform that fails', () => {
  const troubles = (['rate_limited', 'unavailable', 'auth_expired'] as const).flatMap((kind) =>
    // Only where the answer is lost has the call had its effect.
    (kind === 'unavailable' ? (['before', 'after'] as const) : (['before'] as const)).flatMap((moment) =>
      providerCalls.map((call) => [kind, moment, call.number, call.name, call] as const),
    ),
  );

  it.each(troubles)(
    'with %s %s call %i (%s) says why, loses nothing and goes on',
    async (...[kind, moment, , , call]) => {
      const side = sideOf(call) ?? 'hubspot';
      const { scene, runId } = await setMixedScene();
      const result = await scene.drain({
        [moment]: ({ number }: PortCall) => {
          if (number === call.number) throw providerFailure(side, kind, { retryAfterMs: 900_000 });
        },
      });
      expect(result.kind).toBe(kind === 'auth_expired' ? 'parked' : 'wait');
      const run = await readRun(scene.stores, runId);
      // The last calls come after the run has ended.
      expect(run.waitReason).toBe(run.state === 'completed' ? null : waitReasons[side][kind]);
      expect(run.counts.failed).toBeUndefined();
      await scene.drainAll();
      expect(await lookAt(scene, runId)).toEqual(undisturbed.end);
    },
  );

  it.each(['rate_limited', 'unavailable', 'auth_expired'] as const)(
    'to take writes (%s) for as long as it likes is no fault of the contacts',
    async (kind) => {
      const { scene, runId } = await setMixedScene();
      for (let drain = 0; drain < 10; drain += 1) {
        const { kind: result } = await scene.drain({
          before: ({ name }) => {
            if (name === 'salesforce.create' || name === 'salesforce.update')
              throw providerFailure('salesforce', kind);
          },
        });
        expect(result).not.toBe('idle');
        await scene.stores.inbox.releaseAll();
      }
      expect((await readRun(scene.stores, runId)).counts.failed).toBeUndefined();
      await scene.drainAll();
      expect(await lookAt(scene, runId)).toEqual(undisturbed.end);
    },
  );

  it.each(['hubspot', 'salesforce'] as const)(
    'for the rest of the day (%s) is left alone until then',
    async (side) => {
      const { scene } = await setMixedScene();
      await connect(scene, side);
      const spent = providerFailure(side, 'rate_limited', { code: 'DAILY_LIMIT', retryAfterMs: 900_000 });
      const result = await scene.drain({
        before: (call) => {
          if (sideOf(call) === side) throw spent;
        },
      });
      const connection = await scene.stores.connections.read(side);
      expect(connection).toMatchObject({ status: 'paused', statusReason: 'DAILY_LIMIT' });
      expect(result).toEqual({ kind: 'wait', until: new Date(connection?.pausedUntil ?? '') });
      scene.calls.clear();
      expect(await scene.drain()).toEqual(result);
      expect([...scene.calls.keys()].filter((name) => /^(hubspot|salesforce)/.test(name))).toEqual([]);
    },
  );

  it('for a moment only is not shown as paused', async () => {
    const { scene } = await setMixedScene();
    await connect(scene, 'salesforce');
    const locked = providerFailure('salesforce', 'rate_limited', { retryAfterMs: 1_000 });
    const result = await scene.drain({
      before: ({ name }) => {
        if (name === 'salesforce.create') throw locked;
      },
    });
    expect(result).toMatchObject({ kind: 'wait' });
    expect((await scene.stores.connections.read('salesforce'))?.status).toBe('connected');
  });
});

const refusal = (field: string | null, changes: Partial<Failure> = {}): Failure => ({
  code: 'FIELD_CUSTOM_VALIDATION_EXCEPTION',
  side: 'salesforce',
  field,
  detail: 'no such phone',
  isRetryable: false,
  fixer: 'salesforce_admin',
  ...changes,
});

describe('a value that Salesforce refuses', () => {
  it('fails alone: the record is made without it, and the others are made whole', async () => {
    const { scene, runId } = await setMixedScene();
    scene.org.refuse = ({ Phone }) => (Phone === '555 0101' ? refusal('Phone') : null);
    await scene.drainAll();
    const end = await lookAt(scene, runId);
    const { 'person-001@example.com': refused, ...others } = end.records;
    expect(refused).toEqual([{ FirstName: 'Ada', LastName: 'Lovelace 001', Company: 'Acme' }]);
    const { 'person-001@example.com': _, ...expected } = undisturbed.end.records;
    expect(others).toEqual(expected);
    expect(end.run.state).toBe('completed_with_errors');
    expect((await attemptsOf(scene, runId))['001']).toMatchObject({
      outcome: 'created_in_salesforce',
      faults: [{ side: 'salesforce', field: 'Phone', code: 'rejected_by_rule', valueLength: 8 }],
    });
  });

  it('is tried again by the next resync and crosses once it is taken', async () => {
    const { scene } = await setMixedScene();
    scene.org.refuse = ({ Phone }) => (Phone === '555 0101' ? refusal('Phone') : null);
    await scene.drainAll();
    scene.org.refuse = () => null;
    const runId = await startResync(scene.stores);
    await scene.drainAll();
    expect((await lookAt(scene, runId)).records).toEqual(undisturbed.end.records);
  });

  it('in a field the record cannot do without fails the record, with who can fix it', async () => {
    const { scene, runId } = await setMixedScene();
    scene.org.refuse = ({ LastName }) => (LastName === 'Lovelace 001' ? refusal('LastName') : null);
    await scene.drainAll();
    expect((await attemptsOf(scene, runId))['001']).toMatchObject({
      outcome: 'failed',
      failure: refusal('LastName'),
    });
    expect((await lookAt(scene, runId)).records['person-001@example.com']).toBeUndefined();
    expect(await scene.stores.links.findByHubspotIds(['001'])).toEqual([]);
  });

  it('for now waits, and is given up after six tries', async () => {
    const { scene, runId } = await setMixedScene();
    const locked = refusal(null, { code: 'UNABLE_TO_LOCK_ROW', isRetryable: true, fixer: 'nobody_wait' });
    scene.org.refuse = ({ LastName }) => (LastName === 'Lovelace 001' ? locked : null);
    for (let tries = 1; tries < 6; tries += 1) {
      expect(await scene.drainAll()).toMatchObject({ kind: 'wait' });
      expect(await readRun(scene.stores, runId)).toMatchObject({ state: 'running', processed: 4 });
      await scene.stores.inbox.releaseAll();
    }
    await scene.drainAll();
    expect(await readRun(scene.stores, runId)).toMatchObject({
      state: 'completed_with_errors',
      processed: 5,
    });
    expect((await attemptsOf(scene, runId))['001']).toMatchObject({
      failure: { code: 'gave_up', isRetryable: true },
    });
  });
});

describe('a drain that goes on although a younger one has taken over', () => {
  it.each([
    ['writes nothing that the younger one has written', 'hubspot.readMemberships'],
    ['stores nothing of what it has written', 'batches.record'],
  ])('%s', async (_, moment) => {
    const { scene, runId } = await setMixedScene();
    let hasBeenReplaced = false;
    const result = await scene.drain({
      before: async ({ name }) => {
        if (name !== moment || hasBeenReplaced) return;
        hasBeenReplaced = true;
        await scene.drainAll();
      },
    });
    expect(result).toEqual({ kind: 'superseded' });
    expect(await lookAt(scene, runId)).toEqual(undisturbed.end);
  });
});

describe('batches side by side', () => {
  it('have all ended when a drain reports that one of them failed', async () => {
    const scene = await setScene(await tenants.openTenant(), { contacts: 900, members: 900 });
    const runId = await startResync(scene.stores);
    let underWay = 0;
    let hasFailed = false;
    const result = await scene.drain({
      before: ({ name }) => {
        underWay += 1;
        if (name !== 'hubspot.readMemberships' || hasFailed) return;
        hasFailed = true;
        underWay -= 1;
        throw providerFailure('hubspot', 'unavailable');
      },
      after: () => {
        underWay -= 1;
      },
    });
    expect(result).toMatchObject({ kind: 'wait' });
    expect(underWay).toBe(0);
    expect((await readRun(scene.stores, runId)).processed).toBe(scene.org.records.size);
    await scene.drainAll();
    expect(await readRun(scene.stores, runId)).toMatchObject({ state: 'completed', processed: 900 });
    expect(scene.org.records.size).toBe(900);
  });
});
