import type { FieldMappingInput, MappingFaultView } from '#lib/contracts/mappings.ts';
import { defaultMappings } from '#lib/domain/field-mapping.ts';
import { checkMappings } from '#lib/domain/mapping-check.ts';
import { isEmailKey } from '#lib/domain/record-creation.ts';
import { type RequestContext, ServiceError } from './context.ts';
import { readLiveFields } from './read-live-fields.ts';

/**
 * Everything that is wrong with a set of mappings against both live schemas; e-mail belongs to every set.
 *
 * @throws ServiceError `salesforce_not_connected`: its fields are not known.
 */
export async function checkMappingSet(
  context: RequestContext,
  mappings: readonly FieldMappingInput[],
): Promise<MappingFaultView[]> {
  const [properties, fields] = await Promise.all([context.hubspot.readProperties(), readLiveFields(context)]);
  if (fields === null) throw new ServiceError('salesforce_not_connected');
  const byName = new Map(properties.map((property) => [property.name, property]));
  const found = checkMappings(mappings, byName, fields).faults;
  // A type without any mapping is sound to the check, which takes it as not synced; here e-mail always crosses.
  const emptyTypes = defaultMappings()
    .filter(isEmailKey)
    .filter(
      (key) => mappings.length > 0 && !mappings.some((each) => each.salesforceType === key.salesforceType),
    )
    .map((mapping) => ({
      mapping,
      code: 'email_not_mapped' as const,
      suggestions: [mapping.salesforceField],
    }));
  return [...found, ...emptyTypes].map(({ mapping, code, suggestions }) => ({
    salesforceType: mapping.salesforceType,
    hubspotProperty: mapping.hubspotProperty,
    salesforceField: mapping.salesforceField,
    code,
    suggestions: [...suggestions],
  }));
}
