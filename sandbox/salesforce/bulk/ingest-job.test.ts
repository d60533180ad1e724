import { beforeEach, describe, expect, it } from 'vitest';
import {
  createJob,
  ingest,
  patchState,
  readJob,
  readResults,
  untilDone,
  upload,
} from '../testing/bulk-calls.ts';
import { startConnected } from '../testing/connect.ts';
import { create, createLead, queryPath, read } from '../testing/rest-calls.ts';

let world: Awaited<ReturnType<typeof startConnected>>;
beforeEach(async () => {
  world = await startConnected();
});

const insertLeads = { object: 'lead', operation: 'insert' };
const upsertLeads = { object: 'Lead', operation: 'upsert', externalIdFieldName: 'external_key__c' };
const csv = (...lines: string[]): string => `${lines.join('\n')}\n`;
const countOf = async (object: string): Promise<number> => {
  const { body } = await world.call('GET', queryPath(`SELECT COUNT() FROM ${object}`));
  return (body as { totalSize: number }).totalSize;
};

describe('an ingest job', () => {
  it('is created with the defaults of the file and the address for its one upload', async () => {
    const made = await createJob(world.call, 'ingest', insertLeads);
    expect(made).toEqual({
      id: expect.stringMatching(/^750/),
      operation: 'insert',
      object: 'Lead',
      createdById: expect.stringMatching(/^005/),
      createdDate: '2026-11-02T09:00:00.000+0000',
      systemModstamp: '2026-11-02T09:00:00.000+0000',
      state: 'Open',
      concurrencyMode: 'Parallel',
      contentType: 'CSV',
      apiVersion: 67,
      contentUrl: `services/data/v67.0/jobs/ingest/${made.id}/batches`,
      lineEnding: 'LF',
      columnDelimiter: 'COMMA',
    });
  });

  it('saves what it can and says for each other row why not, in no order', async () => {
    const job = await ingest(
      world,
      insertLeads,
      csv(
        'lastname,Company,Email',
        'Neri,Acme,NERI@acme.example',
        ',Acme,',
        'Verdi,n/a,',
        '"Lo ""B"" Bianco",Acme,',
      ),
    );
    expect(job).toMatchObject({
      state: 'JobComplete',
      jobType: 'V2Ingest',
      numberRecordsProcessed: 4,
      numberRecordsFailed: 2,
      totalProcessingTime: 300,
    });
    const saved = await readResults(world.call, job.id, 'successfulResults');
    expect(saved.map(({ lastname, sf__Created }) => [lastname, sf__Created]).sort()).toEqual([
      ['Lo "B" Bianco', 'true'],
      ['Neri', 'true'],
    ]);
    const neri = saved.find(({ lastname }) => lastname === 'Neri')?.sf__Id ?? '';
    expect(await read(world.call, 'Lead', neri)).toMatchObject({ Email: 'neri@acme.example' });
    const failed = await readResults(world.call, job.id, 'failedResults');
    expect(failed.map(({ sf__Id, sf__Error }) => [sf__Id, sf__Error]).sort()).toEqual([
      ['', 'FIELD_CUSTOM_VALIDATION_EXCEPTION:Enter the real company name, not a placeholder.:Company --'],
      ['', 'REQUIRED_FIELD_MISSING:Required fields are missing: [LastName]:LastName --'],
    ]);
    expect(await readResults(world.call, job.id, 'unprocessedrecords')).toEqual([]);
  });

  it('tells results apart from the order of the upload', async () => {
    const rows = Array.from({ length: 40 }, (_, index) => `N${String(index).padStart(2, '0')},Acme`);
    const job = await ingest(world, insertLeads, csv('LastName,Company', ...rows));
    const names = (await readResults(world.call, job.id, 'successfulResults')).map(
      ({ LastName }) => LastName,
    );
    expect(names).not.toEqual([...names].sort());
    expect(new Set(names).size).toBe(40);
  });

  it('updates: empty leaves alone, #N/A clears, spaces are the field’s to judge', async () => {
    const leadId = await createLead(world.call, { Title: 'CEO', Phone: '1', HasOptedOutOfEmail: true });
    const job = await ingest(
      world,
      { object: 'Lead', operation: 'update' },
      csv(
        'Id,Title,Phone,Company,HasOptedOutOfEmail',
        `${leadId},,#N/A,"Acme, ""Due""",FALSE`,
        '00Q000000000001AAA,,,x,',
      ),
    );
    expect(job).toMatchObject({ numberRecordsProcessed: 2, numberRecordsFailed: 1 });
    expect(await read(world.call, 'Lead', leadId)).toMatchObject({
      Title: 'CEO',
      Phone: null,
      Company: 'Acme, "Due"',
      HasOptedOutOfEmail: false,
    });
    const saved = await readResults(world.call, job.id, 'successfulResults');
    expect(saved).toMatchObject([{ sf__Id: leadId, sf__Created: 'false' }]);
  });

  it('upserts by external id, with the empty Id column that jsforce adds', async () => {
    const first = csv(
      'Id,External_Key__c,LastName,Company',
      ',h1,Neri,Acme',
      ',h2,Verdi,Acme',
      ',,Nobody,Acme',
    );
    const made = await ingest(world, upsertLeads, first);
    expect(made).toMatchObject({ numberRecordsProcessed: 3, numberRecordsFailed: 1 });
    const again = await ingest(world, upsertLeads, csv('External_Key__c,LastName', 'h1,Neri', 'h2,Bianchi'));
    const saved = await readResults(world.call, again.id, 'successfulResults');
    expect(saved.map(({ sf__Created }) => sf__Created)).toEqual(['false', 'false']);
    expect(await countOf('Lead')).toBe(2);
  });

  it('upserts by record id', async () => {
    const leadId = await createLead(world.call);
    const job = await ingest(
      world,
      { ...upsertLeads, externalIdFieldName: 'Id' },
      csv('Id,LastName,Company', `${leadId},Changed,Acme`, ',New,Acme'),
    );
    const saved = await readResults(world.call, job.id, 'successfulResults');
    expect(saved.map(({ sf__Created }) => sf__Created).sort()).toEqual(['false', 'true']);
    expect(await read(world.call, 'Lead', leadId)).toMatchObject({ LastName: 'Changed' });
  });

  it('deletes by id', async () => {
    const leadId = await createLead(world.call);
    const job = await ingest(world, { object: 'Lead', operation: 'delete' }, csv('Id', leadId, leadId));
    expect(job).toMatchObject({ numberRecordsProcessed: 2, numberRecordsFailed: 1 });
    const [failed] = await readResults(world.call, job.id, 'failedResults');
    expect(failed).toEqual({
      sf__Id: leadId,
      sf__Error: 'ENTITY_IS_DELETED:entity is deleted:--',
      Id: leadId,
    });
    expect(await countOf('Lead')).toBe(0);
  });

  it('finds parents by their external id, also where the parent may be of several types', async () => {
    const accountId = await create(world.call, 'Account', { Name: 'Acme', Legacy_Code__c: 'A-1' });
    const contacts = await ingest(
      world,
      { object: 'Contact', operation: 'insert' },
      csv('LastName,Account.Legacy_Code__c', 'Neri,A-1', 'Verdi,A-2'),
    );
    const [saved] = await readResults(world.call, contacts.id, 'successfulResults');
    expect(await read(world.call, 'Contact', saved?.sf__Id ?? '')).toMatchObject({ AccountId: accountId });
    const [failed] = await readResults(world.call, contacts.id, 'failedResults');
    expect(failed?.sf__Error).toMatch(/^INVALID_FIELD:Foreign key external ID: A-2 not found/);
    const leads = await ingest(
      world,
      insertLeads,
      csv('LastName,Company,User:Owner.Username', 'Neri,Acme,luca.ferrari@aurora-energia.example'),
    );
    expect(leads).toMatchObject({ numberRecordsFailed: 0, numberRecordsProcessed: 1 });
  });

  it('keeps what it saved when it is aborted, and names the rest as unprocessed', async () => {
    const rows = Array.from({ length: 10_003 }, (_, index) => `N${index},Acme`);
    const { id } = await createJob(world.call, 'ingest', insertLeads);
    await upload(world.call, id, csv('LastName,Company', ...rows));
    await patchState(world.call, 'ingest', id, 'UploadComplete');
    world.salesforce.clock.advance(600);
    expect(await readJob(world.call, 'ingest', id)).toMatchObject({
      state: 'InProgress',
      numberRecordsProcessed: 10_000,
    });
    await patchState(world.call, 'ingest', id, 'Aborted');
    world.salesforce.clock.advance(untilDone);
    expect(await countOf('Lead')).toBe(10_000);
    const left = await readResults(world.call, id, 'unprocessedrecords');
    expect(left.map(({ LastName }) => LastName)).toEqual(['N10000', 'N10001', 'N10002']);
    expect((await world.call('DELETE', `jobs/ingest/${id}`)).status).toBe(204);
  });
});
