import { afterAll, describe, expect, it } from 'vitest';
import { openTestTenants } from '#lib/db/tenant.fixtures.ts';
import type { Side } from '#lib/domain/outcome.ts';
import { createTestClock } from '#lib/platform/test-clock.ts';
import { ProviderFailure, type ProviderFailureKind, type TokenGrant } from '#lib/ports.ts';
import { createTestDatabase } from '#scripts/local/test-database.ts';
import { createTokenSource, type RefreshGrant } from './token-source.ts';

const databaseUrl = await createTestDatabase();
const tenants = openTestTenants(databaseUrl);
afterAll(() => tenants.close());

const now = Date.parse('2026-11-24T10:00:00.000Z');
const inSeconds = (seconds: number) => new Date(now + seconds * 1_000).toISOString();
const grant = (version: number, expiresAt: string | null = inSeconds(1_800)): TokenGrant => ({
  accessToken: `access-${version}`,
  refreshToken: `refresh-${version}`,
  expiresAt,
  scopes: [],
});

/**
 * A token endpoint that rotates: each refresh token can be spent once. It answers when so many callers have
 * come, each of which either was let in or waits for the connection's row.
 */
function createEndpoint({ callers = 1 } = {}) {
  const spent: string[] = [];
  const refresh: RefreshGrant = async (refreshToken) => {
    spent.push(refreshToken);
    await expect
      .poll(async () => spent.length + (await tenants.countBlocked()))
      .toBeGreaterThanOrEqual(callers);
    return grant(spent.length + 1);
  };
  return { spent, refresh };
}

const failing =
  (kind: ProviderFailureKind, code: string): RefreshGrant =>
  () =>
    Promise.reject(new ProviderFailure({ platform: 'hubspot', kind, code, message: 'refused' }));

async function connect({ platform = 'hubspot' as Side, expiresAt = inSeconds(1_800) as string | null } = {}) {
  const { connections } = await tenants.openTenant();
  await connections.save({
    platform,
    accountId: '1',
    accountUser: 'admin@example.com',
    instanceUrl: platform === 'salesforce' ? 'https://acme.my.salesforce.com' : null,
    loginUrl: platform === 'salesforce' ? 'https://acme--test.sandbox.my.salesforce.com' : null,
    appId: null,
    grant: grant(1, expiresAt),
  });
  const open = (refresh: RefreshGrant) =>
    createTokenSource(connections, platform, refresh, createTestClock(now));
  return { connections, open };
}

describe('reading a token', () => {
  it.each([
    ['lasts', inSeconds(1_800)],
    ['has two minutes left', inSeconds(120)],
    ['has no known end', null],
  ])('hands out a token that %s as it is', async (_, expiresAt) => {
    const { open } = await connect({ expiresAt });
    const { refresh, spent } = createEndpoint();
    expect(await open(refresh).readToken()).toEqual({ accessToken: 'access-1', instanceUrl: null });
    expect(spent).toEqual([]);
  });

  it.each([
    ['is about to end', inSeconds(119)],
    ['has ended', inSeconds(-1)],
  ])('replaces a token that %s before anybody uses it', async (_, expiresAt) => {
    const { open, connections } = await connect({ expiresAt });
    const { refresh, spent } = createEndpoint();
    expect(await open(refresh).readToken()).toMatchObject({ accessToken: 'access-2' });
    expect(spent).toEqual(['refresh-1']);
    expect(await connections.readTokens('hubspot')).toMatchObject({
      accessToken: 'access-2',
      refreshToken: 'refresh-2',
    });
  });

  it('spends one refresh token however many processes find the token expired at once', async () => {
    const { open } = await connect({ expiresAt: inSeconds(10) });
    const { refresh, spent } = createEndpoint({ callers: 4 });
    const sources = Array.from({ length: 4 }, () => open(refresh));
    const tokens = await Promise.all(sources.map((source) => source.readToken()));
    expect(spent).toEqual(['refresh-1']);
    expect(new Set(tokens.map(({ accessToken }) => accessToken))).toEqual(new Set(['access-2']));
  });
});

describe('replacing a token after a 401', () => {
  it('refreshes once for all who were refused with the same token', async () => {
    const { open, connections } = await connect();
    const { refresh, spent } = createEndpoint({ callers: 4 });
    const sources = Array.from({ length: 4 }, () => open(refresh));
    const tokens = await Promise.all(sources.map((source) => source.replaceToken('access-1')));
    expect(spent).toEqual(['refresh-1']);
    expect(new Set(tokens.map(({ accessToken }) => accessToken))).toEqual(new Set(['access-2']));
    expect(await connections.readTokens('hubspot')).toMatchObject({ refreshToken: 'refresh-2' });
  });

  it('spends the rotated refresh token the next time', async () => {
    const { open } = await connect();
    const { refresh, spent } = createEndpoint();
    await open(refresh).replaceToken('access-1');
    await open(refresh).replaceToken('access-2');
    expect(spent).toEqual(['refresh-1', 'refresh-2']);
  });

  it('asks Salesforce at the host the person signed in at, and follows a move of the org', async () => {
    const { open } = await connect({ platform: 'salesforce', expiresAt: null });
    const asked: (string | null)[] = [];
    const moved = 'https://moved.my.salesforce.com';
    const source = open(async (_, loginUrl) => {
      asked.push(loginUrl);
      return { ...grant(2, null), instanceUrl: moved };
    });
    expect(await source.replaceToken('access-1')).toEqual({ accessToken: 'access-2', instanceUrl: moved });
    expect(asked).toEqual(['https://acme--test.sandbox.my.salesforce.com']);
  });
});

describe('a refresh that fails', () => {
  it('for good marks the connection, and nobody asks again until a person reconnects', async () => {
    const { open, connections } = await connect({ expiresAt: inSeconds(10) });
    const expired = { kind: 'auth_expired', platform: 'hubspot', code: 'RECONNECT_NEEDED' };
    await expect(open(failing('auth_expired', 'invalid_grant')).readToken()).rejects.toMatchObject(expired);
    const lost = { status: 'reconnect_needed', statusReason: 'invalid_grant' };
    expect(await connections.read('hubspot')).toMatchObject(lost);
    const { refresh, spent } = createEndpoint();
    await expect(open(refresh).readToken()).rejects.toMatchObject(expired);
    await expect(open(refresh).replaceToken('access-1')).rejects.toMatchObject(expired);
    expect(spent).toEqual([]);
  });

  it.each(['unavailable', 'rate_limited', 'rejected'] as const)(
    'for now (%s) changes nothing, and the next one may succeed',
    async (kind) => {
      const { open, connections } = await connect({ expiresAt: inSeconds(10) });
      const before = [await connections.read('hubspot'), await connections.readTokens('hubspot')];
      await expect(open(failing(kind, 'HTTP_503')).readToken()).rejects.toMatchObject({ kind });
      expect([await connections.read('hubspot'), await connections.readTokens('hubspot')]).toEqual(before);
      expect(await open(createEndpoint().refresh).readToken()).toMatchObject({ accessToken: 'access-2' });
    },
  );
});

it('says so when a platform was never connected', async () => {
  const { connections } = await tenants.openTenant();
  const source = createTokenSource(connections, 'salesforce', createEndpoint().refresh, createTestClock(now));
  const notConnected = { kind: 'auth_expired', platform: 'salesforce', code: 'NOT_CONNECTED' };
  await expect(source.readToken()).rejects.toMatchObject(notConnected);
  await expect(source.replaceToken('anything')).rejects.toMatchObject(notConnected);
});
