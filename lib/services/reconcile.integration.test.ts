import { randomUUID } from 'node:crypto';
import { afterAll, beforeEach, expect, it } from 'vitest';
import { openTestTenants } from '#lib/db/tenant.fixtures.ts';
import { createTestDatabase } from '#scripts/local/test-database.ts';
import type { RequestContext } from './context.ts';
import { drainTenant } from './drain-tenant.ts';
import { addRecords, importAll, openImporter, person } from './import.fixtures.ts';
import { readReconciliation } from './reconcile.ts';
import { type SandboxTenant, startSandboxes } from './sandbox.fixtures.ts';
import { startRun } from './start-run.ts';

const tenants = openTestTenants(await createTestDatabase());
const sandboxes = await startSandboxes(tenants);
const { time } = sandboxes;
afterAll(async () => {
  await sandboxes.close();
  await tenants.close();
});

const hourMs = 3_600_000;

let tenant: SandboxTenant;
let context: RequestContext;

/** Three linked pairs, one of which was edited while it was outside the list that was in force for an hour. */
beforeEach(async () => {
  await sandboxes.reset();
  tenant = await sandboxes.openTenant(0);
  context = openImporter(tenants, tenant);
  const [leadId = ''] = await addRecords(tenant, 'Lead', [person(1), person(2), person(3)]);
  await importAll(sandboxes, tenant, context);
  await tenant.chooseList(await tenant.makeDomainList('elsewhere.example'));
  const edit = { salesforceType: 'Lead', salesforceId: leadId, fields: { City: 'Genova' } } as const;
  await tenant.session.salesforce.update([edit]);
  await work(hourMs);
  await tenant.chooseList(null);
});

/** Lets time pass, with a worker that looks in every hour, or at once for what is due. */
async function work(ms: number): Promise<void> {
  const until = time.now() + ms;
  for (;;) {
    const result = await drainTenant(tenant.session, new AbortController().signal);
    if (result.kind === 'more') continue;
    if (time.now() >= until) return;
    time.advance(Math.min(hourMs, until - time.now()));
  }
}

const read = () => readReconciliation(context);
const writes = () =>
  [sandboxes.hubspot, sandboxes.salesforce.service].map(({ counters }) => counters.read().writes.total);

it('compares linked contacts by night, tells what differs, and writes nothing', async () => {
  const before = writes();
  await work(hourMs);
  const { run: none, nextAt } = await read();
  // Within a day of connecting there is nothing that a change feed could have missed.
  expect([none, new Date(nextAt ?? '').getTime() > time.now()]).toEqual([null, true]);
  await work(48 * hourMs);
  const { run } = await read();
  expect(run).toMatchObject({
    kind: 'reconciliation',
    state: 'completed',
    isDryRun: true,
    startedBy: null,
    processed: 3,
    counts: { unchanged: 2, updated: 1 },
  });
  expect(new Date(run?.createdAt ?? '').getUTCHours()).toBeLessThan(5);
  expect(writes()).toEqual(before);

  const resync = { kind: 'resync', isDryRun: false, scope: { kind: 'all' } } as const;
  await startRun(context, randomUUID(), resync);
  await work(24 * hourMs);
  const { run: next } = await read();
  expect(next?.runId).not.toBe(run?.runId);
  expect(next?.counts).toMatchObject({ unchanged: 3, updated: 0 });
});

it('is left out while the list cannot be used', async () => {
  const listId = await tenant.makeDomainList('import.example');
  await tenant.chooseList(listId);
  await tenant.callHubspot('DELETE', `/crm/lists/2026-09/${listId}`);
  await work(72 * hourMs);
  expect((await read()).run).toBeNull();
});

it('is left out once Salesforce’s calls of the day are half used up', async () => {
  await sandboxes.controlSalesforce('org', { dailyApiLimit: 1_000_000, apiCallsUsed: 600_000 });
  await work(20 * hourMs);
  await sandboxes.controlSalesforce('org', { apiCallsUsed: 600_000 });
  await work(20 * hourMs);
  expect((await read()).run).toBeNull();
});

it('is started by a person, too, and joined by the next', async () => {
  const request = { kind: 'reconciliation', isDryRun: true } as const;
  const { run } = await startRun(context, randomUUID(), request);
  expect(run).toMatchObject({ scope: 'all', expectedTotal: 3, startedBy: context.user.email });
  const joined = await startRun(context, randomUUID(), request);
  expect(joined).toMatchObject({ hasJoined: true, run: { runId: run.runId } });
  await work(0);
  expect((await read()).run).toMatchObject({ runId: run.runId, counts: { unchanged: 2, updated: 1 } });
});
