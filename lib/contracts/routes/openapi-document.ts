import { type ZodType, z } from 'zod';
import { type ProblemCode, problemSchema } from '../problem.ts';
import { statusByCode } from '../problem-status.ts';
import type { RouteDescription } from './describe-route.ts';

type JsonSchema = z.core.JSONSchema.BaseSchema;

const sessionProblems: readonly ProblemCode[] = ['not_signed_in', 'internal'];
const platformProblems: readonly ProblemCode[] = [
  'hubspot_reconnect_needed',
  'salesforce_reconnect_needed',
  'rate_limited',
  'hubspot_unavailable',
  'salesforce_unavailable',
];

/** The OpenAPI 3.1 document of the API. */
export function buildOpenApiDocument(routes: readonly RouteDescription[], appUrl: string): object {
  const paths: Record<string, Record<string, object>> = {};
  for (const route of routes) {
    paths[route.path] = { ...paths[route.path], [route.method]: describeOperation(route) };
  }
  return {
    openapi: '3.1.0',
    info: { title: 'Sluice', version: '1', license: { name: 'Apache-2.0', identifier: 'Apache-2.0' } },
    servers: [{ url: appUrl }],
    tags: [...new Set(routes.map(({ area }) => area))].map((name) => ({ name })),
    paths,
    components: {
      schemas: { Problem: toSchema(problemSchema, 'output') },
      securitySchemes: {
        session: { type: 'apiKey', in: 'cookie', name: 'next-auth.session-token' },
        hubspotSignature: { type: 'apiKey', in: 'header', name: 'X-HubSpot-Signature-v3' },
      },
    },
  };
}

function describeOperation(route: RouteDescription): object {
  const parameters = [...readPathParameters(route.path), ...readQueryParameters(route.query)];
  return {
    tags: [route.area],
    summary: route.summary,
    security: securityOf(route.access),
    ...(route.access === 'admin' && { 'x-role': 'admin' }),
    ...(parameters.length > 0 && { parameters }),
    ...(route.body && { requestBody: { required: true, content: json(toSchema(route.body, 'input')) } }),
    responses: { ...describeAnswer(route), ...describeProblems(route) },
  };
}

function securityOf(access: RouteDescription['access']): object[] {
  if (access === 'public') return [];
  return [access === 'signed' ? { hubspotSignature: [] } : { session: [] }];
}

function readPathParameters(path: string): object[] {
  return [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => ({
    name,
    in: 'path',
    required: true,
    schema: { type: 'string' },
  }));
}

function readQueryParameters(query: ZodType | undefined): object[] {
  if (query === undefined) return [];
  const { properties = {}, required = [] } = toSchema(query, 'input');
  return Object.entries(properties).map(([name, schema]) => ({
    name,
    in: 'query',
    required: required.includes(name),
    schema,
  }));
}

function describeAnswer({ response }: RouteDescription): object {
  if (!(response instanceof z.ZodType)) {
    return { [response.status]: { description: response.description } };
  }
  return { 200: { description: 'Done', content: json(toSchema(response, 'output')) } };
}

function describeProblems({ access, method, query, body, problems = [] }: RouteDescription): object {
  if (access === 'signed') {
    return Object.fromEntries([
      [400, { description: 'Not readable' }],
      [401, { description: 'Not signed by HubSpot' }],
      [413, { description: 'Too long' }],
      [503, { description: 'Not stored: send it again' }],
    ]);
  }
  if (access === 'public') return {};
  const codes = new Set<ProblemCode>([
    ...sessionProblems,
    ...(query || body ? (['invalid_request'] as const) : []),
    ...(access === 'admin' ? (['not_allowed'] as const) : []),
    ...(method === 'get' ? [] : (['wrong_origin'] as const)),
    ...platformProblems,
    ...problems,
  ]);
  return Object.fromEntries(
    [...Map.groupBy(codes, (code) => statusByCode[code])].map(([status, ofStatus]) => [
      status,
      {
        description: ofStatus.join(', '),
        content: { 'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } } },
      },
    ]),
  );
}

function json(schema: JsonSchema): object {
  return { 'application/json': { schema } };
}

function toSchema(schema: ZodType, io: 'input' | 'output'): JsonSchema {
  const { $schema: _dialect, ...rest } = z.toJSONSchema(schema, { io, unrepresentable: 'any' });
  return rest;
}
