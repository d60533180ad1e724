import type { Hono } from 'hono';
import type { Schema, SObject } from '../metadata/schema.ts';
import { type ApiError, fault } from '../records/api-fault.ts';
import { attemptSave } from '../records/attempt-save.ts';
import { createRecord, type Saving } from '../records/save-record.ts';
import type { World } from '../world/world.ts';
import { renderItemError } from './error-answer.ts';
import {
  isJsonObject,
  openSaving,
  type RestEnv,
  readJsonObject,
  requireObject,
  serve,
} from './rest-context.ts';

const mostRecords = 200;
const deepestLevel = 5;

/** One record of a tree with the place of its parent among the records before it. */
type Node = {
  object: SObject;
  referenceId: string;
  values: Record<string, unknown>;
  parent: { index: number; fieldName: string } | null;
};

/** Lays a tree out parents first, so that each record is made after the one it refers to. */
function flatten(schema: Schema, root: SObject, records: unknown): Node[] {
  const nodes: Node[] = [];

  function add(object: SObject, list: unknown, parent: Node['parent'], level: number): void {
    if (!Array.isArray(list)) throw fault(400, 'MISSING_ARGUMENT', 'The records parameter is required.');
    if (level > deepestLevel) {
      throw fault(400, 'LIMIT_EXCEEDED', `A tree may be at most ${deepestLevel} levels deep.`);
    }
    for (const record of list as unknown[]) {
      const attributes = isJsonObject(record) ? record.attributes : undefined;
      if (!isJsonObject(record) || !isJsonObject(attributes) || typeof attributes.referenceId !== 'string') {
        throw fault(400, 'INVALID_INPUT', 'Include a reference ID for each record in the request.');
      }
      const node: Node = { object, referenceId: attributes.referenceId, values: {}, parent };
      const index = nodes.push(node) - 1;
      for (const [name, value] of Object.entries(record)) {
        const children = isJsonObject(value) && 'records' in value ? schema.child(object, name) : undefined;
        if (!children) node.values[name] = value;
        else if (isJsonObject(value)) {
          add(children.child, value.records, { index, fieldName: children.field.name }, level + 1);
        }
      }
    }
  }

  add(root, records, null, 1);
  if (nodes.length > mostRecords) {
    const message = `The request has ${nodes.length} records. The limit is ${mostRecords}.`;
    throw fault(400, 'LIMIT_EXCEEDED', message);
  }
  const repeated = nodes.find(
    ({ referenceId }, index) => nodes.findIndex((node) => node.referenceId === referenceId) < index,
  );
  if (repeated)
    throw fault(
      400,
      'INVALID_INPUT',
      `Duplicate ReferenceId provided in the request: ${repeated.referenceId}.`,
    );
  return nodes;
}

function saveTree(saving: Saving, nodes: Node[]): { ids: string[]; errors: Map<Node, ApiError[]> } {
  const ids: string[] = [];
  const errors = new Map<Node, ApiError[]>();
  for (const [index, node] of nodes.entries()) {
    const { object, values, parent } = node;
    // Below a refused record nothing can be tried.
    const parentId = parent ? ids[parent.index] : undefined;
    if (parent && parentId === undefined) continue;
    const payload = parent ? { ...values, [parent.fieldName]: parentId } : values;
    const attempt = attemptSave(saving, (inner) => createRecord(inner, object, payload));
    if (attempt.refusal) errors.set(node, attempt.refusal.errors);
    else ids[index] = attempt.saved.Id;
  }
  return { ids, errors };
}

/** A tree of records and their children in one request: all of it is created, or nothing. */
export function addTreeRoutes(app: Hono<RestEnv>, world: World): void {
  serve(app, '/services/data/:version/composite/tree/:object', {
    async post(c) {
      const object = requireObject(c, c.req.param('object') ?? '');
      const { records } = await readJsonObject(c);
      const nodes = flatten(c.get('caller').org.schema, object, records);
      const saving = openSaving(c, world);
      const { ids, errors } = saveTree(saving, nodes);
      if (errors.size === 0) {
        saving.transaction.commit();
        const results = nodes.map(({ referenceId }, index) => ({ referenceId, id: ids[index] }));
        return c.json({ hasErrors: false, results }, 201);
      }
      saving.transaction.rollback();
      const results = [...errors].map(([{ referenceId }, found]) => ({
        referenceId,
        errors: found.map(renderItemError),
      }));
      return c.json({ hasErrors: true, results }, 400);
    },
  });
}
