import type { Clock } from '#lib/platform/clock.ts';
import type { SweepStore, SweptRecord } from '#lib/ports/sweeps.ts';
import type { Database } from './database.ts';
import { addHints } from './inbox-store.ts';

export function createSweepStore(db: Database, tenantId: string, clock: Pick<Clock, 'now'>): SweepStore {
  const now = () => new Date(clock.now());
  const key = (stream: string) => ({ tenantId_stream: { tenantId, stream } });
  return {
    async readWatermark(stream) {
      const row = await db.watermark.findUnique({ where: key(stream) });
      return row === null ? null : { value: row.value, dueAt: row.dueAt?.toISOString() ?? null };
    },
    async moveWatermark(stream, from, { value, dueAt }) {
      const next = { value, dueAt: dueAt === null ? null : new Date(dueAt), updatedAt: now() };
      const where = { tenantId, stream };
      const { count } =
        from === null
          ? await db.watermark.createMany({ data: { ...where, ...next }, skipDuplicates: true })
          : await db.watermark.updateMany({ where: { ...where, value: from }, data: next });
      return count === 1;
    },
    async setDue(dueAt) {
      if (dueAt.size === 0) return;
      const rows = [...dueAt].map(([stream, at]) => ({ stream, at }));
      await db.$executeRaw`
        UPDATE watermark w SET due_at = r.at
        FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) AS r(stream text, at timestamptz)
        WHERE w.tenant_id = ${tenantId}::uuid AND w.stream = r.stream`;
    },
    async list() {
      const rows = await db.watermark.findMany({ where: { tenantId } });
      return new Map(
        rows.map(({ stream, value, dueAt }) => [stream, { value, dueAt: dueAt?.toISOString() ?? null }]),
      );
    },
    storeSwept: (stream, records) => storeSwept(db, tenantId, now(), stream, records),
    async prune(stream, stamp) {
      await db.sweptRecord.deleteMany({ where: { tenantId, stream, stamp: { lt: stamp } } });
    },
  };
}

async function storeSwept(
  db: Database,
  tenantId: string,
  now: Date,
  stream: string,
  records: readonly SweptRecord[],
): Promise<number> {
  if (records.length === 0) return 0;
  const stamps = records.map(({ stamp, hint }) => ({ recordId: hint.recordId, stamp }));
  return db.$transaction(async (tx) => {
    const rows = await tx.$queryRaw<{ recordId: string }[]>`
      INSERT INTO swept_record (tenant_id, stream, record_id, stamp)
      SELECT ${tenantId}::uuid, ${stream}, r."recordId", max(r.stamp)
      FROM jsonb_to_recordset(${JSON.stringify(stamps)}::jsonb) AS r("recordId" text, stamp text)
      GROUP BY r."recordId" ORDER BY r."recordId"
      ON CONFLICT (tenant_id, stream, record_id) DO UPDATE SET stamp = excluded.stamp
        WHERE swept_record.stamp IS DISTINCT FROM excluded.stamp
      RETURNING record_id AS "recordId"`;
    const fresh = new Set(rows.map(({ recordId }) => recordId));
    const hints = records.flatMap(({ hint }) => (fresh.has(hint.recordId) ? [hint] : []));
    await addHints(tx, tenantId, now, hints);
    return hints.length;
  });
}
