import { beforeEach, describe, expect, it } from 'vitest';
import { createJob, parseRows, patchState, readJob, runBulkQuery, untilDone } from '../testing/bulk-calls.ts';
import { startConnected } from '../testing/connect.ts';
import { create, createLead } from '../testing/rest-calls.ts';

let world: Awaited<ReturnType<typeof startConnected>>;
beforeEach(async () => {
  world = await startConnected();
});

const soql = 'SELECT Id, LastName FROM Lead';
const results = (jobId: string, query = '') => world.call('GET', `jobs/query/${jobId}/results${query}`);

async function createLeads(count: number): Promise<void> {
  const records = Array.from({ length: count }, (_, index) => ({
    attributes: { type: 'Lead' },
    LastName: `N${String(index).padStart(3, '0')}`,
    Company: 'Acme',
  }));
  await world.call('POST', 'composite/sobjects', { records });
}

describe('a query job', () => {
  it('goes from upload complete over in progress to complete as time passes', async () => {
    await createLead(world.call);
    const made = await createJob(world.call, 'query', { operation: 'query', query: soql });
    expect(made).toEqual({
      id: expect.stringMatching(/^750.{15}$/),
      operation: 'query',
      object: 'Lead',
      createdById: expect.stringMatching(/^005/),
      createdDate: '2026-11-02T09:00:00.000+0000',
      systemModstamp: '2026-11-02T09:00:00.000+0000',
      state: 'UploadComplete',
      concurrencyMode: 'Parallel',
      contentType: 'CSV',
      apiVersion: 67,
      lineEnding: 'LF',
      columnDelimiter: 'COMMA',
    });
    world.salesforce.clock.advance(300);
    expect(await readJob(world.call, 'query', made.id)).toMatchObject({ state: 'InProgress' });
    world.salesforce.clock.advance(300);
    expect(await readJob(world.call, 'query', made.id)).toMatchObject({
      state: 'JobComplete',
      jobType: 'V2Query',
      numberRecordsProcessed: 1,
      retries: 0,
      totalProcessingTime: 300,
      isPkChunkingSupported: true,
    });
  });

  it('answers pages that repeat the header, the last one with the word null as its locator', async () => {
    await createLeads(5);
    const { id } = await runBulkQuery(world, `${soql} ORDER BY LastName`);
    const first = await results(id, '?maxRecords=2');
    expect(first.headers.get('sforce-numberofrecords')).toBe('2');
    expect(first.headers.get('content-type')).toMatch(/^text\/csv/);
    expect(String(first.body)).toMatch(/^"Id","LastName"\n"00Q\w{15}","N000"\n"00Q\w{15}","N001"\n$/);
    const second = await results(id, `?maxRecords=2&locator=${first.headers.get('sforce-locator')}`);
    expect(parseRows(second.body).map(({ LastName }) => LastName)).toEqual(['N002', 'N003']);
    const third = await results(id, `?maxRecords=2&locator=${second.headers.get('sforce-locator')}`);
    expect(third.headers.get('sforce-locator')).toBe('null');
    expect(third.headers.get('sforce-numberofrecords')).toBe('1');
    const again = await results(id, `?maxRecords=2&locator=${first.headers.get('sforce-locator')}`);
    expect(again.body).toBe(second.body);
  });

  it('lists its pages for parallel reading, five at a time', async () => {
    await world.salesforce.control('bulk', { mostRowsPerPage: 2 });
    await createLeads(11);
    const { id } = await runBulkQuery(world, soql);
    const first = (await world.call('GET', `jobs/query/${id}/resultPages`)).body as {
      resultPages: { resultUrl: string }[];
      nextRecordsUrl: string;
      done: boolean;
    };
    expect([first.resultPages.length, first.done]).toEqual([5, false]);
    const second = (await world.call('GET', first.nextRecordsUrl)).body as typeof first;
    expect(second).toMatchObject({ nextRecordsUrl: null, done: true });
    const names = new Set<unknown>();
    for (const { resultUrl } of [...first.resultPages, ...second.resultPages]) {
      for (const row of parseRows((await world.call('GET', resultUrl)).body)) names.add(row.LastName);
    }
    expect(names.size).toBe(11);
  });

  it('mixes the rows unless they are ordered', async () => {
    await createLeads(50);
    const { id } = await runBulkQuery(world, soql);
    const names = parseRows((await results(id)).body).map(({ LastName }) => LastName);
    expect(names).not.toEqual([...names].sort());
    expect(new Set(names).size).toBe(50);
  });

  it('writes parents, blanks, quotes, times and numbers as CSV, with the delimiter asked for', async () => {
    const accountId = await create(world.call, 'Account', {
      Name: 'Rossi "Luce"; SpA',
      AnnualRevenue: 12_500_000,
    });
    await create(world.call, 'Contact', { LastName: 'Neri', AccountId: accountId });
    await create(world.call, 'Contact', { LastName: 'Verdi' });
    const { id } = await runBulkQuery(
      world,
      'SELECT lastname, Account.Name, Account.AnnualRevenue, CreatedDate, DoNotCall FROM Contact ORDER BY LastName',
      { columnDelimiter: 'SEMICOLON', lineEnding: 'CRLF' },
    );
    expect(String((await results(id)).body).split('\r\n')).toEqual([
      '"LastName";"Account.Name";"Account.AnnualRevenue";"CreatedDate";"DoNotCall"',
      '"Neri";"Rossi ""Luce""; SpA";"1.25E7";"2026-11-02T09:00:00.000Z";"false"',
      '"Verdi";"";"";"2026-11-02T09:00:00.000Z";"false"',
      '',
    ]);
  });

  it.each([
    ['COMMA', ','],
    ['TAB', '\t'],
    ['PIPE', '|'],
    ['SEMICOLON', ';'],
    ['CARET', '^'],
    ['BACKQUOTE', '`'],
  ])('separates columns by %s', async (columnDelimiter, character) => {
    await createLead(world.call);
    const { id } = await runBulkQuery(world, 'SELECT LastName, Company FROM Lead', { columnDelimiter });
    expect((await results(id)).body).toBe(`"LastName"${character}"Company"\n"Neri"${character}"Acme"\n`);
  });

  it('reads the recycle bin as queryAll', async () => {
    const leadId = await createLead(world.call);
    await world.call('DELETE', `sobjects/Lead/${leadId}`);
    const living = await runBulkQuery(world, soql);
    const all = await runBulkQuery(world, soql, { operation: 'queryAll' });
    expect([living.numberRecordsProcessed, all.numberRecordsProcessed]).toEqual([0, 1]);
    expect((await results(living.id)).body).toBe('"Id","LastName"\n');
  });

  it('can be aborted while it runs and deleted once it ended', async () => {
    const { id } = await createJob(world.call, 'query', { operation: 'query', query: soql });
    expect((await patchState(world.call, 'query', id, 'Aborted')).body).toMatchObject({ state: 'Aborted' });
    world.salesforce.clock.advance(untilDone);
    expect((await readJob(world.call, 'query', id)).state).toBe('Aborted');
    expect((await world.call('DELETE', `jobs/query/${id}`)).status).toBe(204);
    expect((await world.call('GET', `jobs/query/${id}`)).status).toBe(404);
  });

  it('is listed, newest first, and kept for seven days', async () => {
    const first = await runBulkQuery(world, soql);
    const second = await runBulkQuery(world, soql);
    const { body } = await world.call('GET', 'jobs/query');
    expect(body).toMatchObject({
      done: true,
      nextRecordsUrl: null,
      records: [{ id: second.id }, { id: first.id }],
    });
    expect((await world.call('GET', 'jobs/ingest')).body).toMatchObject({ records: [] });
    world.salesforce.clock.advance(7 * 86_400_000);
    await world.salesforce.control('oauth', { sessionTimeoutMs: 30 * 86_400_000 });
    expect((await world.call('GET', `jobs/query/${first.id}`)).status).toBe(404);
  });

  it('goes on after the world was saved and loaded', async () => {
    await createLead(world.call);
    const { id } = await createJob(world.call, 'query', { operation: 'query', query: soql });
    world.salesforce.importState(structuredClone(world.salesforce.exportState()));
    world.salesforce.clock.advance(untilDone);
    expect(await readJob(world.call, 'query', id)).toMatchObject({
      state: 'JobComplete',
      numberRecordsProcessed: 1,
    });
  });
});
