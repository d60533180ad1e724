import { useTranslations } from 'next-intl';

const adviceByCode = {
  value_too_long: 'shorten',
  STRING_TOO_LONG: 'shorten',
  not_in_picklist: 'option',
  INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST: 'option',
  wrong_type: 'type',
  VALIDATION_ERROR: 'type',
  read_only_field: 'mapping',
  INVALID_FIELD_FOR_INSERT_UPDATE: 'mapping',
  unknown_owner: 'owner',
  required_field_blank: 'fill',
  required_field_missing: 'fill',
  REQUIRED_FIELD_MISSING: 'fill',
  rejected_by_rule: 'rule',
  FIELD_CUSTOM_VALIDATION_EXCEPTION: 'rule',
  CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY: 'rule',
  DUPLICATES_DETECTED: 'duplicate',
  DUPLICATE_VALUE: 'duplicate',
  CONFLICT: 'duplicate',
  INVALID_EMAIL_ADDRESS: 'address',
  salesforce_record_not_visible: 'access',
  INSUFFICIENT_ACCESS_OR_READONLY: 'access',
  INSUFFICIENT_ACCESS_ON_CROSS_REFERENCE_ENTITY: 'access',
  UNABLE_TO_LOCK_ROW: 'again',
  CANNOT_UPDATE_CONVERTED_LEAD: 'again',
  ENTITY_IS_DELETED: 'again',
  OBJECT_NOT_FOUND: 'again',
  gave_up: 'again',
  link_conflict: 'decide',
} as const;

/** What to do about a cause. */
export function useAdvice(): (code: string) => string {
  const t = useTranslations('advice');
  const isKnown = (code: string): code is keyof typeof adviceByCode => Object.hasOwn(adviceByCode, code);
  return (code) => (isKnown(code) ? t(adviceByCode[code]) : t('open'));
}
