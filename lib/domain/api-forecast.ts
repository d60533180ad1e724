/** Calls of one hour; `startedAt` in ms. */
export type HourOfCalls = { readonly startedAt: number; readonly calls: number };

export type ApiForecast =
  /** Calls go on for a day without reaching the limit. */
  | { readonly kind: 'within' }
  | { readonly kind: 'reached' }
  | { readonly kind: 'reached_at'; readonly atMs: number };

const hourMs = 3_600_000;
const hoursOfRate = 3;
const hoursAhead = 24;

/**
 * When a limit on the calls of any 24 hours is reached, if ours go on as in the last three hours and those of others
 * as evenly as so far. Each hour adds ours of now and loses ours of the day before; what others add and lose is even.
 */
export function forecastLimit(
  { used, limit }: { readonly used: number; readonly limit: number },
  hours: readonly HourOfCalls[],
  nowMs: number,
): ApiForecast {
  if (used >= limit) return { kind: 'reached' };
  const rate = callsWithin(hours, nowMs - hoursOfRate * hourMs, nowMs) / hoursOfRate;
  for (let ahead = 1; ahead <= hoursAhead; ahead += 1) {
    const dropped = callsWithin(hours, nowMs - hoursAhead * hourMs, nowMs - (hoursAhead - ahead) * hourMs);
    if (used + rate * ahead - dropped >= limit) return { kind: 'reached_at', atMs: nowMs + ahead * hourMs };
  }
  return { kind: 'within' };
}

/**
 * Calls that an org has counted at least. What it last said may be older than calls of ours, which it counts, too; calls
 * from before the hour of the connection may have gone to another org.
 */
export function countedAtLeast(
  { used, limit }: { readonly used: number; readonly limit: number },
  hours: readonly HourOfCalls[],
  connectedAtMs: number,
  nowMs: number,
): number {
  const ofConnection = hours.filter(({ startedAt }) => startedAt + hourMs > connectedAtMs);
  const ours = callsWithin(ofConnection, nowMs - hoursAhead * hourMs, Number.MAX_VALUE);
  return Math.max(used, Math.min(limit, Math.round(ours)));
}

/** Calls between two moments; of an hour that is cut by one of them, its share. */
export function callsWithin(hours: readonly HourOfCalls[], fromMs: number, toMs: number): number {
  return hours.reduce((sum, { startedAt, calls }) => {
    const shared = Math.min(startedAt + hourMs, toMs) - Math.max(startedAt, fromMs);
    return sum + (calls * Math.max(0, shared)) / hourMs;
  }, 0);
}
