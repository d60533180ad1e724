import type { FieldAccess, PreflightResponse } from '#lib/contracts/preflight.ts';
import type { HubspotPropertySchema } from '#lib/domain/field-mapping.ts';
import type { LiveFields } from '#lib/domain/mapping-check.ts';
import type { Side } from '#lib/domain/outcome.ts';
import {
  type Finding,
  judgeApiCalls,
  judgeMappings,
  judgeObjects,
  judgeScopes,
  ok,
} from '#lib/domain/preflight.ts';
import type { SyncSettings } from '#lib/domain/settings.ts';
import { ProviderFailure } from '#lib/ports.ts';
import type { RequestContext } from './context.ts';
import { noteApiUsage } from './note-api-usage.ts';
import { readListState } from './read-list-state.ts';

type Properties = ReadonlyMap<string, HubspotPropertySchema>;

/** What one side came to; `value` is `null` when it could not be read. */
type Reading<Value> = { readonly findings: readonly Finding[]; readonly value: Value | null };

/**
 * Looks at everything that could keep contacts from syncing: access, permissions, fields, calls that are left. Asks both
 * platforms anew and changes nothing.
 */
export async function runPreflight(context: RequestContext): Promise<PreflightResponse> {
  context.forgetSchemas();
  const { settings } = await context.stores.settings.readCurrent();
  const [hubspot, salesforce] = await Promise.all([
    checkHubspot(context, settings),
    checkSalesforce(context, settings),
  ]);
  await noteApiUsage(context);
  const isBothRead = hubspot.value !== null && salesforce.value !== null;
  return {
    checkedAt: new Date(context.clock.now()).toISOString(),
    findings: [
      ...hubspot.findings,
      ...salesforce.findings,
      ...(isBothRead ? judgeMappings(settings.mappings, hubspot.value, salesforce.value) : []),
    ].map((finding) => ({ ...finding, detail: { ...finding.detail } })),
    fields: isBothRead ? listFieldAccess(settings, hubspot.value, salesforce.value) : [],
  };
}

async function checkHubspot(context: RequestContext, settings: SyncSettings): Promise<Reading<Properties>> {
  const { stores, hubspot, hubspotScopes } = context;
  const connection = await stores.connections.read('hubspot');
  if (connection === null || connection.status === 'reconnect_needed') return notConnected('hubspot');
  const scopes = judgeScopes('hubspot', connection.scopes, hubspotScopes);
  try {
    const properties = await hubspot.readProperties();
    return {
      value: new Map(properties.map((property) => [property.name, property])),
      findings: [
        ...(scopes.length === 0
          ? [ok('hubspot_ready', 'hubspot', { scopes: hubspotScopes.length })]
          : scopes),
        ...(await checkLists(context, settings)),
        { ...ok('hubspot_calls', 'hubspot'), status: 'note' },
      ],
    };
  } catch (error) {
    return unreachable(error, 'hubspot', scopes);
  }
}

async function checkLists({ hubspot }: RequestContext, { inclusionList }: SyncSettings): Promise<Finding[]> {
  try {
    await hubspot.searchLists({ query: '', offset: 0, count: 1 });
  } catch (error) {
    if (!(error instanceof ProviderFailure) || error.kind !== 'rejected') throw error;
    const permission = error.missingPermissions.join(', ');
    const detail = permission === '' ? {} : { permission };
    return [{ code: 'lists_unreadable', status: 'problem', side: 'hubspot', fixer: 'hubspot_admin', detail }];
  }
  const { kind } = await readListState(hubspot, inclusionList);
  if (kind === 'usable' || inclusionList === null) return [];
  const detail = { list: inclusionList.name };
  return [
    { code: 'inclusion_list_unusable', status: 'problem', side: 'hubspot', fixer: 'console_admin', detail },
  ];
}

async function checkSalesforce(
  context: RequestContext,
  settings: SyncSettings,
): Promise<Reading<LiveFields>> {
  const { stores, salesforce } = context;
  const connection = await stores.connections.read('salesforce');
  if (connection === null || connection.status === 'reconnect_needed') return notConnected('salesforce');
  const scopes = judgeSalesforceScopes(connection.scopes);
  try {
    const [Lead, Contact] = await Promise.all([readFields(context, 'Lead'), readFields(context, 'Contact')]);
    const fields = { Lead, Contact };
    const { apiUsed: used, apiLimit: limit } = connection;
    const usage = salesforce.apiUsage() ?? (used === null || limit === null ? null : { used, limit });
    const objects = judgeObjects(settings, fields);
    const isReady = scopes.length === 0 && !objects.some(({ status }) => status === 'problem');
    return {
      value: fields,
      findings: [
        ...(isReady ? [ok('salesforce_ready', 'salesforce', { user: connection.accountUser })] : scopes),
        ...objects,
        judgeApiCalls(usage),
        await checkDuplicates(context),
      ],
    };
  } catch (error) {
    return unreachable(error, 'salesforce', scopes);
  }
}

/** `full` holds `api`. Salesforce names no scopes in some answers, and then nothing is known of them. */
function judgeSalesforceScopes(granted: readonly string[]): Finding[] {
  return granted.length === 0 || granted.includes('full') ? [] : judgeScopes('salesforce', granted, ['api']);
}

/** An object that the user may not see at all has no fields. */
async function readFields({ salesforce }: RequestContext, salesforceType: 'Lead' | 'Contact') {
  try {
    const fields = await salesforce.describe(salesforceType);
    return new Map(fields.map((field) => [field.name, field]));
  } catch (error) {
    if (error instanceof ProviderFailure && error.kind === 'rejected') return new Map<string, never>();
    throw error;
  }
}

/** Describing an object does not name its duplicate rules; what they have refused does. */
async function checkDuplicates({ stores }: RequestContext): Promise<Finding> {
  const groups = await stores.errorGroups.listOpen(mostGroups);
  const records = groups
    .filter(({ code }) => code === 'DUPLICATES_DETECTED')
    .reduce((sum, group) => sum + group.records, 0);
  if (records === 0) return { ...ok('duplicate_rules_unseen', 'salesforce'), status: 'note' };
  const detail = { records };
  return {
    code: 'duplicate_rules_block',
    status: 'warning',
    side: 'salesforce',
    fixer: 'salesforce_admin',
    detail,
  };
}

const mostGroups = 200;

function notConnected(side: Side): Reading<never> {
  const code = side === 'hubspot' ? 'hubspot_not_connected' : 'salesforce_not_connected';
  return { value: null, findings: [{ code, status: 'problem', side, fixer: 'console_admin', detail: {} }] };
}

function unreachable(error: unknown, side: Side, found: readonly Finding[]): Reading<never> {
  if (!(error instanceof ProviderFailure)) throw error;
  if (error.kind === 'auth_expired') return notConnected(side);
  const code = side === 'hubspot' ? 'hubspot_unreachable' : 'salesforce_unreachable';
  const detail = { code: error.code };
  return {
    value: null,
    findings: [...found, { code, status: 'problem', side, fixer: 'nobody_wait', detail }],
  };
}

function listFieldAccess(
  { mappings }: SyncSettings,
  properties: Properties,
  fields: LiveFields,
): FieldAccess[] {
  return mappings.map(({ salesforceType, hubspotProperty, salesforceField }) => {
    const property = properties.get(hubspotProperty);
    const field = fields[salesforceType].get(salesforceField);
    return {
      salesforceType,
      hubspotProperty,
      salesforceField,
      hubspot: property ? { mayEdit: property.isWritable } : null,
      salesforce: field ? { mayCreate: field.isCreateable, mayEdit: field.isUpdateable } : null,
    };
  });
}
