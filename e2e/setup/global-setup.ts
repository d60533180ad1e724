import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { clearRecordings } from '#scripts/contract/recordings.ts';
import { buildApp } from '#scripts/local/build-app.ts';
import { prepareCode } from '#scripts/local/prepare-code.ts';
import { startTestPostgres } from '#scripts/local/test-postgres.ts';

/** One PostgreSQL and one production build for the whole run. Each test copies a database and starts its own servers. */
export default async function globalSetup() {
  const folder = mkdtempSync(join(tmpdir(), 'sluice-e2e-'));
  // Root starts PostgreSQL under another account, which must be able to enter.
  chmodSync(folder, 0o755);
  clearRecordings();
  await prepareCode(folder);
  await buildApp(folder);
  const postgres = await startTestPostgres(folder);
  // Playwright hands the environment on to the processes that run the tests; there is no other way to them.
  process.env.SLUICE_E2E_DATABASE_SERVER = postgres.urlOf('postgres');
  return async () => {
    await postgres.stop();
    rmSync(folder, { recursive: true, force: true });
  };
}
