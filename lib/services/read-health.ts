import type { HealthSeries, SeriesRange, SyncHealth } from '#lib/contracts/health.ts';
import { callsWithin, countedAtLeast, forecastLimit, type HourOfCalls } from '#lib/domain/api-forecast.ts';
import type { Connection } from '#lib/ports/connections.ts';
import type { RequestContext } from './context.ts';
import { noteApiUsage } from './note-api-usage.ts';

const minuteMs = 60_000;
const dayMs = 86_400_000;

/** How the sync is: where contacts stand, what waits, and how much of the platforms' limits is used. Asks neither. */
export async function readHealth(context: RequestContext): Promise<SyncHealth> {
  await noteApiUsage(context);
  const { health } = context.stores;
  const [counts, parked, apiUse] = await Promise.all([
    health.countStandings(),
    health.listParked(),
    readApiUse(context),
  ]);
  return { counts, apiUse, parked: [...parked] };
}

async function readApiUse({ stores, clock }: RequestContext): Promise<SyncHealth['apiUse']> {
  const nowMs = clock.now();
  const from = new Date(nowMs - dayMs);
  const [ofHubspot, ofSalesforce, hubspot, salesforce] = await Promise.all([
    stores.apiUsage.listHours('hubspot', from),
    stores.apiUsage.listHours('salesforce', from),
    stores.connections.read('hubspot'),
    stores.connections.read('salesforce'),
  ]);
  const soFar = (hours: typeof ofHubspot) => Math.round(callsWithin(hours, from.getTime(), Number.MAX_VALUE));
  const said = sayUsage(salesforce, ofSalesforce, nowMs);
  const forecast = said && forecastLimit(said, ofSalesforce, nowMs);
  return {
    hubspot: { callsToday: soFar(ofHubspot), limitPerTenSeconds: hubspot?.apiLimit ?? null },
    salesforce: {
      callsToday: soFar(ofSalesforce),
      used: said?.used ?? null,
      limit: said?.limit ?? null,
      forecast:
        forecast?.kind === 'reached_at'
          ? { kind: 'reached_at', at: new Date(forecast.atMs).toISOString() }
          : forecast,
    },
  };
}

function sayUsage(salesforce: Connection | null, ours: readonly HourOfCalls[], nowMs: number) {
  if (salesforce?.apiUsed == null || salesforce.apiLimit == null) return null;
  const said = { used: salesforce.apiUsed, limit: salesforce.apiLimit };
  return { ...said, used: countedAtLeast(said, ours, Date.parse(salesforce.connectedAt), nowMs) };
}

const ranges: Readonly<Record<SeriesRange, { readonly bucketMs: number; readonly buckets: number }>> = {
  day: { bucketMs: 60 * minuteMs, buckets: 24 },
  week: { bucketMs: 6 * 60 * minuteMs, buckets: 28 },
  month: { bucketMs: dayMs, buckets: 30 },
};

/** Records synced and the delay of edits over time, up to now. */
export async function readHealthSeries(
  { stores, clock }: RequestContext,
  range: SeriesRange,
): Promise<HealthSeries> {
  const { bucketMs, buckets } = ranges[range];
  const end = Math.ceil((clock.now() + 1) / bucketMs) * bucketMs;
  const start = end - buckets * bucketMs;
  const found = await stores.health.readSeries(new Date(start), new Date(end), bucketMs);
  const byMoment = new Map(found.map((bucket) => [Date.parse(bucket.at), bucket]));
  return {
    bucketMinutes: bucketMs / minuteMs,
    buckets: Array.from({ length: buckets }, (_, index) => {
      const atMs = start + index * bucketMs;
      const bucket = byMoment.get(atMs);
      return {
        at: new Date(atMs).toISOString(),
        synced: bucket?.synced ?? 0,
        failed: bucket?.failed ?? 0,
        medianDelay: inSeconds(bucket?.medianDelayMs ?? null),
        slowDelay: inSeconds(bucket?.slowestTwentiethMs ?? null),
      };
    }),
  };
}

function inSeconds(ms: number | null): number | null {
  return ms === null ? null : Math.round(ms / 100) / 10;
}
