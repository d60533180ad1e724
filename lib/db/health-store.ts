import { z } from 'zod';
import { waitCauses } from '#lib/domain/standing.ts';
import type { Clock } from '#lib/platform/clock.ts';
import type { HealthStore, ParkedWork, StandingFilter, StandingRecord } from '#lib/ports/health.ts';
import { type Database, Prisma } from './database.ts';
import { toRun } from './run-row.ts';
import { isReal, selectStanding, selectWaiting } from './standing-sources.ts';

const side = z.enum(['hubspot', 'salesforce']);
const moment = z.date().transform((date) => date.toISOString());

const recordRow = z.object({
  mark: z.string(),
  hubspotContactId: z.string().nullable(),
  salesforceType: z.enum(['Lead', 'Contact']).nullable(),
  salesforceId: z.string().nullable(),
  email: z.string().nullable(),
  since: moment,
  causes: z.array(
    z.object({
      groupId: z.string(),
      code: z.string(),
      side,
      field: z.string().nullable(),
      fixer: z.string(),
    }),
  ),
  waiting: z
    .object({
      triggers: z.array(z.string()),
      attempts: z.number(),
      notBefore: z.string().transform((text) => new Date(text).toISOString()),
      runId: z.string().nullable(),
    })
    .nullable(),
});

const parkedRow = z.object({
  runId: z.string().nullable(),
  cause: z.enum(waitCauses).nullable(),
  records: z.number(),
  nextAt: moment,
  oldestAt: moment,
});

const seriesRow = z.object({
  bucket: z.number(),
  synced: z.number(),
  failed: z.number(),
  medianDelayMs: z.number().nullable(),
  slowestTwentiethMs: z.number().nullable(),
});

export function createHealthStore(db: Database, tenantId: string, clock: Pick<Clock, 'now'>): HealthStore {
  return {
    async countStandings() {
      const [row] = await db.$queryRaw<Counted[]>`
        SELECT
          (SELECT count(*)::int FROM record_link l WHERE l.tenant_id = ${tenantId}::uuid AND l.state = 'active'
            AND NOT EXISTS (SELECT 1 FROM excluded_contact e
              WHERE e.tenant_id = l.tenant_id AND e.hubspot_contact_id = l.hubspot_contact_id)
            AND NOT EXISTS (SELECT 1 FROM failing_record f
              WHERE f.tenant_id = l.tenant_id AND f.hubspot_contact_id = l.hubspot_contact_id)) AS in_sync,
          (SELECT count(*)::int FROM excluded_contact e WHERE e.tenant_id = ${tenantId}::uuid
            AND NOT EXISTS (SELECT 1 FROM record_link l WHERE l.tenant_id = e.tenant_id
              AND l.hubspot_contact_id = e.hubspot_contact_id AND l.state = 'email_only')) AS excluded,
          (SELECT count(DISTINCT f.hubspot_contact_id)::int FROM failing_record f
            WHERE f.tenant_id = ${tenantId}::uuid) AS failing,
          (SELECT count(*)::int FROM record_link l WHERE l.tenant_id = ${tenantId}::uuid AND l.state = 'email_only'
            AND NOT EXISTS (SELECT 1 FROM failing_record f
              WHERE f.tenant_id = l.tenant_id AND f.hubspot_contact_id = l.hubspot_contact_id)) AS email_only,
          (SELECT count(*)::int FROM pending_change c WHERE c.tenant_id = ${tenantId}::uuid AND ${isReal}) AS waiting`;
      return row ?? { in_sync: 0, excluded: 0, failing: 0, email_only: 0, waiting: 0 };
    },
    listStanding: (filter, page) => listStanding(db, tenantId, filter, page),
    listParked: () => listParked(db, tenantId, new Date(clock.now())),
    async readSeries(from, to, bucketMs) {
      const rows = await db.$queryRaw<unknown[]>`
        SELECT floor((extract(epoch FROM a.at) * 1000 - ${from.getTime()}::bigint) / ${bucketMs}::bigint)::int AS bucket,
          count(*) FILTER (WHERE a.outcome IN ('created_in_hubspot', 'created_in_salesforce', 'updated', 'linked'))::int
            AS synced,
          count(*) FILTER (WHERE a.outcome IN ('failed', 'conflict'))::int AS failed,
          ${delayAt(0.5)} AS "medianDelayMs", ${delayAt(0.95)} AS "slowestTwentiethMs"
        FROM sync_attempt a
        WHERE a.tenant_id = ${tenantId}::uuid AND a.at >= ${from} AND a.at < ${to} AND NOT a.is_prediction
        GROUP BY 1 ORDER BY 1`;
      return z
        .array(seriesRow)
        .parse(rows)
        .map(({ bucket, ...numbers }) => ({
          at: new Date(from.getTime() + bucket * bucketMs).toISOString(),
          ...numbers,
        }));
    },
  };
}

type Counted = Awaited<ReturnType<HealthStore['countStandings']>>;

/** Edits that arrived, and no others: what was skipped or refused has gone nowhere. */
function delayAt(share: number): Prisma.Sql {
  return Prisma.sql`(greatest(0, percentile_disc(${share}) WITHIN GROUP (ORDER BY extract(epoch FROM a.at - a.occurred_at))
    FILTER (WHERE a.occurred_at IS NOT NULL AND a.outcome IN ('created_in_hubspot', 'created_in_salesforce', 'updated')))
    * 1000)::float8`;
}

async function listStanding(
  db: Database,
  tenantId: string,
  { standing, groupId, person }: StandingFilter,
  page: { readonly after: string | null; readonly limit: number },
): Promise<readonly StandingRecord[]> {
  const recordIds = person === null ? null : await findRecordIds(db, tenantId, person);
  const filter = { tenantId, groupId, recordIds };
  const source =
    standing === 'waiting' ? selectWaiting(filter, page) : selectStanding(standing, filter, page);
  const rows = await db.$queryRaw<unknown[]>`
    SELECT s.mark, s.hubspot_contact_id AS "hubspotContactId", s.salesforce_kind AS "salesforceType",
           s.salesforce_id AS "salesforceId", a.email, s.since, s.causes, s.waiting
    FROM (${source}) s
    LEFT JOIN LATERAL (
      SELECT t.email FROM sync_attempt t
      WHERE t.tenant_id = ${tenantId}::uuid AND t.hubspot_contact_id = s.hubspot_contact_id AND t.email IS NOT NULL
      ORDER BY t.attempt_id DESC LIMIT 1) a ON true`;
  return z.array(recordRow).parse(rows);
}

/** The ids by which the lists know a person: the contact's, and the record's where it may have no contact yet. */
async function findRecordIds(db: Database, tenantId: string, person: string): Promise<readonly string[]> {
  const text = person.trim();
  if (text.includes('@')) {
    const attempts = await db.syncAttempt.findMany({
      where: { tenantId, email: text.toLowerCase() },
      select: { hubspotContactId: true },
      distinct: ['hubspotContactId'],
    });
    return attempts.flatMap(({ hubspotContactId }) => hubspotContactId ?? []);
  }
  if (/^\d+$/.test(text)) return [text];
  const links = await db.recordLink.findMany({
    where: { tenantId, salesforceId: text },
    select: { hubspotContactId: true },
  });
  return [text, ...links.map(({ hubspotContactId }) => hubspotContactId)];
}

async function listParked(db: Database, tenantId: string, now: Date): Promise<readonly ParkedWork[]> {
  const rows = await db.$queryRaw<unknown[]>`
    SELECT c.run_id AS "runId",
      CASE WHEN c.run_id IS NOT NULL THEN NULL WHEN c.not_before <= ${now} THEN 'turn'
           WHEN c.attempts > 0 THEN 'retry' ELSE 'evaluation' END AS cause,
      count(*)::int AS records, min(c.not_before) AS "nextAt", min(c.first_occurred_at) AS "oldestAt"
    FROM pending_change c WHERE c.tenant_id = ${tenantId}::uuid AND ${isReal}
    GROUP BY 1, 2 ORDER BY 1 NULLS FIRST, 2`;
  const parked = z.array(parkedRow).parse(rows);
  const runIds = parked.flatMap(({ runId }) => runId ?? []);
  const runs = await db.syncRun.findMany({ where: { tenantId, runId: { in: runIds } } });
  const byId = new Map(runs.map((row) => [row.runId, toRun(row)]));
  return parked.map(({ runId, ...work }) => {
    const run = byId.get(runId ?? '');
    if (run === undefined) return { ...work, run: null };
    const { kind, state, waitReason } = run;
    return { ...work, run: { runId: run.runId, kind, state, waitReason } };
  });
}
