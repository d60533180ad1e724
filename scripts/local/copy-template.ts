import { randomBytes } from 'node:crypto';
import pg from 'pg';
import { runStatement } from './postgres.ts';
import { templateDatabase } from './test-postgres.ts';

/** Makes a database of its own, empty and migrated, and answers its connection string. */
export async function copyTemplate(adminUrl: string): Promise<string> {
  const name = `test_${randomBytes(6).toString('hex')}`;
  await runStatement(adminUrl, `CREATE DATABASE ${pg.escapeIdentifier(name)} TEMPLATE ${templateDatabase}`);
  const url = new URL(adminUrl);
  url.pathname = `/${name}`;
  return url.href;
}
