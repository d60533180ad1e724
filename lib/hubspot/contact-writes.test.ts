import { afterEach, expect, test } from 'vitest';
import { createTestClock } from '#lib/platform/test-clock.ts';
import { sendCutBody, sendJson, startTestServer, type TestServer } from '#lib/platform/test-server.ts';
import { createTestTokens } from '#lib/platform/test-tokens.ts';
import { createHubspotClient } from './client.ts';
import { createContactWrites } from './contact-writes.ts';
import { createPortalLimiter } from './limiter.ts';

let server: TestServer | undefined;
afterEach(() => server?.stop());

type Input = { id?: string; properties: Record<string, string>; objectWriteTraceId: string };

/** Answers batches of contacts; `answer` sees the inputs of one request. */
async function connect(
  answer: (inputs: Input[], response: Parameters<typeof sendJson>[0], path: string) => void,
) {
  server = await startTestServer(({ body, url }, response) => answer(JSON.parse(body).inputs, response, url));
  const clock = createTestClock();
  const limiter = createPortalLimiter({ clock });
  const client = createHubspotClient({ apiUrl: server.url, tokens: createTestTokens(), limiter, clock });
  return { writes: createContactWrites(client), requests: server.requests };
}

const people = (count: number) =>
  Array.from({ length: count }, (_, index) => ({ email: `p${index}@example.com` }));
const written = (recordId: string) => ({ isWritten: true, recordId });
const created = ({ properties, objectWriteTraceId }: Input) => ({
  id: `id-of-${properties.email}`,
  properties,
  objectWriteTraceId,
});

test('results are joined with their inputs by trace id, whatever order they come in', async () => {
  const { writes, requests } = await connect((inputs, response) =>
    sendJson(response, 201, { results: inputs.map(created).reverse() }),
  );
  const results = await writes.createContacts(people(3));
  expect(results).toEqual(people(3).map(({ email }) => written(`id-of-${email}`)));
  const sent: Input[] = JSON.parse(requests[0]?.body ?? '').inputs;
  expect(new Set(sent.map(({ objectWriteTraceId }) => objectWriteTraceId)).size).toBe(3);
});

test('results without trace ids are joined by e-mail address, which HubSpot lower-cases', async () => {
  const { writes } = await connect((inputs, response) => {
    const results = inputs.map(({ properties: { email = '' } }) => ({
      id: `id-of-${email}`,
      properties: { email: email.toLowerCase() },
    }));
    sendJson(response, 201, { results: results.reverse() });
  });
  const results = await writes.createContacts([{ email: 'Ann@Example.com' }, { email: 'bob@example.com' }]);
  expect(results).toEqual([written('id-of-Ann@Example.com'), written('id-of-bob@example.com')]);
});

test('a 207 gives each refused input its own failure', async () => {
  const { writes } = await connect((inputs, response) => {
    const inner = [{ name: 'city', error: 'INVALID_LENGTH', message: 'too long' }];
    sendJson(response, 207, {
      results: inputs.filter((_, index) => index !== 1).map(created),
      errors: [
        {
          category: 'VALIDATION_ERROR',
          message: `Property values were not valid: ${JSON.stringify(inner)}`,
          context: { objectWriteTraceId: [inputs[1]?.objectWriteTraceId] },
        },
      ],
    });
  });
  const results = await writes.createContacts(people(3));
  expect(results[0]).toMatchObject({ isWritten: true });
  expect(results[1]).toMatchObject({
    failure: { code: 'INVALID_LENGTH', field: 'city', isRetryable: false },
  });
  expect(results[2]).toMatchObject({ isWritten: true });
});

test('an input the answer does not mention is tried again, never taken as written', async () => {
  const { writes } = await connect((inputs, response) =>
    sendJson(response, 201, { results: inputs.slice(1).map(created) }),
  );
  const results = await writes.createContacts(people(2));
  expect(results[0]).toMatchObject({ failure: { code: 'NO_RESULT', isRetryable: true } });
  expect(results[1]).toMatchObject({ isWritten: true });
});

test('a batch refused as a whole is split until the culprit stands alone', async () => {
  const { writes } = await connect((inputs, response) =>
    inputs.some(({ properties }) => properties.email === 'p7@example.com')
      ? sendJson(response, 409, {
          category: 'CONFLICT',
          message: 'Contact already exists. Existing ID: 12345',
        })
      : sendJson(response, 201, { results: inputs.map(created) }),
  );
  const results = await writes.createContacts(people(20));
  expect(results[7]).toMatchObject({
    failure: { code: 'CONFLICT', detail: 'Contact already exists. Existing ID: 12345' },
  });
  expect(results.filter(({ isWritten }) => isWritten)).toHaveLength(19);
});

test('an update to an address that somebody else has is refused for the address, so that the rest can be written', async () => {
  const { writes } = await connect((_, response) =>
    sendJson(response, 409, {
      category: 'CONFLICT',
      message: 'Contact already exists. Existing ID: 12345',
    }),
  );
  const update = (properties: Record<string, string>) =>
    writes.updateContacts([{ hubspotContactId: '11', properties }]);
  expect(await update({ email: 'p7@example.com', city: 'Oslo' })).toMatchObject([
    { failure: { code: 'CONFLICT', field: 'email' } },
  ]);
  expect(await update({ city: 'Oslo' })).toMatchObject([{ failure: { code: 'CONFLICT', field: null } }]);
});

test('updates go by record id, and an answer without trace ids is joined by it', async () => {
  const { writes, requests } = await connect((inputs, response) => {
    const results = inputs.map(({ id }) => ({ id, properties: {} }));
    sendJson(response, 200, { results: results.reverse() });
  });
  const inputs = ['11', '12'].map((hubspotContactId) => ({ hubspotContactId, properties: { city: '' } }));
  expect(await writes.updateContacts(inputs)).toEqual([written('11'), written('12')]);
  expect(requests[0]?.url).toMatch(/\/batch\/update$/);
  expect(JSON.parse(requests[0]?.body ?? '').inputs[0]).toMatchObject({ id: '11', properties: { city: '' } });
});

test('an update refused by id finds its input', async () => {
  const { writes } = await connect((_, response) =>
    sendJson(response, 207, {
      results: [{ id: '11' }],
      errors: [{ category: 'OBJECT_NOT_FOUND', message: 'gone', context: { ids: ['12'] } }],
    }),
  );
  const inputs = ['11', '12'].map((hubspotContactId) => ({ hubspotContactId, properties: { city: 'x' } }));
  expect(await writes.updateContacts(inputs)).toMatchObject([
    written('11'),
    { failure: { code: 'OBJECT_NOT_FOUND' } },
  ]);
});

test('one locked contact does not hold the others', async () => {
  const { writes } = await connect((inputs, response) =>
    inputs.some(({ id }) => id === '13')
      ? sendJson(response, 423, { category: 'LOCKED' })
      : sendJson(response, 200, { results: inputs.map(({ id }) => ({ id })) }),
  );
  const inputs = ['11', '12', '13', '14'].map((hubspotContactId) => ({ hubspotContactId, properties: {} }));
  const results = await writes.updateContacts(inputs);
  expect(results.map(({ isWritten }) => isWritten)).toEqual([true, true, false, true]);
  expect(results[2]).toMatchObject({ failure: { code: 'LOCKED', isRetryable: true, fixer: 'nobody_wait' } });
});

test('a portal that is locked altogether is given up, not asked for every contact', async () => {
  const { writes, requests } = await connect((_, response) => sendJson(response, 423, {}));
  await expect(writes.createContacts(people(100))).rejects.toMatchObject({ kind: 'rate_limited' });
  expect(requests.length).toBeLessThan(60);
});

test('missing scopes are about the connection, not about an input', async () => {
  const { writes, requests } = await connect((_, response) =>
    sendJson(response, 403, { category: 'MISSING_SCOPES' }),
  );
  await expect(writes.createContacts(people(8))).rejects.toMatchObject({ code: 'MISSING_SCOPES' });
  expect(requests).toHaveLength(1);
});

test('a lost answer is thrown, so that the caller looks before writing again', async () => {
  const { writes, requests } = await connect((_, response) => sendCutBody(response, 201));
  await expect(writes.createContacts(people(8))).rejects.toMatchObject({ mayHaveTakenEffect: true });
  expect(requests).toHaveLength(1);
});
