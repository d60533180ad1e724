import type { DecisionRules, PairDecision, PairReading } from '#lib/domain/pair-decision.ts';
import type { SalesforceType } from '#lib/domain/records.ts';
import type { SyncSettings } from '#lib/domain/settings.ts';
import type { GateAnswer } from '#lib/domain/sync-gate.ts';
import type { PendingChange } from '#lib/ports/inbox.ts';
import type { RecordLink } from '#lib/ports/links.ts';

/** The settings one pair is decided by: its run's own, or for a live change the ones in force. */
export type RulesInForce = {
  /** Revision the pair's run is pinned to, or the current one. */
  readonly revision: number;
  readonly pinned: SyncSettings;
  readonly rules: DecisionRules;
};

/** One unit of work: a contact, or a record without one, with everything that named it and both sides as read. */
export type Pair = PairReading & {
  /** The surviving contact's id where the named one was merged away; `null`: the record has no contact. */
  readonly hubspotContactId: string | null;
  readonly changes: readonly PendingChange[];
  readonly link: RecordLink | null;
  /** The changes that named the linked record, under its present or a former id. */
  readonly ofLinkedRecord: ReadonlySet<PendingChange>;
  /** Contacts whose links end when this pair's is stored: merged into this one, or gone. */
  readonly endingLinks: readonly string[];
};

/** Which properties and fields the mappings in force need. */
export type FieldSelection = {
  readonly properties: readonly string[];
  readonly fields: Readonly<Record<SalesforceType, readonly string[]>>;
};

/** What a wave is gathered by: the fields to read, and the current rules for telling echoes. */
export type GatherRules = { readonly selection: FieldSelection; readonly current: RulesInForce };

/** `dry` goes all the way and writes to neither platform. */
export type BatchMode = 'real' | 'dry';

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
