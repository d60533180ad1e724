import { z } from 'zod';
import type { Failure, Fixer } from '#lib/domain/outcome.ts';
import type { HttpAnswer } from '#lib/platform/http-exchange.ts';
import { parseJson } from '#lib/platform/json.ts';
import { classifyTransportFault, RefusedRequest, unknownShape } from '#lib/platform/refused-request.ts';
import type { Effect } from '#lib/platform/retry.ts';
import type { ProviderFailure, ProviderFailureFacts } from '#lib/ports.ts';

/** What an error is about: ids, properties, scopes. Each value is a list, in practice not always. */
export const errorContextSchema = z
  .record(z.string(), z.unknown())
  .transform((context) =>
    Object.fromEntries(Object.entries(context).map(([name, value]) => [name, [value].flat().map(String)])),
  )
  .catch({});
export type ErrorContext = z.infer<typeof errorContextSchema>;

/** HubSpot documents every field of an error body as optional. */
const errorBodySchema = z.object({
  message: z.string().catch(''),
  category: z.string().optional().catch(undefined),
  errorType: z.string().optional().catch(undefined),
  policyName: z.string().optional().catch(undefined),
  errors: z
    .array(
      z.object({
        code: z.string().optional().catch(undefined),
        message: z.string().optional().catch(undefined),
        context: errorContextSchema,
      }),
    )
    .catch([]),
});
export type HubspotErrorBody = z.infer<typeof errorBodySchema>;

const noBody: HubspotErrorBody = {
  message: '',
  category: undefined,
  errorType: undefined,
  policyName: undefined,
  errors: [],
};

/** Anything that is not an error body in JSON (an HTML page of a proxy) reads as one without details. */
export function readErrorBody(body: unknown): HubspotErrorBody {
  return errorBodySchema.safeParse(body).data ?? noBody;
}

const secondMs = 1_000;
const tenSecondsMs = 10_000;
/** A daily limit ends at midnight of the account's time zone; asking once an hour finds it. */
const hourMs = 3_600_000;
/** A lock after heavy writing lasts two seconds. */
const lockMs = 2_000;

function readRetryAfterMs(headers: Headers): number | null {
  const seconds = Number(headers.get('retry-after') ?? Number.NaN);
  return Number.isFinite(seconds) && seconds >= 0 ? seconds * secondMs : null;
}

function rateLimitWaitMs(policyName: string | undefined, headers: Headers): number {
  const named = readRetryAfterMs(headers);
  if (named !== null) return named;
  if (policyName === 'DAILY') return hourMs;
  return policyName === 'TEN_SECONDLY_ROLLING' ? tenSecondsMs : secondMs;
}

/** The typed failure for an answer that is not 2xx. */
export function classifyAnswer(answer: HttpAnswer, effect: Effect): RefusedRequest {
  const { status, headers } = answer;
  const body = readErrorBody(parseJson(answer.body));
  const code = body.category ?? body.errorType ?? `HTTP_${status}`;
  const fail = (facts: Pick<ProviderFailureFacts, 'kind'> & Partial<ProviderFailureFacts>) =>
    new RefusedRequest({ platform: 'hubspot', code, ...facts }, status, describeRefusal(body, code));
  if (status === 401) return fail({ kind: 'auth_expired' });
  if (status === 429) {
    return fail({ kind: 'rate_limited', retryAfterMs: rateLimitWaitMs(body.policyName, headers) });
  }
  if (status === 423) return fail({ kind: 'rate_limited', retryAfterMs: lockMs });
  // The account is being moved to another data centre.
  if (status === 477) {
    return fail({ kind: 'rate_limited', retryAfterMs: readRetryAfterMs(headers) ?? hourMs });
  }
  if (status >= 500) return fail({ kind: 'unavailable', mayHaveTakenEffect: effect === 'write' });
  const missingPermissions = body.errors.flatMap(({ context }) => context.requiredGranularScopes ?? []);
  return fail({ kind: 'rejected', missingPermissions });
}

export function classifyFault(error: unknown, effect: Effect): unknown {
  return classifyTransportFault('hubspot', error, effect);
}

export function unreadableAnswer(effect: Effect, cause: unknown): ProviderFailure {
  return unknownShape('hubspot', effect, cause);
}

/** Validation errors carry the faulty properties as JSON behind a sentence. */
const propertyErrorsSchema = z
  .array(z.object({ name: z.string(), error: z.string().optional(), message: z.string().optional() }))
  .min(1);

function readPropertyError(message: string) {
  const start = message.indexOf('[');
  if (start < 0) return null;
  return propertyErrorsSchema.safeParse(parseJson(message.slice(start))).data?.[0] ?? null;
}

/** Faults of the portal's set-up; every other refusal is about the contact's own values. */
const setUpCodes: ReadonlySet<string> = new Set([
  'PROPERTY_DOESNT_EXIST',
  'READ_ONLY_VALUE',
  'MISSING_SCOPES',
  'REQUIRED_PROPERTY_MISSING',
]);

/** Turns one refused input into the failure that is grouped, shown and retried. */
export function describeRefusal(body: HubspotErrorBody, code: string, context: ErrorContext = {}): Failure {
  const property = readPropertyError(body.message);
  const detailed = body.errors[0];
  const ownCode = property?.error ?? detailed?.code ?? code;
  const fixer: Fixer = setUpCodes.has(ownCode) ? 'hubspot_admin' : 'contact_owner';
  return {
    code: ownCode,
    side: 'hubspot',
    field: property?.name ?? detailed?.context.propertyName?.[0] ?? context.propertyName?.[0] ?? null,
    detail: property?.message ?? detailed?.message ?? (body.message || null),
    isRetryable: false,
    fixer,
  };
}
