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
  const { org, requests } = await connect(({ url }, response) => {
    if (queryOf(url).includes('FROM Lead')) return sendJson(response, 200, page([], null));
    if (url.endsWith('/0r8-1')) return sendJson(response, 200, page([], 2));
    if (url.endsWith('/0r8-2')) return sendJson(response, 200, page(['c'], null));
    return sendJson(response, 200, page(['a', 'b'], 1));
  });
  const found = await org.findByEmails(['x@example.com'], { Lead: [], Contact: [] });
  expect(found.map(({ salesforceId }) => salesforceId)).toEqual(['a', 'b', 'c']);
  expect(requests).toHaveLength(4);
});

test('twelve thousand rows are twelve thousand records', async () => {
  const { org } = await connect(({ url }, response) => {
    if (queryOf(url).includes('FROM Lead')) return sendJson(response, 200, { done: true, records: [] });
    const page = Number(/0r8-(\d+)$/.exec(url)?.[1] ?? 0);
    const records = Array.from({ length: 2_000 }, (_, index) => row(`${page}-${index}`));
    const nextRecordsUrl = `/services/data/v67.0/query/0r8-${page + 1}`;
    sendJson(response, 200, page === 5 ? { done: true, records } : { done: false, nextRecordsUrl, records });
  });
  const found = await org.findByEmails(['x@example.com'], { Lead: [], Contact: [] });
  expect(new Set(found.map(({ salesforceId }) => salesforceId)).size).toBe(12_000);
});

test.each(['https://evil.example/steal', '//evil.example/services/data/'])(
  'a next page at %s is not asked for',
  async (nextRecordsUrl) => {
    const { org } = await connect((_, response) =>
      sendJson(response, 200, { done: false, nextRecordsUrl, records: [] }),
    );
    const search = org.findByEmails(['x@example.com'], { Lead: [], Contact: [] });
    await expect(search).rejects.toMatchObject({ code: 'UNREADABLE_ANSWER' });
  },
);

test('a page that fails in the middle fails the whole search', async () => {
  const { org } = await connect(({ url }, response) =>
    url.includes('0r8')
      ? sendCutBody(response)
      : sendJson(response, 200, {
          done: false,
          nextRecordsUrl: '/services/data/v67.0/query/0r8-1',
          records: [row('a')],
        }),
  );
  const search = org.findByEmails(['x@example.com'], { Lead: [], Contact: [] });
  await expect(search).rejects.toMatchObject({ kind: 'unavailable' });
});

test('Leads and Contacts are asked with the fields of their own', async () => {
  const { org, requests } = await connect((_, response) =>
    sendJson(response, 200, { done: true, records: [] }),
  );
  await org.findByEmails(["o'brien@example.com"], { Lead: ['Company'], Contact: ['MailingCity'] });
  expect(requests.map(({ url }) => queryOf(url)).sort()).toEqual([
    'SELECT Id, Email, CreatedDate, LastModifiedDate, IsConverted, ConvertedContactId, Company FROM Lead ' +
      String.raw`WHERE Email IN ('o\'brien@example.com')`,
    'SELECT Id, Email, CreatedDate, LastModifiedDate, MailingCity FROM Contact ' +
      String.raw`WHERE Email IN ('o\'brien@example.com')`,
  ]);
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
