import type { ChangedContact } from '#lib/ports/change-feeds.ts';
import type { SweptRecord, Watermark } from '#lib/ports/sweeps.ts';
import { readFeed, type SweepResult } from './read-feed.ts';
import type { TenantSession } from './sync-session.ts';

export const hubspotStream = 'hubspot';

/** How long HubSpot's search may take to know of a change, and how far our clocks may be apart. */
const searchLagMs = 120_000;

/** Two edits within one millisecond are one stamp. */
const stampOpenMs = 1_000;

/** Finds contacts that were created or changed, whether or not a webhook has told of them. */
export function sweepHubspot(
  session: TenantSession,
  stored: Watermark | null,
  begin: string,
  signal: AbortSignal,
): Promise<SweepResult> {
  const startedAt = session.clock.now();
  return readFeed(
    session,
    {
      at: { stream: hubspotStream, stored },
      begin,
      pagesPerTurn: 50,
      readBound: async () => ({
        until: new Date(startedAt - searchLagMs).toISOString(),
        settledBefore: new Date(startedAt - stampOpenMs).toISOString(),
      }),
      readPage: (position) => session.hubspot.searchChanged(position),
      toSwept: (change, safe) => [toSwept(change, safe)],
    },
    signal,
  );
}

function toSwept({ contactId, createdAt, stamp }: ChangedContact, safe: string): SweptRecord {
  return {
    stamp,
    hint: {
      side: 'hubspot',
      recordKind: 'contact',
      recordId: contactId,
      trigger: createdAt >= safe ? 'contact_created' : 'contact_changed',
      occurredAt: stamp,
    },
  };
}
