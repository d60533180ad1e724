import { beforeEach, describe, expect, it } from 'vitest';
import { createJob, patchState, readJob, runBulkQuery, untilDone, upload } from '../testing/bulk-calls.ts';
import { type Answer, startConnected } from '../testing/connect.ts';

/** Every refusal of the Bulk API 2.0 before a job runs, and what a job that cannot run says of itself. */

let world: Awaited<ReturnType<typeof startConnected>>;
beforeEach(async () => {
  world = await startConnected();
});

const soql = 'SELECT Id, LastName FROM Lead';
const insertLeads = { object: 'Lead', operation: 'insert' };
const rows = 'LastName,Company\nNeri,Acme\n';
const noJob = '750gK0000zzzzzzQAA';
const get = (path: string): Promise<Answer> => world.call('GET', path);

type Refusal = [what: string, ask: () => Promise<Answer>, status: number, errorCode: string];

const newQuery = (what: string, body: Record<string, unknown>, errorCode = 'INVALIDJOB'): Refusal => [
  `a query job ${what}`,
  () => world.call('POST', 'jobs/query', { operation: 'query', query: soql, ...body }),
  400,
  errorCode,
];
const newIngest = (what: string, body: Record<string, unknown>, errorCode = 'INVALIDJOB'): Refusal => [
  `an ingest job ${what}`,
  () => world.call('POST', 'jobs/ingest', { ...insertLeads, ...body }),
  400,
  errorCode,
];

const creations: Refusal[] = [
  newQuery('that inserts', { operation: 'insert' }),
  newQuery('without a query', { query: undefined }),
  newQuery('with an unknown delimiter', { columnDelimiter: 'SPACE' }),
  newQuery('with an unknown line ending', { lineEnding: 'CR' }),
  newQuery('of another content type', { contentType: 'JSON' }),
  newQuery('that counts', { query: 'SELECT COUNT() FROM Lead' }, 'API_ERROR'),
  newQuery('with an aggregate', { query: 'SELECT COUNT(Id) FROM Lead' }, 'API_ERROR'),
  newQuery('with GROUP BY', { query: 'SELECT LeadSource FROM Lead GROUP BY LeadSource' }, 'API_ERROR'),
  newQuery('with OFFSET', { query: 'SELECT Id FROM Lead OFFSET 5' }, 'API_ERROR'),
  newQuery('with a compound address', { query: 'SELECT Id, Address FROM Lead' }, 'API_ERROR'),
  newQuery('with children', { query: 'SELECT Id, (SELECT Id FROM Contacts) FROM Account' }, 'API_ERROR'),
  newQuery('with TYPEOF', { query: 'SELECT TYPEOF Owner WHEN User THEN Id END FROM Lead' }, 'API_ERROR'),
  newQuery('with an unknown field', { query: 'SELECT Foo FROM Lead' }, 'INVALID_FIELD'),
  newQuery('of an unknown object', { query: 'SELECT Id FROM Foo' }, 'INVALID_TYPE'),
  newQuery('that makes no sense', { query: 'SELECT' }, 'MALFORMED_QUERY'),
  newIngest('of an unknown object', { object: 'Foo' }, 'INVALIDENTITY'),
  newIngest('with an unknown operation', { operation: 'replace' }),
  newIngest('that upserts by nothing', { operation: 'upsert' }),
  newIngest('that upserts by an ordinary field', { operation: 'upsert', externalIdFieldName: 'Title' }),
  newIngest('that deletes for good', { operation: 'hardDelete' }, 'FEATURENOTENABLED'),
  newIngest('with an unknown delimiter', { columnDelimiter: ';' }),
];

const openIngest = async (): Promise<string> => (await createJob(world.call, 'ingest', insertLeads)).id;
const openQuery = async (): Promise<string> =>
  (await createJob(world.call, 'query', { operation: 'query', query: soql })).id;
const doneQuery = async (): Promise<string> => (await runBulkQuery(world, soql)).id;
const closedIngest = async (): Promise<string> => {
  const jobId = await openIngest();
  await upload(world.call, jobId, rows);
  await patchState(world.call, 'ingest', jobId, 'UploadComplete');
  return jobId;
};

const states: Refusal[] = [
  [
    'results of a query that still runs',
    async () => get(`jobs/query/${await openQuery()}/results`),
    400,
    'INVALIDJOBSTATE',
  ],
  [
    'result pages of a query that still runs',
    async () => get(`jobs/query/${await openQuery()}/resultPages`),
    400,
    'INVALIDJOBSTATE',
  ],
  [
    'deleting a query that still runs',
    async () => world.call('DELETE', `jobs/query/${await openQuery()}`),
    400,
    'INVALIDJOBSTATE',
  ],
  [
    'aborting a query that has ended',
    async () => patchState(world.call, 'query', await doneQuery(), 'Aborted'),
    400,
    'INVALIDJOBSTATE',
  ],
  [
    'another state for a query',
    async () => patchState(world.call, 'query', await openQuery(), 'UploadComplete'),
    400,
    'INVALIDJOBSTATE',
  ],
  [
    'results in another API version',
    async () => get(`/services/data/v66.0/jobs/query/${await doneQuery()}/results`),
    409,
    'INVALIDVERSION',
  ],
  [
    'result pages in another API version',
    async () => get(`/services/data/v66.0/jobs/query/${await doneQuery()}/resultPages`),
    409,
    'INVALIDVERSION',
  ],
  [
    'result pages before version 58.0',
    async () => get(`/services/data/v57.0/jobs/query/${await doneQuery()}/resultPages`),
    404,
    'NOT_FOUND',
  ],
  [
    'a locator that is none',
    async () => get(`jobs/query/${await doneQuery()}/results?locator=zzz`),
    400,
    'INVALID_QUERY_LOCATOR',
  ],
  [
    'pages of no rows',
    async () => get(`jobs/query/${await doneQuery()}/results?maxRecords=0`),
    400,
    'INVALIDJOB',
  ],
  ['a job id that is none', () => get('jobs/query/nonsense'), 400, 'INVALIDJOB'],
  ['an unknown query job', () => get(`jobs/query/${noJob}`), 404, 'NOT_FOUND'],
  ['an unknown ingest job', () => get(`jobs/ingest/${noJob}`), 404, 'NOT_FOUND'],
  [
    'a query job among the ingest jobs',
    async () => get(`jobs/ingest/${await openQuery()}`),
    404,
    'NOT_FOUND',
  ],
  [
    'closing a job without data',
    async () => patchState(world.call, 'ingest', await openIngest(), 'UploadComplete'),
    400,
    'INVALIDJOBSTATE',
  ],
  [
    'closing a job twice',
    async () => patchState(world.call, 'ingest', await closedIngest(), 'UploadComplete'),
    400,
    'INVALIDJOBSTATE',
  ],
  [
    'another state for an ingest job',
    async () => patchState(world.call, 'ingest', await openIngest(), 'InProgress'),
    400,
    'INVALIDJOBSTATE',
  ],
  [
    'an upload to a closed job',
    async () => upload(world.call, await closedIngest(), rows),
    400,
    'INVALIDJOBSTATE',
  ],
  [
    'a second upload',
    async () => {
      const jobId = await openIngest();
      await upload(world.call, jobId, rows);
      return upload(world.call, jobId, rows);
    },
    400,
    'INVALIDJOB',
  ],
  [
    'an upload that is no CSV',
    async () => world.call('PUT', `jobs/ingest/${await openIngest()}/batches`, '{}'),
    415,
    'UNSUPPORTED_MEDIA_TYPE',
  ],
  [
    'deleting an open job',
    async () => world.call('DELETE', `jobs/ingest/${await openIngest()}`),
    400,
    'INVALIDJOBSTATE',
  ],
  ...['successfulResults', 'failedResults', 'unprocessedrecords'].map(
    (file): Refusal => [
      `${file} of a job that still runs`,
      async () => get(`jobs/ingest/${await closedIngest()}/${file}/`),
      400,
      'INVALIDJOBSTATE',
    ],
  ),
  [
    'the 10,001st query job of a day',
    async () => {
      await world.salesforce.control('bulk', { queryJobsUsed: 9_999 });
      await openQuery();
      return world.call('POST', 'jobs/query', { operation: 'query', query: soql });
    },
    400,
    'LIMIT_EXCEEDED',
  ],
];

describe('the Bulk API refuses', () => {
  it.each([...creations, ...states])('%s', async (_, ask, status, errorCode) => {
    const answer = await ask();
    expect([answer.status, answer.body]).toEqual([status, [{ errorCode, message: expect.any(String) }]]);
  });
});

type Failure = [what: string, body: Record<string, unknown>, csv: string, errorMessage: string];
const upsertLeads = { object: 'Lead', operation: 'upsert', externalIdFieldName: 'External_Key__c' };

describe('an ingest job fails as a whole for', () => {
  it.each<Failure>([
    ['an unknown column', insertLeads, 'LastName,Foo\nNeri,1\n', 'InvalidBatch : Field name not found : Foo'],
    [
      'no id',
      { ...insertLeads, operation: 'update' },
      'LastName\nNeri\n',
      'InvalidBatch : Field name not found : Id',
    ],
    [
      'no external id',
      upsertLeads,
      'LastName\nNeri\n',
      'InvalidBatch : Field name not found : External_Key__c',
    ],
    [
      'another line ending',
      insertLeads,
      'LastName\r\nNeri\r\n',
      'ClientInputError : LineEnding is invalid on user data. Current LineEnding setting is LF',
    ],
  ])('%s', async (_, body, csv, errorMessage) => {
    const { id } = await createJob(world.call, 'ingest', body);
    await upload(world.call, id, csv);
    await patchState(world.call, 'ingest', id, 'UploadComplete');
    world.salesforce.clock.advance(untilDone);
    expect(await readJob(world.call, 'ingest', id)).toMatchObject({
      state: 'Failed',
      errorMessage,
      numberRecordsProcessed: 0,
    });
    expect(world.salesforce.service.counters.read().writes.total).toBe(0);
  });

  it('the 15,001st batch of a day', async () => {
    await world.salesforce.control('bulk', { ingestBatchesUsed: 15_000 });
    const jobId = await closedIngest();
    world.salesforce.clock.advance(untilDone);
    expect(await readJob(world.call, 'ingest', jobId)).toMatchObject({
      state: 'Failed',
      errorMessage: expect.stringContaining('ExceededQuota'),
    });
  });
});
