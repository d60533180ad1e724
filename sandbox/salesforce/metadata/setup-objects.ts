import type { FieldValue } from '../records/row.ts';
import { createTable, type Table } from '../records/table.ts';
import type { QuerySource } from '../soql/query-source.ts';
import { describeField } from './describe.ts';
import type { FieldSpec } from './object-spec.ts';
import { fieldSpecSchema, objectSpecSchema } from './object-spec.ts';
import { buildSObject, type Schema, type SObject } from './schema.ts';

type Column = [name: string, type: FieldSpec['type']];

const flags = (...names: string[]): Column[] => names.map((name) => [name, 'boolean']);
const texts = (...names: string[]): Column[] => names.map((name) => [name, 'string']);

function define(name: string, keyPrefix: string, columns: Column[], more: object[] = []): SObject {
  const fields = [['Id', 'id'] as Column, ...columns].map(([field, type]) => ({
    name: field,
    label: field,
    type,
    access: 'read',
  }));
  const spec = objectSpecSchema.parse({
    name,
    label: name,
    labelPlural: name,
    keyPrefix,
    createable: false,
    deletable: false,
    fields: [...fields, ...more.map((field) => fieldSpecSchema.parse(field))],
  });
  return buildSObject(spec, []);
}

const entityDefinition = define('EntityDefinition', '4ie', [
  ...texts('DurableId', 'QualifiedApiName', 'DeveloperName', 'MasterLabel', 'Label', 'PluralLabel'),
  ...texts('KeyPrefix', 'NamespacePrefix', 'InternalSharingModel', 'ExternalSharingModel'),
  ...flags('IsCustomizable', 'IsCustomSetting', 'IsQueryable', 'IsRetrieveable', 'IsSearchable'),
  ...flags('IsReplicateable', 'IsTriggerable', 'IsIdEnabled', 'IsDeprecatedAndHidden', 'IsLayoutable'),
  ...flags('IsEverCreatable', 'IsEverUpdatable', 'IsEverDeletable', 'IsWorkflowEnabled', 'IsApexTriggerable'),
]);

const fieldDefinition = define(
  'FieldDefinition',
  '4fe',
  [
    ...texts('DurableId', 'QualifiedApiName', 'DeveloperName', 'MasterLabel', 'Label', 'DataType'),
    ...texts('ValueTypeId', 'NamespacePrefix', 'RelationshipName', 'ExtraTypeInfo'),
    ['Length', 'int'],
    ['Precision', 'int'],
    ['Scale', 'int'],
    ...flags('IsNillable', 'IsCalculated', 'IsIndexed', 'IsNameField', 'IsCompound', 'IsApiFilterable'),
    ...flags(
      'IsApiSortable',
      'IsApiGroupable',
      'IsWorkflowFilterable',
      'IsHighScaleNumber',
      'IsHtmlFormatted',
    ),
  ],
  [
    {
      name: 'EntityDefinitionId',
      label: 'Entity',
      type: 'string',
      access: 'read',
      referenceTo: ['EntityDefinition'],
      relationshipName: 'EntityDefinition',
    },
  ],
);

type Values = Record<string, FieldValue>;

const developerName = (name: string): string => name.replace(/__c$/, '');

function entityValues({ spec }: SObject): Values {
  return {
    DurableId: spec.name,
    QualifiedApiName: spec.name,
    DeveloperName: developerName(spec.name),
    MasterLabel: spec.label,
    Label: spec.label,
    PluralLabel: spec.labelPlural,
    KeyPrefix: spec.keyPrefix,
    NamespacePrefix: null,
    InternalSharingModel: 'ReadWrite',
    ExternalSharingModel: 'Private',
    IsCustomizable: spec.deletable,
    IsCustomSetting: false,
    IsQueryable: true,
    IsRetrieveable: true,
    IsSearchable: true,
    IsReplicateable: true,
    IsTriggerable: spec.createable,
    IsApexTriggerable: spec.createable,
    IsIdEnabled: true,
    IsDeprecatedAndHidden: false,
    IsLayoutable: true,
    IsEverCreatable: spec.createable,
    IsEverUpdatable: true,
    IsEverDeletable: spec.deletable,
    IsWorkflowEnabled: spec.deletable,
  };
}

/** The words of the set-up pages for a type. */
function dataTypeOf(field: FieldSpec): string {
  if (field.referenceTo) return `Lookup(${field.referenceTo.join(',')})`;
  if (field.type === 'string' || field.type === 'textarea') return `Text(${field.length ?? 255})`;
  return field.type.charAt(0).toUpperCase() + field.type.slice(1);
}

function fieldValues(object: SObject, field: FieldSpec): Values {
  const described = describeField(field);
  return {
    DurableId: `${object.name}.${field.name}`,
    EntityDefinitionId: object.name,
    QualifiedApiName: field.name,
    DeveloperName: developerName(field.name),
    MasterLabel: field.label,
    Label: field.label,
    DataType: dataTypeOf(field),
    ValueTypeId: field.type === 'reference' ? 'id' : field.type,
    NamespacePrefix: null,
    RelationshipName: field.relationshipName ?? null,
    ExtraTypeInfo: described.extraTypeInfo,
    Length: described.length,
    Precision: described.precision,
    Scale: described.scale,
    IsNillable: described.nillable,
    IsCalculated: described.calculated,
    IsIndexed: field.indexed || field.externalId || field.unique || field.type === 'id',
    IsNameField: field.nameField,
    IsCompound: field.type === 'address',
    IsApiFilterable: described.filterable,
    IsApiSortable: described.sortable,
    IsApiGroupable: described.groupable,
    IsWorkflowFilterable: described.filterable,
    IsHighScaleNumber: false,
    IsHtmlFormatted: false,
  };
}

function fill(object: SObject, rows: Values[]): Table {
  const table = createTable(object, '00');
  for (const values of rows) table.insert({ Id: String(values.DurableId), SystemModstamp: 0, ...values });
  return table;
}

const setupQuery = /\bFROM\s+(?:EntityDefinition|FieldDefinition)\b/i;

/** Whether a query reads the set-up instead of records. */
export const isSetupQuery = (soql: string): boolean => setupQuery.test(soql);

/** The objects and fields of an org, to be read like records. */
export function setupSourceOf({ schema, calendar }: QuerySource): QuerySource {
  const objects = schema.objects();
  const entities = fill(entityDefinition, objects.map(entityValues));
  const fields = fill(
    fieldDefinition,
    objects.flatMap((object) => object.fields.map((field) => fieldValues(object, field))),
  );
  const known = [entityDefinition, fieldDefinition];
  const setupSchema: Schema = {
    object: (name) => known.find((object) => object.name.toLowerCase() === name.toLowerCase()),
    // Their rows are named, not numbered: every reference here leads to an entity.
    objectByPrefix: () => entityDefinition,
    objects: () => known,
    children: () => [],
    child: () => undefined,
    define: () => entityDefinition,
  };
  return {
    schema: setupSchema,
    calendar,
    table: (object) => (object === fieldDefinition ? fields : entities),
  };
}
