import { readdirSync, readFileSync } from 'node:fs';
import { z } from 'zod';
import { type FieldSpec, fieldSpecSchema, type ObjectSpec, objectSpecSchema } from './object-spec.ts';

/** One object as the API sees it: its fields by lower-cased name, so that any spelling of case finds them. */
export type SObject = {
  readonly spec: ObjectSpec;
  readonly name: string;
  readonly fields: readonly FieldSpec[];
  /** A field by name in any case; `undefined` when absent or hidden by field-level security. */
  field(name: string): FieldSpec | undefined;
  /** The reference field behind a relationship name such as `Owner` or `Account`. */
  relationship(name: string): FieldSpec | undefined;
};

export type ChildRelationship = { name: string; child: SObject; field: FieldSpec };

export type Schema = {
  object(name: string): SObject | undefined;
  objectByPrefix(recordId: string): SObject | undefined;
  objects(): readonly SObject[];
  children(parent: SObject): ChildRelationship[];
  child(parent: SObject, relationshipName: string): ChildRelationship | undefined;
  /** Adds an object, or replaces one of the same name. Records already stored stay readable. */
  define(spec: ObjectSpec): SObject;
};

const objectsFolder = new URL('./objects/', import.meta.url);
const systemFields = z
  .array(fieldSpecSchema)
  .parse(JSON.parse(readFileSync(new URL('./system-fields.json', import.meta.url), 'utf8')));

const standardObjects = readdirSync(objectsFolder)
  .sort()
  .map((file) => objectSpecSchema.parse(JSON.parse(readFileSync(new URL(file, objectsFolder), 'utf8'))));

/** One object from its specification, with the system fields that every record of an org has. */
export function buildSObject(spec: ObjectSpec, system: readonly FieldSpec[] = systemFields): SObject {
  const own = system.filter((field) => spec.deletable || field.name !== 'IsDeleted');
  const fields = [...own, ...spec.fields].filter((field) => field.access !== 'hidden');
  const byName = new Map(fields.map((field) => [field.name.toLowerCase(), field]));
  const byRelationship = new Map(
    fields.flatMap((field) =>
      field.relationshipName ? [[field.relationshipName.toLowerCase(), field] as const] : [],
    ),
  );
  return {
    spec,
    name: spec.name,
    fields,
    field: (name) => byName.get(name.toLowerCase()),
    relationship: (name) => byRelationship.get(name.toLowerCase()),
  };
}

/** The objects of the files, for one org: each org gets its own schema, because an admin may change one org only. */
export function createSchema(): Schema {
  const byName = new Map<string, SObject>();
  const byPrefix = new Map<string, SObject>();

  function define(spec: ObjectSpec): SObject {
    const built = buildSObject(spec);
    byName.set(spec.name.toLowerCase(), built);
    byPrefix.set(spec.keyPrefix, built);
    return built;
  }

  for (const spec of standardObjects) define(spec);

  function children(parent: SObject): ChildRelationship[] {
    return [...byName.values()].flatMap((child) =>
      child.fields.flatMap((field) =>
        field.childRelationship && field.referenceTo?.includes(parent.name)
          ? [{ name: field.childRelationship, child, field }]
          : [],
      ),
    );
  }

  return {
    object: (name) => byName.get(name.toLowerCase()),
    objectByPrefix: (recordId) => byPrefix.get(recordId.slice(0, 3)),
    objects: () => [...byName.values()],
    children,
    child: (parent, name) =>
      children(parent).find((relationship) => relationship.name.toLowerCase() === name.toLowerCase()),
    define,
  };
}
