import { randomUUID } from 'node:crypto';
import { drainTenant } from '#lib/services/drain-tenant.ts';
import type { TenantSession } from '#lib/services/sync-session.ts';

/** Starts a resync of the inclusion list, as the console does. */
export async function queueResync({ stores }: TenantSession): Promise<string> {
  const { revision, settings } = await stores.settings.readCurrent();
  const runId = randomUUID();
  await stores.runs.startResync({
    runId,
    settingsRevision: revision,
    inclusionList: settings.inclusionList,
    startedBy: null,
    expectedTotal: null,
  });
  return runId;
}

/** Drains, a session for each turn as in the worker, until nothing is left to do now. Answers the milliseconds. */
export async function drainAll(openSession: () => Promise<TenantSession>): Promise<number> {
  const startedAt = performance.now();
  for (;;) {
    const session = await openSession();
    const result = await drainTenant(session, new AbortController().signal);
    if (result.kind === 'more') continue;
    if (result.kind === 'parked' || result.kind === 'superseded') throw new Error(`drain: ${result.kind}`);
    const unfinished = await session.stores.runs.listUnfinished();
    const due = await session.stores.inbox.readNextDue();
    if (unfinished.length === 0 && due === null) return performance.now() - startedAt;
    const until = result.kind === 'wait' ? Math.min(+result.until, +(due ?? result.until)) : 0;
    await new Promise((resolve) => setTimeout(resolve, Math.min(Math.max(until - Date.now(), 20), 5_000)));
  }
}
