import type { SyncTrigger } from '#lib/domain/sync-trigger.ts';
import type { Clock } from '#lib/platform/clock.ts';
import type { EnumeratedPage } from '#lib/ports/enumerated-page.ts';
import type { ImpactStore } from '#lib/ports/impacts.ts';
import { lanes } from '#lib/ports/inbox.ts';
import type { Database, Transaction } from './database.ts';

type ImpactSteps = Pick<
  ImpactStore,
  'storeListed' | 'storeBefore' | 'storeLinked' | 'storeSample' | 'moveCheckpoint'
>;

type Step = Pick<EnumeratedPage, 'fromCheckpoint' | 'nextCheckpoint'>;

/** The pages an impact is enumerated by, each stored with its checkpoint in one transaction. */
export function createImpactSteps(db: Database, tenantId: string, clock: Pick<Clock, 'now'>): ImpactSteps {
  /** Does `work` when the run still stands where the page began; `work` answers how many rows it put into the inbox. */
  const advance = (runId: string, step: Step, work: (tx: Transaction) => Promise<number>) =>
    db.$transaction(async (tx) => {
      const [run] = await tx.$queryRaw<{ checkpoint: string | null }[]>`
        SELECT checkpoint FROM sync_run
        WHERE tenant_id = ${tenantId}::uuid AND run_id = ${runId}::uuid AND kind = 'impact'
          AND state = 'running' AND NOT is_enumeration_complete
        FOR UPDATE`;
      if (run === undefined || run.checkpoint !== step.fromCheckpoint) return false;
      const added = await work(tx);
      await tx.syncRun.update({
        where: { tenantId_runId: { tenantId, runId } },
        data: {
          enumerated: { increment: added },
          checkpoint: step.nextCheckpoint,
          isEnumerationComplete: step.nextCheckpoint === null,
        },
      });
      return true;
    });
  const queue = (tx: Transaction, runId: string, contactIds: readonly string[]) =>
    queueContacts(tx, tenantId, new Date(clock.now()), runId, contactIds);

  return {
    storeListed: (runId, { contactIds, isBefore, ...step }) =>
      advance(runId, step, async (tx) => {
        await tx.$executeRaw`
          INSERT INTO impact_contact (tenant_id, run_id, hubspot_contact_id, is_listed, is_before, is_after)
          SELECT ${tenantId}::uuid, ${runId}::uuid, contact_id, true, ${isBefore}::boolean, true
          FROM unnest(${[...contactIds]}::text[]) AS page(contact_id)
          ON CONFLICT DO NOTHING`;
        return queue(tx, runId, contactIds);
      }),
    storeBefore: (runId, { contactIds, ...step }) =>
      advance(runId, step, async (tx) => {
        await tx.$executeRaw`
          INSERT INTO impact_contact (tenant_id, run_id, hubspot_contact_id, is_before)
          SELECT ${tenantId}::uuid, ${runId}::uuid, contact_id, true
          FROM unnest(${[...contactIds]}::text[]) AS page(contact_id)
          ON CONFLICT (tenant_id, run_id, hubspot_contact_id) DO UPDATE SET is_before = true`;
        return 0;
      }),
    async storeLinked(runId, { after, limit, isBefore }) {
      const [row] = await db.$queryRaw<{ last: string | null; stored: number }[]>`
        WITH stored AS (
          INSERT INTO impact_contact (tenant_id, run_id, hubspot_contact_id, is_before, is_linked)
          SELECT tenant_id, ${runId}::uuid, hubspot_contact_id, ${isBefore}::boolean, true
          FROM record_link
          WHERE tenant_id = ${tenantId}::uuid AND state = 'active' AND hubspot_contact_id > ${after ?? ''}
            AND EXISTS (SELECT 1 FROM sync_run
              WHERE tenant_id = ${tenantId}::uuid AND run_id = ${runId}::uuid AND state = 'running')
          ORDER BY hubspot_contact_id LIMIT ${limit}
          ON CONFLICT (tenant_id, run_id, hubspot_contact_id) DO UPDATE SET is_linked = true
          RETURNING hubspot_contact_id)
        SELECT max(hubspot_contact_id) AS last, count(*)::integer AS stored FROM stored`;
      return row === undefined || row.stored < limit ? null : row.last;
    },
    storeSample: (runId, contacts) =>
      advance(runId, { fromCheckpoint: null, nextCheckpoint: null }, async (tx) => {
        await tx.$executeRaw`
          INSERT INTO impact_contact
            (tenant_id, run_id, hubspot_contact_id, is_listed, is_before, is_after, is_drawn, is_linked)
          SELECT ${tenantId}::uuid, ${runId}::uuid, s."hubspotContactId", s."isListed", s."isBefore", s."isAfter",
            s."isDrawn", EXISTS (SELECT 1 FROM record_link l WHERE l.tenant_id = ${tenantId}::uuid
              AND l.hubspot_contact_id = s."hubspotContactId" AND l.state = 'active')
          FROM jsonb_to_recordset(${JSON.stringify(contacts)}::jsonb) AS s("hubspotContactId" text,
            "isListed" boolean, "isBefore" boolean, "isAfter" boolean, "isDrawn" boolean)
          ON CONFLICT DO NOTHING`;
        const listed = contacts.flatMap((each) => (each.isListed ? [each.hubspotContactId] : []));
        return queue(tx, runId, listed);
      }),
    moveCheckpoint: (runId, step) => advance(runId, step, async () => 0),
  };
}

/** Behind everything that really happens: a preview must not hold up a live change. */
function queueContacts(
  tx: Transaction,
  tenantId: string,
  now: Date,
  runId: string,
  contactIds: readonly string[],
): Promise<number> {
  const trigger: SyncTrigger = 'manual_resync';
  return tx.$executeRaw`
    INSERT INTO pending_change
      (tenant_id, side, record_kind, record_id, run_id, lane, triggers,
       first_occurred_at, last_occurred_at, not_before)
    SELECT ${tenantId}::uuid, 'hubspot', 'contact', contact_id, ${runId}::uuid, ${lanes.background},
           ARRAY[${trigger}::text], ${now}, ${now}, ${now}
    FROM unnest(${[...contactIds]}::text[]) AS page(contact_id)
    ON CONFLICT DO NOTHING`;
}
