import { z } from 'zod';
import type { Failure, Fixer } from '#lib/domain/outcome.ts';
import type { HttpAnswer } from '#lib/platform/http-exchange.ts';
import { parseJson } from '#lib/platform/json.ts';
import { classifyTransportFault, RefusedRequest, unknownShape } from '#lib/platform/refused-request.ts';
import type { Effect } from '#lib/platform/retry.ts';
import { ProviderFailure, type ProviderFailureKind, type SalesforceApiUsage } from '#lib/ports.ts';

/** One error: `errorCode` at the top of an answer, `statusCode` in an item of a collection. */
export const salesforceErrorSchema = z.object({
  errorCode: z.string().optional(),
  statusCode: z.string().optional(),
  message: z.string().catch(''),
  fields: z.array(z.string()).nullish(),
});
export type SalesforceError = z.infer<typeof salesforceErrorSchema>;

const errorBodySchema = z.array(salesforceErrorSchema).min(1);

const tenSecondsMs = 10_000;
/** The daily limit counts the last 24 hours, so calls come back little by little. */
const dailyLimitWaitMs = 15 * 60_000;
const lockWaitMs = 1_000;

function readError(body: string): SalesforceError {
  return errorBodySchema.safeParse(parseJson(body)).data?.[0] ?? { message: '' };
}

/**
 * The same code stands for the daily limit and for too many slow requests at once. The usage that comes
 * with every answer tells them apart.
 */
function limitWaitMs(usage: SalesforceApiUsage | null): number {
  return usage !== null && usage.used < usage.limit ? tenSecondsMs : dailyLimitWaitMs;
}

/** The typed failure for an answer of the REST API that is not 2xx. */
export function classifyAnswer(
  { status, body }: HttpAnswer,
  effect: Effect,
  usage: SalesforceApiUsage | null,
): RefusedRequest {
  const error = readError(body);
  const code = error.errorCode ?? `HTTP_${status}`;
  const fail = (kind: ProviderFailureKind, retryAfterMs: number | null = null, mayHaveTakenEffect = false) =>
    new RefusedRequest(
      { platform: 'salesforce', kind, code, retryAfterMs, mayHaveTakenEffect },
      status,
      describeRefusal({ ...error, errorCode: code }),
    );
  if (status === 401) return fail('auth_expired');
  if (status === 300) return fail('ambiguous_match');
  if (code === 'REQUEST_LIMIT_EXCEEDED') return fail('rate_limited', limitWaitMs(usage));
  // The transaction was rolled back as a whole.
  if (code === 'UNABLE_TO_LOCK_ROW') return fail('rate_limited', lockWaitMs);
  if (status === 420 || status === 429 || status >= 500 || code === 'SERVER_UNAVAILABLE') {
    return fail('unavailable', null, effect === 'write');
  }
  return fail('rejected');
}

export function classifyFault(error: unknown, effect: Effect): unknown {
  return classifyTransportFault('salesforce', error, effect);
}

export function unreadableAnswer(effect: Effect, cause: unknown): ProviderFailure {
  return unknownShape('salesforce', effect, cause);
}

const grantErrorSchema = z.object({ error: z.string(), error_description: z.string().catch('') });

/**
 * The token endpoint says `invalid_grant` for what is over and for what only has to wait; the sentence is
 * all that tells them apart. The second sentence was sent for some weeks in 2024 in place of the first.
 */
const passingGrantSentences: ReadonlySet<string> = new Set([
  'token request is already being processed',
  'expired authorization code',
]);
const namedGrantSentences: ReadonlyMap<string, string> = new Map([
  ['ip restricted', 'ip_restricted'],
  ['inactive user', 'inactive_user'],
  ['inactive organization', 'inactive_organization'],
]);

/** The typed failure for an answer of the token endpoint that is not 2xx. */
export function classifyGrantAnswer(answer: HttpAnswer, grant: 'code' | 'refresh'): ProviderFailure {
  const general = classifyAnswer(answer, 'write', null);
  if (general.kind === 'unavailable' || general.kind === 'rate_limited') return general;
  const body = grantErrorSchema.safeParse(parseJson(answer.body)).data;
  if (body === undefined) return general;
  const sentence = body.error_description.toLowerCase();
  const facts = { platform: 'salesforce', message: body.error_description || body.error } as const;
  if (body.error === 'rate_limit_exceeded') {
    return new ProviderFailure({
      ...facts,
      kind: 'rate_limited',
      code: body.error,
      retryAfterMs: tenSecondsMs,
    });
  }
  const code = namedGrantSentences.get(sentence) ?? body.error;
  if (body.error !== 'invalid_grant' || grant === 'code') {
    return new ProviderFailure({ ...facts, kind: 'rejected', code });
  }
  return passingGrantSentences.has(sentence)
    ? new ProviderFailure({
        ...facts,
        kind: 'unavailable',
        code: 'token_request_in_progress',
        retryAfterMs: 1_000,
      })
    : new ProviderFailure({ ...facts, kind: 'auth_expired', code });
}

const passingCodes: ReadonlySet<string> = new Set([
  'UNABLE_TO_LOCK_ROW',
  'REQUEST_LIMIT_EXCEEDED',
  'SERVER_UNAVAILABLE',
  'UNKNOWN_EXCEPTION',
]);

/** The record as it is now is not the record that was read: a fresh look decides again. */
const staleCodes: ReadonlySet<string> = new Set([
  'ENTITY_IS_DELETED',
  'NOT_FOUND',
  'CANNOT_UPDATE_CONVERTED_LEAD',
]);

/** Refused for the contact's own values, which whoever owns the contact can correct. */
const valueCodes: ReadonlySet<string> = new Set([
  'INVALID_EMAIL_ADDRESS',
  'STRING_TOO_LONG',
  'DUPLICATES_DETECTED',
  'DUPLICATE_VALUE',
  'NUMBER_OUTSIDE_VALID_RANGE',
]);

function chooseFixer(code: string, isPassing: boolean): Fixer {
  if (isPassing) return 'nobody_wait';
  return valueCodes.has(code) ? 'contact_owner' : 'salesforce_admin';
}

/** Turns one refused record into the failure that is grouped, shown and retried. */
export function describeRefusal(error: SalesforceError | undefined): Failure {
  const code = error?.statusCode ?? error?.errorCode ?? 'UNKNOWN_EXCEPTION';
  // A trigger or flow that met a lock reports itself and carries the lock's code in its sentence.
  const isWrappedLock =
    code === 'CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY' && error?.message.includes('UNABLE_TO_LOCK_ROW') === true;
  const isPassing = isWrappedLock || passingCodes.has(code) || staleCodes.has(code);
  return {
    code,
    side: 'salesforce',
    field: error?.fields?.[0] ?? null,
    detail: error?.message || null,
    isRetryable: isPassing,
    fixer: chooseFixer(code, isPassing),
  };
}
