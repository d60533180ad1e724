import { afterEach, expect, test } from 'vitest';
import { createTestClock } from '#lib/platform/test-clock.ts';
import { sendCutBody, sendJson, startTestServer, type TestServer } from '#lib/platform/test-server.ts';
import { createTestTokens } from '#lib/platform/test-tokens.ts';
import { createHubspotClient } from './client.ts';
import { createContactReads } from './contacts.ts';
import { createPortalLimiter } from './limiter.ts';

let server: TestServer | undefined;
afterEach(() => server?.stop());

async function connect(answer: Parameters<typeof startTestServer>[0]) {
  server = await startTestServer(answer);
  const clock = createTestClock();
  const limiter = createPortalLimiter({ clock });
  const client = createHubspotClient({ apiUrl: server.url, tokens: createTestTokens(), limiter, clock });
  return { reads: createContactReads(client, '900'), requests: server.requests };
}

const times = { createdAt: '2026-01-01T00:00:00Z', updatedAt: '2026-01-01T00:00:00Z' };
const contact = (id: string, properties = {}) => ({ id, properties, ...times });
const askedIds = (body: string): string[] => JSON.parse(body).inputs.map(({ id }: { id: string }) => id);

test('a merged id is answered by its survivor under the id that was asked for', async () => {
  const { reads, requests } = await connect((_, response) =>
    sendJson(response, 200, { results: [contact('20', { hs_merged_object_ids: '10;11' }), contact('30')] }),
  );
  const { contacts, gone } = await reads.readContacts(['10', '30', '20'], ['city']);
  expect([...contacts].map(([asked, { hubspotContactId }]) => [asked, hubspotContactId])).toEqual([
    ['10', '20'],
    ['30', '30'],
    ['20', '20'],
  ]);
  expect(gone.size).toBe(0);
  expect(requests).toHaveLength(1);
});

test('only what HubSpot calls not found is gone', async () => {
  const { reads } = await connect((_, response) =>
    sendJson(response, 207, {
      results: [contact('1')],
      errors: [{ category: 'OBJECT_NOT_FOUND', message: 'Could not get some', context: { ids: ['2'] } }],
    }),
  );
  const { contacts, gone } = await reads.readContacts(['1', '2'], []);
  expect([...contacts.keys()]).toEqual(['1']);
  expect([...gone]).toEqual(['2']);
});

test('an id the batch passes over is asked for alone', async () => {
  const { reads } = await connect(({ url }, response) => {
    if (url.includes('/batch/read')) return sendJson(response, 200, { results: [contact('1')] });
    if (url.includes('/contacts/2?')) return sendJson(response, 200, contact('22'));
    return sendJson(response, 404, {});
  });
  const { contacts, gone } = await reads.readContacts(['1', '2', '3'], []);
  expect(contacts.get('2')?.hubspotContactId).toBe('22');
  expect([...gone]).toEqual(['3']);
});

test('a failed read is a failure, never an absence', async () => {
  const { reads } = await connect((_, response) => sendCutBody(response));
  await expect(reads.readContacts(['1'], [])).rejects.toMatchObject({ kind: 'unavailable' });
});

test('large readings go in batches of a hundred, each id once', async () => {
  const { reads, requests } = await connect(({ body }, response) =>
    sendJson(response, 200, { results: askedIds(body).map((id) => contact(id)) }),
  );
  const ids = Array.from({ length: 250 }, (_, index) => String(index + 1));
  const { contacts } = await reads.readContacts([...ids, ...ids], ['city']);
  expect(contacts.size).toBe(250);
  expect(requests.map(({ body }) => askedIds(body).length)).toEqual([100, 100, 50]);
});

test('edit times come in batches of fifty and leave out our own edits', async () => {
  const { reads, requests } = await connect(({ body }, response) =>
    sendJson(response, 200, {
      results: askedIds(body).map((id) => ({
        ...contact(id),
        propertiesWithHistory: {
          city: [
            { timestamp: '2026-03-01T00:00:00Z', sourceType: 'INTEGRATION', sourceId: '900' },
            { timestamp: '2026-02-01T00:00:00Z', sourceType: 'CRM_UI', sourceId: 'userId:5' },
          ],
          phone: [{ timestamp: '2026-03-01T00:00:00Z', sourceType: 'INTEGRATION', sourceId: '900' }],
        },
      })),
    }),
  );
  const ids = Array.from({ length: 60 }, (_, index) => String(index + 1));
  const times = await reads.readEditTimes(ids, ['city', 'phone', 'zip']);
  expect(times.size).toBe(60);
  expect(times.get('60')).toEqual(new Map([['city', '2026-02-01T00:00:00.000Z']]));
  expect(requests.map(({ body }) => askedIds(body).length)).toEqual([50, 10]);
});

test('contact ids are paged to the end', async () => {
  const { reads } = await connect(({ url }, response) =>
    url.includes('after=7')
      ? sendJson(response, 200, { results: [{ id: '8' }] })
      : sendJson(response, 200, { results: [{ id: '7' }], paging: { next: { after: '7', link: 'x' } } }),
  );
  expect(await reads.readContactIdsPage(null)).toEqual({ contactIds: ['7'], next: '7' });
  expect(await reads.readContactIdsPage('7')).toEqual({ contactIds: ['8'], next: null });
});
