import { z } from 'zod';
import { outcomeKinds } from '#lib/domain/outcome.ts';
import type { AttemptFilter, AttemptStore, StoredAttempt } from '#lib/ports/attempts.ts';
import type { Database } from './database.ts';
import type { Prisma, SyncAttempt as SyncAttemptRow } from './generated/client.ts';
import { changesColumn, failureColumn, faultsColumn, membershipColumn } from './stored-json.ts';
import { createWrittenReads } from './written-reads.ts';

const outcomeColumn = z.enum(outcomeKinds);

export function createAttemptStore(db: Database, tenantId: string): AttemptStore {
  /** A page mark that is no id of ours is past the end. */
  async function readPage(
    where: Prisma.SyncAttemptWhereInput,
    { before, limit }: { before: string | null; limit: number },
  ) {
    if (before !== null && !z.uuid().safeParse(before).success) return [];
    const rows = await db.syncAttempt.findMany({
      where: { tenantId, ...where, ...(before === null ? {} : { attemptId: { lt: before } }) },
      orderBy: { attemptId: 'desc' },
      take: limit,
    });
    return rows.map(toAttempt);
  }

  return {
    ...createWrittenReads(db, tenantId),
    listOfRun: (runId, { outcome, ...page }) =>
      readPage({ runId, ...(outcome === null ? {} : { outcome }) }, page),
    list: (filter) => readPage({ isPrediction: false, ...toConditions(filter) }, filter),
    async listWrites(runId, hubspotContactIds) {
      const rows = await db.syncAttempt.findMany({
        where: { tenantId, runId, hubspotContactId: { in: [...hubspotContactIds] } },
        orderBy: { attemptId: 'asc' },
      });
      return rows.map(toAttempt);
    },
    prune: (at, limit) => db.$executeRaw`
      DELETE FROM sync_attempt WHERE tenant_id = ${tenantId}::uuid AND attempt_id IN (
        SELECT attempt_id FROM sync_attempt WHERE tenant_id = ${tenantId}::uuid AND at < ${at}
        ORDER BY at LIMIT ${limit})`,
  };
}

function toConditions({ person, outcome, trigger, from, to }: AttemptFilter): Prisma.SyncAttemptWhereInput {
  const at = { ...(from !== null && { gte: new Date(from) }), ...(to !== null && { lt: new Date(to) }) };
  return {
    ...(person !== null && toPerson(person)),
    ...(outcome !== null && { outcome }),
    ...(trigger !== null && { triggers: { has: trigger } }),
    ...(Object.keys(at).length > 0 && { at }),
  };
}

/** One column, told by its shape: asking three at once would read the whole history. */
function toPerson(person: string): Prisma.SyncAttemptWhereInput {
  const text = person.trim();
  if (text.includes('@')) return { email: text.toLowerCase() };
  return /^\d+$/.test(text) ? { hubspotContactId: text } : { salesforceId: text };
}

function toAttempt(row: SyncAttemptRow): StoredAttempt {
  return {
    attemptId: row.attemptId,
    at: row.at.toISOString(),
    runId: row.runId,
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
