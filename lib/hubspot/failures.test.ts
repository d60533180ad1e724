import { inspect } from 'node:util';
import { expect, test } from 'vitest';
import { classifyAnswer, describeRefusal, readErrorBody } from './failures.ts';

const answer = (status: number, body: unknown, headers = {}) => ({
  status,
  headers: new Headers(headers),
  body: typeof body === 'string' ? body : JSON.stringify(body),
});

const rolling = { errorType: 'RATE_LIMIT', policyName: 'TEN_SECONDLY_ROLLING', message: 'slow down' };

test.each([
  [429, rolling, {}, { kind: 'rate_limited', code: 'RATE_LIMIT', retryAfterMs: 10_000 }],
  [429, { ...rolling, policyName: 'SECONDLY' }, {}, { kind: 'rate_limited', retryAfterMs: 1_000 }],
  [429, { ...rolling, policyName: 'DAILY' }, {}, { kind: 'rate_limited', retryAfterMs: 3_600_000 }],
  [429, rolling, { 'retry-after': '3' }, { kind: 'rate_limited', retryAfterMs: 3_000 }],
  [423, {}, {}, { kind: 'rate_limited', code: 'HTTP_423', retryAfterMs: 2_000 }],
  [477, {}, { 'retry-after': '120' }, { kind: 'rate_limited', retryAfterMs: 120_000 }],
  [401, { category: 'EXPIRED_AUTHENTICATION' }, {}, { kind: 'auth_expired' }],
  [502, '<html>bad gateway</html>', {}, { kind: 'unavailable', code: 'HTTP_502', mayHaveTakenEffect: true }],
  [521, {}, {}, { kind: 'unavailable' }],
  [404, {}, {}, { kind: 'rejected', code: 'HTTP_404' }],
  [409, { category: 'CONFLICT' }, {}, { kind: 'rejected', code: 'CONFLICT' }],
])('status %i with %j and %j is %j', (status, body, headers, expected) => {
  expect(classifyAnswer(answer(status, body, headers), 'write')).toMatchObject(expected);
});

test('a server error never leaves doubt about a read', () => {
  expect(classifyAnswer(answer(500, {}), 'read').mayHaveTakenEffect).toBe(false);
});

test('the sentence, which may quote a value, stays out of what a log prints', () => {
  const failure = classifyAnswer(answer(400, { message: 'the secret title was refused' }), 'write');
  expect(inspect(failure, { depth: 9 })).not.toContain('secret');
  expect(failure.refusal.detail).toBe('the secret title was refused');
});

test('missing scopes are named', () => {
  const body = {
    category: 'MISSING_SCOPES',
    message: 'This app has not been granted all required scopes',
    errors: [{ message: 'One or more', context: { requiredGranularScopes: ['crm.lists.read'] } }],
  };
  const failure = classifyAnswer(answer(403, body), 'read');
  expect(failure).toMatchObject({ kind: 'rejected', missingPermissions: ['crm.lists.read'] });
});

test('a property error names the property, the code and the sentence', () => {
  const inner = [{ isValid: false, message: 'too long', error: 'INVALID_LENGTH', name: 'city' }];
  const body = readErrorBody({ message: `Property values were not valid: ${JSON.stringify(inner)}` });
  expect(describeRefusal(body, 'VALIDATION_ERROR')).toEqual({
    code: 'INVALID_LENGTH',
    side: 'hubspot',
    field: 'city',
    detail: 'too long',
    isRetryable: false,
    fixer: 'contact_owner',
  });
});

test('a property error in the error list is read as well', () => {
  const body = readErrorBody({
    message: 'Property values were not valid',
    errors: [{ code: 'READ_ONLY_VALUE', message: 'read only', context: { propertyName: ['createdate'] } }],
  });
  expect(describeRefusal(body, 'VALIDATION_ERROR')).toMatchObject({
    code: 'READ_ONLY_VALUE',
    field: 'createdate',
    fixer: 'hubspot_admin',
  });
});

test('a conflict keeps the sentence that holds the existing id', () => {
  const body = readErrorBody({ message: 'Contact already exists. Existing ID: 12345', category: 'CONFLICT' });
  expect(describeRefusal(body, 'CONFLICT')).toMatchObject({
    code: 'CONFLICT',
    detail: 'Contact already exists. Existing ID: 12345',
    field: null,
  });
});

test('any other body reads as one without details', () => {
  for (const body of [undefined, null, 'text', [], { errors: 'none', message: 7 }]) {
    expect(readErrorBody(body)).toMatchObject({ message: '', errors: [] });
  }
});
