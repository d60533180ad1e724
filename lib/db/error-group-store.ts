import type { ErrorGroup, ErrorGroupStore } from '#lib/ports/attempts.ts';
import type { Database } from './database.ts';

export function createErrorGroupStore(db: Database, tenantId: string): ErrorGroupStore {
  return {
    async listOpen(limit) {
      type Row = Omit<ErrorGroup, 'firstSeenAt' | 'lastSeenAt'> & { firstSeenAt: Date; lastSeenAt: Date };
      const rows = await db.$queryRaw<Row[]>`
        SELECT g.group_id AS "groupId", g.code, g.side, nullif(g.field, '') AS field, g.fixer,
               f.records, g.first_seen_at AS "firstSeenAt", g.last_seen_at AS "lastSeenAt"
        FROM error_group g
        JOIN (SELECT group_id, count(*)::int AS records FROM failing_record
              WHERE tenant_id = ${tenantId}::uuid GROUP BY group_id) f ON f.group_id = g.group_id
        WHERE g.tenant_id = ${tenantId}::uuid
        ORDER BY g.last_seen_at DESC, g.group_id LIMIT ${limit}`;
      return rows.map((row) => ({
        ...row,
        firstSeenAt: row.firstSeenAt.toISOString(),
        lastSeenAt: row.lastSeenAt.toISOString(),
      }));
    },
  };
}
