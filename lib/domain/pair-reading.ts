import type { ResolvedMapping } from './field-mapping.ts';
import type { BaseValues, FieldSyncPlan, Fingerprint } from './field-sync.ts';
import type { ValueContext } from './field-values.ts';
import type { Outcome } from './outcome.ts';
import type { HubspotCreation, SalesforceCreation } from './record-creation.ts';
import type { HubspotContact, SalesforceRecord, SalesforceType } from './records.ts';
import type { SyncSettings } from './settings.ts';

/** The settings a pair is decided by, with mappings that hold against both live schemas. */
export type DecisionRules = {
  readonly settings: Pick<
    SyncSettings,
    | 'createInSalesforce'
    | 'contactForKnownAccount'
    | 'defaultCompany'
    | 'defaultLastName'
    | 'autoCreateSince'
    | 'onSalesforceDelete'
  >;
  readonly mappings: Readonly<Record<SalesforceType, readonly ResolvedMapping[]>>;
};

/**
 * What became of the record a link names: it is there, in the recycle bin or beyond, or the connected user cannot
 * see it. The last one must not pass for absence: it would be created again.
 */
export type RecordFate = 'live' | 'deleted' | 'hidden';

/** Which parts of a pair its triggers named. */
export type NamedParts = {
  readonly contact: boolean;
  /** The linked record, under its present or a former id. */
  readonly linkedRecord: boolean;
  /** A record that is not the linked one: the match, or one more with the same address. */
  readonly otherRecord: boolean;
};

/** A contact and what it is, or could be, joined with, read in one batch. */
export type PairReading = {
  /** `null`: HubSpot says the contact is gone. */
  readonly contact: HubspotContact | null;
  /** The linked record, else the best match by e-mail that no other contact holds. */
  readonly salesforce: SalesforceRecord | null;
  readonly isLinked: boolean;
  /** Of the linked record; `live` when nothing is linked. */
  readonly fate: RecordFate;
  /** The link names a former id: a Lead that was converted, a record or a contact that was merged away. */
  readonly hasMovedLink: boolean;
  /** The only matches by e-mail are linked to other contacts. */
  readonly isClaimedElsewhere: boolean;
  readonly named: NamedParts;
  /** The record has had its one sync past the gate. */
  readonly hadCreationSync: boolean;
  /** The one read side holds what was agreed: nothing else was read. */
  readonly isEcho: boolean;
  /** `null` at the first contact of the pair. */
  readonly base: BaseValues | null;
};

export type DecisionContext = {
  readonly editTimes: ReadonlyMap<string, string> | null;
  /** Account id by company domain; a domain without an Account is absent. `null` when not looked up yet. */
  readonly accountIdByDomain: ReadonlyMap<string, string> | null;
  readonly fingerprint: Fingerprint;
  readonly values: ValueContext;
};

export type FieldPlan = Extract<FieldSyncPlan, { kind: 'plan' }>;

export type PairDecision =
  | {
      readonly kind: 'settle';
      readonly outcome: Outcome;
      /** `end`: the link is over. `move`: it follows its record or contact to the new id. */
      readonly link: 'keep' | 'end' | 'move';
    }
  /** The gate could not be asked; neither yes nor no. */
  | { readonly kind: 'wait' }
  | { readonly kind: 'needs_edit_times'; readonly properties: readonly string[] }
  | { readonly kind: 'needs_account'; readonly domain: string }
  | {
      readonly kind: 'create_in_salesforce';
      readonly salesforceType: SalesforceType;
      readonly creation: SalesforceCreation;
    }
  | {
      readonly kind: 'create_in_hubspot';
      readonly salesforce: SalesforceRecord;
      readonly creation: HubspotCreation;
    }
  | { readonly kind: 'archive_in_hubspot' }
  | {
      readonly kind: 'sync';
      readonly salesforce: SalesforceRecord;
      readonly plan: FieldPlan;
      /** The exception to the gate: once, from Salesforce to HubSpot only. */
      readonly isCreationSync: boolean;
    };

export function settle(outcome: Outcome, link: 'keep' | 'end' | 'move' = 'keep'): PairDecision {
  return { kind: 'settle', outcome, link };
}
