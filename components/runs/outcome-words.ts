import { useTranslations } from 'next-intl';
import {
  type ConflictReason,
  type ExclusionReason,
  type FieldFaultCode,
  type Fixer,
  type OutcomeKind,
  type SkipReason,
  syncTriggers,
  type UndoSkipReason,
} from '#lib/contracts/outcomes.ts';
import type { AttemptView, ErrorGroupView } from '#lib/contracts/runs.ts';

/** Every reason the rule book knows; each has a sentence under `reasons`. */
export const reasons = {
  not_in_inclusion_list: true,
  no_email: true,
  invalid_email: true,
  no_salesforce_record: true,
  creation_disabled: true,
  hubspot_contact_gone: true,
  salesforce_record_gone: true,
  other_record_linked: true,
  person_account: true,
  link_conflict: true,
  edited_since: true,
  created_record_kept: true,
} satisfies Record<ExclusionReason | SkipReason | UndoSkipReason | ConflictReason, true>;

/** Stands for any number of records, where an outcome is chosen and not counted. */
export const anyNumber = 2;

export const fieldFaultCodes = {
  value_too_long: true,
  not_in_picklist: true,
  wrong_type: true,
  read_only_field: true,
  unknown_owner: true,
  required_field_blank: true,
  rejected_by_rule: true,
  edited_since: true,
} satisfies Record<FieldFaultCode, true>;

export const fixers = {
  hubspot_admin: true,
  salesforce_admin: true,
  contact_owner: true,
  nobody_wait: true,
} satisfies Record<Fixer, true>;

/** Codes of ours and of the providers that come up often enough to deserve a sentence of their own. */
export const failureCodes = {
  required_field_missing: true,
  salesforce_record_not_visible: true,
  REQUIRED_FIELD_MISSING: true,
  FIELD_CUSTOM_VALIDATION_EXCEPTION: true,
  DUPLICATES_DETECTED: true,
  DUPLICATE_VALUE: true,
  STRING_TOO_LONG: true,
  INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST: true,
  INVALID_EMAIL_ADDRESS: true,
  UNABLE_TO_LOCK_ROW: true,
  INSUFFICIENT_ACCESS_OR_READONLY: true,
  INSUFFICIENT_ACCESS_ON_CROSS_REFERENCE_ENTITY: true,
  CANNOT_UPDATE_CONVERTED_LEAD: true,
  ENTITY_IS_DELETED: true,
  INVALID_FIELD_FOR_INSERT_UPDATE: true,
  CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY: true,
  OBJECT_NOT_FOUND: true,
  CONFLICT: true,
  VALIDATION_ERROR: true,
} as const;

/** Causes whose sentence about a single record names its values, or what a provider said of it. */
export const sharedCauses = {
  value_too_long: true,
  gave_up: true,
  FIELD_CUSTOM_VALIDATION_EXCEPTION: true,
  CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY: true,
  VALIDATION_ERROR: true,
} as const;

function isKnown<Codes extends object>(codes: Codes, code: string): code is Extract<keyof Codes, string> {
  return Object.hasOwn(codes, code);
}

/** What became of a record, or of several, or in a dry run what would. */
export function useOutcomeWord({
  isDryRun,
}: {
  readonly isDryRun: boolean;
}): (kind: OutcomeKind, records: number) => string {
  const happened = useTranslations('outcomes');
  const foretold = useTranslations('wouldBe');
  return (kind, records) => (isDryRun ? foretold(kind, { records }) : happened(kind, { records }));
}

/** What named a record. */
export function useTriggerWord(): (trigger: string) => string {
  const t = useTranslations('triggers');
  return (trigger) => {
    const known = syncTriggers.find((each) => each === trigger);
    return known === undefined ? t('other', { trigger }) : t(known);
  };
}

/** Why a record ended as it did; `null` where the outcome says it all. */
export function useReasonSentence(): (attempt: AttemptView) => string | null {
  const reasonWords = useTranslations('reasons');
  const failureWords = useTranslations('failures');
  const causeWords = useTranslations('causes');
  return ({ reason, failure }) => {
    if (failure) {
      const { code, detail } = failure;
      const facts = { field: failure.field ?? '', side: failure.side, detail: detail ?? '', code };
      if (isKnown(failureCodes, code)) return failureWords(code, facts);
      if (isKnown(sharedCauses, code)) return causeWords(code, { ...facts, field: failure.field ?? 'none' });
      return failureWords('other', facts);
    }
    if (reason === null) return null;
    return isKnown(reasons, reason) ? reasonWords(reason) : reasonWords('other', { reason });
  };
}

/** The cause that failures of one group share; a group has no values, and no provider's sentence. */
export function useCauseSentence(): (group: Pick<ErrorGroupView, 'code' | 'side' | 'field'>) => string {
  const reasonWords = useTranslations('reasons');
  const failureWords = useTranslations('failures');
  const faultWords = useTranslations('fieldFaults');
  const causeWords = useTranslations('causes');
  return ({ code, side, field }) => {
    const facts = { field: field ?? '', side, detail: '', code, valueLength: 0 };
    const shared = { side, field: field ?? 'none' };
    if (isKnown(sharedCauses, code)) return causeWords(code, shared);
    if (isKnown(reasons, code)) return reasonWords(code);
    if (isKnown(failureCodes, code)) return failureWords(code, facts);
    return isKnown(fieldFaultCodes, code) ? faultWords(code, facts) : causeWords('other', shared);
  };
}

/** Who can remove the cause of a failure. */
export function useFixerSentence(): (fixer: string) => string | null {
  const t = useTranslations('fixers');
  return (fixer) => (isKnown(fixers, fixer) ? t(fixer) : null);
}

/** Why one value did not cross while the rest of the record did. */
export function useFaultSentence(): (fault: AttemptView['faults'][number]) => string {
  const t = useTranslations('fieldFaults');
  return ({ code, side, field, valueLength }) =>
    isKnown(fieldFaultCodes, code)
      ? t(code, { side, field, valueLength })
      : t('other', { side, field, code });
}
