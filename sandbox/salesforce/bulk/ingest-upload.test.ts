import { beforeEach, describe, expect, it } from 'vitest';
import { ingest, readResults, untilDone } from '../testing/bulk-calls.ts';
import { startConnected } from '../testing/connect.ts';
import { queryPath } from '../testing/rest-calls.ts';

let world: Awaited<ReturnType<typeof startConnected>>;
beforeEach(async () => {
  world = await startConnected();
});

const insertLeads = { object: 'lead', operation: 'insert' };
const _upsertLeads = { object: 'Lead', operation: 'upsert', externalIdFieldName: 'external_key__c' };
const csv = (...lines: string[]): string => `${lines.join('\n')}\n`;
const countOf = async (object: string): Promise<number> => {
  const { body } = await world.call('GET', queryPath(`SELECT COUNT() FROM ${object}`));
  return (body as { totalSize: number }).totalSize;
};

describe('the upload of an ingest job', () => {
  it.each([
    [{ columnDelimiter: 'TAB' }, 'LastName\tCompany\nNeri\tAcme\n'],
    [{ columnDelimiter: 'PIPE', lineEnding: 'CRLF' }, 'LastName|Company\r\nNeri|Acme\r\n'],
    [{ columnDelimiter: 'SEMICOLON' }, '\uFEFFLastName;Company\nNeri;Acme'],
    [{ columnDelimiter: 'CARET' }, 'LastName^Company\nNeri^"Ac^me"\n'],
    [{ columnDelimiter: 'BACKQUOTE', contentType: 'CSV' }, 'LastName`Company\nNeri`Acme\n'],
  ])('reads a file of %j', async (options, content) => {
    const job = await ingest(world, { ...insertLeads, ...options }, content);
    expect(job).toMatchObject({ state: 'JobComplete', numberRecordsProcessed: 1, numberRecordsFailed: 0 });
  });

  it('fails a row whose text its field cannot hold, not the job', async () => {
    const job = await ingest(
      world,
      insertLeads,
      csv('LastName,Company,NumberOfEmployees', 'A,Acme,many', 'B,Acme,7'),
    );
    expect(job).toMatchObject({ state: 'JobComplete', numberRecordsProcessed: 2, numberRecordsFailed: 1 });
    const [failed] = await readResults(world.call, job.id, 'failedResults');
    expect(failed?.sf__Error).toMatch(/^INVALID_TYPE_ON_FIELD_IN_RECORD:/);
  });

  it('is complete with an empty upload, and with a header alone', async () => {
    for (const content of ['', 'LastName,Company\n']) {
      const job = await ingest(world, insertLeads, content);
      expect(job).toMatchObject({ state: 'JobComplete', numberRecordsProcessed: 0 });
    }
  });

  it('comes with its data in one request of two parts, closed at once', async () => {
    const boundary = 'BOUNDARY';
    const body = [
      `--${boundary}`,
      'Content-Type: application/json',
      'Content-Disposition: form-data; name="job"',
      '',
      JSON.stringify(insertLeads),
      `--${boundary}`,
      'Content-Type: text/csv',
      'Content-Disposition: form-data; name="content"; filename="content"',
      '',
      'LastName,Company\nNeri,Acme\nVerdi,Acme\n',
      `--${boundary}--`,
      '',
    ].join('\r\n');
    const headers = { 'content-type': `multipart/form-data; boundary=${boundary}` };
    const made = await world.call('POST', 'jobs/ingest', body, headers);
    expect(made).toMatchObject({ status: 200, body: { state: 'UploadComplete' } });
    world.salesforce.clock.advance(untilDone);
    expect(await countOf('Lead')).toBe(2);
    const half = await world.call(
      'POST',
      'jobs/ingest',
      body.replace('name="content"', 'name="other"'),
      headers,
    );
    expect(half).toMatchObject({ status: 400, body: [{ errorCode: 'INVALIDJOB' }] });
  });
});
