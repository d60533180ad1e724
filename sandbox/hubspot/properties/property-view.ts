import type { PropertyDefinition, PropertyGroup } from './catalog.ts';

const HUBSPOT_SINCE = '2020-06-30T15:57:38.000Z';

export function showProperty(definition: PropertyDefinition) {
  const { readOnlyValue, readOnlyOptions, referencedObjectType, createdAt, updatedAt, archivedAt, ...rest } =
    definition;
  return {
    ...rest,
    createdAt: createdAt === undefined ? HUBSPOT_SINCE : new Date(createdAt).toISOString(),
    updatedAt: updatedAt === undefined ? HUBSPOT_SINCE : new Date(updatedAt).toISOString(),
    archived: archivedAt !== undefined,
    ...(archivedAt === undefined ? {} : { archivedAt: new Date(archivedAt).toISOString() }),
    ...(referencedObjectType === undefined ? {} : { referencedObjectType }),
    modificationMetadata: {
      archivable: !definition.hubspotDefined,
      readOnlyDefinition: definition.hubspotDefined,
      readOnlyValue,
      ...(definition.type === 'enumeration' && { readOnlyOptions }),
    },
  };
}

export function showGroup({ name, label, displayOrder, archivedAt }: PropertyGroup) {
  return { name, label, displayOrder, archived: archivedAt !== undefined };
}
