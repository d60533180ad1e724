import { join } from 'node:path';
import { applyMigrations } from '#lib/db/migrate.ts';
import { type Postgres, startPostgres } from './postgres.ts';

/** A migrated, empty database that test databases are copied from: copying takes a tenth of migrating. */
export const templateDatabase = 'sluice_template';

/** An embedded PostgreSQL in this folder that forgets everything, with the migrated template in it. */
export async function startTestPostgres(folder: string): Promise<Postgres> {
  const postgres = await startPostgres({
    dataDirectory: join(folder, 'postgres'),
    password: 'test',
    isDurable: false,
    logFile: join(folder, 'postgres.log'),
  });
  await postgres.ensureDatabase(templateDatabase);
  await applyMigrations(postgres.urlOf(templateDatabase));
  return postgres;
}
