import type { AuditQuery, AuditResponse } from '#lib/contracts/audit.ts';
import type { RequestContext } from './context.ts';

const eventsPerPage = 25;

/** Who did what to this account's settings, connections and runs, newest first. */
export async function listAudit({ stores }: RequestContext, { before }: AuditQuery): Promise<AuditResponse> {
  const found = await stores.audit.list({ before: before ?? null, limit: eventsPerPage + 1 });
  const events = found.slice(0, eventsPerPage);
  return {
    events: events.map((event) => ({ ...event, changes: [...event.changes] })),
    nextBefore: found.length > eventsPerPage ? (events.at(-1)?.eventId ?? null) : null,
  };
}
