import type { FieldFunctionExpression, FieldType as SelectItem } from '@jetstreamapp/soql-parser-js';
import type { FieldSpec } from '../metadata/object-spec.ts';
import type { SObject } from '../metadata/schema.ts';
import { renderField } from '../records/read-field.ts';
import type { Row } from '../records/row.ts';
import {
  type CompileScope,
  type ParentStep,
  renderParentField,
  resolveParent,
  resolveParentField,
  splitPath,
} from './operand.ts';
import { findReferenced } from './query-source.ts';
import { attributesOf, type Part } from './record-parts.ts';
import { noSuchColumn, soqlFault, unexpectedToken } from './soql-fault.ts';
import { compileTypeof } from './typeof-part.ts';

export type Projection = {
  /** How many columns a row carries; wide rows come in shorter pages. */
  width: number;
  render(row: Row, version: string): Record<string, unknown>;
};

/** A parent and what is asked of it, gathered from all paths that start with the same relationship. */
type ParentNode = { step: ParentStep; fields: FieldSpec[]; parents: Map<string, ParentNode> };

function addParentPath(
  scope: CompileScope,
  parents: Map<string, ParentNode>,
  from: SObject,
  path: string,
): ParentNode {
  const parts = splitPath(scope, path);
  let level = parents;
  let object = from;
  let node: ParentNode | undefined;
  for (const relationship of parts.slice(0, -1)) {
    const step = resolveParent(scope, object, relationship, path);
    node = level.get(step.relationship) ?? { step, fields: [], parents: new Map() };
    level.set(step.relationship, node);
    level = node.parents;
    object = step.target;
  }
  if (!node) throw noSuchColumn(scope.soql, path, from.name);
  const field = resolveParentField(scope, node.step, parts.at(-1) ?? '', path);
  if (!node.fields.includes(field)) node.fields.push(field);
  return node;
}

function renderParent(scope: CompileScope, node: ParentNode, row: Row, version: string): unknown {
  const recordId = row[node.step.field.name];
  const parent = typeof recordId === 'string' ? findReferenced(scope.source, recordId) : undefined;
  if (!parent) return null;
  const type = node.step.isPolymorphic ? 'Name' : parent.object.name;
  const record: Record<string, unknown> = {
    attributes: attributesOf(parent.object, parent.row.Id, version, type),
  };
  for (const field of node.fields) {
    record[field.name] = renderParentField(parent, field);
  }
  for (const [relationship, inner] of node.parents) {
    record[relationship] = renderParent(scope, inner, parent.row, version);
  }
  return record;
}

/** FIELDS(ALL | STANDARD | CUSTOM): custom fields are only listed for at most 200 rows. */
export function expandFields(
  scope: CompileScope,
  item: FieldFunctionExpression,
  limit: number | undefined,
): FieldSpec[] {
  const group = String(item.parameters[0] ?? '').toUpperCase();
  if (!['ALL', 'STANDARD', 'CUSTOM'].includes(group))
    throw unexpectedToken(scope.soql, String(item.parameters[0]));
  if (group !== 'STANDARD' && (limit === undefined || limit > 200)) {
    throw soqlFault(
      scope.soql,
      'FIELDS',
      'MALFORMED_QUERY',
      'The SOQL FIELDS function must have a LIMIT of at most 200',
    );
  }
  const isCustom = (field: FieldSpec): boolean => field.name.endsWith('__c');
  return scope.object.fields.filter((field) => group === 'ALL' || isCustom(field) === (group === 'CUSTOM'));
}

function compileFunction(scope: CompileScope, item: FieldFunctionExpression): Part {
  const name = item.functionName.toLowerCase();
  const [argument] = item.parameters;
  if (!['tolabel', 'format', 'convertcurrency'].includes(name) || typeof argument !== 'string') {
    throw unexpectedToken(scope.soql, item.functionName);
  }
  const field = scope.object.field(argument);
  if (!field) throw noSuchColumn(scope.soql, argument, scope.object.name);
  const render = (row: Row): unknown => {
    const value = renderField(row, field);
    return name === 'format' && value !== null ? String(value) : value;
  };
  return { key: item.alias ?? field.name, render };
}

/** Compiles the SELECT list of a query that answers records. `childPart` compiles a parent-to-child subquery. */
export function compileSelectList(
  scope: CompileScope,
  items: SelectItem[],
  limit: number | undefined,
  childPart: (item: Extract<SelectItem, { type: 'FieldSubquery' }>) => Part,
): Projection {
  const parts: Part[] = [];
  const parents = new Map<string, ParentNode>();
  const seen = new Set<string>();

  function addField(field: FieldSpec): void {
    if (seen.has(field.name)) {
      throw soqlFault(scope.soql, field.name, 'INVALID_FIELD', `duplicate field selected: ${field.name}`);
    }
    seen.add(field.name);
    parts.push({ key: field.name, render: (row) => renderField(row, field) });
  }

  function addParent(path: string): void {
    if (splitPath(scope, path).length === 1) {
      addOwn(path);
      return;
    }
    const known = new Set(parents.keys());
    addParentPath(scope, parents, scope.object, path);
    for (const [relationship, node] of parents) {
      if (known.has(relationship)) continue;
      parts.push({ key: relationship, render: (row, version) => renderParent(scope, node, row, version) });
    }
  }

  function addOwn(path: string): void {
    const field = scope.object.field(splitPath(scope, path).at(-1) ?? '');
    if (!field) throw noSuchColumn(scope.soql, path, scope.object.name);
    addField(field);
  }

  for (const item of items) {
    if ('alias' in item && item.alias && item.type === 'Field' && !('objectPrefix' in item)) {
      throw soqlFault(
        scope.soql,
        item.alias,
        'MALFORMED_QUERY',
        'only aggregate expressions use field aliasing',
      );
    }
    if (item.type === 'Field') addOwn(item.field);
    else if (item.type === 'FieldRelationship')
      addParent(item.rawValue ?? [...item.relationships, item.field].join('.'));
    else if (item.type === 'FieldSubquery') parts.push(childPart(item));
    else if (item.type === 'FieldTypeof') parts.push(compileTypeof(scope, item));
    else if (item.functionName.toUpperCase() === 'FIELDS') expandFields(scope, item, limit).forEach(addField);
    else parts.push(compileFunction(scope, item));
  }

  return {
    width: parts.length,
    render(row, version) {
      const record: Record<string, unknown> = { attributes: attributesOf(scope.object, row.Id, version) };
      for (const part of parts) record[part.key] = part.render(row, version);
      return record;
    },
  };
}
