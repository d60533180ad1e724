import type { FieldType as SelectItem } from '@jetstreamapp/soql-parser-js';
import type { FieldType } from '../metadata/object-spec.ts';
import { isAggregateFunction } from './aggregate.ts';
import { type CompileScope, compileOperand, type Operand } from './operand.ts';
import { parseSoql } from './parse-soql.ts';
import type { QuerySource } from './query-source.ts';
import { childScope, openScope } from './run-query.ts';
import { expandFields } from './select-list.ts';

const apexTypes: Partial<Record<FieldType, string>> = {
  id: 'Id',
  reference: 'Id',
  boolean: 'Boolean',
  int: 'Integer',
  double: 'Double',
  currency: 'Double',
  percent: 'Double',
  date: 'Date',
  datetime: 'Datetime',
  address: 'Address',
};

type Column = Record<string, unknown> & { columnName: string; joinColumns: Column[] };

function describeColumn(
  columnName: string,
  operand: Pick<Operand, 'type' | 'field'> | null,
  more: Partial<Column> = {},
): Column {
  const apexType = operand ? (apexTypes[operand.type] ?? 'String') : null;
  const isWritable = operand?.field?.access === 'edit';
  return {
    aggregate: false,
    apexType,
    booleanType: apexType === 'Boolean',
    columnName,
    custom: columnName.endsWith('__c'),
    displayName: columnName,
    foreignKeyName: null,
    insertable: isWritable,
    joinColumns: [],
    numberType: apexType === 'Integer' || apexType === 'Double',
    textType: apexType === 'String',
    updatable: isWritable,
    ...more,
  };
}

/** `Account.Owner.Name` is a column Account with a column Owner in it, in which Name is. */
function addParentPath(scope: CompileScope, columns: Column[], path: string): void {
  const operand = compileOperand(scope, path);
  const parts = operand.path.split('.');
  let level = columns;
  for (const relationship of parts.slice(0, -1)) {
    const known = level.find(({ columnName }) => columnName === relationship);
    const column = known ?? describeColumn(relationship, null, { foreignKeyName: relationship });
    if (!known) level.push(column);
    level = column.joinColumns;
  }
  level.push(describeColumn(parts.at(-1) ?? path, operand));
}

function describeItems(scope: CompileScope, items: SelectItem[], limit: number | undefined): Column[] {
  const columns: Column[] = [];
  let unnamed = 0;
  for (const item of items) {
    if (item.type === 'Field') addParentPath(scope, columns, item.field);
    else if (item.type === 'FieldRelationship') {
      addParentPath(scope, columns, item.rawValue ?? [...item.relationships, item.field].join('.'));
    } else if (item.type === 'FieldSubquery') {
      const { name, inner } = childScope(scope, item);
      const joinColumns = describeItems(inner, item.subquery.fields ?? [], item.subquery.limit);
      columns.push(describeColumn(name, null, { aggregate: true, joinColumns }));
    } else if (item.type === 'FieldTypeof') columns.push(describeColumn(item.field, null));
    else if (item.functionName.toUpperCase() === 'FIELDS') {
      for (const field of expandFields(scope, item, limit)) addParentPath(scope, columns, field.name);
    } else if (item.parameters.length > 0) {
      const columnName = item.alias ?? `expr${unnamed++}`;
      const type = isAggregateFunction(item.functionName) ? 'double' : 'string';
      const displayName = `${item.functionName.toLowerCase()}(${item.parameters.join(', ')})`;
      columns.push(describeColumn(columnName, { type }, { aggregate: true, displayName }));
    }
  }
  return columns;
}

/** What `&columns=true` answers instead of rows: the shape of the result. Throws for a query that would not run. */
export function describeColumns(source: QuerySource, soql: string): Record<string, unknown> {
  const query = parseSoql(soql);
  const scope = openScope(source, query, soql);
  const columnMetadata = describeItems(scope, query.fields ?? [], query.limit);
  return {
    columnMetadata,
    entityName: scope.object.name,
    groupBy: query.groupBy !== undefined,
    idSelected: columnMetadata.some(({ columnName }) => columnName === 'Id'),
    keyPrefix: scope.object.spec.keyPrefix,
  };
}
