import type { Mappable, SchemaResponse } from '#lib/contracts/mappings.ts';
import { joinedKind } from '#lib/domain/field-kinds.ts';
import {
  defaultMappings,
  type HubspotPropertySchema,
  type SalesforceFieldSchema,
} from '#lib/domain/field-mapping.ts';
import { type RequestContext, ServiceError } from './context.ts';
import { readLiveFields } from './read-live-fields.ts';

/**
 * What can be mapped on both sides, and which groups of it fit together.
 *
 * @throws ServiceError `salesforce_not_connected`: its fields are not known.
 */
export async function readSchema(context: RequestContext): Promise<SchemaResponse> {
  const [properties, fields] = await Promise.all([context.hubspot.readProperties(), readLiveFields(context)]);
  if (fields === null) throw new ServiceError('salesforce_not_connected');
  const { Lead, Contact } = fields;
  const propertyGroups = new Map(properties.map((each) => [groupOfProperty(each), each]));
  const fieldGroups = new Map(
    [...Lead.values(), ...Contact.values()].map((each) => [groupOfField(each), each]),
  );
  return {
    properties: properties.map(viewProperty),
    fields: { Lead: [...Lead.values()].map(viewField), Contact: [...Contact.values()].map(viewField) },
    partners: Object.fromEntries(
      [...propertyGroups].map(([group, property]) => [
        group,
        [...fieldGroups].filter(([, field]) => joinedKind(property, field) !== null).map(([name]) => name),
      ]),
    ),
    defaults: defaultMappings(),
  };
}

function viewProperty(property: HubspotPropertySchema): Mappable {
  const { name, label, type, isWritable } = property;
  return { name, label, type, isWritable, group: groupOfProperty(property) };
}

function viewField(field: SalesforceFieldSchema): Mappable {
  const { name, label, type, isUpdateable, isCalculated } = field;
  return { name, label, type, isWritable: isUpdateable && !isCalculated, group: groupOfField(field) };
}

/** Properties of one group fit the same fields. */
function groupOfProperty(property: HubspotPropertySchema): string {
  if (property.isOwner) return 'owner';
  if (property.type !== 'enumeration') return property.type;
  if (property.isMultiple) return 'choices';
  const isYesNo = joinedKind(property, yesNoField) !== null;
  return isYesNo ? 'yes_no' : 'choice';
}

function groupOfField({ type, referenceTo }: SalesforceFieldSchema): string {
  return type === 'reference' && referenceTo.includes('User') ? 'user' : type;
}

/** A Salesforce check box, which only an enumeration of yes and no fits. */
const yesNoField: SalesforceFieldSchema = {
  name: '',
  label: '',
  type: 'boolean',
  maxLength: null,
  scale: null,
  isCreateable: true,
  isUpdateable: true,
  isCalculated: false,
  isRequiredOnCreate: false,
  isRestrictedPicklist: false,
  picklistValues: [],
  referenceTo: [],
};
