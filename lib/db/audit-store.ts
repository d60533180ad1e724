import { randomUUID } from 'node:crypto';
import type { Clock } from '#lib/platform/clock.ts';
import type { AuditStore } from '#lib/ports/audit.ts';
import type { Database } from './database.ts';
import { auditColumn } from './stored-json.ts';

export function createAuditStore(db: Database, tenantId: string, clock: Pick<Clock, 'now'>): AuditStore {
  return {
    async record(actor, action, detail, changes = []) {
      const at = new Date(clock.now());
      await db.auditEvent.create({
        data: {
          tenantId,
          eventId: randomUUID(),
          at,
          actor,
          action,
          detail: { ...detail, ...(changes.length > 0 && { changes: [...changes] }) },
        },
      });
    },
    async list({ before, limit }) {
      const rows = await db.auditEvent.findMany({
        where: { tenantId },
        orderBy: [{ at: 'desc' }, { eventId: 'desc' }],
        take: limit,
        ...(before !== null && { cursor: { tenantId_eventId: { tenantId, eventId: before } }, skip: 1 }),
      });
      return rows.map(({ eventId, at, actor, action, detail }) => {
        const { changes, ...facts } = auditColumn.parse(detail);
        return { eventId, at: at.toISOString(), actor, action, detail: facts, changes };
      });
    },
  };
}
