import { randomUUID } from 'node:crypto';
import { afterAll, describe, expect, it } from 'vitest';
import { openTestTenants, startRun } from '#lib/db/tenant.fixtures.ts';
import { ProviderFailure } from '#lib/ports.ts';
import { createTestDatabase } from '#scripts/local/test-database.ts';
import { beginSalesforceConnection, completeSalesforceConnection } from './connect-salesforce.ts';
import { createOAuth, openLogins, openRequest } from './context.fixtures.ts';
import { disconnectAccount } from './disconnect-account.ts';
import { readOverview } from './read-overview.ts';
import { setScene } from './sync.fixtures.ts';

const databaseUrl = await createTestDatabase();
const tenants = openTestTenants(databaseUrl);
afterAll(() => tenants.close());

const host = 'acme.my.salesforce.com';

async function openScene() {
  const scene = await setScene(await tenants.openTenant());
  const oauth = createOAuth();
  const ended: string[] = [];
  const { context } = openRequest(scene, tenants.directory, {
    salesforceLogins: openLogins(oauth),
    endAccess: async (platform, { refreshToken }) => void ended.push(`${platform} ${refreshToken}`),
  });
  const { tenantId } = context.stores;
  const connect = async (organizationId: string) => {
    oauth.organizationId = organizationId;
    const state = randomUUID();
    await beginSalesforceConnection(context, { environment: 'production' }, state);
    return completeSalesforceConnection(context, { state, code: organizationId, error: null });
  };
  const count = async () => ({
    links: await tenants.db.recordLink.count({ where: { tenantId } }),
    waiting: await tenants.db.pendingChange.count({ where: { tenantId } }),
    watermarks: await tenants.db.watermark.count({ where: { tenantId } }),
  });
  /** What a tenant that has been in use holds of its org. */
  const use = async () => {
    await tenants.db.recordLink.create({
      data: { tenantId, hubspotContactId: '1', salesforceId: '00Q1', salesforceKind: 'Lead' },
    });
    await context.stores.sweeps.moveWatermark('salesforce', null, { value: 'v', dueAt: null });
    return startRun(context.stores, ['1']);
  };
  return { context, ended, connect, count, use };
}

describe('disconnecting Salesforce', () => {
  it('wants the name of the account, ends the access, and forgets the tokens', async () => {
    const { context, connect, ended } = await openScene();
    await connect('00D-a');
    await expect(
      disconnectAccount(context, 'salesforce', { accountName: 'other.my.salesforce.com' }),
    ).rejects.toMatchObject({ code: 'account_name_differs', detail: { accountName: host } });
    expect(ended).toEqual([]);
    expect(await disconnectAccount(context, 'salesforce', { accountName: host.toUpperCase() })).toEqual({
      isAccessEnded: true,
    });
    expect(ended).toEqual(['salesforce refresh-00D-a']);
    expect(await context.stores.connections.readTokens('salesforce')).toBeNull();
    expect((await readOverview(context)).salesforce).toBeNull();
    expect(await disconnectAccount(context, 'salesforce', { accountName: host })).toEqual({
      isAccessEnded: true,
    });
    expect(ended).toHaveLength(1);
  });

  it('lets the same org go on where it stopped', async () => {
    const { context, connect, count, use } = await openScene();
    await connect('00D-a');
    const runId = await use();
    await disconnectAccount(context, 'salesforce', { accountName: host });
    expect(await connect('00D-a')).toEqual({ kind: 'connected' });
    expect(await count()).toEqual({ links: 1, waiting: 1, watermarks: 1 });
    expect((await context.stores.runs.read(runId))?.state).toBe('running');
  });

  it('lets another org start with nothing of the first, and shuts out who still speaks to that one', async () => {
    const { context, connect, count, use } = await openScene();
    const other = await openScene();
    await Promise.all([other.connect('00D-x'), other.use()]);
    await connect('00D-a');
    const runId = await use();
    const fence = await context.stores.raiseFence();
    expect(await connect('00D-b')).toMatchObject({ kind: 'wrong_org' });
    await disconnectAccount(context, 'salesforce', { accountName: host });
    expect(await connect('00D-b')).toEqual({ kind: 'connected' });
    expect(await count()).toEqual({ links: 0, waiting: 0, watermarks: 0 });
    expect((await context.stores.runs.read(runId))?.state).toBe('canceled');
    await expect(context.stores.batches.assertFence(fence)).rejects.toThrow('younger drain');
    expect(await other.count()).toEqual({ links: 1, waiting: 1, watermarks: 1 });
    expect(await connect('00D-a')).toMatchObject({ kind: 'wrong_org', expected: '00D-b' });
  });

  it('lets go of an org that does not answer, and says so', async () => {
    const { context, connect } = await openScene();
    await connect('00D-a');
    const failure = new ProviderFailure({
      platform: 'salesforce',
      kind: 'unavailable',
      code: 'ETIMEDOUT',
      message: 'no',
    });
    const silent = { ...context, endAccess: () => Promise.reject(failure) };
    expect(await disconnectAccount(silent, 'salesforce', { accountName: host })).toEqual({
      isAccessEnded: false,
    });
    expect(await context.stores.connections.read('salesforce')).toBeNull();
  });
});
