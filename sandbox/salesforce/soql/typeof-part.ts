import type { FieldTypeOf } from '@jetstreamapp/soql-parser-js';
import type { FieldSpec } from '../metadata/object-spec.ts';
import type { SObject } from '../metadata/schema.ts';
import { type CompileScope, renderParentField, resolveParent, resolveParentField } from './operand.ts';
import { findReferenced } from './query-source.ts';
import { attributesOf, type Part } from './record-parts.ts';
import { noSuchColumn, noSuchObject, soqlFault } from './soql-fault.ts';

function fieldsOf(scope: CompileScope, target: SObject, names: string[]): FieldSpec[] {
  return names.map((name) => {
    const field = target.field(name);
    if (!field) throw noSuchColumn(scope.soql, name, target.name);
    return field;
  });
}

/** `TYPEOF Owner WHEN User THEN Email ELSE Name END`: of a polymorphic parent, the fields that fit its type. */
export function compileTypeof(scope: CompileScope, item: FieldTypeOf): Part {
  const step = resolveParent(scope, scope.object, item.field, item.field);
  if (!step.isPolymorphic) {
    const sentence = `the TYPEOF expression needs a polymorphic relationship: ${item.field}`;
    throw soqlFault(scope.soql, item.field, 'INVALID_FIELD', sentence);
  }
  const fieldsByType = new Map<string, FieldSpec[]>();
  let otherwise: FieldSpec[] | null = null;
  for (const { type, objectType = '', fieldList } of item.conditions) {
    if (type === 'ELSE') {
      otherwise = fieldList.map((name) => resolveParentField(scope, step, name, name));
      continue;
    }
    const target = scope.source.schema.object(objectType);
    if (!target || !step.field.referenceTo?.includes(target.name)) throw noSuchObject(scope.soql, objectType);
    fieldsByType.set(target.name, fieldsOf(scope, target, fieldList));
  }
  return {
    key: step.relationship,
    render(row, version) {
      const recordId = row[step.field.name];
      const parent = typeof recordId === 'string' ? findReferenced(scope.source, recordId) : undefined;
      const fields = parent && (fieldsByType.get(parent.object.name) ?? otherwise);
      if (!fields) return null;
      const values = fields.map((field) => [field.name, renderParentField(parent, field)]);
      return {
        attributes: attributesOf(parent.object, parent.row.Id, version),
        ...Object.fromEntries(values),
      };
    },
  };
}
