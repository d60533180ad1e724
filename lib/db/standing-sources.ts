import type { Standing } from '#lib/domain/standing.ts';
import { Prisma } from './database.ts';

/** What narrows a source: a tenant, one root cause, and people by their contact ids. */
export type SourceFilter = {
  readonly tenantId: string;
  readonly groupId: string | null;
  /** `null`: everybody. */
  readonly recordIds: readonly string[] | null;
};

/** A place in the order of a source, and how far to read from there. */
export type SourcePage = { readonly after: string | null; readonly limit: number };

const noCauses = Prisma.sql`'[]'::jsonb AS causes, NULL::jsonb AS waiting`;

/** The contacts of one standing in the order of their ids, in one shape; `waiting` in the order of the inbox. */
export function selectStanding(
  standing: Exclude<Standing, 'waiting'>,
  filter: SourceFilter,
  page: SourcePage,
): Prisma.Sql {
  switch (standing) {
    case 'in_sync':
      return selectLinks('active', filter, page);
    case 'email_only':
      return selectLinks('email_only', filter, page);
    case 'excluded':
      return selectExcluded(filter, page);
    case 'failing':
      return selectFailing(filter, page);
  }
}

/** Of links that stand behind a failure or outside the list, that is what counts. */
function selectLinks(state: 'active' | 'email_only', filter: SourceFilter, page: SourcePage): Prisma.Sql {
  const isInside =
    state === 'email_only'
      ? Prisma.empty
      : Prisma.sql`AND NOT EXISTS (SELECT 1 FROM excluded_contact e
          WHERE e.tenant_id = l.tenant_id AND e.hubspot_contact_id = l.hubspot_contact_id)`;
  return Prisma.sql`
    SELECT l.hubspot_contact_id AS mark, l.hubspot_contact_id, l.salesforce_kind, l.salesforce_id,
           coalesce(l.last_synced_at, l.created_at) AS since, ${noCauses}
    FROM record_link l
    WHERE l.tenant_id = ${filter.tenantId}::uuid AND l.state = ${state}::link_state ${isInside}
      AND NOT EXISTS (SELECT 1 FROM failing_record f
        WHERE f.tenant_id = l.tenant_id AND f.hubspot_contact_id = l.hubspot_contact_id)
      ${narrow(Prisma.sql`l.hubspot_contact_id`, filter, page)}`;
}

function selectExcluded(filter: SourceFilter, page: SourcePage): Prisma.Sql {
  return Prisma.sql`
    SELECT e.hubspot_contact_id AS mark, e.hubspot_contact_id, l.salesforce_kind, l.salesforce_id, e.since, ${noCauses}
    FROM excluded_contact e
    LEFT JOIN record_link l ON l.tenant_id = e.tenant_id AND l.hubspot_contact_id = e.hubspot_contact_id
    WHERE e.tenant_id = ${filter.tenantId}::uuid AND l.state IS DISTINCT FROM 'email_only'
      ${narrow(Prisma.sql`e.hubspot_contact_id`, filter, page)}`;
}

function selectFailing(filter: SourceFilter, page: SourcePage): Prisma.Sql {
  const ofGroup =
    filter.groupId === null
      ? Prisma.empty
      : Prisma.sql`AND EXISTS (SELECT 1 FROM failing_record m WHERE m.tenant_id = f.tenant_id
          AND m.hubspot_contact_id = f.hubspot_contact_id AND m.group_id = ${filter.groupId}::uuid)`;
  return Prisma.sql`
    SELECT f.hubspot_contact_id AS mark, f.hubspot_contact_id, min(l.salesforce_kind) AS salesforce_kind,
           min(l.salesforce_id) AS salesforce_id, max(f.since) AS since,
           jsonb_agg(jsonb_build_object('groupId', g.group_id, 'code', g.code, 'side', g.side,
             'field', nullif(g.field, ''), 'fixer', g.fixer) ORDER BY g.group_id) AS causes, NULL::jsonb AS waiting
    FROM failing_record f
    JOIN error_group g ON g.tenant_id = f.tenant_id AND g.group_id = f.group_id
    LEFT JOIN record_link l ON l.tenant_id = f.tenant_id AND l.hubspot_contact_id = f.hubspot_contact_id
    WHERE f.tenant_id = ${filter.tenantId}::uuid ${ofGroup}
      ${narrowOnly(Prisma.sql`f.hubspot_contact_id`, filter, page)}
    GROUP BY f.hubspot_contact_id
    ORDER BY f.hubspot_contact_id LIMIT ${page.limit}`;
}

/** A row `c` of the inbox that is not just a dry run's. */
export const isReal = Prisma.sql`NOT EXISTS (SELECT 1 FROM sync_run r
  WHERE r.tenant_id = c.tenant_id AND r.run_id = c.run_id AND r.is_dry_run)`;

/** Changes of either side; a link knows the other one. */
export function selectWaiting({ tenantId, recordIds }: SourceFilter, page: SourcePage): Prisma.Sql {
  const ofPeople =
    recordIds === null
      ? Prisma.empty
      : Prisma.sql`AND (c.record_id = ANY (${[...recordIds]}::text[])
          OR l.hubspot_contact_id = ANY (${[...recordIds]}::text[]))`;
  const after = /^\d{1,18}$/.test(page.after ?? '') ? BigInt(page.after ?? 0) : 0n;
  return Prisma.sql`
    SELECT c.change_id::text AS mark,
           CASE WHEN c.side = 'hubspot' THEN c.record_id ELSE l.hubspot_contact_id END AS hubspot_contact_id,
           CASE WHEN c.side = 'salesforce' THEN c.record_kind ELSE l.salesforce_kind END AS salesforce_kind,
           CASE WHEN c.side = 'salesforce' THEN c.record_id ELSE l.salesforce_id END AS salesforce_id,
           c.first_occurred_at AS since, '[]'::jsonb AS causes,
           jsonb_build_object('triggers', c.triggers, 'attempts', c.attempts, 'notBefore', c.not_before,
             'runId', c.run_id) AS waiting
    FROM pending_change c
    LEFT JOIN record_link l ON l.tenant_id = c.tenant_id AND (
      (c.side = 'hubspot' AND l.hubspot_contact_id = c.record_id) OR
      (c.side = 'salesforce' AND l.salesforce_id = c.record_id))
    WHERE c.tenant_id = ${tenantId}::uuid AND c.change_id > ${after} AND ${isReal} ${ofPeople}
    ORDER BY c.change_id LIMIT ${page.limit}`;
}

function narrow(column: Prisma.Sql, filter: SourceFilter, page: SourcePage): Prisma.Sql {
  return Prisma.sql`${narrowOnly(column, filter, page)} ORDER BY ${column} LIMIT ${page.limit}`;
}

function narrowOnly(column: Prisma.Sql, { recordIds }: SourceFilter, { after }: SourcePage): Prisma.Sql {
  const behind = after === null ? Prisma.empty : Prisma.sql`AND ${column} > ${after}`;
  const among =
    recordIds === null ? Prisma.empty : Prisma.sql`AND ${column} = ANY (${[...recordIds]}::text[])`;
  return Prisma.sql`${behind} ${among}`;
}
