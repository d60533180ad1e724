import type { FindingCode } from '#lib/contracts/preflight-words.ts';

/** Findings about which somebody can do something; what, stands under `findingFixes`. */
export const fixableCodes = [
  'hubspot_not_connected',
  'hubspot_unreachable',
  'hubspot_scope_missing',
  'lists_unreadable',
  'inclusion_list_unusable',
  'salesforce_not_connected',
  'salesforce_unreachable',
  'salesforce_scope_missing',
  'object_hidden',
  'object_not_createable',
  'object_not_updateable',
  'field_hidden',
  'field_read_only',
  'field_calculated',
  'property_hidden',
  'property_read_only',
  'mapping_unfit',
  'email_not_mapped',
  'required_field_unmapped',
  'default_missing',
  'api_calls_low',
  'api_calls_spent',
  'duplicate_rules_unseen',
  'duplicate_rules_block',
] as const satisfies readonly FindingCode[];
