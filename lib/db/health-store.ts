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
  at: moment,
  synced: z.number(),
  failed: z.number(),
  medianDelayMs: z.number().nullable(),
  slowestTwentiethMs: z.number().nullable(),
});

export function createHealthStore(db: Database, tenantId: string, clock: Pick<Clock, 'now'>): HealthStore {
  return {
    async countStandings() {
      // One pass over both tables: asking for each number by itself takes twice as long.
      const [row] = await db.$queryRaw<Counted[]>`
        WITH failing AS (SELECT DISTINCT f.hubspot_contact_id FROM failing_record f WHERE f.tenant_id = ${tenantId}::uuid),
        link AS (SELECT l.hubspot_contact_id, l.state FROM record_link l WHERE l.tenant_id = ${tenantId}::uuid),
        excluded AS (SELECT e.hubspot_contact_id, true AS is_out FROM excluded_contact e
          WHERE e.tenant_id = ${tenantId}::uuid)
        SELECT
          count(*) FILTER (WHERE state = 'active' AND is_out IS NULL AND is_failing IS NULL)::int AS in_sync,
          count(*) FILTER (WHERE is_out AND state IS DISTINCT FROM 'email_only')::int AS excluded,
          count(*) FILTER (WHERE state = 'email_only' AND is_failing IS NULL)::int AS email_only,
          (SELECT count(*)::int FROM failing) AS failing,
          (SELECT count(*)::int FROM pending_change c WHERE c.tenant_id = ${tenantId}::uuid AND ${isReal}) AS waiting
        FROM link FULL JOIN excluded USING (hubspot_contact_id)
        LEFT JOIN (SELECT hubspot_contact_id, true AS is_failing FROM failing) f USING (hubspot_contact_id)`;
      return row ?? { in_sync: 0, excluded: 0, failing: 0, email_only: 0, waiting: 0 };
    },
    listStanding: (filter, page) => listStanding(db, tenantId, filter, page),
    listParked: () => listParked(db, tenantId, new Date(clock.now())),
    async readSeries(from, to, bucketMs) {
      // Moments and intervals as they are: numbers made of them first cost two thirds of the time.
      const rows = await db.$queryRaw<unknown[]>`
        SELECT s.at, s.synced, s.failed, ${delayAt(1)} AS "medianDelayMs", ${delayAt(2)} AS "slowestTwentiethMs"
        FROM (
          SELECT date_bin(make_interval(secs => ${bucketMs / 1_000}::float8), a.at, ${from}::timestamptz) AS at,
            count(*) FILTER (WHERE a.outcome IN ('created_in_hubspot', 'created_in_salesforce', 'updated', 'linked'))::int
              AS synced,
            count(*) FILTER (WHERE a.outcome IN ('failed', 'conflict'))::int AS failed,
            ${delays} AS delays
          FROM sync_attempt a
          WHERE a.tenant_id = ${tenantId}::uuid AND a.at >= ${from} AND a.at < ${to} AND NOT a.is_prediction
          GROUP BY 1) s
        ORDER BY s.at`;
      return z.array(seriesRow).parse(rows);
    },
  };
}

type Counted = Awaited<ReturnType<HealthStore['countStandings']>>;

/** Edits that arrived, and no others: what was skipped or refused has gone nowhere. Half of them, and 19 of 20. */
const delays = Prisma.sql`percentile_disc(ARRAY[0.5, 0.95]) WITHIN GROUP (ORDER BY a.at - a.occurred_at)
  FILTER (WHERE a.occurred_at IS NOT NULL AND a.outcome IN ('created_in_hubspot', 'created_in_salesforce', 'updated'))`;

/** In milliseconds; a clock that is ahead makes no edit arrive before it was made. */
function delayAt(place: 1 | 2): Prisma.Sql {
  const delay = Prisma.sql`s.delays[${place}::int]`;
  return Prisma.sql`CASE WHEN ${delay} IS NOT NULL THEN
    (extract(epoch FROM greatest(interval '0', ${delay})) * 1000)::float8 END`;
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
