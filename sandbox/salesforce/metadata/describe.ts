import type { FieldSpec, FieldType } from './object-spec.ts';
import type { Schema, SObject } from './schema.ts';

const soapTypes: Record<FieldType, string> = {
  id: 'tns:ID',
  reference: 'tns:ID',
  boolean: 'xsd:boolean',
  int: 'xsd:int',
  double: 'xsd:double',
  currency: 'xsd:double',
  percent: 'xsd:double',
  date: 'xsd:date',
  datetime: 'xsd:dateTime',
  address: 'urn:address',
  string: 'xsd:string',
  email: 'xsd:string',
  phone: 'xsd:string',
  url: 'xsd:string',
  textarea: 'xsd:string',
  picklist: 'xsd:string',
  multipicklist: 'xsd:string',
};

const largestFilterable = 255;

function lengthOf(field: FieldSpec): number {
  if (field.type === 'id' || field.type === 'reference') return 18;
  if (field.type === 'picklist') return field.length ?? 255;
  return field.length ?? 0;
}

function picklistValuesOf(field: FieldSpec) {
  return (field.picklist ?? []).map((value) => ({
    active: true,
    defaultValue: value === field.default,
    label: value,
    validFor: null,
    value,
  }));
}

/** One field with every key that the describe answer of v67.0 carries. */
export function describeField(field: FieldSpec) {
  const length = lengthOf(field);
  const isLongText = field.type === 'textarea' && length > largestFilterable;
  const isCompound = field.type === 'address';
  const isFormula = field.derive !== undefined && field.name.endsWith('__c');
  const isWritable = field.access === 'edit';
  const isDefaulted = field.default !== undefined || field.type === 'boolean';
  const isSearchable = !isLongText && !isCompound;
  return {
    aggregatable: isSearchable && field.type !== 'boolean' && field.type !== 'multipicklist',
    aiPredictionField: false,
    autoNumber: false,
    byteLength:
      soapTypes[field.type] === 'xsd:string'
        ? length * 3
        : field.type === 'id' || field.type === 'reference'
          ? 18
          : 0,
    calculated: isFormula,
    calculatedFormula: null,
    cascadeDelete: field.cascadeDelete,
    caseSensitive: field.caseSensitive,
    compoundFieldName: field.compound ?? null,
    controllerName: null,
    createable: isWritable || field.access === 'create',
    custom: field.name.endsWith('__c'),
    defaultValue:
      field.type === 'boolean'
        ? field.default === true
        : field.default === '$user'
          ? null
          : (field.default ?? null),
    defaultValueFormula: null,
    defaultedOnCreate: isDefaulted,
    dependentPicklist: false,
    deprecatedAndHidden: false,
    digits: field.digits ?? 0,
    displayLocationInDecimal: false,
    encrypted: false,
    externalId: field.externalId,
    extraTypeInfo: field.type === 'textarea' ? 'plaintextarea' : null,
    filterable: isSearchable,
    filteredLookupInfo: null,
    formulaTreatNullNumberAsZero: false,
    groupable:
      isSearchable &&
      !['datetime', 'multipicklist', 'double', 'currency', 'percent', 'textarea'].includes(field.type),
    highScaleNumber: false,
    htmlFormatted: false,
    idLookup: field.idLookup || field.externalId || field.type === 'id',
    inlineHelpText: null,
    label: field.label,
    length,
    mask: null,
    maskType: null,
    name: field.name,
    nameField: field.nameField,
    namePointing: (field.referenceTo?.length ?? 0) > 1,
    nillable: !field.required && field.type !== 'boolean' && field.default !== true,
    permissionable: field.permissionable ?? (field.name.endsWith('__c') || (isWritable && !field.required)),
    picklistValues: picklistValuesOf(field),
    polymorphicForeignKey: (field.referenceTo?.length ?? 0) > 1,
    precision: field.precision ?? 0,
    queryByDistance: false,
    referenceTargetField: null,
    referenceTo: field.referenceTo ?? [],
    relationshipName: field.relationshipName ?? null,
    relationshipOrder: null,
    restrictedDelete: false,
    restrictedPicklist: field.restricted,
    scale: field.scale ?? 0,
    searchPrefilterable: field.type === 'reference',
    soapType: soapTypes[field.type],
    sortable: isSearchable && field.type !== 'multipicklist',
    type: field.type,
    unique: field.unique,
    updateable: isWritable,
    writeRequiresMasterRead: false,
  };
}

/** What the list of objects says of each, and what a describe repeats at its top. */
export function describeGlobalObject(object: SObject, version: string) {
  const { spec } = object;
  const path = `/services/data/${version}/sobjects/${spec.name}`;
  return {
    activateable: false,
    associateEntityType: null,
    associateParentEntity: null,
    createable: spec.createable,
    custom: spec.name.endsWith('__c'),
    customSetting: false,
    deepCloneable: false,
    deletable: spec.deletable,
    deprecatedAndHidden: false,
    feedEnabled: spec.deletable,
    hasSubtypes: false,
    isInterface: false,
    isSubtype: false,
    keyPrefix: spec.keyPrefix,
    label: spec.label,
    labelPlural: spec.labelPlural,
    layoutable: true,
    mergeable: spec.mergeable,
    mruEnabled: true,
    name: spec.name,
    queryable: true,
    replicateable: true,
    retrieveable: true,
    searchable: true,
    triggerable: spec.createable,
    undeletable: spec.deletable,
    updateable: true,
    urls: {
      sobject: path,
      describe: `${path}/describe`,
      rowTemplate: `${path}/{ID}`,
      layouts: `${path}/describe/layouts`,
      approvalLayouts: `${path}/describe/approvalLayouts`,
      compactLayouts: `${path}/describe/compactLayouts`,
      listviews: `${path}/listviews`,
      quickActions: `${path}/quickActions`,
      defaultValues: `${path}/defaultValues?recordTypeId&fields`,
    },
  };
}

function describeChildren(object: SObject, schema: Schema) {
  return schema.objects().flatMap((child) =>
    child.fields
      .filter((field) => field.referenceTo?.includes(object.name))
      .map((field) => ({
        cascadeDelete: field.cascadeDelete,
        childSObject: child.name,
        deprecatedAndHidden: false,
        field: field.name,
        junctionIdListNames: [],
        junctionReferenceTo: [],
        relationshipName: field.childRelationship ?? null,
        restrictedDelete: false,
      })),
  );
}

const masterRecordType = '012000000000000AAA';

/** The full describe of one object. Fields hidden by field-level security are simply not there. */
export function describeObject(object: SObject, schema: Schema, version: string) {
  const global = describeGlobalObject(object, version);
  const layout = `${global.urls.layouts}/${masterRecordType}`;
  return {
    actionOverrides: [],
    childRelationships: describeChildren(object, schema),
    compactLayoutable: true,
    ...global,
    defaultImplementation: null,
    extendedBy: null,
    extendsInterfaces: null,
    fields: object.fields.map(describeField),
    implementedBy: null,
    implementsInterfaces: null,
    listviewable: null,
    lookupLayoutable: null,
    namedLayoutInfos: [],
    networkScopeFieldName: null,
    recordTypeInfos: [
      {
        active: true,
        available: true,
        defaultRecordTypeMapping: true,
        developerName: 'Master',
        master: true,
        name: 'Master',
        recordTypeId: masterRecordType,
        urls: { layout },
      },
    ],
    searchLayoutable: true,
    sobjectDescribeOption: 'FULL',
    supportedScopes: [
      { label: `All ${object.spec.labelPlural.toLowerCase()}`, name: 'everything' },
      { label: `My ${object.spec.labelPlural.toLowerCase()}`, name: 'mine' },
    ],
    urls: {
      ...global.urls,
      uiDetailTemplate: `/{ID}`,
      uiEditTemplate: `/{ID}/e`,
      uiNewRecord: `/${object.spec.keyPrefix}/e`,
    },
  };
}
