import { createRandom } from '#sandbox/kernel/random.ts';
import type { SObject } from '../metadata/schema.ts';
import type { ApiError } from '../records/api-fault.ts';
import { fault } from '../records/api-fault.ts';
import { attemptSave } from '../records/attempt-save.ts';
import { openSaving } from '../records/open-saving.ts';
import type { Payload } from '../records/read-payload.ts';
import { createRecord, deleteRecord, findLiving, type Saving, updateRecord } from '../records/save-record.ts';
import { upsertRecord } from '../records/upsert-record.ts';
import type { Org } from '../world/org.ts';
import type { IngestJob } from './bulk-job.ts';
import { delimiters } from './bulk-operations.ts';
import { readCsv, writeCsvLine } from './csv.ts';
import { compileColumns } from './ingest-columns.ts';
import { shuffle } from './query-job.ts';

export const rowsPerBatch = 10_000;

type Saved = { recordId: string; isCreated: boolean };

export const delimiterOf = (job: { columnDelimiter: string }): string =>
  delimiters[job.columnDelimiter] ?? ',';

/** The uploaded file of a job. Throws UnreadableCsv. */
export const readContent = (job: IngestJob) => readCsv(job.content ?? '', delimiterOf(job), job.lineEnding);

/** No header reaches a bulk job: no duplicate is let pass, and owners are assigned only by a rule that the job names. */
function openJobSaving(org: Org, job: IngestJob, now: number): Saving {
  const user = org.tableOf('User').get(job.userId);
  if (!user) throw new Error(`No user ${job.userId}`);
  return openSaving(org, user, {
    now,
    channel: 'api',
    assignsOwner: job.assignmentRuleId !== null,
    duplicates: { allowSave: false, includeRecordDetails: false },
    version: job.version,
  });
}

function splitId(payload: Payload): { idText: string | null; values: Payload } {
  const { Id, ...values } = payload;
  return { idText: typeof Id === 'string' ? Id : null, values };
}

function updateById(saving: Saving, object: SObject, payload: Payload): Saved {
  const { idText, values } = splitId(payload);
  if (idText === null) throw fault(400, 'MISSING_ARGUMENT', 'Id not specified in an update call', []);
  const row = findLiving(saving.org, object, idText, 'collection');
  return { recordId: updateRecord(saving, object, row, values).Id, isCreated: false };
}

function upsert(saving: Saving, object: SObject, keyName: string, payload: Payload): Saved {
  if (keyName.toLowerCase() === 'id') {
    if (typeof payload.Id === 'string') return updateById(saving, object, payload);
    return { recordId: createRecord(saving, object, payload).Id, isCreated: true };
  }
  const value = payload[object.field(keyName)?.name ?? keyName];
  if (value === undefined || value === null) {
    throw fault(400, 'MISSING_ARGUMENT', `${keyName} not specified`, []);
  }
  const { row, isCreated } = upsertRecord(saving, object, keyName, String(value), payload);
  return { recordId: row.Id, isCreated };
}

function saveRow(saving: Saving, object: SObject, job: IngestJob, payload: Payload): Saved {
  switch (job.operation) {
    case 'insert':
      return { recordId: createRecord(saving, object, payload).Id, isCreated: true };
    case 'update':
      return updateById(saving, object, payload);
    case 'upsert':
      return upsert(saving, object, job.externalIdFieldName ?? 'Id', payload);
    default: {
      const { idText } = splitId(payload);
      if (idText === null) throw fault(400, 'MISSING_ARGUMENT', 'Id not specified in a delete call', []);
      const row = findLiving(saving.org, object, idText, 'collection');
      deleteRecord(saving, object, row);
      return { recordId: row.Id, isCreated: false };
    }
  }
}

/** `CODE:message:fields --`, as it stands in sf__Error. A text that the field cannot hold fails its row only. */
function writeError({ code, message, fields = [] }: ApiError): string {
  const shownCode = code === 'JSON_PARSER_ERROR' ? 'INVALID_TYPE_ON_FIELD_IN_RECORD' : code;
  return `${shownCode}:${message}:${fields.length > 0 ? `${fields.join(' ')} ` : ''}--`;
}

/**
 * Reads an upload and answers what saves its next 10,000 rows, each for itself; successes stay whatever becomes of
 * the others. The result files are in no order that a reader could rely on. Throws UnreadableCsv when no row can be
 * read at all.
 */
export function openIngestJob(
  org: Org,
  object: SObject,
  job: IngestJob,
): (now: number) => { hasMore: boolean } {
  const { columns, rows } = readContent(job);
  const toPayload = compileColumns(org, object, job, columns);
  const delimiter = delimiterOf(job);
  const idColumn = columns.findIndex((name) => name.toLowerCase() === 'id');

  return (now) => {
    const saving = openJobSaving(org, job, now);
    const batch = rows.slice(job.recordsProcessed, job.recordsProcessed + rowsPerBatch);
    const successful: string[] = [];
    const failed: string[] = [];
    for (const values of batch) {
      const attempt = attemptSave(saving, (inner) => saveRow(inner, object, job, toPayload(values)));
      if (attempt.refusal) {
        const error = attempt.refusal.errors.map(writeError).join(';');
        failed.push(writeCsvLine([values[idColumn] ?? '', error, ...values], delimiter));
      } else {
        const { recordId, isCreated } = attempt.saved;
        successful.push(writeCsvLine([recordId, isCreated, ...values], delimiter));
      }
    }
    saving.transaction.commit();
    const random = createRandom(`${job.jobId} ${job.recordsProcessed}`);
    for (const line of shuffle(successful, random)) job.successful.push(line);
    for (const line of shuffle(failed, random)) job.failed.push(line);
    job.recordsProcessed += batch.length;
    job.recordsFailed += failed.length;
    return { hasMore: job.recordsProcessed < rows.length };
  };
}
