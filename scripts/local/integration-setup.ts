import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestProject } from 'vitest/node';
import { startTestPostgres } from './test-postgres.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** The server's own database, from which test databases are made (scripts/local/test-database.ts). */
    adminDatabaseUrl: string;
  }
}

/** One PostgreSQL for the whole run, in a folder that goes away with it. */
export default async function setup(project: TestProject) {
  const folder = mkdtempSync(join(tmpdir(), 'sluice-integration-'));
  // Root starts the server under another account, which must be able to enter.
  chmodSync(folder, 0o755);
  const postgres = await startTestPostgres(folder);
  project.provide('adminDatabaseUrl', postgres.urlOf('postgres'));
  return async () => {
    await postgres.stop();
    rmSync(folder, { recursive: true, force: true });
  };
}
