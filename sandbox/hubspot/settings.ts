import { type Assumptions, defaultAssumptions } from './assumptions.ts';

/** What tests and people may turn, for all portals at once. Times are milliseconds. */
export interface Settings {
  /** How long after a change lists notice it. */
  evaluationLagMs: number;
  /** How long after a change search notices it. */
  searchLagMs: number;
  accessTokenLifeMs: number;
  authorizationCodeLifeMs: number;
  /** Calls in any ten seconds per portal and app; null is no limit. */
  callsPerTenSeconds: number | null;
  /**
   * Calls per portal and day of its own time, all apps together; null is no limit, as for an app of the marketplace.
   */
  callsPerDay: number | null;
  /** Searches in any second per portal; null is no limit. */
  searchesPerSecond: number | null;
  /** A refresh gives a new refresh token and ends the old one. */
  rotateRefreshTokens: boolean;
  assumptions: Assumptions;
}

export function createSettings(): Settings {
  return {
    evaluationLagMs: 2_000,
    searchLagMs: 3_000,
    accessTokenLifeMs: 30 * 60_000,
    authorizationCodeLifeMs: 60_000,
    callsPerTenSeconds: 110,
    callsPerDay: null,
    searchesPerSecond: 5,
    rotateRefreshTokens: false,
    assumptions: { ...defaultAssumptions },
  };
}
