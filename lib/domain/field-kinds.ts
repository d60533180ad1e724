import type { HubspotPropertySchema, ResolvedMapping, SalesforceFieldSchema } from './field-mapping.ts';

/** How the values of a joined property and field are read, compared and written. */
export type FieldKind =
  | 'text'
  | 'long_text'
  | 'email'
  | 'phone'
  | 'url'
  | 'boolean'
  | 'number'
  | 'date'
  | 'datetime'
  | 'single_choice'
  | 'multi_choice'
  | 'owner';

/**
 * The kind of a property joined with a field; `null` when the two types cannot be joined.
 *
 * Follows HubSpot's table of types its own Salesforce integration joins (knowledge base, "Map HubSpot
 * properties to Salesforce fields"), and goes further only where nothing can be lost: single-line text also
 * joins e-mail, phone, url, picklists and record ids, a date joins a date-time by the portal's time zone.
 */
export function joinedKind(property: HubspotPropertySchema, field: SalesforceFieldSchema): FieldKind | null {
  if (property.isOwner) {
    return field.type === 'reference' && field.referenceTo.includes('User') ? 'owner' : null;
  }
  switch (property.type) {
    case 'string':
      return kindOfText(field);
    case 'enumeration':
      return property.isMultiple ? kindOfSeveralChoices(field) : kindOfOneChoice(property, field);
    case 'bool':
      return field.type === 'boolean' ? 'boolean' : null;
    case 'number':
      return numberTypes.has(field.type) ? 'number' : null;
    case 'date':
      return field.type === 'date' || field.type === 'datetime' ? 'date' : null;
    case 'datetime':
      return field.type === 'date' || field.type === 'datetime' ? field.type : null;
    default:
      return null;
  }
}

const numberTypes: ReadonlySet<string> = new Set(['int', 'long', 'double', 'currency', 'percent']);

function kindOfText(field: SalesforceFieldSchema): FieldKind | null {
  switch (field.type) {
    case 'string':
    case 'encryptedstring':
    case 'id':
    case 'reference':
      return 'text';
    case 'textarea':
      return 'long_text';
    case 'email':
    case 'phone':
    case 'url':
      return field.type;
    case 'picklist':
    case 'combobox':
      return 'single_choice';
    case 'multipicklist':
      return 'multi_choice';
    default:
      return null;
  }
}

function kindOfOneChoice(property: HubspotPropertySchema, field: SalesforceFieldSchema): FieldKind | null {
  switch (field.type) {
    case 'picklist':
    case 'combobox':
    case 'string':
    case 'textarea':
      return 'single_choice';
    case 'boolean':
      return isYesNo(property) ? 'boolean' : null;
    default:
      return null;
  }
}

function kindOfSeveralChoices(field: SalesforceFieldSchema): FieldKind | null {
  return field.type === 'multipicklist' || field.type === 'string' || field.type === 'textarea'
    ? 'multi_choice'
    : null;
}

/** HubSpot describes older single checkboxes as an enumeration of `true` and `false`. */
function isYesNo(property: HubspotPropertySchema): boolean {
  return (
    property.options.length > 0 &&
    property.options.every(({ value }) => value.toLowerCase() === 'true' || value.toLowerCase() === 'false')
  );
}

/** What one tenant's values are read against. Owners and users are matched by e-mail, lower-cased. */
export type ValueContext = {
  /** IANA name, from HubSpot's account details. */
  readonly portalTimeZone: string;
  /** HubSpot owner id (not user id) ↔ e-mail. */
  readonly ownerEmailById: ReadonlyMap<string, string>;
  readonly ownerIdByEmail: ReadonlyMap<string, string>;
  /** Salesforce User id, 18 characters ↔ e-mail. */
  readonly userEmailById: ReadonlyMap<string, string>;
  readonly userIdByEmail: ReadonlyMap<string, string>;
};

/** `joinedKind` of a mapping. */
export function kindOf(mapping: ResolvedMapping): FieldKind | null {
  return joinedKind(mapping.property, mapping.field);
}
