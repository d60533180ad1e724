/** The two Salesforce objects a HubSpot contact can be linked to. */
export type SalesforceType = 'Lead' | 'Contact';

/** A HubSpot contact as one batch read it. Property values are HubSpot's own strings; `null` is "no value". */
export type HubspotContact = {
  readonly hubspotContactId: string;
  /** Primary address, lower-cased; `null` when the contact has none. */
  readonly email: string | null;
  /** Secondary addresses (`hs_additional_emails`), lower-cased. */
  readonly additionalEmails: readonly string[];
  /** Ids of contacts that were merged into this one. */
  readonly mergedIds: readonly string[];
  readonly properties: Readonly<Record<string, string | null>>;
  /** ISO 8601, milliseconds. */
  readonly createdAt: string;
  /** ISO 8601, milliseconds. */
  readonly updatedAt: string;
};

/** A field value as Salesforce's JSON carries it. */
export type SalesforceValue = string | number | boolean | null;

/** A Lead or Contact as one batch read it. */
export type SalesforceRecord = {
  readonly salesforceType: SalesforceType;
  /** 18 characters. */
  readonly salesforceId: string;
  /** Lower-cased; `null` when the record has none. */
  readonly email: string | null;
  readonly fields: Readonly<Record<string, SalesforceValue>>;
  /** ISO 8601, whole seconds. */
  readonly createdAt: string;
  /** ISO 8601, whole seconds; settable by users with audit-field permission. */
  readonly lastModifiedAt: string;
  readonly isConverted: boolean;
  /** The Contact a converted Lead became. */
  readonly convertedContactId: string | null;
};

/** Lower-cased and trimmed, the form in which addresses are compared on both sides; blank is `null`. */
export function normaliseEmail(address: string | null | undefined): string | null {
  const trimmed = address?.trim().toLowerCase() ?? '';
  return trimmed === '' ? null : trimmed;
}
