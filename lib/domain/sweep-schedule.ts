/** When a tenant's change feeds are read again: pure arithmetic, so that a day of it can be looked at in a test. */

export type SweepPace = {
  /** How often the feeds of a tenant that is in use are read. */
  readonly intervalMs: number;
  /** How long nothing has been found. */
  readonly quietMs: number;
  /** Part of Salesforce's daily calls that is used up, 0 to 1; `null` when unknown or not asked for. */
  readonly budgetUsed: number | null;
};

const minuteMs = 60_000;
const dayMs = 86_400_000;

/** Salesforce's calls are used up but for a twentieth: background work waits, and looks once an hour for better times. */
const restMs = 3_600_000;
const stretchFactor = 5;
const shortBudget = 0.8;
const spentBudget = 0.95;

/** From how much of the day's calls on sweeps rest and only what a person starts goes on. */
export function sweepInterval({ intervalMs, quietMs, budgetUsed }: SweepPace): number {
  if (budgetUsed !== null && budgetUsed > spentBudget) return Math.max(restMs, intervalMs);
  const isShort = budgetUsed !== null && budgetUsed > shortBudget;
  return isShort || quietMs > dayMs ? intervalMs * stretchFactor : intervalMs;
}

const nightMs = 4 * 3_600_000;

/** The tenant's next turn of work that is done once a day, in the first four hours of the day by UTC. */
export function nextNight(tenantId: string, nowMs: number): number {
  const phase = Math.floor(phaseOf(tenantId) * nightMs);
  return Math.floor((nowMs - phase) / dayMs + 1) * dayMs + phase;
}

/**
 * The tenant's next turn after `nowMs`. Turns of one length come at the tenant's own point of it, so that thousands of
 * tenants are spread over the minute instead of all coming at its start.
 */
export function nextTurn(tenantId: string, intervalMs: number, nowMs: number): number {
  // One point for turns of every length, so that they coincide where they can.
  const phase = Math.floor(phaseOf(tenantId) * minuteMs) % intervalMs;
  return Math.floor((nowMs - phase) / intervalMs + 1) * intervalMs + phase;
}

/** A number from 0 up to 1 that is always the same for one tenant (FNV-1a). */
function phaseOf(tenantId: string): number {
  let hash = 0x811c9dc5;
  for (const character of tenantId) {
    hash = Math.imul(hash ^ (character.codePointAt(0) ?? 0), 0x01000193) >>> 0;
  }
  return hash / 2 ** 32;
}
