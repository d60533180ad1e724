import type { ApiUsageStore } from '#lib/ports/health.ts';
import type { Database } from './database.ts';

const hourMs = 3_600_000;
const everyRoute = 'all';

export function createApiUsageStore(db: Database, tenantId: string): ApiUsageStore {
  return {
    async add(platform, at, calls) {
      const hour = hourOf(at);
      await db.apiUsage.upsert({
        where: { tenantId_platform_hour_route: { tenantId, platform, hour, route: everyRoute } },
        create: { tenantId, platform, hour, route: everyRoute, calls },
        update: { calls: { increment: calls } },
      });
    },
    async listHours(platform, from) {
      const rows = await db.apiUsage.groupBy({
        by: ['hour'],
        where: { tenantId, platform, hour: { gte: hourOf(from) } },
        _sum: { calls: true },
        orderBy: { hour: 'asc' },
      });
      return rows.map(({ hour, _sum }) => ({ startedAt: hour.getTime(), calls: _sum.calls ?? 0 }));
    },
    async prune(before) {
      await db.apiUsage.deleteMany({ where: { tenantId, hour: { lt: before } } });
    },
  };
}

function hourOf(at: Date): Date {
  return new Date(Math.floor(at.getTime() / hourMs) * hourMs);
}
