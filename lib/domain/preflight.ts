import type { FieldMapping } from './field-mapping.ts';
import { checkMappings, type LiveFields, type MappingFault, type MappingFaultCode } from './mapping-check.ts';
import type { Side } from './outcome.ts';
import { isEmailKey } from './record-creation.ts';
import type { SalesforceType } from './records.ts';
import type { SyncSettings } from './settings.ts';

/** What a check of both accounts can come to; the page has a sentence for each. */
export const findingCodes = [
  'hubspot_ready',
  'hubspot_not_connected',
  'hubspot_unreachable',
  'hubspot_scope_missing',
  'hubspot_calls',
  'lists_unreadable',
  'inclusion_list_unusable',
  'salesforce_ready',
  'salesforce_not_connected',
  'salesforce_unreachable',
  'salesforce_scope_missing',
  'object_hidden',
  'object_not_createable',
  'object_not_updateable',
  'fields_ready',
  'field_hidden',
  'field_read_only',
  'field_calculated',
  'property_hidden',
  'property_read_only',
  'mapping_unfit',
  'email_not_mapped',
  'required_field_unmapped',
  'default_missing',
  'api_calls_enough',
  'api_calls_low',
  'api_calls_spent',
  'api_calls_unknown',
  'duplicate_rules_unseen',
  'duplicate_rules_block',
] as const;
export type FindingCode = (typeof findingCodes)[number];

/** `note`: nothing is wrong, and there is something to know. */
export type FindingStatus = 'ok' | 'note' | 'warning' | 'problem';

/** Who can do something about it. */
export type FindingFixer = 'console_admin' | 'hubspot_admin' | 'salesforce_admin' | 'nobody_wait';

export type Finding = {
  readonly code: FindingCode;
  readonly status: FindingStatus;
  readonly side: Side;
  readonly fixer: FindingFixer | null;
  /** Facts that belong into the sentence. */
  readonly detail: Readonly<Record<string, string | number>>;
};

const salesforceTypes: readonly SalesforceType[] = ['Lead', 'Contact'];

const byFault: Readonly<Record<MappingFaultCode, readonly [FindingCode, Side, FindingFixer]>> = {
  unknown_property: ['property_hidden', 'hubspot', 'hubspot_admin'],
  unknown_field: ['field_hidden', 'salesforce', 'salesforce_admin'],
  read_only_property: ['property_read_only', 'hubspot', 'console_admin'],
  read_only_field: ['field_read_only', 'salesforce', 'salesforce_admin'],
  not_writable_by_rule: ['field_read_only', 'salesforce', 'salesforce_admin'],
  calculated_field: ['field_calculated', 'salesforce', 'console_admin'],
  incompatible_types: ['mapping_unfit', 'salesforce', 'console_admin'],
  duplicate_mapping: ['mapping_unfit', 'salesforce', 'console_admin'],
  email_not_mapped: ['email_not_mapped', 'salesforce', 'console_admin'],
};

/** Whether every mapped field of both sides can be read and written as its rule needs. */
export function judgeMappings(
  mappings: readonly FieldMapping[],
  properties: Parameters<typeof checkMappings>[1],
  fields: LiveFields,
): Finding[] {
  const { faults } = checkMappings(mappings, properties, fields);
  // Of an object that is hidden as a whole, every field is missing: one sentence says it.
  const telling = faults.filter(
    ({ code, mapping }) => code !== 'unknown_field' || fields[mapping.salesforceType].size > 0,
  );
  if (faults.length > 0) return telling.map(toFinding);
  return [ok('fields_ready', 'salesforce', { count: mappings.length })];
}

function toFinding({ code, mapping }: MappingFault): Finding {
  const [finding, side, fixer] = byFault[code];
  const { salesforceType, hubspotProperty, salesforceField } = mapping;
  const detail = { object: salesforceType, property: hubspotProperty, field: salesforceField };
  return { code: finding, status: 'problem', side, fixer, detail };
}

/** What the connected user may do with Leads and Contacts, as far as their fields tell. */
export function judgeObjects(settings: SyncSettings, fields: LiveFields): Finding[] {
  return salesforceTypes.flatMap((object) => {
    const all = [...fields[object].values()];
    const problem = (code: FindingCode): Finding => ({
      code,
      status: 'problem',
      side: 'salesforce',
      fixer: 'salesforce_admin',
      detail: { object },
    });
    if (all.length === 0) return [problem('object_hidden')];
    const found: Finding[] = [];
    if (!all.some(({ isUpdateable }) => isUpdateable)) found.push(problem('object_not_updateable'));
    const isCreated = createdTypes(settings).includes(object);
    if (!isCreated) return found;
    if (!all.some(({ isCreateable }) => isCreateable)) found.push(problem('object_not_createable'));
    return [...found, ...judgeRequired(object, settings, fields)];
  });
}

/** Which records the settings have us make in Salesforce. */
function createdTypes({ createInSalesforce, contactForKnownAccount }: SyncSettings): SalesforceType[] {
  if (createInSalesforce === 'nothing') return [];
  if (createInSalesforce === 'contact') return ['Contact'];
  return contactForKnownAccount ? ['Lead', 'Contact'] : ['Lead'];
}

/** Fields without which Salesforce refuses a new record. */
function judgeRequired(object: SalesforceType, settings: SyncSettings, fields: LiveFields): Finding[] {
  const defaults = new Map([
    ['LastName', settings.defaultLastName],
    ['Company', settings.defaultCompany],
  ]);
  const mapped = settings.mappings.filter(({ salesforceType }) => salesforceType === object);
  return [...fields[object].values()]
    .filter(({ isRequiredOnCreate }) => isRequiredOnCreate)
    .flatMap(({ name }): Finding[] => {
      const warn = (code: FindingCode): Finding[] => [
        {
          code,
          status: 'warning',
          side: 'salesforce',
          fixer: 'console_admin',
          detail: { object, field: name },
        },
      ];
      if (defaults.has(name)) return defaults.get(name) === '' ? warn('default_missing') : [];
      const isMapped = mapped.some(
        (each) => each.salesforceField === name && (each.rule !== 'none' || isEmailKey(each)),
      );
      return isMapped ? [] : warn('required_field_unmapped');
    });
}

/** From how much of the day's calls on it is worth telling, and from how much on sweeps rest. */
const lowShare = 0.8;
const spentShare = 0.95;

/** What is left of the org's calls, which all its integrations share. */
export function judgeApiCalls(usage: { readonly used: number; readonly limit: number } | null): Finding {
  if (usage === null || usage.limit <= 0) return { ...ok('api_calls_unknown', 'salesforce'), status: 'note' };
  const { used, limit } = usage;
  const detail = { used, limit, left: Math.max(0, limit - used) };
  const share = used / limit;
  if (share < lowShare) return ok('api_calls_enough', 'salesforce', detail);
  const isSpent = share >= spentShare;
  return {
    code: isSpent ? 'api_calls_spent' : 'api_calls_low',
    status: isSpent ? 'problem' : 'warning',
    side: 'salesforce',
    fixer: 'salesforce_admin',
    detail,
  };
}

/** Scopes without which parts of the sync do not work, one finding each. */
export function judgeScopes(side: Side, granted: readonly string[], required: readonly string[]): Finding[] {
  return required
    .filter((scope) => !granted.includes(scope))
    .map((scope) => ({
      code: side === 'hubspot' ? 'hubspot_scope_missing' : 'salesforce_scope_missing',
      status: 'problem',
      side,
      fixer: side === 'hubspot' ? 'hubspot_admin' : 'salesforce_admin',
      detail: { scope },
    }));
}

/** A finding with which nothing is wrong. */
export function ok(code: FindingCode, side: Side, detail: Finding['detail'] = {}): Finding {
  return { code, status: 'ok', side, fixer: null, detail };
}
