import type { Hono } from 'hono';
import type { SObject } from '../metadata/schema.ts';
import { type ApiError, fault } from '../records/api-fault.ts';
import { attemptSave } from '../records/attempt-save.ts';
import { renderField } from '../records/read-field.ts';
import { normaliseRecordId } from '../records/record-ids.ts';
import { createRecord, deleteRecord, findLiving, type Saving, updateRecord } from '../records/save-record.ts';
import { findByExternalId, upsertRecord } from '../records/upsert-record.ts';
import { attributesOf } from '../soql/record-parts.ts';
import type { World } from '../world/world.ts';
import { renderItemError } from './error-answer.ts';
import {
  isJsonObject,
  openSaving,
  type RestContext,
  type RestEnv,
  readJsonObject,
  requireObject,
  serve,
} from './rest-context.ts';

const mostRecords = 200;
const mostRetrieved = 2000;
const mostTypeChunks = 10;

type Item = Record<string, unknown>;
type ItemResult = { id?: string; success: boolean; errors: unknown[]; created?: boolean };

function refuseTooMany(count: number, most: number): void {
  if (count <= most) return;
  const message = `record limit reached. cannot submit more than ${most} records into this call`;
  throw fault(400, 'EXCEEDED_ID_LIMIT', message);
}

async function readRecords(c: RestContext): Promise<{ records: Item[]; allOrNone: boolean }> {
  const body = await readJsonObject(c);
  if (!Array.isArray(body.records)) {
    throw fault(400, 'MISSING_ARGUMENT', 'The records parameter is required.', ['records']);
  }
  const records = body.records.map((record: unknown) => {
    if (isJsonObject(record)) return record;
    throw fault(400, 'JSON_PARSER_ERROR', 'Cannot deserialize instance of sobject at [line:1, column:1]');
  });
  refuseTooMany(records.length, mostRecords);
  return { records, allOrNone: body.allOrNone === true };
}

/** The object each record names in its attributes. Runs of one type are chunks, of which ten are allowed. */
function objectsOf(c: RestContext, records: Item[]): SObject[] {
  const { schema } = c.get('caller').org;
  const objects = records.map(({ attributes }) => {
    const type = isJsonObject(attributes) ? attributes.type : undefined;
    const object = typeof type === 'string' ? schema.object(type) : undefined;
    if (object) return object;
    if (typeof type === 'string')
      throw fault(400, 'INVALID_TYPE', `sObject type '${type}' is not supported.`);
    throw fault(400, 'INVALID_TYPE', 'Must send a concrete entity type.');
  });
  const chunks = objects.filter((object, index) => object !== objects[index - 1]).length;
  if (chunks <= mostTypeChunks) return objects;
  throw fault(
    400,
    'LIMIT_EXCEEDED',
    `The request has ${chunks} chunks of object types. The limit is ${mostTypeChunks}.`,
  );
}

const rolledBack: ApiError = {
  code: 'ALL_OR_NONE_OPERATION_ROLLED_BACK',
  message: 'Record rolled back because not all records were valid and the request was using AllOrNone header',
  fields: [],
};

/**
 * Saves items one by one, each whole or not at all. With allOrNone one failure undoes all of them; the culprits
 * keep their own error and the others say that they were rolled back.
 */
function saveEach(
  saving: Saving,
  count: number,
  allOrNone: boolean,
  save: (saving: Saving, index: number) => ItemResult,
  shapeFailure: (errors: unknown[]) => ItemResult = (errors) => ({ success: false, errors }),
): ItemResult[] {
  const results = Array.from({ length: count }, (_, index) => {
    const attempt = attemptSave(saving, (inner) => save(inner, index));
    if (!attempt.refusal) return attempt.saved;
    if (attempt.refusal.errors[0]?.code === 'JSON_PARSER_ERROR') {
      // Salesforce reads the whole body before it saves anything: records before the culprit must not stay.
      saving.transaction.rollback();
      throw attempt.refusal;
    }
    return shapeFailure(attempt.refusal.errors.map(renderItemError));
  });
  if (!allOrNone || results.every((result) => result.success)) {
    saving.transaction.commit();
    return results;
  }
  saving.transaction.rollback();
  return results.map((result) => (result.success ? shapeFailure([renderItemError(rolledBack)]) : result));
}

function addWriteRoutes(app: Hono<RestEnv>, world: World): void {
  serve(app, '/services/data/:version/composite/sobjects', {
    async post(c) {
      const { records, allOrNone } = await readRecords(c);
      const objects = objectsOf(c, records);
      const results = saveEach(openSaving(c, world), records.length, allOrNone, (saving, index) => {
        const row = createRecord(saving, objects[index] as SObject, records[index] as Item);
        return { id: row.Id, success: true, errors: [] };
      });
      return c.json(results);
    },
    async patch(c) {
      const { records, allOrNone } = await readRecords(c);
      const objects = objectsOf(c, records);
      const results = saveEach(openSaving(c, world), records.length, allOrNone, (saving, index) => {
        const object = objects[index] as SObject;
        const { idText, values } = splitId(records[index] as Item);
        if (idText === undefined)
          throw fault(400, 'MISSING_ARGUMENT', 'Id not specified in an update call', ['Id']);
        const row = findLiving(saving.org, object, idText, 'collection');
        updateRecord(saving, object, row, values);
        return { id: row.Id, success: true, errors: [] };
      });
      return c.json(results);
    },
    delete(c) {
      const ids = (c.req.query('ids') ?? '').split(',').filter(Boolean);
      if (ids.length === 0) throw fault(400, 'MISSING_ARGUMENT', 'The ids parameter is required.');
      refuseTooMany(ids.length, mostRecords);
      const allOrNone = c.req.query('allOrNone')?.toLowerCase() === 'true';
      const results = saveEach(openSaving(c, world), ids.length, allOrNone, (saving, index) => {
        const idText = ids[index] ?? '';
        const object = saving.org.schema.objectByPrefix(idText);
        if (!object || !normaliseRecordId(idText))
          throw fault(400, 'MALFORMED_ID', `malformed id ${idText}`, []);
        const row = findLiving(saving.org, object, idText, 'collection');
        deleteRecord(saving, object, row);
        return { id: row.Id, success: true, errors: [] };
      });
      return c.json(results);
    },
  });
}

function splitId(record: Item): { idText: string | undefined; values: Item } {
  const idKey = Object.keys(record).find((name) => name.toLowerCase() === 'id');
  const values = Object.fromEntries(Object.entries(record).filter(([name]) => name !== idKey));
  return { idText: idKey === undefined ? undefined : String(record[idKey]), values };
}

function addUpsertRoute(app: Hono<RestEnv>, world: World): void {
  serve(app, '/services/data/:version/composite/sobjects/:object/:field', {
    async patch(c) {
      const object = requireObject(c, c.req.param('object') ?? '');
      const fieldName = c.req.param('field') ?? '';
      const { records, allOrNone } = await readRecords(c);
      if (objectsOf(c, records).some((other) => other !== object)) {
        throw fault(400, 'INVALID_TYPE', 'The Id field must match the sobject type of the request.');
      }
      findByExternalId(c.get('caller').org, object, fieldName, '');
      const save = (saving: Saving, index: number): ItemResult => {
        const record = records[index] as Item;
        const key = Object.keys(record).find((name) => name.toLowerCase() === fieldName.toLowerCase());
        const value = key === undefined ? null : record[key];
        if (value === null || value === undefined || value === '') {
          throw fault(400, 'MISSING_ARGUMENT', `${fieldName} not specified`, []);
        }
        const { row, isCreated } = upsertRecord(saving, object, fieldName, String(value), record);
        return { id: row.Id, success: true, errors: [], created: isCreated };
      };
      // A failed upsert says `created: true`, whatever it would have done.
      const shapeFailure = (errors: unknown[]): ItemResult => ({ success: false, errors, created: true });
      return c.json(saveEach(openSaving(c, world), records.length, allOrNone, save, shapeFailure));
    },
  });
}

const splitList = (text: string | undefined): string[] => (text ?? '').split(',').filter(Boolean);
const strings = (value: unknown): string[] => (Array.isArray(value) ? value.map(String) : []);

/** Records by id in the order asked for, `null` where there is none. */
function answerRetrieve(c: RestContext, ids: string[], names: string[]): Response {
  const { org, version } = c.get('caller');
  const object = requireObject(c, c.req.param('object') ?? '');
  if (ids.length === 0) throw fault(400, 'MISSING_ARGUMENT', 'The ids parameter is required.');
  if (names.length === 0) throw fault(400, 'MISSING_ARGUMENT', 'The fields parameter is required.');
  refuseTooMany(ids.length, mostRetrieved);
  const fields = names.map((name) => {
    const field = object.field(name);
    if (field) return field;
    throw fault(400, 'INVALID_FIELD', `No such column '${name}' on sobject of type ${object.name}`);
  });
  const records = ids.map((idText) => {
    const recordId = normaliseRecordId(idText);
    if (!recordId) throw fault(400, 'MALFORMED_ID', `malformed id ${idText}`);
    const row = org.table(object).get(recordId);
    if (!row || row.IsDeleted) return null;
    const values = fields.map((field) => [field.name, renderField(row, field)]);
    return { attributes: attributesOf(object, row.Id, version), ...Object.fromEntries(values) };
  });
  return c.json(records);
}

function addRetrieveRoute(app: Hono<RestEnv>): void {
  serve(app, '/services/data/:version/composite/sobjects/:object', {
    get(c) {
      return answerRetrieve(c, splitList(c.req.query('ids')), splitList(c.req.query('fields')));
    },
    async post(c) {
      const body = await readJsonObject(c);
      return answerRetrieve(c, strings(body.ids), strings(body.fields));
    },
  });
}

/** sObject Collections: many records in one call, answered in the order of the request. */
export function addCollectionRoutes(app: Hono<RestEnv>, world: World): void {
  addWriteRoutes(app, world);
  addUpsertRoute(app, world);
  addRetrieveRoute(app);
}
