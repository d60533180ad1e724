import { saveAs } from '#sandbox/salesforce/acting/user-actions.ts';
import { convertLead } from '#sandbox/salesforce/records/convert-lead.ts';
import { mergeRecords, undeleteRecord } from '#sandbox/salesforce/records/merge-records.ts';
import type { Row } from '#sandbox/salesforce/records/row.ts';
import {
  createRecord,
  deleteRecord,
  type Saving,
  updateRecord,
} from '#sandbox/salesforce/records/save-record.ts';
import type { Org } from '#sandbox/salesforce/world/org.ts';
import type { RecordType } from './fields.ts';

/** What people do in Salesforce's own pages. */

const types = ['Lead', 'Contact'] as const;

export type FoundRecord = { readonly type: RecordType; readonly row: Row };

function recordsOf(org: Org, test: (row: Row) => boolean): FoundRecord[] {
  return types.flatMap((type) => [...org.tableOf(type).rows()].filter(test).map((row) => ({ type, row })));
}

/** Records that can be edited: converted Leads and deleted records are left out. */
export const liveRecords = (org: Org): FoundRecord[] =>
  recordsOf(org, ({ IsDeleted, IsConverted }) => IsDeleted !== true && IsConverted !== true);

export const deletedRecords = (org: Org): FoundRecord[] =>
  recordsOf(org, ({ IsDeleted, MasterRecordId }) => IsDeleted === true && !MasterRecordId);

export function findRecord(org: Org, recordId: string): FoundRecord | null {
  const type = recordId.startsWith('00Q') ? 'Lead' : 'Contact';
  const row = org.tableOf(type).get(recordId);
  return row === undefined ? null : { type, row };
}

function objectOf(org: Org, type: RecordType) {
  const object = org.schema.object(type);
  if (object === undefined) throw new Error(`no ${type}`);
  return object;
}

function save<Result>(org: Org, at: number, change: (saving: Saving) => Result): Result {
  const [user] = org.tableOf('User').rows();
  if (user === undefined) throw new Error('this org has no user');
  return saveAs({ org, user }, at, change);
}

export function addRecord(
  org: Org,
  at: number,
  type: RecordType,
  values: Record<string, string | null>,
): string {
  return save(org, at, (saving) => createRecord(saving, objectOf(org, type), values)).Id;
}

export function editRecord(
  org: Org,
  at: number,
  { type, row }: FoundRecord,
  values: Record<string, string | null>,
): void {
  save(org, at, (saving) => updateRecord(saving, objectOf(org, type), row, values));
}

export function removeRecord(org: Org, at: number, { type, row }: FoundRecord): void {
  save(org, at, (saving) => deleteRecord(saving, objectOf(org, type), row));
}

export function bringBack(org: Org, at: number, { type, row }: FoundRecord): void {
  save(org, at, (saving) => undeleteRecord(saving, objectOf(org, type), row));
}

export function mergeInto(org: Org, at: number, winner: FoundRecord, loser: FoundRecord): void {
  save(org, at, (saving) => mergeRecords(saving, objectOf(org, winner.type), winner.row, [loser.row], {}));
}

export function convert(org: Org, at: number, { row }: FoundRecord): void {
  save(org, at, (saving) => convertLead(saving, row, { createsOpportunity: false }));
}
