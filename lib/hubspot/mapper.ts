import type { z } from 'zod';
import type { HubspotPropertySchema } from '#lib/domain/field-mapping.ts';
import { type HubspotContact, normaliseEmail } from '#lib/domain/records.ts';
import type { HubspotAccount, HubspotList } from '#lib/ports.ts';
import { readListFilters } from './list-filters.ts';
import type { accountSchema, contactSchema, listSchema, PropertyVersion, propertySchema } from './schemas.ts';

export const contactsObjectTypeId = '0-1';

/** Asked for with every contact: the key, and what tells a merged contact from its survivor. */
export const contactBaseProperties = ['email', 'hs_additional_emails', 'hs_merged_object_ids'] as const;

function splitList(value: string | null | undefined): string[] {
  return (value ?? '').split(';').filter((part) => part.trim() !== '');
}

export function toAccount(details: z.infer<typeof accountSchema>): HubspotAccount {
  const { portalId, uiDomain, timeZone, accountType } = details;
  return { portalId, uiDomain, timeZone, accountType };
}

/** `hs_list_size` is an estimate and comes as a string; `size` is there on a single list only. */
export function toList(list: z.infer<typeof listSchema>): HubspotList {
  const estimate = list.additionalProperties?.hs_list_size;
  const size = list.size ?? (estimate === undefined || estimate === null ? null : Number(estimate));
  return {
    listId: list.listId,
    name: list.name,
    objectTypeId: list.objectTypeId,
    processingType: list.processingType,
    // HubSpot does not publish the other words: anything but COMPLETE may be short of members.
    isProcessing: (list.processingStatus ?? 'COMPLETE') !== 'COMPLETE',
    size: size === null || Number.isNaN(size) ? null : size,
    createdAt: list.createdAt ?? null,
    updatedAt: list.updatedAt ?? null,
    isDeleted: typeof list.deletedAt === 'string',
    filters: list.filterBranch ? readListFilters(list.filterBranch) : null,
  };
}

export function toContact(contact: z.infer<typeof contactSchema>): HubspotContact {
  const properties = Object.entries(contact.properties).map(
    ([name, value]) => [name, value || null] as const,
  );
  return {
    hubspotContactId: contact.id,
    email: normaliseEmail(contact.properties.email),
    additionalEmails: splitList(contact.properties.hs_additional_emails).flatMap(
      (address) => normaliseEmail(address) ?? [],
    ),
    mergedIds: readMergedIds(contact.properties),
    properties: Object.fromEntries(properties),
    createdAt: new Date(contact.createdAt).toISOString(),
    updatedAt: new Date(contact.updatedAt).toISOString(),
  };
}

/** Ids this contact had before others were merged into it, by which HubSpot still finds it. */
export function readMergedIds(properties: Readonly<Record<string, string | null>>): string[] {
  return splitList(properties.hs_merged_object_ids).map((contactId) => contactId.trim());
}

export function toProperty(property: z.infer<typeof propertySchema>): HubspotPropertySchema {
  return {
    name: property.name,
    label: property.label,
    type: property.type,
    fieldType: property.fieldType,
    isWritable: property.modificationMetadata?.readOnlyValue === false && property.calculated !== true,
    isMultiple: property.fieldType === 'checkbox',
    isOwner: property.externalOptions === true && property.referencedObjectType === 'OWNER',
    options: (property.options ?? []).map(({ value, label }) => ({ value, label })),
  };
}

/**
 * Time of the newest version somebody else wrote, ISO 8601; `null` when there is none. An integration
 * signs its edits with its app id, so without `appId` every edit counts as somebody else's.
 */
export function readNewestForeignEdit(
  versions: readonly PropertyVersion[],
  appId: string | null,
): string | null {
  const times = versions
    .filter(
      ({ sourceType, sourceId }) => !(sourceType === 'INTEGRATION' && appId !== null && sourceId === appId),
    )
    .map(({ timestamp }) => Date.parse(timestamp))
    .filter((time) => !Number.isNaN(time));
  return times.length === 0 ? null : new Date(Math.max(...times)).toISOString();
}
