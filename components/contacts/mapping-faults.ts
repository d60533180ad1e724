import type { useTranslations } from 'next-intl';
import type { FieldMappingInput } from '#lib/contracts/mappings.ts';

/** Every fault the check of a mapping can find; each has a sentence under `mappingFaults`. */
export const mappingFaultCodes = [
  'unknown_property',
  'unknown_field',
  'read_only_property',
  'read_only_field',
  'calculated_field',
  'incompatible_types',
  'duplicate_mapping',
  'email_not_mapped',
  'not_writable_by_rule',
] as const;

type Words = ReturnType<typeof useTranslations<'mappingFaults'>>;

/** What is wrong with a mapping and, where one is known, what would do instead. */
export function describeMappingFault(
  t: Words,
  { code, suggestions }: { readonly code: string; readonly suggestions: readonly string[] },
): string {
  const known = mappingFaultCodes.find((each) => each === code);
  const sentence = known ? t(known) : t('other', { code });
  return suggestions.length === 0
    ? sentence
    : `${sentence} ${t('suggestions', { names: suggestions.join(', ') })}`;
}

/** The sync rules in the order a person chooses from. */
export const syncRuleNames = [
  'prefer_salesforce_unless_blank',
  'always_salesforce',
  'two_way',
  'none',
  'prefer_hubspot_unless_blank',
  'always_hubspot',
] as const satisfies readonly FieldMappingInput['rule'][];
