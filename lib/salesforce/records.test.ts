import { afterEach, expect, test } from 'vitest';
import { createTestClock } from '#lib/platform/test-clock.ts';
import { sendCutBody, sendJson, startTestServer, type TestServer } from '#lib/platform/test-server.ts';
import { createTestTokens } from '#lib/platform/test-tokens.ts';
import { createApiBudget } from './api-usage.ts';
import { createSalesforce } from './org.ts';

let server: TestServer | undefined;
afterEach(() => server?.stop());

async function connect(answer: Parameters<typeof startTestServer>[0]) {
  server = await startTestServer(answer);
  const org = createSalesforce({
    tokens: createTestTokens(server.url),
    budget: createApiBudget(),
    clock: createTestClock(),
  });
  return { org, requests: server.requests };
}

const stamps = {
  CreatedDate: '2026-01-01T00:00:00.000+0000',
  LastModifiedDate: '2026-01-01T00:00:00.000+0000',
};
const row = (Id: string, extra = {}) => ({ Id, Email: null, ...stamps, ...extra });
const queryOf = (url: string) => new URL(url, 'http://x').searchParams.get('q') ?? '';

type Answer = { readonly status: number; readonly body: unknown };
const ok = (body: unknown): Answer => ({ status: 200, body });

/** Answers addresses, and composite calls with what each of their addresses is answered. */
function answerEach(answerOf: (url: string) => Answer): Parameters<typeof startTestServer>[0] {
  return ({ url, body }, response) => {
    if (!url.endsWith('/composite')) {
      const answer = answerOf(url);
      return sendJson(response, answer.status, answer.body);
    }
    const compositeResponse = urlsOf(body).map((each) => {
      const answer = answerOf(each);
      return { httpStatusCode: answer.status, body: answer.body };
    });
    sendJson(response, 200, { compositeResponse });
  };
}

function urlsOf(composite: string): string[] {
  return JSON.parse(composite).compositeRequest.map(({ url }: { url: string }) => url);
}

test('a query is read to its last page, however short the pages are', async () => {
  const page = (ids: string[], next: number | null) =>
    next === null
      ? { totalSize: 5, done: true, records: ids.map((id) => row(id)) }
      : {
          totalSize: 5,
          done: false,
          nextRecordsUrl: `/services/data/v67.0/query/0r8-${next}`,
          records: ids.map((id) => row(id)),
        };
  const { org, requests } = await connect(
    answerEach((url) => {
      if (queryOf(url).includes('FROM Lead')) return ok(page([], null));
      if (url.endsWith('/0r8-1')) return ok(page([], 2));
      if (url.endsWith('/0r8-2')) return ok(page(['c'], null));
      return ok(page(['a', 'b'], 1));
    }),
  );
  const found = await org.findByEmails(['x@example.com'], { Lead: [], Contact: [] });
  expect(found.map(({ salesforceId }) => salesforceId)).toEqual(['a', 'b', 'c']);
  expect(requests).toHaveLength(3);
});

test('twelve thousand rows are twelve thousand records', async () => {
  const { org } = await connect(
    answerEach((url) => {
      if (queryOf(url).includes('FROM Lead')) return ok({ done: true, records: [] });
      const page = Number(/0r8-(\d+)$/.exec(url)?.[1] ?? 0);
      const records = Array.from({ length: 2_000 }, (_, index) => row(`${page}-${index}`));
      const nextRecordsUrl = `/services/data/v67.0/query/0r8-${page + 1}`;
      return ok(page === 5 ? { done: true, records } : { done: false, nextRecordsUrl, records });
    }),
  );
  const found = await org.findByEmails(['x@example.com'], { Lead: [], Contact: [] });
  expect(new Set(found.map(({ salesforceId }) => salesforceId)).size).toBe(12_000);
});

test.each(['https://evil.example/steal', '//evil.example/services/data/'])(
  'a next page at %s is not asked for',
  async (nextRecordsUrl) => {
    const { org } = await connect(answerEach(() => ok({ done: false, nextRecordsUrl, records: [] })));
    const search = org.findByEmails(['x@example.com'], { Lead: [], Contact: [] });
    await expect(search).rejects.toMatchObject({ code: 'UNREADABLE_ANSWER' });
  },
);

test('a page that fails in the middle fails the whole search', async () => {
  const first = answerEach(() =>
    ok({ done: false, nextRecordsUrl: '/services/data/v67.0/query/0r8-1', records: [row('a')] }),
  );
  const { org } = await connect((request, response, count) =>
    request.url.includes('0r8') ? sendCutBody(response) : first(request, response, count),
  );
  const search = org.findByEmails(['x@example.com'], { Lead: [], Contact: [] });
  await expect(search).rejects.toMatchObject({ kind: 'unavailable' });
});

test('Leads and Contacts are asked with the fields of their own', async () => {
  const { org, requests } = await connect(answerEach(() => ok({ done: true, records: [] })));
  await org.findByEmails(["o'brien@example.com"], { Lead: ['Company'], Contact: ['MailingCity'] });
  expect(requests).toHaveLength(1);
  expect(requests.flatMap(({ body }) => urlsOf(body).map(queryOf))).toEqual([
    'SELECT Id, Email, CreatedDate, LastModifiedDate, IsConverted, ConvertedContactId, Company FROM Lead ' +
      String.raw`WHERE Email IN ('o\'brien@example.com')`,
    'SELECT Id, Email, CreatedDate, LastModifiedDate, MailingCity FROM Contact ' +
      String.raw`WHERE Email IN ('o\'brien@example.com')`,
  ]);
});

test('five queries share one call, and every address is in one of them', async () => {
  const { org, requests } = await connect(answerEach(() => ok({ done: true, records: [] })));
  const emails = Array.from({ length: 1_300 }, (_, index) => `somebody.with.a.name.${index}@company.example`);
  await org.findByEmails(emails, { Lead: [], Contact: [] });
  const queries = requests.map(({ body }) => urlsOf(body).map(queryOf));
  expect(queries.map(({ length }) => length)).toEqual([5, 5]);
  for (const type of ['Lead', 'Contact']) {
    const asked = queries.flat().filter((soql) => soql.includes(`FROM ${type} `));
    expect(asked.flatMap((soql) => soql.match(/[^']+@[^']+/g) ?? [])).toEqual(emails);
  }
});

test('a query that fails among others is asked by itself until Salesforce says why', async () => {
  let failures = 0;
  const { org } = await connect(
    answerEach((url) => {
      const isFailing = queryOf(url).includes('FROM Lead') && failures < 2;
      if (!isFailing)
        return ok({ done: true, records: queryOf(url).includes('FROM Lead') ? [row('a')] : [] });
      failures += 1;
      return { status: 503, body: [{ errorCode: 'SERVER_UNAVAILABLE', message: 'down' }] };
    }),
  );
  const found = await org.findByEmails(['x@example.com'], { Lead: [], Contact: [] });
  expect(found.map(({ salesforceId }) => salesforceId)).toEqual(['a']);
});

test('a query that is refused among others is a refusal and no absence', async () => {
  const refusal = { status: 400, body: [{ errorCode: 'INVALID_FIELD', message: 'no such column' }] };
  const { org } = await connect(
    answerEach((url) => (queryOf(url).includes('FROM Lead') ? refusal : ok({ done: true, records: [] }))),
  );
  const search = org.findByEmails(['x@example.com'], { Lead: [], Contact: [] });
  await expect(search).rejects.toMatchObject({ kind: 'rejected', code: 'INVALID_FIELD' });
});

test('records come back under the id that was asked for, missing ones are gone', async () => {
  const { org, requests } = await connect(({ body }, response) =>
    sendJson(
      response,
      200,
      JSON.parse(body).ids.map((id: string) => (id === '2' ? null : row(id, { Title: `title of ${id}` }))),
    ),
  );
  const { records, gone } = await org.retrieve('Contact', ['1', '2', '3', '1'], ['Title']);
  expect([...records].map(([id, { fields }]) => [id, fields.Title])).toEqual([
    ['1', 'title of 1'],
    ['3', 'title of 3'],
  ]);
  expect([...gone]).toEqual(['2']);
  expect(requests).toHaveLength(1);
});

test('a retrieve takes two thousand ids a call', async () => {
  const { org, requests } = await connect(({ body }, response) =>
    sendJson(
      response,
      200,
      JSON.parse(body).ids.map((id: string) => row(id)),
    ),
  );
  const ids = Array.from({ length: 2_500 }, (_, index) => `id-${index}`);
  expect((await org.retrieve('Lead', ids, [])).records.size).toBe(2_500);
  expect(requests).toHaveLength(2);
});

test('an answer with fewer records than ids is a failure, never an absence', async () => {
  const { org } = await connect((_, response) => sendJson(response, 200, []));
  await expect(org.retrieve('Lead', ['1'], [])).rejects.toMatchObject({ kind: 'unavailable' });
});

test('owners are matched by the addresses of active users', async () => {
  const { org, requests } = await connect((_, response) =>
    sendJson(response, 200, {
      done: true,
      records: [
        { Id: '005A', Email: 'Ann@Example.com' },
        { Id: '005B', Email: null },
      ],
    }),
  );
  expect(await org.readUserEmails()).toEqual(new Map([['005A', 'ann@example.com']]));
  expect(queryOf(requests[0]?.url ?? '')).toContain('IsActive = true');
});
