import type { ZodType } from 'zod';
import type { ProblemCode } from '../problem.ts';

/** One operation of the API, as the document at `GET /api/openapi.json` describes it. */
export type RouteDescription = {
  readonly method: 'get' | 'post' | 'put';
  /** As OpenAPI writes it: `/api/runs/{runId}`. */
  readonly path: string;
  readonly summary: string;
  readonly area: string;
  /** `public`: without a session. `signed`: HubSpot's own signature instead of a session. */
  readonly access: 'viewer' | 'admin' | 'public' | 'signed';
  readonly query?: ZodType;
  readonly body?: ZodType;
  /** A schema, or an answer without a JSON body. */
  readonly response: ZodType | { readonly status: number; readonly description: string };
  /** Problems beyond those that every operation can answer with. */
  readonly problems?: readonly ProblemCode[];
};

/** The operations of one area. */
export function describeRoutes(
  area: string,
  routes: readonly Omit<RouteDescription, 'area'>[],
): readonly RouteDescription[] {
  return routes.map((route) => ({ ...route, area }));
}
