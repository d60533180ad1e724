import pg from 'pg';

export interface TenantLock {
  release(): Promise<void>;
}

/**
 * Lets one process speak for a tenant. The lock belongs to a connection of its own, so it ends with the
 * process or its network, never with a forgotten row.
 *
 * @returns `null` when another process holds it.
 */
export async function takeTenantLock(databaseUrl: string, tenantId: string): Promise<TenantLock | null> {
  const client = new pg.Client({ connectionString: databaseUrl, keepAlive: true });
  // Without a listener a dropped connection would end the process; the fence stops what runs on without it.
  client.on('error', () => {});
  await client.connect();
  const { rows } = await client.query<{ taken: boolean }>(
    "SELECT pg_try_advisory_lock(hashtextextended('tenant.drain/' || $1, 0)) AS taken",
    [tenantId],
  );
  if (rows[0]?.taken !== true) {
    await client.end();
    return null;
  }
  return { release: () => client.end() };
}
