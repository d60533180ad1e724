import type { Side } from '#lib/domain/outcome.ts';
import type { Attempt } from '#lib/ports/attempts.ts';
import type { Transaction } from './database.ts';

type Cause = { readonly code: string; readonly side: Side; readonly field: string; readonly fixer: string };

/** Puts failing contacts behind the group of their root cause and takes those that succeeded out again. */
export async function recordFailures(
  tx: Transaction,
  tenantId: string,
  at: Date,
  attempts: readonly Attempt[],
): Promise<void> {
  const contacts = attempts.flatMap(({ hubspotContactId }) => hubspotContactId ?? []);
  if (contacts.length === 0) return;
  await tx.failingRecord.deleteMany({ where: { tenantId, hubspotContactId: { in: contacts } } });
  const rows = attempts.flatMap((attempt) =>
    causesOf(attempt).map((cause) => ({ ...cause, hubspotContactId: attempt.hubspotContactId })),
  );
  if (rows.length === 0) return;
  await tx.$executeRaw`
    WITH cause AS (
      SELECT * FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
        AS r(code text, side text, field text, fixer text, "hubspotContactId" text)
    ), grouped AS (
      INSERT INTO error_group (tenant_id, group_id, code, side, field, fixer, first_seen_at, last_seen_at)
      SELECT DISTINCT ON (code, side, field)
             ${tenantId}::uuid, uuidv7(), code, side::platform, field, fixer, ${at}::timestamptz, ${at}::timestamptz
      FROM cause
      ON CONFLICT (tenant_id, code, side, field) DO UPDATE SET last_seen_at = excluded.last_seen_at
      RETURNING group_id, code, side, field
    )
    INSERT INTO failing_record (tenant_id, group_id, hubspot_contact_id, since)
    SELECT DISTINCT ${tenantId}::uuid, g.group_id, c."hubspotContactId", ${at}::timestamptz
    FROM cause c JOIN grouped g ON g.code = c.code AND g.side = c.side::platform AND g.field = c.field
    WHERE c."hubspotContactId" IS NOT NULL
    ON CONFLICT DO NOTHING`;
}

function causesOf({ outcome }: Attempt): Cause[] {
  if (outcome.kind === 'failed') {
    const { code, side, field, fixer } = outcome.failure;
    return [{ code, side, field: field ?? '', fixer }];
  }
  if (outcome.kind === 'conflict')
    return [{ code: outcome.reason, side: 'salesforce', field: '', fixer: 'salesforce_admin' }];
  if (!('faults' in outcome)) return [];
  return outcome.faults.map(({ code, side, field }) => ({ code, side, field, fixer: 'contact_owner' }));
}
