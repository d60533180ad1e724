import type { FunctionExp } from '@jetstreamapp/soql-parser-js';
import type { FieldSpec } from '../metadata/object-spec.ts';
import type { SObject } from '../metadata/schema.ts';
import { type Address, readField, renderField } from '../records/read-field.ts';
import type { FieldValue, Row } from '../records/row.ts';
import { compileDateFunction } from './date-functions.ts';
import type { CompileScope, Operand } from './operand-shape.ts';
import { findReferenced } from './query-source.ts';
import { noSuchColumn, noSuchRelationship } from './soql-fault.ts';

export type { CompileScope, Operand } from './operand-shape.ts';

/** Record ids, and the unique fields that an admin made case-sensitive. */
export const isCaseSensitive = ({ type, field }: Operand): boolean =>
  type === 'id' || type === 'reference' || field?.caseSensitive === true;

/** One step from a record to its parent. A polymorphic parent (a Lead's Owner) answers as the object `Name`. */
export type ParentStep = { relationship: string; field: FieldSpec; target: SObject; isPolymorphic: boolean };

/** The fields that Salesforce offers on a polymorphic parent. */
const nameObjectFields = [
  'Id',
  'Name',
  'FirstName',
  'LastName',
  'Alias',
  'Email',
  'IsActive',
  'Phone',
  'Title',
  'Type',
  'Username',
];

/** Splits `Owner.Name`, dropping the object's own name or alias where it stands in front. */
export function splitPath(scope: CompileScope, path: string): string[] {
  const parts = path.split('.');
  const first = parts[0]?.toLowerCase();
  const isSelf = first === scope.object.name.toLowerCase() || first === scope.alias?.toLowerCase();
  return parts.length > 1 && isSelf ? parts.slice(1) : parts;
}

export function resolveParent(
  scope: CompileScope,
  from: SObject,
  relationship: string,
  path: string,
): ParentStep {
  const field = from.relationship(relationship);
  const targets = (field?.referenceTo ?? []).flatMap((name) => scope.source.schema.object(name) ?? []);
  const target = targets.find((candidate) => candidate.name === 'User') ?? targets[0];
  if (!field || !target) throw noSuchRelationship(scope.soql, path, relationship);
  return {
    relationship: field.relationshipName ?? relationship,
    field,
    target,
    isPolymorphic: targets.length > 1,
  };
}

/** The field at the end of a path; on a polymorphic parent only the fields that every owner shares. */
export function resolveParentField(
  scope: CompileScope,
  step: ParentStep,
  name: string,
  path: string,
): FieldSpec {
  if (!step.isPolymorphic) {
    const field = step.target.field(name);
    if (!field) throw noSuchColumn(scope.soql, path, step.target.name);
    return field;
  }
  const canonical = nameObjectFields.find((known) => known.toLowerCase() === name.toLowerCase());
  const field =
    canonical && (step.target.field(canonical) ?? scope.source.schema.object('Group')?.field(canonical));
  if (!field) throw noSuchColumn(scope.soql, path, 'Name');
  return field;
}

type Parent = { object: SObject; row: Row };

/** A polymorphic parent answers with its own field of that name; `Type` of a user is the word User. */
export function readParentField(parent: Parent, field: FieldSpec): FieldValue {
  if (field.name === 'Type' && parent.object.name === 'User') return 'User';
  const own = parent.object.field(field.name);
  return own ? readField(parent.row, own) : null;
}

/** The same as it stands in an answer, compound addresses and date times included. */
export function renderParentField(parent: Parent, field: FieldSpec): FieldValue | Address {
  const own = parent.object.field(field.name);
  return own?.type === field.type && field.name !== 'Type'
    ? renderField(parent.row, own)
    : readParentField(parent, field);
}

function compilePath(scope: CompileScope, path: string): Operand {
  const parts = splitPath(scope, path);
  const last = parts.at(-1) ?? '';
  if (parts.length === 1) {
    const field = scope.object.field(last);
    if (!field) throw noSuchColumn(scope.soql, path, scope.object.name);
    return {
      path: field.name,
      type: field.type,
      ownField: field,
      field,
      read: (row) => readField(row, field),
    };
  }
  const steps: ParentStep[] = [];
  let from = scope.object;
  for (const relationship of parts.slice(0, -1)) {
    const step = resolveParent(scope, from, relationship, path);
    steps.push(step);
    from = step.target;
  }
  const lastStep = steps.at(-1) as ParentStep;
  const field = resolveParentField(scope, lastStep, last, path);
  const canonical = [...steps.map((step) => step.relationship), field.name].join('.');
  return {
    path: canonical,
    type: field.type,
    field,
    read(row) {
      let parent: { object: SObject; row: Row } | undefined = { object: scope.object, row };
      for (const step of steps) {
        const recordId: FieldValue | undefined = parent.row[step.field.name];
        parent = typeof recordId === 'string' ? findReferenced(scope.source, recordId) : undefined;
        if (!parent) return null;
      }
      return readParentField(parent, field);
    },
  };
}

/** Turns a field path or a date function of the query into something that reads rows. */
export function compileOperand(scope: CompileScope, expression: string | FunctionExp): Operand {
  if (typeof expression === 'string') return compilePath(scope, expression);
  return compileDateFunction(scope, expression, (path) => compilePath(scope, path));
}
