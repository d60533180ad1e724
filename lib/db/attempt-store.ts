import { z } from 'zod';
import { outcomeKinds } from '#lib/domain/outcome.ts';
import type { AttemptStore, StoredAttempt } from '#lib/ports/stores.ts';
import type { Database } from './database.ts';
import type { SyncAttempt as SyncAttemptRow } from './generated/client.ts';
import { changesColumn, failureColumn, faultsColumn, membershipColumn } from './stored-json.ts';

const outcomeColumn = z.enum(outcomeKinds);

export function createAttemptStore(db: Database, tenantId: string): AttemptStore {
  return {
    async listOfRun(runId, { outcome, before, limit }) {
      if (before !== null && !z.uuid().safeParse(before).success) return [];
      const rows = await db.syncAttempt.findMany({
        where: {
          tenantId,
          runId,
          ...(outcome === null ? {} : { outcome }),
          ...(before === null ? {} : { attemptId: { lt: before } }),
        },
        orderBy: { attemptId: 'desc' },
        take: limit,
      });
      return rows.map(toAttempt);
    },
  };
}

function toAttempt(row: SyncAttemptRow): StoredAttempt {
  return {
    attemptId: row.attemptId,
    at: row.at.toISOString(),
    hubspotContactId: row.hubspotContactId,
    salesforceType: row.salesforceKind === 'contact' ? null : row.salesforceKind,
    salesforceId: row.salesforceId,
    email: row.email,
    outcome: outcomeColumn.parse(row.outcome),
    reason: row.reason,
    failure: failureColumn.nullable().parse(row.failure),
    changes: changesColumn.parse(row.changes),
    faults: faultsColumn.parse(row.faults),
    triggers: row.triggers,
    settingsRevision: row.settingsRevision,
    membership: membershipColumn.nullable().parse(row.membership),
  };
}
