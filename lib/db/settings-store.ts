import { initialSettings, type SyncSettings } from '#lib/domain/settings.ts';
import type { Clock } from '#lib/platform/clock.ts';
import type { SavedSettings, SettingsStore } from '#lib/ports/settings.ts';
import { type Database, Prisma } from './database.ts';
import { settingsColumn } from './stored-json.ts';

export function createSettingsStore(
  db: Database,
  tenantId: string,
  clock: Pick<Clock, 'now'>,
): SettingsStore {
  return {
    async readCurrent() {
      const row = await db.settingsRevision.findFirst({ where: { tenantId }, orderBy: { revision: 'desc' } });
      if (row === null)
        return {
          revision: 0,
          settings: initialSettings(),
          savedAt: new Date(0).toISOString(),
          savedBy: null,
        };
      return toSavedSettings(row);
    },
    async readRevision(revision) {
      if (revision === 0) return initialSettings();
      const row = await db.settingsRevision.findUniqueOrThrow({
        where: { tenantId_revision: { tenantId, revision } },
      });
      return settingsColumn.parse(row.settings);
    },
    async readListChosenAt() {
      const [row] = await db.$queryRaw<{ savedAt: Date }[]>`
        WITH chosen AS (
          SELECT revision, saved_at, settings #>> '{inclusionList,listId}' AS list_id
          FROM settings_revision WHERE tenant_id = ${tenantId}::uuid
        ), current AS (SELECT list_id FROM chosen ORDER BY revision DESC LIMIT 1)
        SELECT c.saved_at AS "savedAt"
        FROM chosen c, current
        WHERE current.list_id IS NOT NULL AND c.revision > coalesce(
          (SELECT max(o.revision) FROM chosen o WHERE o.list_id IS DISTINCT FROM current.list_id), 0)
        ORDER BY c.revision LIMIT 1`;
      return row?.savedAt.toISOString() ?? null;
    },
    async save(expectedRevision, settings, savedBy) {
      const revision = expectedRevision + 1;
      const isNext = {
        tenantId,
        revision,
        settings: toJson(settings),
        savedBy,
        savedAt: new Date(clock.now()),
      };
      if (!(await isCurrent(db, tenantId, expectedRevision))) return null;
      try {
        return toSavedSettings(await db.settingsRevision.create({ data: isNext }));
      } catch (error) {
        if (isUniqueViolation(error)) return null;
        throw error;
      }
    },
  };
}

async function isCurrent(db: Database, tenantId: string, revision: number): Promise<boolean> {
  const { _max } = await db.settingsRevision.aggregate({ where: { tenantId }, _max: { revision: true } });
  return (_max.revision ?? 0) === revision;
}

/** True when the database refused a row because its key exists. */
export function isUniqueViolation(error: unknown): boolean {
  return error instanceof Prisma.PrismaClientKnownRequestError && error.code === 'P2002';
}

function toJson(settings: SyncSettings): Prisma.InputJsonValue {
  return settingsColumn.parse(settings);
}

function toSavedSettings(row: {
  revision: number;
  settings: unknown;
  savedAt: Date;
  savedBy: string | null;
}): SavedSettings {
  return {
    revision: row.revision,
    settings: settingsColumn.parse(row.settings),
    savedAt: row.savedAt.toISOString(),
    savedBy: row.savedBy,
  };
}
