import type { MappingsResponse } from '#lib/contracts/mappings.ts';
import type { FieldMapping } from '#lib/domain/field-mapping.ts';
import { checkMappings } from '#lib/domain/mapping-check.ts';
import type { SavedSettings } from '#lib/ports/settings.ts';
import type { RequestContext } from './context.ts';
import { readLiveFields } from './read-live-fields.ts';

/** The mappings in force with the labels of both sides and every fault against the live schemas. */
export async function readMappings(context: RequestContext): Promise<MappingsResponse> {
  return viewMappings(context, await context.stores.settings.readCurrent());
}

/** The mappings of one revision, as the console shows them. */
export async function viewMappings(
  context: RequestContext,
  { revision, settings }: SavedSettings,
): Promise<MappingsResponse> {
  const [properties, fields] = await Promise.all([context.hubspot.readProperties(), readLiveFields(context)]);
  const propertyByName = new Map(properties.map((property) => [property.name, property]));
  const faults = fields === null ? [] : checkMappings(settings.mappings, propertyByName, fields).faults;
  return {
    revision,
    isSalesforceSchemaKnown: fields !== null,
    mappings: settings.mappings.map((mapping) => ({
      ...mapping,
      hubspotLabel: propertyByName.get(mapping.hubspotProperty)?.label ?? null,
      salesforceLabel: fields?.[mapping.salesforceType].get(mapping.salesforceField)?.label ?? null,
      faults: faults
        .filter((fault) => isSame(fault.mapping, mapping))
        .map(({ code, suggestions }) => ({ code, suggestions: [...suggestions] })),
    })),
  };
}

function isSame(first: FieldMapping, second: FieldMapping): boolean {
  return (
    first.salesforceType === second.salesforceType &&
    first.hubspotProperty === second.hubspotProperty &&
    first.salesforceField === second.salesforceField
  );
}
