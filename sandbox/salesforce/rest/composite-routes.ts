import type { Hono } from 'hono';
import { ApiFault, fault } from '../records/api-fault.ts';
import { openTransaction } from '../records/transaction.ts';
import type { World } from '../world/world.ts';
import {
  isJsonObject,
  type ParentRequest,
  type RestContext,
  type RestEnv,
  readJsonObject,
  serve,
} from './rest-context.ts';

const mostSubrequests = 25;
const mostQueriesAndCollections = 5;
const mostNodes = 500;

type Subrequest = {
  method: string;
  url: string;
  referenceId: string;
  body: unknown;
  headers: Record<string, string>;
};

function readSubrequests(list: unknown, name: string, bodyKey: string, most = mostSubrequests): Subrequest[] {
  if (!Array.isArray(list)) throw fault(400, 'MISSING_ARGUMENT', `The ${name} parameter is required.`);
  if (list.length > most) {
    const message = `The number of subrequests (${list.length}) exceeds the limit of ${most}.`;
    throw fault(400, 'LIMIT_EXCEEDED', message);
  }
  return list.map((item: unknown) => {
    if (!isJsonObject(item) || typeof item.url !== 'string' || typeof item.method !== 'string') {
      throw fault(400, 'JSON_PARSER_ERROR', 'Each subrequest needs a method and a url.');
    }
    const headers = isJsonObject(item.httpHeaders) ? item.httpHeaders : {};
    return {
      method: item.method.toUpperCase(),
      url: item.url,
      referenceId: String(item.referenceId ?? ''),
      body: item[bodyKey],
      headers: Object.fromEntries(Object.entries(headers).map(([key, value]) => [key, String(value)])),
    };
  });
}

/** Replaces `@{ref.path}` by what an earlier subrequest answered. */
function resolveReferences(text: string, answers: Map<string, unknown>): string {
  return text.replace(/@\{(\w+)((?:\.\w+|\[\d+\])*)\}/g, (_, reference: string, path: string) => {
    if (!answers.has(reference)) {
      throw fault(
        400,
        'PROCESSING_HALTED',
        `Invalid reference specified. No value for ${reference}${path} found in ${reference}.`,
      );
    }
    let value = answers.get(reference);
    for (const [, key, index] of path.matchAll(/\.(\w+)|\[(\d+)\]/g)) {
      value =
        isJsonObject(value) || Array.isArray(value) ? Reflect.get(value, key ?? Number(index)) : undefined;
    }
    return JSON.stringify(value ?? null).replace(/^"|"$/g, '');
  });
}

type Run = (
  c: RestContext,
  subrequest: Subrequest,
  parent: ParentRequest,
) => Promise<{ response: Response; answer: unknown }>;

/** Hands a subrequest to the same routes that serve outside calls. */
function createRunner(app: Hono<RestEnv>): Run {
  return async (c, subrequest, parent) => {
    const url = new URL(subrequest.url, new URL(c.req.url).origin);
    const hasBody = subrequest.body !== undefined && !['GET', 'HEAD', 'DELETE'].includes(subrequest.method);
    const request = new Request(url, {
      method: subrequest.method,
      headers: { 'content-type': 'application/json', ...subrequest.headers },
      ...(hasBody ? { body: JSON.stringify(subrequest.body) } : {}),
    });
    const response = await app.fetch(request, { parent });
    const text = await response.text();
    return { response, answer: text === '' ? null : JSON.parse(text) };
  };
}

function resolveSubrequest(subrequest: Subrequest, answers: Map<string, unknown>): Subrequest | null {
  try {
    const { body } = subrequest;
    const resolved =
      body === undefined ? undefined : JSON.parse(resolveReferences(JSON.stringify(body), answers));
    return { ...subrequest, url: resolveReferences(subrequest.url, answers), body: resolved };
  } catch (error) {
    if (error instanceof ApiFault) return null;
    throw error;
  }
}

type CompositeAnswer = {
  body: unknown;
  httpHeaders: Record<string, string>;
  httpStatusCode: number;
  referenceId: string;
};

const othersFailed =
  'The transaction was rolled back since another operation in the same transaction failed.';

function halted(referenceId: string, message: string): CompositeAnswer {
  const body = [{ errorCode: 'PROCESSING_HALTED', message }];
  return { body, httpHeaders: {}, httpStatusCode: 400, referenceId };
}

/** Runs subrequests in order, each able to use earlier answers; with allOrNone one failure undoes them all. */
async function runComposite(
  c: RestContext,
  world: World,
  run: Run,
  subrequests: Subrequest[],
  allOrNone: boolean,
) {
  const caller = c.get('caller');
  const transaction = openTransaction(caller.org, {
    userId: caller.user.Id,
    now: world.clock.now(),
    channel: 'api',
  });
  const parent: ParentRequest = { caller, isCounted: true, ...(allOrNone ? { transaction } : {}) };
  const answers = new Map<string, unknown>();
  const results: CompositeAnswer[] = [];
  for (const subrequest of subrequests) {
    const { referenceId } = subrequest;
    const resolved = resolveSubrequest(subrequest, answers);
    if (!resolved) {
      results.push(halted(referenceId, `Invalid reference specified in ${referenceId}.`));
      continue;
    }
    const { response, answer } = await run(c, resolved, parent);
    if (response.ok) answers.set(referenceId, answer);
    const location = response.headers.get('location');
    const httpHeaders: Record<string, string> = location ? { Location: location } : {};
    results.push({ body: answer, httpHeaders, httpStatusCode: response.status, referenceId });
    if (!response.ok && allOrNone) break;
  }
  const hasFailed = allOrNone && results.some((result) => result.httpStatusCode >= 400);
  if (!hasFailed) {
    transaction.commit();
    return results;
  }
  transaction.rollback();
  return subrequests.map(({ referenceId }, index) => {
    const result = results[index];
    return result && result.httpStatusCode >= 400 ? result : halted(referenceId, othersFailed);
  });
}

async function answerComposite(c: RestContext, world: World, run: Run): Promise<Response> {
  const body = await readJsonObject(c);
  const subrequests = readSubrequests(body.compositeRequest, 'compositeRequest', 'body');
  const heavy = subrequests.filter(({ url }) => /\/(query|queryAll|composite\/sobjects)(\/|\?|$)/.test(url));
  if (heavy.length > mostQueriesAndCollections) {
    const message = `No more than ${mostQueriesAndCollections} query or collection subrequests are allowed.`;
    throw fault(400, 'LIMIT_EXCEEDED', message);
  }
  const compositeResponse = await runComposite(c, world, run, subrequests, body.allOrNone === true);
  return c.json({ compositeResponse });
}

async function answerBatch(c: RestContext, run: Run): Promise<Response> {
  const body = await readJsonObject(c);
  const subrequests = readSubrequests(body.batchRequests, 'batchRequests', 'richInput');
  const parent: ParentRequest = { caller: c.get('caller'), isCounted: false };
  const results: { statusCode: number; result: unknown }[] = [];
  let hasErrors = false;
  for (const subrequest of subrequests) {
    if (hasErrors && body.haltOnError === true) {
      const result = [
        { errorCode: 'BATCH_PROCESSING_HALTED', message: 'Batch processing halted per request' },
      ];
      results.push({ statusCode: 412, result });
      continue;
    }
    const url = subrequest.url.startsWith('/') ? subrequest.url : `/services/data/${subrequest.url}`;
    const { response, answer } = await run(c, { ...subrequest, url }, parent);
    hasErrors ||= !response.ok;
    results.push({ statusCode: response.status, result: answer });
  }
  return c.json({ hasErrors, results });
}

/** Graphs of subrequests: each graph whole or not at all, and none cares about the others. */
async function answerGraphs(c: RestContext, world: World, run: Run): Promise<Response> {
  const { graphs } = await readJsonObject(c);
  if (!Array.isArray(graphs)) throw fault(400, 'MISSING_ARGUMENT', 'The graphs parameter is required.');
  const lists = graphs.map((graph: unknown) => {
    if (!isJsonObject(graph)) throw fault(400, 'JSON_PARSER_ERROR', 'Each graph is an object.');
    return {
      graphId: String(graph.graphId ?? ''),
      subrequests: readSubrequests(graph.compositeRequest, 'compositeRequest', 'body', mostNodes),
    };
  });
  const nodes = lists.reduce((total, { subrequests }) => total + subrequests.length, 0);
  if (nodes > mostNodes) {
    throw fault(400, 'LIMIT_EXCEEDED', `The number of nodes (${nodes}) exceeds the limit of ${mostNodes}.`);
  }
  const answers: unknown[] = [];
  for (const { graphId, subrequests } of lists) {
    const compositeResponse = await runComposite(c, world, run, subrequests, true);
    const isSuccessful = compositeResponse.every(({ httpStatusCode }) => httpStatusCode < 400);
    answers.push({ graphId, graphResponse: { compositeResponse }, isSuccessful });
  }
  return c.json({ graphs: answers });
}

/** Several requests in one: composite counts as one API call, batch counts each of its parts. */
export function addCompositeRoutes(app: Hono<RestEnv>, world: World): void {
  const run = createRunner(app);
  serve(app, '/services/data/:version/composite', { post: (c) => answerComposite(c, world, run) });
  serve(app, '/services/data/:version/composite/graph', { post: (c) => answerGraphs(c, world, run) });
  serve(app, '/services/data/:version/composite/batch', { post: (c) => answerBatch(c, run) });
}
