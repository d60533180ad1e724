import type { Hono } from 'hono';
import { fault } from '../records/api-fault.ts';
import { malformedSearch, mostFound, parseSosl, readGroup, type Search } from '../search/parse-sosl.ts';
import { runSearch } from '../search/run-search.ts';
import {
  isJsonObject,
  type RestContext,
  type RestEnv,
  readJsonObject,
  serve,
  sourceOf,
} from './rest-context.ts';

function answer(c: RestContext, search: Search): Response {
  const caller = c.get('caller');
  return c.json({ searchRecords: runSearch(sourceOf(caller), search, caller.version) });
}

type Wish = {
  q: unknown;
  group?: string | undefined;
  overallLimit: unknown;
  defaultLimit: unknown;
  targets: { name: string; fields: string[]; where?: string | undefined; limit: unknown }[];
};

/** A search whose parts stand in parameters instead of a sentence. */
function toSearch({ q, group, overallLimit, defaultLimit, targets }: Wish): Search {
  if (typeof q !== 'string' || q === '') throw malformedSearch('A search string has to be specified');
  return {
    text: q,
    group: readGroup(group),
    limit: Math.min(mostFound, Number(overallLimit ?? mostFound)),
    targets: targets.map(({ name, fields, where, limit }) => ({
      objectName: name,
      fields: fields.length > 0 ? fields : ['Id'],
      conditions: where ? `WHERE ${where}` : '',
      limit: Number(limit ?? defaultLimit ?? mostFound),
    })),
  };
}

const list = (text: string | undefined): string[] => (text ?? '').split(',').filter(Boolean);
const strings = (value: unknown): string[] => (Array.isArray(value) ? value.map(String) : []);
const optional = (value: unknown): string | undefined => (value === undefined ? undefined : String(value));

function readParameters(c: RestContext): Wish {
  const query = (name: string): string | undefined => c.req.query(name);
  return {
    q: query('q'),
    group: query('in'),
    overallLimit: query('overallLimit'),
    defaultLimit: query('defaultLimit'),
    targets: list(query('sobject')).map((name) => ({
      name,
      fields: list(query(`${name}.fields`) ?? query('fields')),
      where: query(`${name}.where`),
      limit: query(`${name}.limit`),
    })),
  };
}

function readWish(body: Record<string, unknown>): Wish {
  const targets = (Array.isArray(body.sobjects) ? body.sobjects : []).map((target: unknown) => {
    if (!isJsonObject(target) || typeof target.name !== 'string')
      throw fault(400, 'JSON_PARSER_ERROR', 'Each of sobjects needs a name.');
    const own = strings(target.fields);
    return {
      name: target.name,
      fields: own.length > 0 ? own : strings(body.fields),
      where: optional(target.where),
      limit: target.limit,
    };
  });
  return {
    q: body.q,
    group: optional(body.in),
    overallLimit: body.overallLimit,
    defaultLimit: body.defaultLimit,
    targets,
  };
}

/** Text search over records, as a SOSL sentence or as parameters. */
export function addSearchRoutes(app: Hono<RestEnv>): void {
  serve(app, '/services/data/:version/search', {
    get(c) {
      const sosl = new URL(c.req.url).searchParams.get('q');
      if (!sosl) throw malformedSearch('A search string has to be specified');
      return answer(c, parseSosl(sosl));
    },
  });
  serve(app, '/services/data/:version/parameterizedSearch', {
    get: (c) => answer(c, toSearch(readParameters(c))),
    post: async (c) => answer(c, toSearch(readWish(await readJsonObject(c)))),
  });
}
