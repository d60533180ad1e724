import { randomUUID } from 'node:crypto';
import { afterAll, beforeEach, describe, expect, it } from 'vitest';
import { importSelectionSchema } from '#lib/contracts/import.ts';
import { openTestTenants } from '#lib/db/tenant.fixtures.ts';
import { createTestDatabase } from '#scripts/local/test-database.ts';
import type { RequestContext } from './context.ts';
import {
  addRecords,
  drainUntil,
  importAll,
  openImporter,
  person,
  readRows,
  readRun,
} from './import.fixtures.ts';
import { type SandboxTenant, startSandboxes } from './sandbox.fixtures.ts';
import { listImports, readPreview, startImport, startPreview } from './start-import.ts';
import type { TenantSession } from './sync-session.ts';
import { listEmailOnly, openImportRows } from './view-import.ts';
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
  await fetch(`${sandboxes.hubspotUrl}/_control/faults`, { method: 'DELETE' });
  tenant = await sandboxes.openTenant(0);
  context = openImporter(tenants, tenant);
  time.advance(60_000);
});

const records = 250;
const request = importSelectionSchema.parse({ salesforceTypes: ['Lead'] });

async function start(): Promise<string> {
  await addRecords(
    tenant,
    'Lead',
    Array.from({ length: records }, (_, index) => person(index)),
  );
  return (await startImport(context, randomUUID(), request)).run.runId;
}

/** The same tenant with other adapters. */
const withSession = (changes: Partial<TenantSession>): SandboxTenant => ({
  ...tenant,
  session: { ...tenant.session, ...changes },
});

/** Does something behind the first contacts that are made: in the middle of the first phase. */
function behindFirstCreation(act: () => Promise<void>): SandboxTenant {
  const { hubspot } = tenant.session;
  let isFirst = true;
  return withSession({
    hubspot: {
      ...hubspot,
      async createContacts(rows) {
        const results = await hubspot.createContacts(rows);
        if (isFirst) {
          isFirst = false;
          await act();
        }
        return results;
      },
    },
  });
}

const isOver = async (runId: string) => (await readRun(tenant, runId)).finishedAt !== null;

async function expectComplete(runId: string): Promise<void> {
  expect(await readRun(tenant, runId)).toMatchObject({
    state: 'completed',
    waitReason: null,
    enumerated: records,
    processed: records,
    tallies: { created: records, synced: records },
  });
  const { writes } = sandboxes.hubspot.counters.read();
  expect([writes.total, await tenant.session.hubspot.countContacts()]).toEqual([2 * records, records]);
  const rows = await readRows(context, runId);
  expect(new Set(rows.map(([, , email]) => email)).size).toBe(records);
}

describe('a session that ends in the middle of an import', () => {
  it('is renewed without anybody', async () => {
    const runId = await start();
    const expiring = behindFirstCreation(async () => {
      await sandboxes.controlSalesforce('sessions/expire');
      await sandboxes.controlHubspot('tokens/expire');
    });
    await drainUntil(sandboxes, expiring, () => isOver(runId));
    await expectComplete(runId);
  });

  it.each(['salesforce', 'hubspot'] as const)(
    'for good holds it up and says so; it goes on once %s is connected again',
    async (platform) => {
      const runId = await start();
      const ending = behindFirstCreation(async () => {
        if (platform === 'salesforce') {
          await sandboxes.controlSalesforce('tokens/revoke');
          await sandboxes.controlSalesforce('sessions/expire');
        } else {
          await sandboxes.controlHubspot('tokens/revoke');
          await sandboxes.controlHubspot('tokens/expire');
        }
      });
      await drainUntil(sandboxes, ending, async () => (await readRun(tenant, runId)).waitReason !== null);
      expect(await viewRunOf(context, runId)).toMatchObject({
        state: 'running',
        waitReason: `${platform}_reconnect_needed`,
      });
      const again = (await sandboxes.openTenant(0)).session;
      const reconnected = withSession({ [platform]: again[platform] });
      await drainUntil(sandboxes, reconnected, () => isOver(runId));
      tenant = reconnected;
      context = openImporter(tenants, tenant);
      await expectComplete(runId);
    },
  );
});

it('a portal that takes no more contacts pauses the import with that reason, and loses nobody', async () => {
  const runId = await start();
  const category = 'CONTACT_LIMIT_EXCEEDED';
  await sandboxes.controlHubspot('faults', {
    method: 'POST',
    path: '/crm/objects/*/contacts/batch/create',
    status: 400,
    body: { status: 'error', category, message: 'No room', correlationId: randomUUID() },
    skip: 1,
  });
  await drainUntil(sandboxes, tenant, async () => (await readRun(tenant, runId)).state === 'paused');
  const paused = await viewRunOf(context, runId);
  expect(paused).toMatchObject({ state: 'paused', waitReason: 'hubspot_contact_limit', enumerated: records });
  expect(paused.processed + paused.waiting).toBe(records);
  await fetch(`${sandboxes.hubspotUrl}/_control/faults`, { method: 'DELETE' });
  await tenant.stores.runs.changeState(runId, 'running', null);
  await tenant.stores.inbox.releaseAll();
  await drainUntil(sandboxes, tenant, () => isOver(runId));
  await expectComplete(runId);
});

describe('another tenant', () => {
  it('reads neither preview nor import, neither result file nor people of this one, and joins nothing', async () => {
    await tenant.chooseList(await tenant.makeDomainList('elsewhere.example'));
    await addRecords(tenant, 'Lead', [person(1)]);
    const preview = await startPreview(context, randomUUID(), request);
    const run = await importAll(sandboxes, tenant, context, { salesforceTypes: ['Lead'] });
    const going = await startImport(context, randomUUID(), request);
    expect(await readRows(context, run.runId)).toHaveLength(1);
    expect(await listEmailOnly(context, null)).toMatchObject({ total: 1 });

    const other = await sandboxes.openTenant(1);
    const stranger = openImporter(tenants, other);
    const notFound = { code: 'not_found' };
    await expect(readPreview(stranger, preview.previewId ?? '')).rejects.toMatchObject(notFound);
    await expect(openImportRows(stranger, run.runId)).rejects.toMatchObject(notFound);
    await expect(viewRunOf(stranger, run.runId)).rejects.toMatchObject(notFound);
    expect(await listImports(stranger)).toEqual({ imports: [] });
    expect(await listEmailOnly(stranger, null)).toMatchObject({ people: [], total: 0 });
    const own = await startImport(stranger, randomUUID(), request);
    expect(own.hasJoined).toBe(false);
    await startPreview(stranger, randomUUID(), request);
    expect((await readRun(tenant, going.run.runId)).state).not.toBe('canceled');
  });
});
