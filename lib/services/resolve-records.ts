import type { RecordFate } from '#lib/domain/pair-decision.ts';
import type { SalesforceRecord, SalesforceType } from '#lib/domain/records.ts';
import type { FieldSelection } from './sync-pair.ts';
import type { SyncSession } from './sync-session.ts';

export type RecordKey = { readonly salesforceType: SalesforceType; readonly salesforceId: string };

/** What a Salesforce id leads to by now. */
export type ResolvedRecord = {
  /** The record in force: never a converted Lead, never one that was merged away. */
  readonly record: SalesforceRecord | null;
  readonly fate: RecordFate;
  /** Every id on the way, the one asked for first. */
  readonly ids: readonly string[];
};

/** A record merged several times and then converted; longer ways are cut off as hidden. */
const longestWay = 6;

type Step = { readonly key: RecordKey; readonly ids: readonly string[] };

/**
 * Follows ids to the records in force: a converted Lead to its Contact, a merged record to the winner. A record that
 * is neither readable nor in the recycle bin is `hidden`, which is not the same as deleted.
 */
export async function resolveRecords(
  { salesforce }: SyncSession,
  keys: readonly RecordKey[],
  { fields }: FieldSelection,
): Promise<ReadonlyMap<string, ResolvedRecord>> {
  const resolved = new Map<string, ResolvedRecord>();
  let steps = new Map<string, Step>(keys.map((key) => [key.salesforceId, { key, ids: [key.salesforceId] }]));
  for (let length = 0; steps.size > 0; length += 1) {
    const further = new Map<string, Step>();
    const found = await retrieveAll(salesforce, [...steps.values()], fields);
    const graves = await readGraves(salesforce, [...steps.values()], found);
    for (const [asked, { key, ids }] of steps) {
      const record = found.get(key.salesforceId);
      const next = record === undefined ? graves.get(key.salesforceId)?.next : successorOf(record);
      if (record !== undefined && !record.isConverted) {
        resolved.set(asked, { record, fate: 'live', ids });
      } else if (next !== undefined && next !== null && length < longestWay) {
        further.set(asked, { key: next, ids: [...ids, next.salesforceId] });
      } else {
        const isDeleted = record === undefined && graves.get(key.salesforceId)?.next === null;
        resolved.set(asked, { record: null, fate: isDeleted ? 'deleted' : 'hidden', ids });
      }
    }
    steps = further;
  }
  return resolved;
}

function successorOf({ convertedContactId }: SalesforceRecord): RecordKey | null {
  return convertedContactId === null ? null : { salesforceType: 'Contact', salesforceId: convertedContactId };
}

type Port = SyncSession['salesforce'];
const salesforceTypes = ['Lead', 'Contact'] as const;

async function retrieveAll(
  salesforce: Port,
  steps: readonly Step[],
  fields: FieldSelection['fields'],
): Promise<ReadonlyMap<string, SalesforceRecord>> {
  const readings = await Promise.all(
    salesforceTypes.map((type) => salesforce.retrieve(type, idsOf(steps, type), fields[type])),
  );
  return new Map(readings.flatMap(({ records }) => [...records]));
}

/** Where a record that is not there went: `next` is the winner of a merge, `null` when it was deleted. */
type Grave = { readonly next: RecordKey | null };

async function readGraves(
  salesforce: Port,
  steps: readonly Step[],
  found: ReadonlyMap<string, SalesforceRecord>,
): Promise<ReadonlyMap<string, Grave>> {
  const missing = steps.filter(({ key }) => !found.has(key.salesforceId));
  const graves = new Map<string, Grave>();
  for (const salesforceType of salesforceTypes) {
    const tombstones = await salesforce.readTombstones(salesforceType, idsOf(missing, salesforceType));
    for (const [salesforceId, { winnerId }] of tombstones) {
      graves.set(salesforceId, {
        next: winnerId === null ? null : { salesforceType, salesforceId: winnerId },
      });
    }
  }
  return graves;
}

function idsOf(steps: readonly Step[], type: SalesforceType): string[] {
  return [...new Set(steps.flatMap(({ key }) => (key.salesforceType === type ? [key.salesforceId] : [])))];
}
