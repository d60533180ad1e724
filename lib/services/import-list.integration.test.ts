import { randomUUID } from 'node:crypto';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { importSelectionSchema } from '#lib/contracts/import.ts';
import { openTestTenants } from '#lib/db/tenant.fixtures.ts';
import { createTestDatabase } from '#scripts/local/test-database.ts';
import type { RequestContext } from './context.ts';
import { drainTenant } from './drain-tenant.ts';
import { addRecords, drainUntil, openImporter, person, readContact, readRun } from './import.fixtures.ts';
import { type SandboxTenant, startSandboxes } from './sandbox.fixtures.ts';
import { startImport } from './start-import.ts';
import { readRun as viewRunOf } from './view-run.ts';

const tenants = openTestTenants(await createTestDatabase());
const sandboxes = await startSandboxes(tenants);
const { time } = sandboxes;
afterAll(async () => {
  await sandboxes.close();
  await tenants.close();
});

let tenant: SandboxTenant;
let context: RequestContext;
beforeEach(async () => {
  await sandboxes.reset();
  tenant = await sandboxes.openTenant(0);
  context = openImporter(tenants, tenant);
  time.advance(60_000);
});

const drain = () => drainTenant(tenant.session, new AbortController().signal);
const isOver = async (runId: string) => (await readRun(tenant, runId)).finishedAt !== null;

async function start(): Promise<string> {
  const request = importSelectionSchema.parse({ salesforceTypes: ['Lead'] });
  return (await startImport(context, randomUUID(), request)).run.runId;
}

/** An import whose contacts are made and wait for the list. */
async function startWaiting() {
  const listId = await tenant.makeDomainList('inside.example');
  await tenant.chooseList(listId);
  await addRecords(tenant, 'Lead', [person(1, 'inside.example'), person(2, 'outside.example')]);
  const runId = await start();
  await drainUntil(
    sandboxes,
    tenant,
    async () => (await tenant.stores.imports.countWaiting(runId)).joined === 2,
  );
  return { listId, runId };
}

describe('contacts that wait for the list', () => {
  it('are shown, and nothing of them but the address has crossed', async () => {
    const { runId } = await startWaiting();
    expect(await viewRunOf(context, runId)).toMatchObject({
      state: 'running',
      waiting: 2,
      import: { created: 2, waitingForList: 2, synced: 0, emailOnly: 0 },
    });
    const contact = await readContact(tenant, person(1, 'inside.example').Email, ['email', 'lastname']);
    expect(contact).toMatchObject({ email: 'person-1@inside.example', lastname: null });
  });

  it('wait on when the list is deleted, until another one is chosen', async () => {
    const { listId, runId } = await startWaiting();
    await tenant.callHubspot('DELETE', `/crm/lists/2026-09/${listId}`);
    time.advance(120_000);
    await drain();
    expect(await readRun(tenant, runId)).toMatchObject({
      state: 'paused',
      waitReason: 'inclusion_list_deleted',
      processed: 0,
    });
    expect(await tenant.stores.imports.countWaiting(runId)).toEqual({ open: 0, joined: 2 });
    await tenant.chooseList(null);
    await tenant.stores.runs.changeState(runId, 'running', null);
    await tenant.stores.inbox.releaseAll();
    await drainUntil(sandboxes, tenant, () => isOver(runId));
    // The run was started under the deleted list, which nobody is in any more: the stricter answer holds.
    expect(await readRun(tenant, runId)).toMatchObject({ processed: 2 });
  });

  it('are filled by themselves when HubSpot lets them in late', async () => {
    sandboxes.hubspot.world.settings.evaluationLagMs = 25_000;
    const { runId } = await startWaiting();
    await drainUntil(sandboxes, tenant, () => isOver(runId));
    expect(await readRun(tenant, runId)).toMatchObject({
      state: 'completed',
      tallies: { created: 2, synced: 1, email_only: 1 },
    });
  });

  it('do not wait for the limit once somebody has joined and the list is quiet again', async () => {
    const { runId } = await startWaiting();
    await drainUntil(sandboxes, tenant, () => isOver(runId));
    const { startedAt, finishedAt, tallies } = await readRun(tenant, runId);
    expect(tallies).toEqual({ created: 2, synced: 1, email_only: 1 });
    const { importWaitMinutes } = (await tenant.stores.settings.readCurrent()).settings;
    const tookMs = Date.parse(finishedAt ?? '') - Date.parse(startedAt ?? '');
    expect(tookMs).toBeLessThan((importWaitMinutes * 60_000) / 3);
  });
});

it('a live change is not held up by an import', async () => {
  await addRecords(
    tenant,
    'Lead',
    Array.from({ length: 1_900 }, (_, index) => person(index)),
  );
  const runId = await start();
  let wasFirst = false;
  const { claim } = tenant.stores.inbox;
  const [leadId = ''] = await addRecords(tenant, 'Lead', [person(5_000)]);
  const inbox = {
    ...tenant.stores.inbox,
    async claim(limit: number, excluding: readonly string[]) {
      const rows = await claim(limit, excluding);
      const live = rows.findIndex(({ runId: ofRun }) => ofRun === null);
      if (live === 0 && rows.length > 1) wasFirst = true;
      return rows;
    },
  };
  const session = { ...tenant.session, stores: { ...tenant.stores, inbox } };
  const hint = {
    side: 'salesforce',
    recordKind: 'Lead',
    recordId: leadId,
    trigger: 'record_changed',
  } as const;
  await drainUntil(sandboxes, { ...tenant, session }, async () => {
    const { enumerated, processed } = await readRun(tenant, runId);
    if (enumerated > 0 && processed === 0) {
      await tenant.stores.inbox.addHints([{ ...hint, occurredAt: new Date(time.now()).toISOString() }]);
    }
    return isOver(runId);
  });
  expect(wasFirst).toBe(true);
});

it('an org that switches its API off holds the import up, which goes on by itself afterwards', async () => {
  await addRecords(tenant, 'Lead', [person(1), person(2)]);
  const runId = await start();
  await sandboxes.controlSalesforce('org', { isApiDisabled: true });
  await drain();
  expect(await isOver(runId)).toBe(false);
  await sandboxes.controlSalesforce('org', { isApiDisabled: false });
  await drainUntil(sandboxes, tenant, () => isOver(runId));
  expect(await readRun(tenant, runId)).toMatchObject({ state: 'completed', tallies: { synced: 2 } });
});
