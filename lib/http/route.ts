import { randomUUID } from 'node:crypto';
import type { NextRequest } from 'next/server';
import type { z } from 'zod';
import { log } from '#lib/platform/log.ts';
import {
  type Problem,
  type RequestContext,
  ServiceError,
  statusByCode,
  toServiceError,
} from '#lib/services/context.ts';
import { getContainer } from './container.ts';
import { openContext } from './session.ts';

type RouteParams = { readonly params: Promise<Readonly<Record<string, string>>> };

type RouteInput<Query, Body> = {
  readonly query: Query;
  readonly body: Body;
  readonly params: Readonly<Record<string, string>>;
};

type RouteOptions<Query, Body> = {
  /** Who may call it. Viewers read, admins change. */
  readonly access: 'viewer' | 'admin';
  readonly query?: z.ZodType<Query>;
  readonly body?: z.ZodType<Body>;
};

/**
 * A JSON route: session, role, origin and input are checked before `handle` sees them, its answer is sent as
 * JSON, and its failures leave as problem documents, logged once.
 */
export function defineRoute<Query = undefined, Body = undefined>(
  options: RouteOptions<Query, Body>,
  handle: (context: RequestContext, input: RouteInput<Query, Body>) => Promise<object>,
): (request: NextRequest, route: RouteParams) => Promise<Response> {
  return async (request, { params }) => {
    try {
      assertOrigin(request);
      const context = await openContext(request);
      if (options.access === 'admin' && context.user.role !== 'admin') throw new ServiceError('not_allowed');
      const query = parse(options.query, Object.fromEntries(request.nextUrl.searchParams));
      const body = parse(options.body, options.body === undefined ? undefined : await readJson(request));
      const answer = await handle(context, { query, body, params: await params });
      if (answer instanceof Response) return answer;
      return Response.json(answer, { headers: { 'Cache-Control': 'no-store' } });
    } catch (error) {
      return toProblemResponse(error);
    }
  };
}

/** Refuses a change that another site's page tries to make with this browser's cookie. */
function assertOrigin(request: NextRequest): void {
  if (request.method === 'GET' || request.method === 'HEAD') return;
  const expected = new URL(getContainer().environment.APP_URL).origin;
  if (request.headers.get('origin') !== expected) throw new ServiceError('wrong_origin');
}

async function readJson(request: NextRequest): Promise<unknown> {
  try {
    return await request.json();
  } catch {
    throw new ServiceError('invalid_request', { field: 'body' });
  }
}

function parse<T>(schema: z.ZodType<T> | undefined, value: unknown): T {
  if (schema === undefined) return undefined as T;
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  throw new ServiceError('invalid_request', {
    field: issue?.path.join('.') ?? null,
    reason: issue?.message ?? null,
  });
}

function toProblemResponse(error: unknown): Response {
  const known = toServiceError(error);
  const correlationId = randomUUID();
  const { code, detail, faults } = known ?? new ServiceError('internal');
  const status = statusByCode[code];
  if (status >= 500) log.error({ err: error, code, correlationId }, 'a request failed');
  const problem: Problem = {
    type: `urn:sluice:problem:${code}`,
    title: code,
    status,
    code,
    detail,
    correlationId,
    ...(faults && { faults }),
  };
  return Response.json(problem, {
    status,
    headers: { 'Content-Type': 'application/problem+json', 'Cache-Control': 'no-store' },
  });
}
