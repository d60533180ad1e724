/** Brings the database named by DATABASE_URL up to date. Running it again changes nothing. */
import { applyMigrations } from '#lib/db/migrate.ts';

const databaseUrl = process.env.DATABASE_URL;
if (databaseUrl === undefined || databaseUrl === '') {
  console.error('DATABASE_URL is not set: it names the database to migrate.');
  process.exit(1);
}
const { applied } = await applyMigrations(databaseUrl);
console.log(applied.length === 0 ? 'The database is up to date.' : `Applied: ${applied.join(', ')}`);
