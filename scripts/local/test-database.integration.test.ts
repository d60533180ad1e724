import { describe, expect, it } from 'vitest';
import { applyMigrations } from '#lib/db/migrate.ts';
import { runStatement } from './postgres.ts';
import { createTestDatabase } from './test-database.ts';

const first = await createTestDatabase();
const second = await createTestDatabase();

describe('a test database', () => {
  it('is migrated: migrating it again changes nothing', async () => {
    expect((await applyMigrations(first)).applied).toEqual([]);
  });

  it('is nobody else’s', async () => {
    await runStatement(first, 'CREATE TABLE only_here ()');
    await expect(runStatement(second, 'TABLE only_here')).rejects.toThrow('does not exist');
  });

  it('folds case beyond ASCII, as the databases of hosting providers do', async () => {
    const { rows } = await runStatement(
      first,
      "SELECT lower('ÀÉ') AS lower, 'Müller' ILIKE 'MÜLLER' AS matches",
    );
    expect(rows).toEqual([{ lower: 'àé', matches: true }]);
  });
});
