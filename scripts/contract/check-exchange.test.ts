import { expect, test } from 'vitest';
import type { Exchange } from './check-exchange.ts';
import { checkExchanges } from './check-recording.ts';

const now = '2026-11-23T10:00:00.000Z';
const contact = {
  id: '101',
  properties: { email: 'a@x.test' },
  createdAt: now,
  updatedAt: now,
  archived: false,
};
const done = { status: 'COMPLETE', startedAt: now, completedAt: now };
const limits = {
  'x-hubspot-ratelimit-max': '110',
  'x-hubspot-ratelimit-remaining': '109',
  'x-hubspot-ratelimit-interval-milliseconds': '10000',
};

type Sent = { body?: unknown; answer?: unknown; status?: number; headers?: Record<string, string> };

function exchange(call: string, { body, answer, status = 200, headers = limits }: Sent): Exchange {
  const [method = '', path = ''] = call.split(' ');
  return {
    method,
    url: `http://127.0.0.1${path}`,
    headers: { 'content-type': 'application/json' },
    body: body === undefined ? '' : JSON.stringify(body),
    status,
    responseHeaders: { 'content-type': 'application/json;charset=utf-8', ...headers },
    responseBody: answer === undefined ? '' : JSON.stringify(answer),
  };
}

const upsert = {
  inputs: [{ id: 'a@x.test', idProperty: 'email', properties: { email: 'a@x.test' } }],
};
const readUpsert = (answer: unknown, status = 200): [string, Sent] => [
  'POST /crm/objects/2026-09/contacts/batch/upsert',
  { body: upsert, answer, status },
];
const members = (answer: unknown): [string, Sent] => [
  'GET /crm/lists/2026-09/42/memberships?limit=250',
  { answer },
];
const error = { status: 'error', message: 'expired', correlationId: 'c', category: 'EXPIRED_AUTHENTICATION' };
const tooMany = {
  status: 'error',
  message: 'slow down',
  errorType: 'RATE_LIMIT',
  policyName: 'SECONDLY',
  correlationId: 'c',
};

test.each<[string, [string, Sent]]>([
  ['a batch', readUpsert({ ...done, results: [{ ...contact, new: true }] })],
  [
    'a null value',
    readUpsert({ ...done, results: [{ ...contact, properties: { phone: null }, new: false }] }),
  ],
  [
    'a partial batch',
    readUpsert(
      {
        ...done,
        results: [],
        numErrors: 1,
        errors: [
          { status: 'error', category: 'X', message: 'm', context: { ids: ['9'] }, links: {}, errors: [] },
        ],
      },
      207,
    ),
  ],
  ['a page', members({ total: 1, results: [{ recordId: '101', membershipTimestamp: now }] })],
  ['an error', ['GET /crm/v3/owners/', { answer: error, status: 401, headers: {} }]],
  ['a limit', ['GET /crm/v3/owners', { answer: tooMany, status: 429 }]],
])('%s in its declared shape passes', (_, [call, sent]) => {
  expect(checkExchanges([exchange(call, sent)]).violations).toEqual([]);
});

test('an answer that a fault made up is nobody’s, but its request is judged', () => {
  const [call, sent] = readUpsert('down', 503);
  expect(checkExchanges([{ ...exchange(call, sent), isFault: true }]).violations).toEqual([]);
  const made = { ...exchange(call, { ...sent, body: { inputs: [{}] } }), isFault: true };
  const report = checkExchanges([made]);
  expect(report.violations.map((fault) => fault.at)).toContain('request.inputs[0].id');
  expect(report.statuses).toEqual([]);
});

test.each<[string, string, [string, Sent]]>([
  ['a missing member', 'answer.results[0].new', readUpsert({ ...done, results: [contact] })],
  [
    'a number for text',
    'answer.results[0].id',
    readUpsert({ ...done, results: [{ ...contact, id: 1, new: true }] }),
  ],
  ['an unknown word', 'answer.status', readUpsert({ ...done, status: 'DONE', results: [] })],
  ['an invented member', 'answer.total', readUpsert({ ...done, results: [], total: 0 })],
  ['an undeclared status', 'status', readUpsert({ ...done, results: [] }, 202)],
  ['another kind of entry', 'answer.results[0]', members({ total: 1, results: ['101'] })],
  [
    'a time that is none',
    'answer.results[0].membershipTimestamp',
    members({ results: [{ recordId: '1', membershipTimestamp: 'now' }] }),
  ],
  [
    'a misspelt parameter',
    'query.count',
    ['GET /crm/v3/lists/42/memberships?count=250', { answer: { results: [] } }],
  ],
  [
    'an input without id',
    'request.inputs[0].id',
    ['POST /crm/v3/objects/contacts/batch/archive', { body: { inputs: [{}] }, status: 204 }],
  ],
  ['a body on 204', 'answer', ['DELETE /crm/v3/objects/contacts/7', { status: 204, answer: {} }]],
  [
    'an error without correlation',
    'answer.correlationId',
    ['GET /crm/v3/owners/7', { status: 404, answer: { status: 'error', message: 'm', category: 'c' } }],
  ],
  [
    'a limit told as another error',
    'answer.policyName',
    ['GET /crm/v3/owners/7', { status: 429, answer: { ...tooMany, policyName: undefined } }],
  ],
  [
    'no limit headers',
    'header.x-hubspot-ratelimit-max',
    ['GET /crm/v3/owners', { headers: {}, answer: { results: [] } }],
  ],
  ['an unknown path', 'url', ['GET /crm/v3/contacts', { answer: {} }]],
])('%s is a violation', (_, at, [call, sent]) => {
  expect(checkExchanges([exchange(call, sent)]).violations.map((fault) => fault.at)).toContain(at);
});
