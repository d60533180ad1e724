import type { Failure, Outcome } from '#lib/domain/outcome.ts';
import type { HubspotContact, SalesforceRecord } from '#lib/domain/records.ts';
import type { Attempt } from '#lib/ports/attempts.ts';
import { type BatchRecord, emptyRecord } from '#lib/ports/batches.ts';
import type { ImportTally } from '#lib/ports/imports.ts';
import type { PendingChange } from '#lib/ports/inbox.ts';
import type { LinkChange, RecordLink } from '#lib/ports/links.ts';
import type { SyncRun } from '#lib/ports/runs.ts';
import type { AddressGroup } from './import-groups.ts';
import { postpone } from './record-batch.ts';
import type { RecordWriteResult } from './write-records.ts';

/** A contact that cannot be made for passing reasons this often is reported as failed. */
const maxAttempts = 6;

/**
 * What HubSpot says of a portal that takes no more contacts. No documentation names the code, so its sentence counts
 * as well.
 */
const contactLimitCodes: ReadonlySet<string> = new Set([
  'CONTACT_LIMIT_EXCEEDED',
  'CONTACT_LIMIT_REACHED',
  'CONTACTS_LIMIT_EXCEEDED',
  'OBJECT_LIMIT_EXCEEDED',
]);

const contactLimitSentence =
  /\b(contacts?|objects?|records?)\b.{0,40}\blimit\b|\blimit\b.{0,40}\b(contacts|objects|records)\b/i;

/** What HubSpot says of an address it does not take. */
const addressCodes: ReadonlySet<string> = new Set(['INVALID_EMAIL', 'VALIDATION_ERROR']);

export function isContactLimit(result: RecordWriteResult): boolean {
  if (result.kind !== 'refused') return false;
  const { code, detail } = result.failure;
  return contactLimitCodes.has(code) || contactLimitSentence.test(detail ?? '');
}

export function mergeRecords(records: readonly BatchRecord[]): BatchRecord {
  return {
    ...emptyRecord,
    settled: records.flatMap(({ settled }) => settled),
    postponed: records.flatMap(({ postponed }) => postponed),
    links: records.flatMap(({ links }) => links),
    attempts: records.flatMap(({ attempts }) => attempts),
    tallies: records.flatMap(({ tallies }) => tallies),
  };
}

/** A record that has come to its end. */
export function settleRow(
  run: SyncRun,
  change: PendingChange,
  record: SalesforceRecord | null,
  hubspotContactId: string | null,
  outcome: Outcome,
): BatchRecord {
  const attempt = toAttempt(run, change, record, hubspotContactId, outcome);
  return { ...emptyRecord, settled: [{ change, outcome }], attempts: [attempt] };
}

/** Records whose contact is there and linked: what is left is their full sync. */
export function joinRows(changes: readonly PendingChange[], notBeforeMs: number): BatchRecord {
  const notBefore = new Date(notBeforeMs);
  const postponed = changes.map((change) => ({ change, notBefore, isAttempt: false, isJoined: true }));
  return { ...emptyRecord, postponed };
}

/** The contact is there: it stays as it is, and is linked unless it holds another record already. */
export function recordHeld(
  run: SyncRun,
  group: AddressGroup,
  contact: HubspotContact,
  isHeld: boolean,
  nowMs: number,
): BatchRecord {
  const { hubspotContactId } = contact;
  if (isHeld) return mergeRecords(group.rows.map((row) => leaveOut(run, row, hubspotContactId)));
  // Made by this run in a batch whose record was lost with its process.
  const isOurs = Date.parse(contact.createdAt) >= Date.parse(run.startedAt ?? run.createdAt);
  return mergeRecords([
    joinGroup(run, group, hubspotContactId, nowMs),
    isOurs ? noteCreation(run, group, hubspotContactId) : tallyOf(run, 'linked'),
  ]);
}

/** What became of a contact that had to be made. */
export function recordCreation(
  run: SyncRun,
  group: AddressGroup,
  result: RecordWriteResult,
  nowMs: number,
  settleMs: number,
): BatchRecord {
  if (result.kind === 'written') {
    return mergeRecords([
      joinGroup(run, group, result.recordId, nowMs + settleMs),
      noteCreation(run, group, result.recordId),
    ]);
  }
  const changes = group.rows.map(({ change }) => change);
  if (result.kind === 'lost' || isContactLimit(result)) return emptyRecord;
  const { failure } = result;
  const tries = Math.max(...changes.map(({ attempts }) => attempts)) + 1;
  // Somebody made the contact between our look and our write: the next look finds it.
  const isPassing = failure.isRetryable || failure.code === 'CONFLICT';
  if (isPassing && tries < maxAttempts) return { ...emptyRecord, postponed: postpone(changes, nowMs) };
  return mergeRecords(
    group.rows.map(({ change, record }) => settleRow(run, change, record, null, refusedAs(failure))),
  );
}

function refusedAs(failure: Failure): Outcome {
  const isAddress = addressCodes.has(failure.code) && (failure.field === 'email' || failure.field === null);
  return isAddress ? { kind: 'skipped', reason: 'invalid_email' } : { kind: 'failed', failure };
}

/** Links the group's best record; the others of the address have come to their end. */
function joinGroup(
  run: SyncRun,
  { chosen, rows }: AddressGroup,
  hubspotContactId: string,
  notBeforeMs: number,
): BatchRecord {
  const isChosen = ({ record }: AddressGroup['rows'][number]) => record.salesforceId === chosen.salesforceId;
  const { salesforceId, salesforceType } = chosen;
  const link: RecordLink = {
    hubspotContactId,
    salesforceId,
    salesforceType,
    state: 'email_only',
    isPinned: rows.length > 1,
    base: {},
    criteriaPrint: null,
  };
  const put: LinkChange = { kind: 'put', link, reading: null };
  return mergeRecords([
    { ...emptyRecord, links: [put] },
    joinRows(
      rows.filter(isChosen).map(({ change }) => change),
      notBeforeMs,
    ),
    ...rows.filter((row) => !isChosen(row)).map((row) => leaveOut(run, row, hubspotContactId)),
  ]);
}

function leaveOut(
  run: SyncRun,
  { change, record }: AddressGroup['rows'][number],
  hubspotContactId: string,
): BatchRecord {
  return settleRow(run, change, record, hubspotContactId, { kind: 'skipped', reason: 'other_record_linked' });
}

function noteCreation(
  run: SyncRun,
  { chosen, rows, email }: AddressGroup,
  hubspotContactId: string,
): BatchRecord {
  const [first] = rows;
  if (first === undefined) return emptyRecord;
  const change = { side: 'hubspot', field: 'email', before: null, after: email } as const;
  const outcome = { kind: 'created_in_hubspot', changes: [change], faults: [] } as const;
  const attempt = toAttempt(run, first.change, chosen, hubspotContactId, outcome);
  return { ...tallyOf(run, 'created'), attempts: [attempt] };
}

export function tallyOf({ runId }: SyncRun, tally: ImportTally): BatchRecord {
  return { ...emptyRecord, tallies: [{ runId, tally }] };
}

function toAttempt(
  run: SyncRun,
  change: PendingChange,
  record: SalesforceRecord | null,
  hubspotContactId: string | null,
  outcome: Outcome,
): Attempt {
  const kind = change.recordKind === 'contact' ? null : change.recordKind;
  const isCreation = outcome.kind === 'created_in_hubspot';
  return {
    hubspotContactId,
    salesforceType: isCreation ? (record?.salesforceType ?? kind) : kind,
    salesforceId: isCreation ? (record?.salesforceId ?? change.recordId) : change.recordId,
    email: record?.email ?? null,
    outcome,
    triggers: change.triggers,
    settingsRevision: run.settingsRevision,
    membership: null,
    runIds: [run.runId],
  };
}
