/** HubSpot's error body, without the correlation id, which the answering service adds. */
export interface ErrorBody {
  status?: string;
  message: string;
  category?: string;
  subCategory?: string;
  errors?: ErrorDetail[];
  context?: Record<string, string[]>;
  errorType?: string;
  policyName?: string;
  error?: string;
  error_description?: string;
}

export interface ErrorDetail {
  message: string;
  code?: string;
  in?: string;
  context?: Record<string, string[]>;
}

/** Thrown anywhere below a route; becomes the answer. */
export class HubspotError extends Error {
  readonly httpStatus: number;
  readonly body: ErrorBody;

  constructor(httpStatus: number, body: ErrorBody) {
    super(body.message);
    this.httpStatus = httpStatus;
    this.body = { status: 'error', ...body };
  }
}

export function validationError(message: string, more: Partial<ErrorBody> = {}): HubspotError {
  return new HubspotError(400, { message, category: 'VALIDATION_ERROR', ...more });
}

/** `recordId` is shown in `context.id`, as HubSpot does for an object it cannot find. */
export function objectNotFound(message: string, recordId?: string): HubspotError {
  return new HubspotError(404, {
    message,
    category: 'OBJECT_NOT_FOUND',
    ...(recordId === undefined ? {} : { context: { id: [recordId] } }),
  });
}

export function conflict(message: string): HubspotError {
  return new HubspotError(409, { message, category: 'CONFLICT' });
}

export function missingScopes(scopes: readonly string[]): HubspotError {
  return new HubspotError(403, {
    message:
      "This app hasn't been granted all required scopes to make this call. Read more about required scopes here: https://developers.hubspot.com/scopes.",
    category: 'MISSING_SCOPES',
    errors: [
      {
        message: 'One or more of the following scopes are required.',
        context: { requiredGranularScopes: [...scopes] },
      },
    ],
  });
}

export function noCredentials(): HubspotError {
  return new HubspotError(401, {
    message:
      'Authentication credentials not found. This API supports OAuth 2.0 authentication and you can find more details at https://developers.hubspot.com/docs/methods/auth/oauth-overview',
    category: 'INVALID_AUTHENTICATION',
  });
}

/** `expiredAt` and `now` are milliseconds since 1970. */
export function expiredCredentials(expiredAt: number, now: number): HubspotError {
  return new HubspotError(401, {
    message: `The OAuth token used to make this call expired ${describeAge(now - expiredAt)} ago.`,
    category: 'EXPIRED_AUTHENTICATION',
    context: { 'expire time': [new Date(expiredAt).toISOString()] },
  });
}

function describeAge(ms: number): string {
  const seconds = Math.floor(ms / 1_000);
  if (seconds < 60) return `${seconds} second(s)`;
  if (seconds < 3_600) return `${Math.floor(seconds / 60)} minute(s)`;
  if (seconds < 86_400) return `${Math.floor(seconds / 3_600)} hour(s)`;
  return `${Math.floor(seconds / 86_400)} day(s)`;
}

export type RatePolicy = 'TEN_SECONDLY_ROLLING' | 'SECONDLY' | 'DAILY';

export function rateLimitReached(policyName: RatePolicy): HubspotError {
  return new HubspotError(429, {
    message: `You have reached your ${policyName.toLowerCase()} limit.`,
    errorType: 'RATE_LIMIT',
    policyName,
  });
}

const troubles = new Map<number, ErrorBody>([
  [423, { message: 'This record is locked. Try again in a moment.', category: 'LOCKED' }],
  [429, rateLimitReached('TEN_SECONDLY_ROLLING').body],
  [
    477,
    { message: 'This account is being moved to another data center.', category: 'MIGRATION_IN_PROGRESS' },
  ],
]);

/** What HubSpot says with a status that no call brings about by itself; of a gateway's trouble, nothing. */
export function describeTrouble(status: number, correlationId: string): object | undefined {
  const known = troubles.get(status);
  return known && { status: 'error', ...known, correlationId };
}
