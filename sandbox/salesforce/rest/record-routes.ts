import type { Hono } from 'hono';
import { describeGlobalObject } from '../metadata/describe.ts';
import type { FieldSpec } from '../metadata/object-spec.ts';
import type { SObject } from '../metadata/schema.ts';
import { fault, notFound } from '../records/api-fault.ts';
import { renderField } from '../records/read-field.ts';
import type { Row } from '../records/row.ts';
import { createRecord, deleteRecord, findLiving, updateRecord } from '../records/save-record.ts';
import { findByExternalId, upsertRecord } from '../records/upsert-record.ts';
import { attributesOf } from '../soql/record-parts.ts';
import type { World } from '../world/world.ts';
import {
  type RestContext,
  type RestEnv,
  readJsonObject,
  requireObject,
  runSaving,
  serve,
} from './rest-context.ts';

function fieldsOf(c: RestContext, object: SObject): readonly FieldSpec[] {
  const asked = c.req.query('fields');
  if (!asked) return object.fields;
  return asked.split(',').map((name) => {
    const field = object.field(name.trim());
    if (field) return field;
    throw fault(400, 'INVALID_FIELD', `No such column '${name.trim()}' on sobject of type ${object.name}`);
  });
}

function renderRecord(c: RestContext, object: SObject, row: Row): Record<string, unknown> {
  const { version } = c.get('caller');
  const values = fieldsOf(c, object).map((field) => [field.name, renderField(row, field)]);
  return { attributes: attributesOf(object, row.Id, version), ...Object.fromEntries(values) };
}

/** Only accounts carry an entity tag. */
const tagOf = (object: SObject, row: Row): string | null =>
  object.name === 'Account' ? `"${row.Id}-${row.SystemModstamp}"` : null;

/** `If-Match` and `If-None-Match`; both are ignored for records without a tag. */
function checkTags(c: RestContext, tag: string | null): Response | null {
  const [match, noneMatch] = [c.req.header('if-match'), c.req.header('if-none-match')];
  if (tag === null) return null;
  const names = (list: string): boolean =>
    list.split(',').some((name) =>
      ['*', tag].includes(
        name
          .trim()
          .replace(/^W\//, '')
          .replace(/--gzip"$/, '"'),
      ),
    );
  if (match !== undefined && !names(match)) return new Response(null, { status: 412 });
  if (noneMatch === undefined || !names(noneMatch)) return null;
  return new Response(null, { status: c.req.method === 'PATCH' ? 412 : 304 });
}

/**
 * Conditional requests compare the tag, or whole seconds of the last change. Answers 304 or 412 without a body, or
 * null when the request may go on.
 */
function checkConditions(c: RestContext, object: SObject, row: Row): Response | null {
  const refused = checkTags(c, tagOf(object, row));
  if (refused) return refused;
  for (const [header, status] of [
    ['if-modified-since', 304],
    ['if-unmodified-since', 412],
  ] as const) {
    const text = c.req.header(header);
    if (text === undefined) continue;
    const limit = Date.parse(text);
    if (Number.isNaN(limit)) throw fault(400, 'INVALID_HTTP_HEADER', `Invalid date in ${header}: ${text}`);
    const wasModified = Number(row.LastModifiedDate ?? row.SystemModstamp) > limit;
    if (wasModified === (status === 412)) return new Response(null, { status });
  }
  return null;
}

const noContent = (): Response => new Response(null, { status: 204 });

/** Names the records that share one external id: the caller must choose, hence 300. */
function answerSeveral(c: RestContext, object: SObject, rows: Row[]): Response {
  const { version } = c.get('caller');
  return c.json(
    rows.map((row) => attributesOf(object, row.Id, version).url),
    300,
  );
}

const objectPath = '/services/data/:version/sobjects/:object';

const objectOf = (c: RestContext): SObject => requireObject(c, c.req.param('object') ?? '');

const rowOf = (c: RestContext, object: SObject): Row =>
  findLiving(c.get('caller').org, object, c.req.param('recordId') ?? '', 'url');

function addObjectRoute(app: Hono<RestEnv>, world: World): void {
  serve(app, objectPath, {
    get(c) {
      const objectDescribe = describeGlobalObject(objectOf(c), c.get('caller').version);
      return c.json({ objectDescribe, recentItems: [] });
    },
    async post(c) {
      const object = objectOf(c);
      const payload = await readJsonObject(c);
      const row = runSaving(c, world, (saving) => createRecord(saving, object, payload));
      c.header('Location', attributesOf(object, row.Id, c.get('caller').version).url);
      return c.json({ id: row.Id, success: true, errors: [] }, 201);
    },
  });
}

function addRecordRoute(app: Hono<RestEnv>, world: World): void {
  serve(app, `${objectPath}/:recordId`, {
    get(c) {
      const object = objectOf(c);
      const row = rowOf(c, object);
      const tag = tagOf(object, row);
      if (tag) c.header('ETag', tag);
      return checkConditions(c, object, row) ?? c.json(renderRecord(c, object, row));
    },
    async patch(c) {
      const object = objectOf(c);
      const payload = await readJsonObject(c);
      const row = rowOf(c, object);
      const refused = checkConditions(c, object, row);
      if (refused) return refused;
      if (Object.keys(payload).some((name) => name.toLowerCase() === 'id')) {
        throw fault(400, 'INVALID_FIELD', 'The Id field should not be specified in the sobject data.', [
          'Id',
        ]);
      }
      runSaving(c, world, (saving) => updateRecord(saving, object, row, payload));
      return noContent();
    },
    delete(c) {
      const object = objectOf(c);
      const row = rowOf(c, object);
      runSaving(c, world, (saving) => deleteRecord(saving, object, row));
      return noContent();
    },
  });
}

/** The one record with the external id of the path; several, or none, are an answer of their own. */
function findByPath(c: RestContext, object: SObject): Row | Response {
  const { org } = c.get('caller');
  const rows = findByExternalId(org, object, c.req.param('field') ?? '', c.req.param('value') ?? '');
  const [row] = rows;
  if (!row) throw notFound();
  return rows.length > 1 ? answerSeveral(c, object, rows) : row;
}

function addExternalIdRoute(app: Hono<RestEnv>, world: World): void {
  serve(app, `${objectPath}/:field/:value`, {
    get(c) {
      const object = objectOf(c);
      const found = findByPath(c, object);
      return found instanceof Response ? found : c.json(renderRecord(c, object, found));
    },
    async patch(c) {
      const object = objectOf(c);
      const payload = await readJsonObject(c);
      const [field = '', value = ''] = [c.req.param('field'), c.req.param('value')];
      const matches = findByExternalId(c.get('caller').org, object, field, value);
      if (matches.length > 1) return answerSeveral(c, object, matches);
      const { row, isCreated } = runSaving(c, world, (saving) =>
        upsertRecord(saving, object, field, value, payload),
      );
      return c.json({ id: row.Id, success: true, errors: [], created: isCreated }, isCreated ? 201 : 200);
    },
    delete(c) {
      const object = objectOf(c);
      const found = findByPath(c, object);
      if (found instanceof Response) return found;
      runSaving(c, world, (saving) => deleteRecord(saving, object, found));
      return noContent();
    },
  });
}

/** One record at a time: by id, by external id, or a new one. */
export function addRecordRoutes(app: Hono<RestEnv>, world: World): void {
  addObjectRoute(app, world);
  addRecordRoute(app, world);
  addExternalIdRoute(app, world);
}
