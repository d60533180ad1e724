import type { DecisionRules, PairDecision } from '#lib/domain/pair-decision.ts';
import type { SyncSettings } from '#lib/domain/settings.ts';
import type { GateAnswer } from '#lib/domain/sync-gate.ts';
import type { Pair } from './gather-pairs.ts';

/** The settings one pair is decided by: its run's own, or for a live change the ones in force. */
export type RulesInForce = {
  /** Revision the pair's run is pinned to, or the current one. */
  readonly revision: number;
  readonly pinned: SyncSettings;
  readonly rules: DecisionRules;
};

export type GatedPair = {
  readonly pair: Pair;
  readonly gate: GateAnswer;
  /** HubSpot is given until then to evaluate the list anew (milliseconds); `null`: its answer can be believed. */
  readonly waitsUntil: number | null;
  /** Print of the list's criteria; `null` without a list. */
  readonly criteriaPrint: string | null;
  readonly rules: RulesInForce;
  readonly decision: PairDecision;
};
