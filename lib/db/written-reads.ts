import { z } from 'zod';
import type { OutcomeKind } from '#lib/domain/outcome.ts';
import type { AttemptStore } from '#lib/ports/attempts.ts';
import type { Database } from './database.ts';

type WrittenReads = Pick<
  AttemptStore,
  | 'readWrittenContactsPage'
  | 'countWrittenContacts'
  | 'findPredictedHolders'
  | 'findPredictedCreations'
  | 'findForetoldAddresses'
>;

/** Outcomes that may have written a value or made a record; a failure has where only one side refused. */
const writing = [
  'updated',
  'created_in_salesforce',
  'created_in_hubspot',
  'failed',
] as const satisfies readonly OutcomeKind[];

/** Outcomes that join a contact with a record. */
const joining = ['updated', 'linked', 'created_in_hubspot'] as const satisfies readonly OutcomeKind[];

/** What a run has written, or a dry run would have. */
export function createWrittenReads(db: Database, tenantId: string): WrittenReads {
  return {
    async readWrittenContactsPage(runId, after, limit) {
      const from = after !== null && z.uuid().safeParse(after).success ? after : null;
      const rows = await db.$queryRaw<{ attemptId: string; contactId: string }[]>`
        SELECT a.attempt_id AS "attemptId", a.hubspot_contact_id AS "contactId" FROM sync_attempt a
        WHERE a.tenant_id = ${tenantId}::uuid AND a.run_id = ${runId}::uuid
          AND a.outcome = ANY (${[...writing]}::text[]) AND a.hubspot_contact_id IS NOT NULL
          AND (a.outcome <> 'failed' OR a.changes <> '[]')
          AND (${from}::uuid IS NULL OR a.attempt_id > ${from}::uuid)
          AND NOT EXISTS (
            SELECT 1 FROM sync_attempt later
            WHERE later.tenant_id = a.tenant_id AND later.hubspot_contact_id = a.hubspot_contact_id
              AND later.attempt_id > a.attempt_id AND later.run_id = a.run_id
              AND later.outcome = ANY (${[...writing]}::text[])
              AND (later.outcome <> 'failed' OR later.changes <> '[]'))
        ORDER BY a.attempt_id LIMIT ${limit}`;
      return {
        contactIds: rows.map(({ contactId }) => contactId),
        next: rows.length < limit ? null : (rows.at(-1)?.attemptId ?? null),
      };
    },
    async countWrittenContacts(runId) {
      const [row] = await db.$queryRaw<{ contacts: number }[]>`
        SELECT count(DISTINCT hubspot_contact_id)::int AS contacts FROM sync_attempt
        WHERE tenant_id = ${tenantId}::uuid AND run_id = ${runId}::uuid
          AND outcome = ANY (${[...writing]}::text[]) AND (outcome <> 'failed' OR changes <> '[]')`;
      return row?.contacts ?? 0;
    },
    async findPredictedHolders(runId, salesforceIds) {
      const rows = await db.syncAttempt.findMany({
        where: {
          tenantId,
          runId,
          salesforceId: { in: [...salesforceIds] },
          outcome: { in: [...joining] },
        },
        select: { salesforceId: true, hubspotContactId: true },
      });
      return new Map(
        rows.flatMap(({ salesforceId, hubspotContactId }) =>
          salesforceId === null || hubspotContactId === null
            ? []
            : [[salesforceId, hubspotContactId] as const],
        ),
      );
    },
    async findForetoldAddresses(runId, emails) {
      const rows = await db.syncAttempt.findMany({
        where: { tenantId, runId, email: { in: [...emails] } },
        select: { email: true },
        distinct: ['email'],
      });
      return new Set(rows.flatMap(({ email }) => email ?? []));
    },
    async findPredictedCreations(runId, emails) {
      const rows = await db.syncAttempt.findMany({
        where: { tenantId, runId, email: { in: [...emails] }, outcome: 'created_in_salesforce' },
        select: { hubspotContactId: true, salesforceKind: true, email: true },
      });
      return rows.flatMap(({ hubspotContactId, salesforceKind, email }) =>
        hubspotContactId === null || email === null || salesforceKind === null || salesforceKind === 'contact'
          ? []
          : [{ hubspotContactId, salesforceType: salesforceKind, email }],
      );
    },
  };
}
