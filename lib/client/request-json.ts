import type { ZodType } from 'zod';
import { ApiProblem, readProblem } from './api-problem.ts';

type RequestOptions = {
  readonly method?: 'GET' | 'POST' | 'PUT';
  readonly query?: Readonly<Record<string, string | number | null | undefined>>;
  readonly body?: unknown;
  readonly signal?: AbortSignal;
};

/** Adds the query parameters that have a value. */
export function buildPath(path: string, query: RequestOptions['query'] = {}): string {
  const parameters = new URLSearchParams();
  for (const [name, value] of Object.entries(query)) {
    if (value !== null && value !== undefined && value !== '') parameters.set(name, String(value));
  }
  return parameters.size === 0 ? path : `${path}?${parameters}`;
}

/** Loads the schema of an answer. Contracts come beside the first requests: no page waits for them to be usable. */
type Contract<Answer> = () => Promise<ZodType<Answer>>;

/**
 * The only place of the console that talks to the API. Answers are checked against the contract, so that
 * a server of another version shows as one clear failure and not as a half-drawn page.
 *
 * @throws ApiProblem for every failure except an abort, which is passed on.
 */
export async function requestJson<Answer>(
  path: string,
  contract: Contract<Answer>,
  { method = 'GET', query, body, signal }: RequestOptions = {},
): Promise<Answer> {
  const [response, schema] = await Promise.all([
    send(buildPath(path, query), {
      method,
      headers: {
        accept: 'application/json',
        ...(body !== undefined && { 'content-type': 'application/json' }),
      },
      ...(body !== undefined && { body: JSON.stringify(body) }),
      ...(signal && { signal }),
    }),
    contract().catch(failAsUnreachable),
  ]);
  const content: unknown = await response.json().catch(() => undefined);
  if (!response.ok) throw await readProblem(response.status, content);
  const answer = schema.safeParse(content);
  if (answer.success) return answer.data;
  throw new ApiProblem('unexpected_answer', { status: response.status, cause: answer.error });
}

async function send(path: string, request: RequestInit): Promise<Response> {
  try {
    return await fetch(path, request);
  } catch (cause) {
    if (request.signal?.aborted) throw cause;
    return failAsUnreachable(cause);
  }
}

function failAsUnreachable(cause: unknown): never {
  throw new ApiProblem('unreachable', { cause });
}
