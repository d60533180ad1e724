import { beforeEach, describe, expect, it } from 'vitest';
import { type Call, callerOf, connect, startConnected } from '../testing/connect.ts';
import { queryPath } from '../testing/rest-calls.ts';

let salesforce: Awaited<ReturnType<typeof startConnected>>['salesforce'];
let call: Call;
beforeEach(async () => {
  ({ salesforce, call } = await startConnected());
});

describe('query pages', () => {
  async function plant(count: number): Promise<void> {
    for (let done = 0; done < count; done += 200) {
      const size = Math.min(200, count - done);
      const records = Array.from({ length: size }, (_, index) => ({
        attributes: { type: 'Contact' },
        LastName: `C${done + index}`,
      }));
      expect((await call('POST', 'composite/sobjects', { records })).status).toBe(200);
    }
  }
  type Page = { totalSize: number; done: boolean; nextRecordsUrl?: string; records: { Id: string }[] };

  async function walk(
    path: string,
    headers: Record<string, string> = {},
  ): Promise<{ sizes: number[]; ids: Set<string>; urls: string[] }> {
    const sizes: number[] = [];
    const ids = new Set<string>();
    const urls: string[] = [];
    for (let next: string | undefined = path; next; ) {
      const page = (await call('GET', next, undefined, headers)).body as Page;
      sizes.push(page.records.length);
      for (const { Id } of page.records) ids.add(Id);
      next = page.nextRecordsUrl;
      if (next) urls.push(next);
    }
    return { sizes, ids, urls };
  }

  it('hold what batchSize asks for, between 200 and 2,000', async () => {
    await plant(450);
    const walked = await walk(queryPath('SELECT Id FROM Contact'), { 'Sforce-Query-Options': 'batchSize=1' });
    expect(walked.sizes).toEqual([200, 200, 50]);
    expect(walked.ids.size).toBe(450);
    expect(walked.urls[0]).toMatch(/^\/services\/data\/v67\.0\/query\/0r8\w{15}-200$/);
    expect((await walk(queryPath('SELECT Id FROM Contact'))).sizes).toEqual([450]);
  });

  it('are shorter for wide rows, so only done tells the end', async () => {
    await plant(2000);
    const { body } = await call('GET', 'sobjects/Contact/describe');
    const names = (body as { fields: { name: string }[] }).fields.map(({ name }) => name);
    const walked = await walk(queryPath(`SELECT ${names.join(',')} FROM Contact`));
    expect(walked.sizes[0]).toBeLessThan(2000);
    expect(walked.ids.size).toBe(2000);
  });

  it('of queryAll come from /query/ too and still hold deleted rows', async () => {
    await plant(300);
    const { ids } = await walk(queryPath('SELECT Id FROM Contact'));
    const [first = ''] = ids;
    await call('DELETE', `sobjects/Contact/${first}`);
    const all = await walk(
      `queryAll?q=${encodeURIComponent('SELECT Id, IsDeleted FROM Contact ORDER BY Id DESC')}`,
      { 'Sforce-Query-Options': 'batchSize=200' },
    );
    expect(all.urls[0]).toContain('/query/0r8');
    expect(all.ids).toEqual(ids);
    expect((await walk(queryPath('SELECT Id FROM Contact'))).ids.has(first)).toBe(false);
  });

  it('expire after two days, and belong to who asked', async () => {
    await plant(300);
    await salesforce.control('oauth', { sessionTimeoutMs: 100 * 3_600_000 });
    const { urls } = await walk(queryPath('SELECT Id FROM Contact'), {
      'Sforce-Query-Options': 'batchSize=200',
    });
    const [locator = ''] = urls;
    expect((await call('GET', locator)).status).toBe(200);
    const stranger = callerOf(salesforce, await connect(salesforce, 'luca.ferrari@aurora-energia.example'));
    const invalid = {
      status: 400,
      body: [{ message: 'invalid query locator', errorCode: 'INVALID_QUERY_LOCATOR' }],
    };
    expect(await stranger('GET', locator)).toMatchObject(invalid);
    expect(await call('GET', 'query/0r8gK00000000zzEAA-200')).toMatchObject(invalid);
    expect(await call('GET', 'query/nonsense')).toMatchObject(invalid);
    salesforce.clock.advance(2 * 86_400_000 + 1);
    expect(await call('GET', locator)).toMatchObject(invalid);
  });

  it('need a query', async () => {
    expect(await call('GET', 'query')).toMatchObject({
      status: 400,
      body: [{ errorCode: 'MALFORMED_QUERY' }],
    });
  });
});
