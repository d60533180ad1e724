import type { HubspotContact } from './hubspot-account.ts';
import type { SalesforceRecord } from './salesforce-org.ts';

/** The mappings every account starts with, as the console's table shows them: property, field of a Lead, of a Contact. */
export const mappedNames = [
  ['email', 'Email', 'Email'],
  ['firstname', 'FirstName', 'FirstName'],
  ['lastname', 'LastName', 'LastName'],
  ['phone', 'Phone', 'Phone'],
  ['mobilephone', 'MobilePhone', 'MobilePhone'],
  ['jobtitle', 'Title', 'Title'],
  ['company', 'Company', null],
  ['address', 'Street', 'MailingStreet'],
  ['city', 'City', 'MailingCity'],
  ['state', 'State', 'MailingState'],
  ['zip', 'PostalCode', 'MailingPostalCode'],
  ['country', 'Country', 'MailingCountry'],
] as const satisfies readonly (readonly [string, string, string | null])[];

export const mappedProperties: readonly string[] = mappedNames.map(([property]) => property);

/** The fields of one object, by property. */
export function mappedFields(objectName: 'Lead' | 'Contact'): ReadonlyMap<string, string> {
  return new Map(
    mappedNames.flatMap(([property, leadField, contactField]) => {
      const field = objectName === 'Lead' ? leadField : contactField;
      return field === null ? [] : [[property, field] as const];
    }),
  );
}

/** Every address by which a contact is found. */
export function addressesOf({ properties }: HubspotContact): string[] {
  const addresses = [properties.email, ...(properties.hs_additional_emails ?? '').split(';')];
  return addresses.map((address) => (address ?? '').trim().toLowerCase()).filter((address) => address !== '');
}

/**
 * A value as both sides mean it: without the spaces around it; telephone numbers without their punctuation; what a
 * field is too short for does not cross and counts as blank.
 */
export function meaningOf(value: unknown, field: string, length = Number.POSITIVE_INFINITY): string {
  const text = String(value ?? '').trim();
  if (text.length > length) return '';
  return /Phone$/.test(field) ? text.replaceAll(/[^\d+a-z]/gi, '') : text.replaceAll(/\s*\r?\n\s*/g, ' ');
}

/** What each field of a new record means when the contact's properties have crossed. */
export function expectedFields(
  contact: HubspotContact,
  objectName: 'Lead' | 'Contact',
  lengths: ReadonlyMap<string, number>,
): Record<string, string> {
  return Object.fromEntries(
    [...mappedFields(objectName)].map(([property, field]) => [
      field,
      meaningOf(contact.properties[property], field, lengths.get(field)),
    ]),
  );
}

/** What the mapped fields of a record mean. */
export function meaningOfFields(
  record: SalesforceRecord,
  objectName: 'Lead' | 'Contact',
): Record<string, string> {
  return Object.fromEntries(
    [...mappedFields(objectName).values()].map((field) => [field, meaningOf(record[field], field)]),
  );
}
