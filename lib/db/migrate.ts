import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { PrismaPg } from '@prisma/adapter-pg';
import { bindMigrationAwareSqlAdapterFactory } from '@prisma/driver-adapter-utils';
import { type MigrationList, SchemaEngine } from '@prisma/schema-engine-wasm';
import pg from 'pg';

const prismaFolder = join(import.meta.dirname, '../../prisma');
const everySchema = { externalTables: [], externalEnums: [] };

/**
 * Applies every migration of `prisma/migrations` that the database does not have yet. Writes Prisma's own
 * `_prisma_migrations` table, so `prisma migrate deploy` may be used instead wherever its binary is installed.
 *
 * @throws with Prisma's message when a migration fails; the database then names it as failed.
 */
export async function applyMigrations(databaseUrl: string): Promise<{ applied: readonly string[] }> {
  // Of our own, because the adapter would keep its pool open, and a database in use cannot serve as template.
  const pool = new pg.Pool({ connectionString: databaseUrl });
  const adapter = bindMigrationAwareSqlAdapterFactory(new PrismaPg(pool));
  const datamodel = readFileSync(join(prismaFolder, 'schema.prisma'), 'utf8');
  try {
    const engine = await SchemaEngine.new({ datamodels: [['schema.prisma', datamodel]] }, () => {}, adapter);
    try {
      const result = await engine.applyMigrations({ migrationsList: readMigrations(), filters: everySchema });
      return { applied: result.appliedMigrationNames };
    } finally {
      engine.free();
    }
  } finally {
    await pool.end();
  }
}

function readMigrations(): MigrationList {
  const baseDir = join(prismaFolder, 'migrations');
  const lockfilePath = join(baseDir, 'migration_lock.toml');
  const names = readdirSync(baseDir, { withFileTypes: true })
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
    .sort();
  return {
    baseDir,
    lockfile: {
      path: 'migration_lock.toml',
      content: existsSync(lockfilePath) ? readFileSync(lockfilePath, 'utf8') : null,
    },
    shadowDbInitScript: '',
    migrationDirectories: names.map((name) => ({
      path: name,
      migrationFile: {
        path: 'migration.sql',
        content: { tag: 'ok', value: readFileSync(join(baseDir, name, 'migration.sql'), 'utf8') },
      },
    })),
  };
}
