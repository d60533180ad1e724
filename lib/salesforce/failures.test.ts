import { inspect } from 'node:util';
import { expect, test } from 'vitest';
import { classifyAnswer, classifyGrantAnswer, describeRefusal } from './failures.ts';

const answer = (status: number, body: unknown) => ({
  status,
  headers: new Headers(),
  body: typeof body === 'string' ? body : JSON.stringify(body),
});
const error = (errorCode: string) => [{ errorCode, message: 'what happened' }];

test.each([
  [401, error('INVALID_SESSION_ID'), { kind: 'auth_expired', code: 'INVALID_SESSION_ID' }],
  [300, ['/services/data/v67.0/sobjects/Contact/003'], { kind: 'ambiguous_match' }],
  [400, error('UNABLE_TO_LOCK_ROW'), { kind: 'rate_limited', retryAfterMs: 1_000 }],
  [400, error('INVALID_FIELD'), { kind: 'rejected', code: 'INVALID_FIELD' }],
  [403, error('API_DISABLED_FOR_ORG'), { kind: 'rejected', code: 'API_DISABLED_FOR_ORG' }],
  [404, error('NOT_FOUND'), { kind: 'rejected', code: 'NOT_FOUND' }],
  [503, '<html>maintenance</html>', { kind: 'unavailable', code: 'HTTP_503', mayHaveTakenEffect: true }],
  [500, error('UNKNOWN_EXCEPTION'), { kind: 'unavailable', code: 'UNKNOWN_EXCEPTION' }],
  [420, '', { kind: 'unavailable', code: 'HTTP_420' }],
])('status %i with %j is %j', (status, body, expected) => {
  expect(classifyAnswer(answer(status, body), 'write', null)).toMatchObject(expected);
});

test('the sentence, which may quote a value, stays out of what a log prints', () => {
  const sentence = 'Title: data value too large: the secret title (max length=40)';
  const failure = classifyAnswer(
    answer(400, [{ errorCode: 'STRING_TOO_LONG', message: sentence }]),
    'write',
    null,
  );
  expect(inspect(failure, { depth: 9 })).not.toContain('secret');
  expect(failure.refusal.detail).toBe(sentence);
});

test('an exhausted day waits long, too many slow requests wait briefly', () => {
  const limited = answer(403, error('REQUEST_LIMIT_EXCEEDED'));
  expect(classifyAnswer(limited, 'read', { used: 5, limit: 100 }).retryAfterMs).toBe(10_000);
  for (const usage of [null, { used: 100, limit: 100 }]) {
    expect(classifyAnswer(limited, 'read', usage)).toMatchObject({
      kind: 'rate_limited',
      code: 'REQUEST_LIMIT_EXCEEDED',
      retryAfterMs: 900_000,
    });
  }
});

const grantError = (code: string, description = '') =>
  answer(400, { error: code, error_description: description });

test.each([
  ['invalid_grant', 'expired access/refresh token', { kind: 'auth_expired', code: 'invalid_grant' }],
  ['invalid_grant', 'ip restricted', { kind: 'auth_expired', code: 'ip_restricted' }],
  ['invalid_grant', 'inactive user', { kind: 'auth_expired', code: 'inactive_user' }],
  [
    'invalid_grant',
    'token request is already being processed',
    { kind: 'unavailable', code: 'token_request_in_progress' },
  ],
  ['invalid_grant', 'expired authorization code', { kind: 'unavailable', code: 'token_request_in_progress' }],
  ['invalid_client_id', 'client identifier invalid', { kind: 'rejected', code: 'invalid_client_id' }],
  ['invalid_client', 'invalid client credentials', { kind: 'rejected', code: 'invalid_client' }],
  ['rate_limit_exceeded', 'login rate exceeded', { kind: 'rate_limited' }],
])('a refresh refused with %s, %s, is %j', (code, description, expected) => {
  expect(classifyGrantAnswer(grantError(code, description), 'refresh')).toMatchObject(expected);
});

test('a code that expired is refused for good; nothing was connected yet', () => {
  const expired = grantError('invalid_grant', 'expired authorization code');
  expect(classifyGrantAnswer(expired, 'code')).toMatchObject({ kind: 'rejected', code: 'invalid_grant' });
});

test('a token endpoint in trouble does not disconnect anybody', () => {
  expect(classifyGrantAnswer(answer(503, '<html>'), 'refresh')).toMatchObject({ kind: 'unavailable' });
});

test.each([
  ['UNABLE_TO_LOCK_ROW', { isRetryable: true, fixer: 'nobody_wait' }],
  ['ENTITY_IS_DELETED', { isRetryable: true }],
  ['CANNOT_UPDATE_CONVERTED_LEAD', { isRetryable: true }],
  ['STRING_TOO_LONG', { isRetryable: false, fixer: 'contact_owner' }],
  ['DUPLICATES_DETECTED', { isRetryable: false, fixer: 'contact_owner' }],
  ['FIELD_CUSTOM_VALIDATION_EXCEPTION', { isRetryable: false, fixer: 'salesforce_admin' }],
  ['SOMETHING_NEW', { isRetryable: false, fixer: 'salesforce_admin' }],
])('a record refused with %s is %j', (statusCode, expected) => {
  expect(describeRefusal({ statusCode, message: 'x', fields: ['Title'] })).toMatchObject({
    code: statusCode,
    side: 'salesforce',
    field: 'Title',
    ...expected,
  });
});

test('both spellings of the code are read', () => {
  expect(describeRefusal({ errorCode: 'STRING_TOO_LONG', message: '' })).toMatchObject({
    code: 'STRING_TOO_LONG',
    detail: null,
    field: null,
  });
});

test('a trigger that met a lock waits, one that failed by itself does not', () => {
  const statusCode = 'CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY';
  const locked = 'MyTrigger: execution of AfterUpdate caused by: UNABLE_TO_LOCK_ROW, unable to obtain';
  expect(describeRefusal({ statusCode, message: locked }).isRetryable).toBe(true);
  expect(describeRefusal({ statusCode, message: 'MyTrigger: null pointer' }).isRetryable).toBe(false);
});
