/** How fast one portal may be spoken to: `burst` requests at once, then `perMs` more a millisecond. */
export type Allowance = { readonly burst: number; readonly perMs: number };

/** A token bucket. `tokens` may be below zero after HubSpot reported less room than we counted. */
export type Bucket = {
  readonly allowance: Allowance;
  readonly tokens: number;
  /** Milliseconds at which `tokens` was right. */
  readonly updatedAt: number;
  /** Nothing leaves before. */
  readonly pausedUntil: number;
};

/** `X-HubSpot-RateLimit-Max`, `-Remaining`, `-Interval-Milliseconds` of one answer. */
export type RateReading = { readonly max: number; readonly remaining: number; readonly intervalMs: number };

/** A public app gets 110 requests in any 10 seconds, per portal. */
const publicAppLimit = { max: 110, intervalMs: 10_000 };
/** Left to the console and the sweeps, which speak for the same portal from other processes. */
const reservedShare = 0.1;
const burstShare = 0.05;

/**
 * The bound is kept whatever the arrival pattern: a window admits at most `burst + perMs × interval`, and
 * that sum is the limit less the reserve.
 */
export function allowanceFor({ max, intervalMs }: { max: number; intervalMs: number }): Allowance {
  const usable = Math.max(1, Math.floor(max * (1 - reservedShare)));
  const burst = Math.max(1, Math.floor(usable * burstShare));
  return { burst, perMs: Math.max(usable - burst, 0.5) / intervalMs };
}

export const standardAllowance = allowanceFor(publicAppLimit);

/** Search has its own limit of 5 a second and reports nothing: 4, of which one at once. */
export const searchAllowance: Allowance = { burst: 1, perMs: 3 / 1_000 };

export function createBucket(allowance: Allowance, now: number): Bucket {
  return { allowance, tokens: allowance.burst, updatedAt: now, pausedUntil: now };
}

function refill(bucket: Bucket, now: number): Bucket {
  const elapsed = Math.max(0, now - bucket.updatedAt);
  const tokens = Math.min(bucket.allowance.burst, bucket.tokens + elapsed * bucket.allowance.perMs);
  return { ...bucket, tokens, updatedAt: Math.max(now, bucket.updatedAt) };
}

/** Takes one request out of the bucket, or says how many milliseconds are missing. */
export function take(bucket: Bucket, now: number): { bucket: Bucket; waitMs: number } {
  const filled = refill(bucket, now);
  if (filled.pausedUntil > now) return { bucket: filled, waitMs: filled.pausedUntil - now };
  if (filled.tokens >= 1) return { bucket: { ...filled, tokens: filled.tokens - 1 }, waitMs: 0 };
  return { bucket: filled, waitMs: Math.ceil((1 - filled.tokens) / bucket.allowance.perMs) };
}

/**
 * Follows HubSpot's own count: what other processes used shows in `remaining`, and a smaller limit (a free
 * portal has 100) in `max`. A reading only ever slows down; a larger limit than a public app's is not used.
 */
export function observe(bucket: Bucket, reading: RateReading, now: number): Bucket {
  const filled = refill(bucket, now);
  const reported = allowanceFor(reading);
  const allowance = reported.perMs < standardAllowance.perMs ? reported : standardAllowance;
  const room = reading.remaining - reading.max * reservedShare;
  return { ...filled, allowance, tokens: Math.min(filled.tokens, allowance.burst, room) };
}

export function pause(bucket: Bucket, until: number): Bucket {
  return { ...bucket, pausedUntil: Math.max(bucket.pausedUntil, until) };
}
