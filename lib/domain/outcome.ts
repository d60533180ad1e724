import type { SalesforceType } from './records.ts';

/** Why the gate held a contact back. */
export const exclusionReasons = ['not_in_inclusion_list'] as const;
export type ExclusionReason = (typeof exclusionReasons)[number];

/** Why nothing had to happen for a record. */
export const skipReasons = [
  'no_email',
  'invalid_email',
  'no_salesforce_record',
  'creation_disabled',
  'hubspot_contact_gone',
  'salesforce_record_gone',
  'other_record_linked',
  'person_account',
] as const;
export type SkipReason = (typeof skipReasons)[number];

/** Why an undo wrote nothing to a contact. */
export const undoSkipReasons = [
  'edited_since',
  'created_record_kept',
  'hubspot_contact_gone',
  'salesforce_record_gone',
] as const;
export type UndoSkipReason = (typeof undoSkipReasons)[number];

/** Why two records cannot be joined without a person's decision. */
export const conflictReasons = ['link_conflict'] as const;
export type ConflictReason = (typeof conflictReasons)[number];

/** Who can remove the cause of a failure. */
export type Fixer = 'hubspot_admin' | 'salesforce_admin' | 'contact_owner' | 'nobody_wait';

/** Which system a value was written to. */
export type Side = 'hubspot' | 'salesforce';

/** One value that crossed, or would cross in a dry run. */
export type FieldChange = {
  readonly side: Side;
  readonly field: string;
  readonly before: string | null;
  readonly after: string | null;
};

/** One value that could not cross, while the other fields of the record did. */
export type FieldFault = {
  readonly side: Side;
  /** The property or field that refused the value. */
  readonly field: string;
  readonly code: FieldFaultCode;
  /** Characters of the refused value; the value itself is kept out of reports. */
  readonly valueLength: number;
};

export const fieldFaultCodes = [
  'value_too_long',
  'not_in_picklist',
  'wrong_type',
  'read_only_field',
  'unknown_owner',
  'required_field_blank',
  'rejected_by_rule',
  /** An undo leaves a value alone that is no longer the one the run wrote. */
  'edited_since',
] as const;
export type FieldFaultCode = (typeof fieldFaultCodes)[number];

/** Failures that no platform reported: what we found, or gave up on, ourselves. */
export const ownFailureCodes = [
  'required_field_missing',
  'salesforce_record_not_visible',
  'gave_up',
] as const;
export type OwnFailureCode = (typeof ownFailureCodes)[number];

/** A failure as it is grouped, shown and retried. */
export type Failure = {
  /** Our own code, or the provider's (`FIELD_CUSTOM_VALIDATION_EXCEPTION`, `CONFLICT`, …). */
  readonly code: string;
  readonly side: Side;
  readonly field: string | null;
  /** The provider's sentence, without values of other people; `null` when our code says it all. */
  readonly detail: string | null;
  readonly isRetryable: boolean;
  readonly fixer: Fixer;
};

/** What became of one record in one run or one live trigger (rule book, section 6). */
export type Outcome =
  | {
      readonly kind: 'created_in_hubspot';
      readonly changes: readonly FieldChange[];
      readonly faults: readonly FieldFault[];
    }
  | {
      readonly kind: 'created_in_salesforce';
      readonly salesforceType: SalesforceType;
      readonly changes: readonly FieldChange[];
      readonly faults: readonly FieldFault[];
    }
  | {
      readonly kind: 'updated';
      readonly changes: readonly FieldChange[];
      readonly faults: readonly FieldFault[];
    }
  | { readonly kind: 'linked'; readonly faults: readonly FieldFault[] }
  | { readonly kind: 'unchanged' }
  | { readonly kind: 'email_only' }
  | { readonly kind: 'excluded'; readonly reason: ExclusionReason }
  | { readonly kind: 'skipped'; readonly reason: SkipReason }
  | {
      readonly kind: 'skipped';
      readonly reason: UndoSkipReason;
      readonly faults: readonly FieldFault[];
    }
  | { readonly kind: 'conflict'; readonly reason: ConflictReason }
  | {
      readonly kind: 'failed';
      readonly failure: Failure;
      /** What one side took before the other refused; absent when nothing was written. */
      readonly changes?: readonly FieldChange[];
    };

export type OutcomeKind = Outcome['kind'];

export const outcomeKinds = [
  'created_in_hubspot',
  'created_in_salesforce',
  'updated',
  'linked',
  'unchanged',
  'email_only',
  'excluded',
  'skipped',
  'conflict',
  'failed',
] as const satisfies readonly OutcomeKind[];

/** True for outcomes that need a person: they turn a run into `completed_with_errors`. */
export function isProblem(outcome: Outcome): boolean {
  if (outcome.kind === 'failed' || outcome.kind === 'conflict') return true;
  return 'faults' in outcome && outcome.faults.some(({ code }) => code !== 'edited_since');
}
