import type { Context, Hono } from 'hono';
import type { SObject } from '../metadata/schema.ts';
import { fault, notFound } from '../records/api-fault.ts';
import type { DuplicateOptions } from '../records/duplicate-rules.ts';
import { completeSaving, openSaving as openSavingOf } from '../records/open-saving.ts';
import type { Row } from '../records/row.ts';
import type { Saving } from '../records/save-record.ts';
import type { Transaction } from '../records/transaction.ts';
import type { QuerySource } from '../soql/query-source.ts';
import type { Org } from '../world/org.ts';
import type { World } from '../world/world.ts';
import { errorAnswer } from './error-answer.ts';

/** Who calls, in which org, with which API version; settled before any route runs. */
export type Caller = { org: Org; user: Row; version: string };

/** The composite request around a subrequest. */
export type ParentRequest = { caller: Caller; isCounted: boolean; transaction?: Transaction };

export type RestEnv = {
  Variables: { caller: Caller };
  /** Set while a composite request runs its subrequests: they share its session. */
  Bindings: { parent?: ParentRequest };
};

export type RestContext = Context<RestEnv>;

export function sourceOf(caller: Caller): QuerySource {
  return caller.org.sourceFor(caller.user);
}

/** The object named in the path, in any case. */
export function requireObject(c: RestContext, name: string): SObject {
  const object = c.get('caller').org.schema.object(name);
  if (!object) throw notFound();
  return object;
}

/** `a=1; b=TRUE` as lower-cased names and values. */
function readHeaderOptions(header: string | undefined): Map<string, string> {
  const pairs = (header ?? '').split(/[;,]/).map((pair) => pair.split('='));
  return new Map(pairs.map(([name = '', value = '']) => [name.trim().toLowerCase(), value.trim()]));
}

const firstVersionWithDuplicateHeader = 52;

function readDuplicateOptions(c: RestContext): DuplicateOptions {
  const isKnown = Number(c.get('caller').version.slice(1)) >= firstVersionWithDuplicateHeader;
  if (!isKnown) return { allowSave: false, includeRecordDetails: false };
  const options = readHeaderOptions(c.req.header('sforce-duplicate-rule-header'));
  const isOn = (name: string): boolean => options.get(name)?.toLowerCase() === 'true';
  return { allowSave: isOn('allowsave'), includeRecordDetails: isOn('includerecorddetails') };
}

/** Opens the unit of work of one write request. Assignment rules run unless `Sforce-Auto-Assign` says FALSE. */
export function openSaving(c: RestContext, world: World): Saving {
  const { org, user, version } = c.get('caller');
  return openSavingOf(org, user, {
    now: world.clock.now(),
    channel: 'api',
    client: readHeaderOptions(c.req.header('sforce-call-options')).get('client'),
    outer: c.env?.parent?.transaction,
    assignsOwner: c.req.header('sforce-auto-assign')?.trim().toUpperCase() !== 'FALSE',
    duplicates: readDuplicateOptions(c),
    version,
  });
}

export const isJsonObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The JSON object in the request body, or the JSON_PARSER_ERROR of a body that is none. */
export async function readJsonObject(c: RestContext): Promise<Record<string, unknown>> {
  const contentType = c.req.header('content-type') ?? '';
  if (!/^application\/json/i.test(contentType)) {
    throw fault(415, 'UNSUPPORTED_MEDIA_TYPE', `Content type ${contentType || 'null'} not supported.`);
  }
  const text = await c.req.text();
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch {
    if (text.trim() === '')
      throw fault(400, 'JSON_PARSER_ERROR', 'No content to map to Object due to end of input');
    throw fault(400, 'JSON_PARSER_ERROR', describeBrokenJson(text));
  }
  if (isJsonObject(body)) return body;
  const token = Array.isArray(body) ? 'START_ARRAY' : 'VALUE';
  throw fault(
    400,
    'JSON_PARSER_ERROR',
    `Cannot deserialize instance of object from ${token} token at [line:1, column:1]`,
  );
}

function describeBrokenJson(text: string): string {
  const character = text.trimStart().charAt(0);
  if (character !== '{' && character !== '[') {
    return `Unexpected character ('${character}' (code ${character.charCodeAt(0)})): expected a valid value (JSON String, Number, Array, Object or token 'null', 'true' or 'false') at [line:1, column:2]`;
  }
  return `Unexpected end-of-input or malformed JSON at [line:1, column:${text.length + 1}]`;
}

/** Runs one write: all of it stays, or nothing does. */
export function runSaving<T>(c: RestContext, world: World, write: (saving: Saving) => T): T {
  return completeSaving(openSaving(c, world), write);
}

type Handler = (c: RestContext) => Response | Promise<Response>;
type Method = 'get' | 'post' | 'patch' | 'put' | 'delete';

/**
 * Serves one path with a handler per method; other methods get Salesforce's 405. A POST may name another method
 * in `_HttpMethod`, for clients that cannot send PATCH.
 */
export function serve(app: Hono<RestEnv>, path: string, handlers: Partial<Record<Method, Handler>>): void {
  const allowed = Object.keys(handlers).flatMap((method) =>
    method === 'get' ? ['HEAD', 'GET'] : [method.toUpperCase()],
  );
  app.all(path, (c) => {
    const isOverridden = c.req.method === 'POST' && c.req.query('_HttpMethod') !== undefined;
    const method = isOverridden ? (c.req.query('_HttpMethod') ?? '').toUpperCase() : c.req.method;
    const handler = handlers[(method === 'HEAD' ? 'get' : method.toLowerCase()) as Method];
    if (handler) return handler(c);
    const message = `HTTP Method '${method}' not allowed. Allowed are ${allowed.join(',')}`;
    return errorAnswer(405, [{ code: 'METHOD_NOT_ALLOWED', message }], { allow: allowed.join(',') });
  });
}
