import pg from 'pg';
import { afterAll, inject } from 'vitest';
import { copyTemplate } from './copy-template.ts';
import { runStatement } from './postgres.ts';

/**
 * A migrated database for one integration test file: `const databaseUrl = await createTestDatabase();` at its top.
 * Dropped after the file's last test, whoever is still connected.
 */
export async function createTestDatabase(): Promise<string> {
  const adminUrl = inject('adminDatabaseUrl');
  const databaseUrl = await copyTemplate(adminUrl);
  const name = new URL(databaseUrl).pathname.slice(1);
  afterAll(() => runStatement(adminUrl, `DROP DATABASE ${pg.escapeIdentifier(name)} WITH (FORCE)`));
  return databaseUrl;
}
