import { randomUUID } from 'node:crypto';
import { expect, test, vi } from 'vitest';
import { runStatement } from '#scripts/local/postgres.ts';
import { createTestDatabase } from '#scripts/local/test-database.ts';
import { takeTenantLock } from './tenant-lock.ts';

const databaseUrl = await createTestDatabase();

/** Takes it as soon as nobody holds it any more, and gives it back. */
async function takeWhenFree(tenantId: string) {
  const lock = await vi.waitUntil(() => takeTenantLock(databaseUrl, tenantId), { timeout: 10_000 });
  await lock.release();
}

test('one process at a time speaks for a tenant', async () => {
  const tenantId = randomUUID();
  const lock = await takeTenantLock(databaseUrl, tenantId);
  expect(lock).not.toBeNull();
  expect(await takeTenantLock(databaseUrl, tenantId)).toBeNull();
  const other = await takeTenantLock(databaseUrl, randomUUID());
  expect(other).not.toBeNull();
  await other?.release();
  await lock?.release();
  await takeWhenFree(tenantId);
});

test('of many takers at once one gets it', async () => {
  const tenantId = randomUUID();
  const taken = await Promise.all(Array.from({ length: 6 }, () => takeTenantLock(databaseUrl, tenantId)));
  expect(taken.filter((lock) => lock !== null)).toHaveLength(1);
  for (const lock of taken) await lock?.release();
});

test('those who get nothing leave no connection behind', async () => {
  const tenantId = randomUUID();
  const lock = await takeTenantLock(databaseUrl, tenantId);
  for (let attempt = 0; attempt < 5; attempt += 1) await takeTenantLock(databaseUrl, tenantId);
  const others = async () => {
    const { rows } = await runStatement(
      databaseUrl,
      `SELECT count(*)::int AS others FROM pg_stat_activity
       WHERE datname = current_database() AND pid <> pg_backend_pid() AND query LIKE '%pg_try_advisory_lock%'`,
    );
    return rows[0]?.others;
  };
  await expect.poll(others, { timeout: 10_000 }).toBe(1);
  await lock?.release();
});

test('the lock ends with its connection, and the process that lost it lives on', async () => {
  const tenantId = randomUUID();
  const lock = await takeTenantLock(databaseUrl, tenantId);
  await runStatement(
    databaseUrl,
    `SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory'
     AND database = (SELECT oid FROM pg_database WHERE datname = current_database())`,
  );
  await takeWhenFree(tenantId);
  await lock?.release();
});
