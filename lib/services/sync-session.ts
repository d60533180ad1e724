import type { HubspotPropertySchema } from '#lib/domain/field-mapping.ts';
import type { Fingerprint } from '#lib/domain/field-sync.ts';
import type { ValueContext } from '#lib/domain/field-values.ts';
import { sortMappings } from '#lib/domain/field-writes.ts';
import { checkMappings, type LiveFields } from '#lib/domain/mapping-check.ts';
import type { DecisionRules } from '#lib/domain/pair-decision.ts';
import type { SyncSettings } from '#lib/domain/settings.ts';
import type { TenantStores } from '#lib/ports/stores.ts';
import type { HubspotPort, SalesforcePort } from '#lib/ports.ts';

/** Where the services read the time. */
export interface Clock {
  now(): number;
}

/** One tenant with both platforms open. */
export type TenantSession = {
  readonly stores: TenantStores;
  readonly hubspot: HubspotPort;
  readonly salesforce: SalesforcePort;
  readonly clock: Clock;
  readonly fingerprint: Fingerprint;
  /** How often the change feeds of a tenant that is in use are read. */
  readonly sweepIntervalMs: number;
};

/** A drain under way: the schemas it read at its start, and its fence. */
export type SyncSession = TenantSession & {
  readonly fence: number;
  readonly properties: ReadonlyMap<string, HubspotPropertySchema>;
  readonly fields: LiveFields;
  readonly values: ValueContext;
};

/** Reads both live schemas; mappings are judged against them for the length of one drain. */
export async function openSyncSession(session: TenantSession, fence: number): Promise<SyncSession> {
  const { stores, hubspot, salesforce } = session;
  const [tenant, properties, lead, contact] = await Promise.all([
    stores.readTenant(),
    hubspot.readProperties(),
    salesforce.describe('Lead'),
    salesforce.describe('Contact'),
  ]);
  const hasOwners = await mapsOwners(stores, properties);
  const ownerEmailById = hasOwners ? await hubspot.readOwnerEmails() : new Map<string, string>();
  const userEmailById = hasOwners ? await salesforce.readUserEmails() : new Map<string, string>();
  return {
    ...session,
    fence,
    properties: byName(properties),
    fields: { Lead: byName(lead), Contact: byName(contact) },
    values: {
      portalTimeZone: tenant.timeZone,
      ownerEmailById,
      ownerIdByEmail: inverted(ownerEmailById),
      userEmailById,
      userIdByEmail: inverted(userEmailById),
    },
  };
}

/** The rules of one settings revision. Mappings that no longer fit the live schemas are left out of it. */
export function resolveRules(session: SyncSession, settings: SyncSettings): DecisionRules {
  const { resolved: unsorted } = checkMappings(settings.mappings, session.properties, session.fields);
  // Once for all pairs; a plan that sorts them again finds nothing to do.
  const resolved = sortMappings(unsorted);
  return {
    settings,
    mappings: {
      Lead: resolved.filter(({ salesforceType }) => salesforceType === 'Lead'),
      Contact: resolved.filter(({ salesforceType }) => salesforceType === 'Contact'),
    },
  };
}

async function mapsOwners(
  stores: TenantStores,
  properties: readonly HubspotPropertySchema[],
): Promise<boolean> {
  const owners = new Set(properties.filter(({ isOwner }) => isOwner).map(({ name }) => name));
  const { settings } = await stores.settings.readCurrent();
  return settings.mappings.some(({ hubspotProperty }) => owners.has(hubspotProperty));
}

function byName<T extends { readonly name: string }>(items: readonly T[]): ReadonlyMap<string, T> {
  return new Map(items.map((item) => [item.name, item]));
}

function inverted(map: ReadonlyMap<string, string>): ReadonlyMap<string, string> {
  return new Map([...map].map(([key, value]) => [value, key]));
}
