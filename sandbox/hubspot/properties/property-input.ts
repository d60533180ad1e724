import { readText } from '#sandbox/hubspot/api/batch.ts';
import { conflict, objectNotFound, validationError } from '#sandbox/hubspot/api/errors.ts';
import type { Portal } from '#sandbox/hubspot/portal.ts';
import type { PropertyDefinition, PropertyOption, PropertyType } from './catalog.ts';

const FIELD_TYPES: Record<PropertyType, readonly string[]> = {
  string: ['text', 'textarea', 'file', 'html', 'phonenumber'],
  number: ['number'],
  date: ['date'],
  datetime: ['date'],
  enumeration: ['select', 'radio', 'checkbox', 'booleancheckbox'],
  bool: ['booleancheckbox'],
};
const MOST_UNIQUE_PROPERTIES = 10;

/** Checks a new property; 409 for a name in use, 400 for anything that does not fit together. */
export function readNewProperty(portal: Portal, body: Record<string, unknown>): PropertyDefinition {
  const name = readText(body, 'name');
  if (!/^[a-z][a-z0-9_]*$/.test(name)) {
    throw validationError(
      `Invalid property name "${name}": it must begin with a lower-case letter and contain only lower-case letters, digits and underscores.`,
    );
  }
  if (portal.properties.find(name)) throw conflict(`A property named '${name}' already exists.`);
  const type = readText(body, 'type') as PropertyType;
  const fieldType = readText(body, 'fieldType');
  if (!FIELD_TYPES[type]?.includes(fieldType)) {
    throw validationError(`Property type ${type} is not compatible with field type ${fieldType}.`);
  }
  const hasUniqueValue = body.hasUniqueValue === true;
  if (hasUniqueValue) refuseTooManyUnique(portal);
  const now = portal.clock.now();
  return {
    name,
    label: readText(body, 'label'),
    type,
    fieldType,
    groupName: readGroupName(portal, body),
    description: typeof body.description === 'string' ? body.description : '',
    options: readOptions(type, body.options),
    hasUniqueValue,
    calculated: false,
    hidden: body.hidden === true,
    hubspotDefined: false,
    externalOptions: body.externalOptions === true,
    formField: body.formField === true,
    displayOrder: typeof body.displayOrder === 'number' ? body.displayOrder : -1,
    readOnlyValue: false,
    readOnlyOptions: false,
    createdAt: now,
    updatedAt: now,
  };
}

/** The definition with the sent changes. HubSpot's own properties may only get other options. */
export function readChangedProperty(
  portal: Portal,
  definition: PropertyDefinition,
  body: Record<string, unknown>,
): PropertyDefinition {
  const changesDefinition = Object.keys(body).some((field) => field !== 'options');
  if (definition.hubspotDefined && (changesDefinition || definition.readOnlyOptions)) {
    throw validationError(`Property "${definition.name}" is defined by HubSpot and cannot be changed.`);
  }
  const text = (field: 'label' | 'description'): string =>
    typeof body[field] === 'string' ? body[field] : definition[field];
  return {
    ...definition,
    label: text('label'),
    description: text('description'),
    groupName: body.groupName === undefined ? definition.groupName : readGroupName(portal, body),
    options: body.options === undefined ? definition.options : readOptions(definition.type, body.options),
    hidden: typeof body.hidden === 'boolean' ? body.hidden : definition.hidden,
    updatedAt: portal.clock.now(),
  };
}

function readGroupName(portal: Portal, body: Record<string, unknown>): string {
  const groupName = readText(body, 'groupName');
  if (!portal.properties.groups.has(groupName))
    throw objectNotFound(`Property group "${groupName}" does not exist.`);
  return groupName;
}

function readOptions(type: PropertyType, input: unknown): PropertyOption[] {
  const options = Array.isArray(input) ? (input as Record<string, unknown>[]) : [];
  if (options.length > 0 && type !== 'enumeration' && type !== 'bool') {
    throw validationError(`Options are not allowed for a property of type ${type}.`);
  }
  const read = options.map((option, index) => ({
    value: readText(option, 'value'),
    label: readText(option, 'label'),
    hidden: option.hidden === true,
    displayOrder: typeof option.displayOrder === 'number' ? option.displayOrder : index,
  }));
  const values = new Set(read.map(({ value }) => value));
  if (values.size !== read.length) throw validationError('Property option values must be unique.');
  if (read.some(({ value }) => value.includes(';')))
    throw validationError('Option values must not contain a semicolon.');
  return read;
}

function refuseTooManyUnique(portal: Portal): void {
  const unique = portal.properties
    .all()
    .filter((property) => property.hasUniqueValue && !property.hubspotDefined);
  if (unique.length >= MOST_UNIQUE_PROPERTIES) {
    throw validationError(`At most ${MOST_UNIQUE_PROPERTIES} properties with unique values are allowed.`);
  }
}
