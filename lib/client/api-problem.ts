import type { Problem, ProblemCode } from '#lib/contracts/problem.ts';

/** What the API says went wrong, and the two failures only a browser sees: no answer, and one it cannot read. */
export type ApiProblemCode = ProblemCode | 'unreachable' | 'unexpected_answer';

/** The one error every query and mutation of the console fails with. */
export class ApiProblem extends Error {
  readonly code: ApiProblemCode;
  /** HTTP status; `null` when no answer arrived. */
  readonly status: number | null;
  readonly detail: Problem['detail'];
  /** Finds this very request in the server's log; `null` when no problem document arrived. */
  readonly correlationId: string | null;
  /** What is wrong with a set of field mappings; empty for every other problem. */
  readonly faults: NonNullable<Problem['faults']>;

  constructor(
    code: ApiProblemCode,
    facts: {
      readonly status?: number;
      readonly detail?: Problem['detail'];
      readonly correlationId?: string;
      readonly faults?: Problem['faults'] | undefined;
      readonly cause?: unknown;
    } = {},
  ) {
    super(`The API answered with ${code}`, { cause: facts.cause });
    this.name = 'ApiProblem';
    this.code = code;
    this.status = facts.status ?? null;
    this.detail = facts.detail ?? {};
    this.correlationId = facts.correlationId ?? null;
    this.faults = facts.faults ?? [];
  }
}

/** Reads an RFC 9457 problem document; anything else becomes `unexpected_answer`. */
export async function readProblem(status: number, body: unknown): Promise<ApiProblem> {
  const { problemSchema } = await import('#lib/contracts/problem.ts');
  const problem = problemSchema.safeParse(body);
  if (!problem.success) return new ApiProblem('unexpected_answer', { status });
  const { code, detail, correlationId, faults } = problem.data;
  return new ApiProblem(code, { status, detail, correlationId, faults });
}

/** The server has tried again for seconds before it says so: more of it here would only keep the person waiting. */
const triedAgainAlready: ReadonlySet<ApiProblemCode> = new Set([
  'hubspot_unavailable',
  'salesforce_unavailable',
]);

/** True for failures that trying again in a moment may cure by itself. */
export function isPassing(problem: ApiProblem): boolean {
  if (triedAgainAlready.has(problem.code)) return false;
  return problem.code === 'unreachable' || problem.code === 'rate_limited' || (problem.status ?? 0) >= 500;
}
