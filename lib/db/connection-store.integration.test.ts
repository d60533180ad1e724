import { afterAll, describe, expect, it } from 'vitest';
import { systemClock } from '#lib/platform/clock.ts';
import { createTokenCipher } from '#lib/platform/token-cipher.ts';
import type { NewConnection } from '#lib/ports/connections.ts';
import { createTestDatabase } from '#scripts/local/test-database.ts';
import { createConnectionStore } from './connection-store.ts';
import { openTestTenants } from './tenant.fixtures.ts';

const databaseUrl = await createTestDatabase();
const tenants = openTestTenants(databaseUrl);
afterAll(() => tenants.close());

const grant = {
  accessToken: 'plain-access',
  refreshToken: 'plain-refresh',
  expiresAt: '2026-11-24T10:00:00.000Z',
  scopes: ['oauth', 'crm.lists.read'],
};
const salesforce: NewConnection = {
  platform: 'salesforce',
  accountId: '00D000000000001AAA',
  accountUser: 'admin@example.org',
  instanceUrl: 'https://acme.my.salesforce.com',
  loginUrl: 'https://login.salesforce.com',
  appId: null,
  grant,
};
const inMinutes = (minutes: number) => new Date(Date.now() + minutes * 60_000).toISOString();

async function connect() {
  const stores = await tenants.openTenant();
  await stores.connections.save(salesforce);
  return stores;
}

describe('a stored connection', () => {
  it('is read without its tokens', async () => {
    const { connections } = await connect();
    const connection = await connections.read('salesforce');
    expect(connection).toMatchObject({
      accountId: salesforce.accountId,
      status: 'connected',
      scopes: grant.scopes,
    });
    expect(JSON.stringify(connection)).not.toContain('plain-');
  });

  it('keeps no plain token anywhere in the database', async () => {
    const { connections, tenantId } = await connect();
    await connections.replaceTokens('salesforce', async () => ({
      kind: 'replace',
      grant: { ...grant, refreshToken: 'plain-rotated' },
      instanceUrl: null,
    }));
    const rows = await tenants.db.$queryRaw`SELECT * FROM connection WHERE tenant_id = ${tenantId}::uuid`;
    expect(JSON.stringify(rows)).toContain(salesforce.accountId);
    expect(JSON.stringify(rows)).not.toContain('plain-');
  });

  it('cannot be opened as another kind of token, another platform or another tenant', async () => {
    const stores = await connect();
    const other = await tenants.openTenant();
    await other.connections.save(salesforce);
    await tenants.db.$executeRaw`
      UPDATE connection SET access_token_sealed = refresh_token_sealed WHERE tenant_id = ${stores.tenantId}::uuid`;
    await expect(stores.connections.readTokens('salesforce')).rejects.toThrow();
    await tenants.db.$executeRaw`
      UPDATE connection SET access_token_sealed = (
        SELECT access_token_sealed FROM connection WHERE tenant_id = ${other.tenantId}::uuid)
      WHERE tenant_id = ${stores.tenantId}::uuid`;
    await expect(stores.connections.readTokens('salesforce')).rejects.toThrow();
  });

  it('is nobody else’s', async () => {
    await connect();
    const { connections } = await tenants.openTenant();
    expect(await connections.read('salesforce')).toBeNull();
    expect(await connections.readTokens('salesforce')).toBeNull();
    expect(
      await connections.replaceTokens('salesforce', () => Promise.reject(new Error('asked'))),
    ).toBeNull();
  });

  it('is connected again after reconnecting', async () => {
    const { connections } = await connect();
    await connections.markLost('salesforce', 'invalid_grant');
    await connections.save({ ...salesforce, grant: { ...grant, accessToken: 'plain-second' } });
    expect(await connections.read('salesforce')).toMatchObject({ status: 'connected', statusReason: null });
    expect(await connections.readTokens('salesforce')).toMatchObject({ accessToken: 'plain-second' });
  });

  it('keeps what Salesforce said about the calls of the day', async () => {
    const { connections } = await connect();
    await connections.recordApiUsage('salesforce', 99, 15_000);
    expect(await connections.read('salesforce')).toMatchObject({ apiUsed: 99, apiLimit: 15_000 });
  });
});

describe('replacing tokens', () => {
  it('stores a rotated grant and the instance that came with it', async () => {
    const { connections } = await connect();
    const fresh = { ...grant, accessToken: 'a2', refreshToken: 'r2', expiresAt: null };
    const instanceUrl = 'https://moved.my.salesforce.com';
    await connections.replaceTokens('salesforce', async () => ({
      kind: 'replace',
      grant: fresh,
      instanceUrl,
    }));
    const stored = { accessToken: 'a2', refreshToken: 'r2', expiresAt: null, instanceUrl };
    expect(await connections.readTokens('salesforce')).toMatchObject(stored);
  });

  it('keeps the instance when the answer names none', async () => {
    const { connections } = await connect();
    await connections.replaceTokens('salesforce', async () => ({
      kind: 'replace',
      grant,
      instanceUrl: null,
    }));
    expect(await connections.readTokens('salesforce')).toMatchObject({ instanceUrl: salesforce.instanceUrl });
  });

  it('lets the second wait and see what the first stored', async () => {
    const { connections } = await connect();
    const seen: string[] = [];
    const replaceOnce = () =>
      connections.replaceTokens('salesforce', async ({ refreshToken }) => {
        seen.push(refreshToken);
        // Long enough for all to have come: each of them either waits or was let in.
        await expect.poll(async () => seen.length + (await tenants.countBlocked())).toBe(3);
        if (refreshToken !== 'plain-refresh') return { kind: 'keep' };
        return { kind: 'replace', grant: { ...grant, refreshToken: 'r2' }, instanceUrl: null };
      });
    const results = await Promise.all([replaceOnce(), replaceOnce(), replaceOnce()]);
    expect(seen).toEqual(['plain-refresh', 'r2', 'r2']);
    expect(results.map((tokens) => tokens?.refreshToken)).toEqual(['r2', 'r2', 'r2']);
  });

  it('changes nothing when it fails', async () => {
    const { connections } = await connect();
    const before = await connections.readTokens('salesforce');
    const failing = connections.replaceTokens('salesforce', () => Promise.reject(new Error('time-out')));
    await expect(failing).rejects.toThrow('time-out');
    expect(await connections.readTokens('salesforce')).toEqual(before);
  });

  it('marks a connection as lost and keeps its tokens', async () => {
    const { connections } = await connect();
    await connections.pauseUntil('salesforce', inMinutes(15), 'REQUEST_LIMIT_EXCEEDED');
    await connections.replaceTokens('salesforce', async () => ({ kind: 'lost', reason: 'invalid_grant' }));
    const lost = { status: 'reconnect_needed', statusReason: 'invalid_grant', pausedUntil: null };
    expect(await connections.read('salesforce')).toMatchObject(lost);
    expect(await connections.readTokens('salesforce')).toMatchObject({ refreshToken: 'plain-refresh' });
  });
});

describe('a pause', () => {
  it('ends by itself', async () => {
    const { connections } = await connect();
    await connections.pauseUntil('salesforce', inMinutes(15), 'REQUEST_LIMIT_EXCEEDED');
    expect(await connections.read('salesforce')).toMatchObject({
      status: 'paused',
      statusReason: 'REQUEST_LIMIT_EXCEEDED',
    });
    await connections.pauseUntil('salesforce', inMinutes(-1), 'REQUEST_LIMIT_EXCEEDED');
    const over = { status: 'connected', statusReason: null, pausedUntil: null };
    expect(await connections.read('salesforce')).toMatchObject(over);
  });

  it('does not hide that a person has to reconnect', async () => {
    const { connections } = await connect();
    await connections.markLost('salesforce', 'invalid_grant');
    await connections.pauseUntil('salesforce', inMinutes(15), 'REQUEST_LIMIT_EXCEEDED');
    expect(await connections.read('salesforce')).toMatchObject({ status: 'reconnect_needed' });
  });
});

it('reads what was sealed before the keys were rotated', async () => {
  const { tenantId } = await connect();
  const older = { keyId: 'older', key: Buffer.alloc(32, 1) };
  const newer = { keyId: 'newer', key: Buffer.alloc(32, 2) };
  await createConnectionStore(tenants.db, createTokenCipher([older]), tenantId, systemClock).save(salesforce);
  const rotated = createConnectionStore(tenants.db, createTokenCipher([newer, older]), tenantId, systemClock);
  expect(await rotated.readTokens('salesforce')).toMatchObject({ refreshToken: 'plain-refresh' });
  await rotated.save(salesforce);
  const alone = createConnectionStore(tenants.db, createTokenCipher([newer]), tenantId, systemClock);
  expect(await alone.readTokens('salesforce')).toMatchObject({ refreshToken: 'plain-refresh' });
});
