import type { MappingsResponse } from '#lib/contracts/settings.ts';
import type { FieldMapping, SalesforceFieldSchema } from '#lib/domain/field-mapping.ts';
import { checkMappings } from '#lib/domain/mapping-check.ts';
import type { SalesforceType } from '#lib/domain/records.ts';
import type { RequestContext } from './context.ts';

/** The mappings in force with the labels of both sides and every fault against the live schemas. */
export async function readMappings(context: RequestContext): Promise<MappingsResponse> {
  const { stores, hubspot } = context;
  const [{ settings }, properties, fields] = await Promise.all([
    stores.settings.readCurrent(),
    hubspot.readProperties(),
    readFields(context),
  ]);
  const propertyByName = new Map(properties.map((property) => [property.name, property]));
  const faults = fields === null ? [] : checkMappings(settings.mappings, propertyByName, fields).faults;
  return {
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

type FieldsByType = Readonly<Record<SalesforceType, ReadonlyMap<string, SalesforceFieldSchema>>>;

/** `null` while Salesforce is not connected, or has to be connected again. */
async function readFields({ stores, salesforce }: RequestContext): Promise<FieldsByType | null> {
  const connection = await stores.connections.read('salesforce');
  if (connection === null || connection.status === 'reconnect_needed') return null;
  const [lead, contact] = await Promise.all([salesforce.describe('Lead'), salesforce.describe('Contact')]);
  const byName = (fields: readonly SalesforceFieldSchema[]) =>
    new Map(fields.map((field) => [field.name, field]));
  return { Lead: byName(lead), Contact: byName(contact) };
}
