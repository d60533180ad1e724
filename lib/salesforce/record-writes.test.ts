import { afterEach, expect, test } from 'vitest';
import { createTestClock } from '#lib/platform/test-clock.ts';
import { sendCutBody, sendJson, startTestServer, type TestServer } from '#lib/platform/test-server.ts';
import { createTestTokens } from '#lib/platform/test-tokens.ts';
import type { SalesforceWrite } from '#lib/ports.ts';
import { createApiBudget } from './api-usage.ts';
import { createSalesforce } from './org.ts';

let server: TestServer | undefined;
afterEach(() => server?.stop());

type Sent = { attributes: { type: string }; id?: string; LastName?: string };

async function connect(answer: (records: Sent[], response: Parameters<typeof sendJson>[0]) => void) {
  server = await startTestServer(({ body }, response) => answer(JSON.parse(body).records, response));
  const org = createSalesforce({
    tokens: createTestTokens(server.url),
    budget: createApiBudget(),
    clock: createTestClock(),
  });
  return { org, requests: server.requests };
}

const saved = ({ LastName }: Sent) => ({ id: `id-of-${LastName}`, success: true, errors: [] });
const refused = (statusCode: string, fields: string[] = []) => ({
  success: false,
  errors: [{ statusCode, message: 'no', fields }],
});
const person = (salesforceType: 'Lead' | 'Contact', LastName: string): SalesforceWrite => ({
  salesforceType,
  fields: { LastName },
});

test('mixed types are sent in two runs and answered in the order they came', async () => {
  const { org, requests } = await connect((records, response) => sendJson(response, 200, records.map(saved)));
  const people = ['a', 'b', 'c', 'd', 'e'].map((name, index) => person(index % 2 ? 'Lead' : 'Contact', name));
  const results = await org.create(people);
  expect(results).toEqual(
    ['a', 'b', 'c', 'd', 'e'].map((name) => ({ isWritten: true, recordId: `id-of-${name}` })),
  );
  const sent: Sent[] = JSON.parse(requests[0]?.body ?? '').records;
  expect(sent.map(({ attributes }) => attributes.type)).toEqual([
    'Lead',
    'Lead',
    'Contact',
    'Contact',
    'Contact',
  ]);
});

test('no write runs assignment rules, overrides a duplicate rule, or fails for its neighbours', async () => {
  const { org, requests } = await connect((records, response) => sendJson(response, 200, records.map(saved)));
  await org.create([person('Lead', 'a')]);
  await org.update([{ ...person('Lead', 'a'), salesforceId: '00Q1' }]);
  expect(requests.map(({ method }) => method)).toEqual(['POST', 'PATCH']);
  for (const { headers, body } of requests) {
    expect(headers['sforce-auto-assign']).toBe('FALSE');
    expect(headers).not.toHaveProperty('sforce-duplicate-rule-header');
    expect(JSON.parse(body).allOrNone).toBe(false);
  }
  expect(JSON.parse(requests[1]?.body ?? '').records[0]).toEqual({
    attributes: { type: 'Lead' },
    id: '00Q1',
    LastName: 'a',
  });
});

test('each refused record has a failure of its own', async () => {
  const { org } = await connect((_, response) =>
    sendJson(response, 200, [
      { id: '003A', success: true, errors: [] },
      refused('REQUIRED_FIELD_MISSING', ['LastName']),
      { success: false, errors: [{ errorCode: 'UNABLE_TO_LOCK_ROW', message: 'locked' }] },
      { success: false, errors: [] },
    ]),
  );
  const results = await org.create(['a', 'b', 'c', 'd'].map((name) => person('Contact', name)));
  expect(results).toMatchObject([
    { isWritten: true, recordId: '003A' },
    { failure: { code: 'REQUIRED_FIELD_MISSING', field: 'LastName', isRetryable: false } },
    { failure: { code: 'UNABLE_TO_LOCK_ROW', isRetryable: true, fixer: 'nobody_wait' } },
    { failure: { code: 'UNKNOWN_EXCEPTION', isRetryable: true } },
  ]);
});

test('a request refused as a whole is split until the culprit stands alone', async () => {
  const { org } = await connect((records, response) =>
    records.some(({ LastName }) => LastName === 'p7')
      ? sendJson(response, 400, [{ errorCode: 'JSON_PARSER_ERROR', message: 'Cannot deserialize' }])
      : sendJson(response, 200, records.map(saved)),
  );
  const people = Array.from({ length: 20 }, (_, index) =>
    person(index % 3 ? 'Lead' : 'Contact', `p${index}`),
  );
  const results = await org.create(people);
  expect(results[7]).toMatchObject({ failure: { code: 'JSON_PARSER_ERROR', isRetryable: false } });
  expect(results.filter(({ isWritten }) => isWritten)).toHaveLength(19);
  expect(results[8]).toEqual({ isWritten: true, recordId: 'id-of-p8' });
});

test('an org whose API is switched off is about the connection, not about a record', async () => {
  const { org, requests } = await connect((_, response) =>
    sendJson(response, 403, [{ errorCode: 'API_DISABLED_FOR_ORG', message: 'disabled' }]),
  );
  await expect(org.create([person('Lead', 'a'), person('Lead', 'b')])).rejects.toMatchObject({
    kind: 'rejected',
    code: 'API_DISABLED_FOR_ORG',
  });
  expect(requests).toHaveLength(1);
});

test('a lost answer is thrown, so that the caller looks before writing again', async () => {
  const { org, requests } = await connect((_, response) => sendCutBody(response));
  await expect(org.create([person('Lead', 'a')])).rejects.toMatchObject({ mayHaveTakenEffect: true });
  expect(requests).toHaveLength(1);
});

test('fewer answers than records leave all in doubt', async () => {
  const { org } = await connect((_, response) => sendJson(response, 200, []));
  await expect(org.create([person('Lead', 'a')])).rejects.toMatchObject({
    code: 'UNREADABLE_ANSWER',
    mayHaveTakenEffect: true,
  });
});

test('an empty batch costs no call', async () => {
  const { org, requests } = await connect((_, response) => sendJson(response, 200, []));
  expect(await org.create([])).toEqual([]);
  expect(requests).toHaveLength(0);
});
