import type { Hono } from 'hono';
import { fault } from '../records/api-fault.ts';
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

type Subrequest = {
  method: string;
  url: string;
  referenceId: string;
  body: unknown;
  headers: Record<string, string>;
};

function readSubrequests(list: unknown, name: string, bodyKey: string): Subrequest[] {
  if (!Array.isArray(list)) throw fault(400, 'MISSING_ARGUMENT', `The ${name} parameter is required.`);
  if (list.length > mostSubrequests) {
    throw fault(
      400,
      'LIMIT_EXCEEDED',
      `The number of subrequests (${list.length}) exceeds the limit of ${mostSubrequests}.`,
    );
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

export function addCompositeRoutes(app: Hono<RestEnv>, world: World): void {
  async function run(c: RestContext, subrequest: Subrequest, parent: ParentRequest): Promise<Response> {
    const url = new URL(subrequest.url, new URL(c.req.url).origin);
    const hasBody = subrequest.body !== undefined && !['GET', 'HEAD', 'DELETE'].includes(subrequest.method);
    const request = new Request(url, {
      method: subrequest.method,
      headers: { 'content-type': 'application/json', ...subrequest.headers },
      ...(hasBody ? { body: JSON.stringify(subrequest.body) } : {}),
    });
    return app.fetch(request, { parent });
  }

  const readAnswer = async (response: Response): Promise<unknown> => {
    const text = await response.text();
    return text === '' ? null : JSON.parse(text);
  };

  serve(app, '/services/data/:version/composite', {
    async POST(c) {
      const body = await readJsonObject(c);
      const subrequests = readSubrequests(body.compositeRequest, 'compositeRequest', 'body');
      const heavy = subrequests.filter(({ url }) =>
        /\/(query|queryAll|composite\/sobjects)(\/|\?|$)/.test(url),
      );
      if (heavy.length > mostQueriesAndCollections) {
        throw fault(
          400,
          'LIMIT_EXCEEDED',
          `No more than ${mostQueriesAndCollections} query or collection subrequests are allowed.`,
        );
      }
      const caller = c.get('caller');
      const allOrNone = body.allOrNone === true;
      const actor = { userId: caller.user.Id, now: world.clock.now() };
      const transaction = openTransaction(caller.org, actor);
      const parent: ParentRequest = { caller, isCounted: true, ...(allOrNone ? { transaction } : {}) };
      const answers = new Map<string, unknown>();
      const compositeResponse: {
        body: unknown;
        httpHeaders: Record<string, string>;
        httpStatusCode: number;
        referenceId: string;
      }[] = [];
      let isHalted = false;
      for (const subrequest of subrequests) {
        const { referenceId } = subrequest;
        const halt = (message: string): void => {
          const halted = [{ errorCode: 'PROCESSING_HALTED', message }];
          compositeResponse.push({ body: halted, httpHeaders: {}, httpStatusCode: 400, referenceId });
        };
        if (isHalted) {
          halt('The transaction was rolled back since another operation in the same transaction failed.');
          continue;
        }
        const resolved = await resolveOrNull(subrequest, answers);
        if (!resolved) {
          halt('Invalid reference specified.');
          isHalted = allOrNone;
          continue;
        }
        const response = await run(c, resolved, parent);
        const answer = await readAnswer(response);
        if (response.ok) answers.set(referenceId, answer);
        else isHalted = allOrNone;
        const location = response.headers.get('location');
        const httpHeaders: Record<string, string> = location ? { Location: location } : {};
        compositeResponse.push({ body: answer, httpHeaders, httpStatusCode: response.status, referenceId });
      }
      if (!isHalted) transaction.commit();
      else {
        transaction.rollback();
        for (const answered of compositeResponse) {
          if (answered.httpStatusCode >= 400) continue;
          const message =
            'The transaction was rolled back since another operation in the same transaction failed.';
          Object.assign(answered, {
            httpStatusCode: 400,
            body: [{ errorCode: 'PROCESSING_HALTED', message }],
          });
        }
      }
      return c.json({ compositeResponse });
    },
  });

  serve(app, '/services/data/:version/composite/batch', {
    async POST(c) {
      const body = await readJsonObject(c);
      const subrequests = readSubrequests(body.batchRequests, 'batchRequests', 'richInput');
      const parent: ParentRequest = { caller: c.get('caller'), isCounted: false };
      const results: { statusCode: number; result: unknown }[] = [];
      let hasErrors = false;
      for (const subrequest of subrequests) {
        if (hasErrors && body.haltOnError === true) {
          const halted = [
            { errorCode: 'BATCH_PROCESSING_HALTED', message: 'Batch processing halted per request' },
          ];
          results.push({ statusCode: 412, result: halted });
          continue;
        }
        const url = subrequest.url.startsWith('/') ? subrequest.url : `/services/data/${subrequest.url}`;
        const response = await run(c, { ...subrequest, url }, parent);
        hasErrors ||= !response.ok;
        results.push({ statusCode: response.status, result: await readAnswer(response) });
      }
      return c.json({ hasErrors, results });
    },
  });
}

async function resolveOrNull(
  subrequest: Subrequest,
  answers: Map<string, unknown>,
): Promise<Subrequest | null> {
  try {
    const body =
      subrequest.body === undefined
        ? undefined
        : JSON.parse(resolveReferences(JSON.stringify(subrequest.body), answers));
    return { ...subrequest, url: resolveReferences(subrequest.url, answers), body };
  } catch {
    return null;
  }
}
