import type { SalesforceType } from '#lib/domain/records.ts';
import type { SyncTrigger } from '#lib/domain/sync-trigger.ts';
import type { ChangedRecord } from '#lib/ports/change-feeds.ts';
import type { SweptRecord, Watermark } from '#lib/ports/sweeps.ts';
import { earlierOf, readFeed, type SweepResult } from './read-feed.ts';
import type { TenantSession } from './sync-session.ts';

export const salesforceStream = (salesforceType: SalesforceType) => `salesforce:${salesforceType}`;

/** Finds Leads or Contacts that were created, changed, converted, merged or deleted. */
export function sweepSalesforce(
  session: TenantSession,
  stored: Watermark | null,
  salesforceType: SalesforceType,
  begin: string,
  signal: AbortSignal,
): Promise<SweepResult> {
  const startedAt = wholeSecond(new Date(session.clock.now()).toISOString());
  return readFeed(
    session,
    {
      at: { stream: salesforceStream(salesforceType), stored },
      begin: wholeSecond(begin),
      pagesPerTurn: 10,
      // A record is stamped while its transaction runs and seen when it ends. So the bound is asked for before the
      // pages: whatever was still running then is stamped later than the bound.
      async readBound() {
        const covered = wholeSecond(await session.salesforce.readLatestDateCovered(salesforceType));
        const until = earlierOf(covered, startedAt);
        return { until, settledBefore: until };
      },
      readPage: (position) => session.salesforce.readChangedPage(salesforceType, position),
      toSwept: (change, safe) => toSwept(salesforceType, change, safe),
    },
    signal,
  );
}

function toSwept(salesforceType: SalesforceType, change: ChangedRecord, safe: string): SweptRecord[] {
  const { salesforceId, masterRecordId, stamp } = change;
  const name = (recordId: string, trigger: SyncTrigger): SweptRecord => ({
    stamp,
    hint: { side: 'salesforce', recordKind: salesforceType, recordId, trigger, occurredAt: stamp },
  });
  if (change.isDeleted && masterRecordId !== null) {
    return [name(salesforceId, 'record_merged'), name(masterRecordId, 'record_changed')];
  }
  if (change.isDeleted) return [name(salesforceId, 'record_deleted')];
  if (change.isConverted) return [name(salesforceId, 'record_converted')];
  return [name(salesforceId, change.createdAt >= safe ? 'record_created' : 'record_changed')];
}

/** Stamps are whole seconds: half a second later than the stamp would pass over what carries it. */
function wholeSecond(time: string): string {
  return time.replace(/\.\d+Z$/, '.000Z');
}
