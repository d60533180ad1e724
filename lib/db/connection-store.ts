import type { Side } from '#lib/domain/outcome.ts';
import type { Clock } from '#lib/platform/clock.ts';
import type { TokenCipher } from '#lib/platform/token-cipher.ts';
import type { Connection, ConnectionStore, NewConnection, StoredTokens } from '#lib/ports/connections.ts';
import type { TokenGrant } from '#lib/ports.ts';
import type { Database, Transaction } from './database.ts';
import type { Connection as ConnectionRow } from './generated/client.ts';

/** Tokens leave this file opened only through `readTokens` and `replaceTokens`. */
export function createConnectionStore(
  db: Database,
  cipher: TokenCipher,
  tenantId: string,
  clock: Pick<Clock, 'now'>,
): ConnectionStore {
  const now = () => new Date(clock.now());
  const key = (platform: Side) => ({ tenantId_platform: { tenantId, platform } });
  const context = (platform: Side, kind: string) => `${tenantId}/${platform}/${kind}`;

  const sealGrant = (platform: Side, grant: TokenGrant) => ({
    accessTokenSealed: cipher.seal(grant.accessToken, context(platform, 'access')),
    refreshTokenSealed: cipher.seal(grant.refreshToken, context(platform, 'refresh')),
    tokenExpiresAt: grant.expiresAt === null ? null : new Date(grant.expiresAt),
  });

  const openTokens = (row: ConnectionRow): StoredTokens => ({
    accessToken: cipher.open(row.accessTokenSealed, context(row.platform, 'access')),
    refreshToken: cipher.open(row.refreshTokenSealed, context(row.platform, 'refresh')),
    instanceUrl: row.instanceUrl,
    loginUrl: row.loginUrl,
    expiresAt: row.tokenExpiresAt?.toISOString() ?? null,
    status: row.status,
  });

  async function lockRow(tx: Transaction, platform: Side): Promise<ConnectionRow | null> {
    await tx.$queryRaw`SELECT 1 FROM connection WHERE tenant_id = ${tenantId}::uuid AND platform = ${platform}::platform FOR UPDATE`;
    return tx.connection.findUnique({ where: key(platform) });
  }

  return {
    async read(platform) {
      const row = await db.connection.findUnique({ where: key(platform) });
      return row === null ? null : toConnection(row, now());
    },
    async readBoth() {
      const rows = await db.connection.findMany({ where: { tenantId } });
      const of = (platform: Side) => {
        const row = rows.find((each) => each.platform === platform);
        return row === undefined ? null : toConnection(row, now());
      };
      return { hubspot: of('hubspot'), salesforce: of('salesforce') };
    },
    async readTokens(platform) {
      const row = await db.connection.findUnique({ where: key(platform) });
      return row === null ? null : openTokens(row);
    },
    async save(connection) {
      const row = {
        ...toRow(connection),
        connectedAt: connection.connectedAt === undefined ? now() : new Date(connection.connectedAt),
        ...sealGrant(connection.platform, connection.grant),
      };
      await db.connection.upsert({
        where: key(connection.platform),
        create: { tenantId, ...row },
        update: { ...row, tokenVersion: { increment: 1 } },
      });
    },
    async replaceTokens(platform, decide) {
      return db.$transaction(async (tx) => {
        const row = await lockRow(tx, platform);
        if (row === null) return null;
        const replacement = await decide(openTokens(row));
        if (replacement.kind === 'keep') return openTokens(row);
        const data =
          replacement.kind === 'lost'
            ? lostBecause(replacement.reason)
            : {
                ...sealGrant(platform, replacement.grant),
                instanceUrl: replacement.instanceUrl ?? row.instanceUrl,
                tokenVersion: { increment: 1 },
              };
        return openTokens(await tx.connection.update({ where: key(platform), data }));
      });
    },
    remove: (platform, endAccess) =>
      db.$transaction(async (tx) => {
        const row = await lockRow(tx, platform);
        if (row === null) return false;
        await endAccess(openTokens(row));
        await tx.connection.delete({ where: key(platform) });
        return true;
      }),
    async markLost(platform, reason) {
      await db.connection.updateMany({ where: { tenantId, platform }, data: lostBecause(reason) });
    },
    async pauseUntil(platform, until, reason) {
      const data = { status: 'paused' as const, statusReason: reason, pausedUntil: new Date(until) };
      await db.connection.updateMany({
        where: { tenantId, platform, status: { not: 'reconnect_needed' } },
        data,
      });
    },
    async recordApiUsage(platform, used, limit) {
      await db.connection.updateMany({
        where: { tenantId, platform },
        data: { apiUsed: used, apiLimit: limit },
      });
    },
  };
}

function lostBecause(reason: string) {
  return { status: 'reconnect_needed' as const, statusReason: reason, pausedUntil: null };
}

function toRow(connection: NewConnection) {
  return {
    platform: connection.platform,
    accountId: connection.accountId,
    accountUser: connection.accountUser,
    instanceUrl: connection.instanceUrl,
    loginUrl: connection.loginUrl,
    scopes: [...connection.grant.scopes],
    appId: connection.appId,
    status: 'connected' as const,
    statusReason: null,
    pausedUntil: null,
  };
}

/** A pause that is over is not a pause any more, whoever looks first. */
function toConnection(row: ConnectionRow, now: Date): Connection {
  const isPauseOver = row.status === 'paused' && row.pausedUntil !== null && row.pausedUntil <= now;
  return {
    platform: row.platform,
    accountId: row.accountId,
    accountUser: row.accountUser,
    instanceUrl: row.instanceUrl,
    loginUrl: row.loginUrl,
    scopes: row.scopes,
    appId: row.appId,
    status: isPauseOver ? 'connected' : row.status,
    statusReason: isPauseOver ? null : row.statusReason,
    pausedUntil: isPauseOver ? null : (row.pausedUntil?.toISOString() ?? null),
    connectedAt: row.connectedAt.toISOString(),
    apiUsed: row.apiUsed,
    apiLimit: row.apiLimit,
  };
}
