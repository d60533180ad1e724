import type { Clock } from '#sandbox/kernel/clock.ts';
import { type BulkJobs, createBulkJobs } from '../bulk/bulk-jobs.ts';
import type { ObjectSpec } from '../metadata/object-spec.ts';
import { loadRules, type Rules } from '../metadata/rules.ts';
import { createSchema, type Schema, type SObject } from '../metadata/schema.ts';
import { makeRecordId } from '../records/record-ids.ts';
import type { Row } from '../records/row.ts';
import { createTable, type Table } from '../records/table.ts';
import type { QuerySource } from '../soql/query-source.ts';
import { type ApiUsage, createApiUsage } from './api-usage.ts';
import { type ChangeStream, createChangeStream } from './change-stream.ts';
import { type Cursors, createCursors } from './cursors.ts';
import { createLocks, type Locks } from './locks.ts';
import { createRefusals, type Refusals } from './refusals.ts';

/** One record that a long transaction saves: a new one without `recordId`. */
export type LongChange = {
  object: string;
  recordId?: string | undefined;
  values: Record<string, unknown>;
};

/** What somebody else is saving since `startedAt`; nobody sees it before its end, and then with the older stamps. */
export type LongTransaction = {
  startedAt: number;
  changes: (LongChange & { savedAt: number })[];
};

/** How far `/updated` and `/deleted` reach. */
export type Replication = {
  /** More ids than this in one window are refused. */
  mostIds: number;
  /** The delete log forgot everything before this moment. */
  deleteLogSince: number;
};

/** One customer's Salesforce: its schema, rules, records and allowances. Nothing is shared between orgs. */
export type Org = {
  readonly orgId: string;
  readonly name: string;
  schema: Schema;
  rules: Rules;
  changes: ChangeStream;
  usage: ApiUsage;
  cursors: Cursors;
  locks: Locks;
  refusals: Refusals;
  bulk: BulkJobs;
  isApiDisabled: boolean;
  /** API Access Control lets only listed apps in, and none is listed. */
  isAppBlocked: boolean;
  /** As many requests of 20 seconds and more are running as the org allows. */
  hasTooManyLongRequests: boolean;
  /** When objects, fields or picklists last changed, for conditional describes. */
  schemaChangedAt: number;
  /** Long transactions of others that are still running: they hold back `latestDateCovered`. */
  openTransactions: Map<string, LongTransaction>;
  replication: Replication;
  /** Forgets what has been in the recycle bin for 15 days. Cheap to call: it looks once an hour. */
  purgeRecycleBin(): void;
  table(object: SObject): Table;
  tableOf(objectName: string): Table;
  /** Adds or replaces an object; its records and lookups follow. */
  defineObject(spec: ObjectSpec): void;
  tables(): Iterable<[objectName: string, table: Table]>;
  /** What a query by this user reads: dates and weeks follow the user's own calendar. */
  sourceFor(user: Row): QuerySource;
};

const developerEditionLimit = 15_000;
const documentedMostIds = 600_000;
const hourMs = 3_600_000;
const recycleBinMs = 15 * 24 * hourMs;

export function createOrg(options: { name: string; instance: string; sequence: number; clock: Clock }): Org {
  const { name, instance, sequence, clock } = options;
  const schema = createSchema();
  const tables = new Map<string, Table>();
  let lastPurgeAt = clock.now();

  function table(object: SObject): Table {
    const known = tables.get(object.name);
    if (known) return known;
    const made = createTable(object, instance);
    tables.set(object.name, made);
    return made;
  }

  const org: Org = {
    orgId: makeRecordId('00D', instance, sequence),
    name,
    schema,
    rules: loadRules(),
    changes: createChangeStream(),
    usage: createApiUsage(clock, developerEditionLimit),
    cursors: createCursors(clock, instance),
    locks: createLocks(),
    refusals: createRefusals(),
    bulk: createBulkJobs(clock, instance),
    isApiDisabled: false,
    isAppBlocked: false,
    hasTooManyLongRequests: false,
    schemaChangedAt: clock.now(),
    openTransactions: new Map(),
    replication: { mostIds: documentedMostIds, deleteLogSince: 0 },
    purgeRecycleBin() {
      if (clock.now() - lastPurgeAt < hourMs) return;
      lastPurgeAt = clock.now();
      for (const kept of tables.values()) {
        for (const row of kept.stampedBetween(0, clock.now() - recycleBinMs))
          if (row.IsDeleted) kept.remove(row);
      }
    },
    table,
    tableOf(objectName) {
      const object = schema.object(objectName);
      if (!object) throw new Error(`No object ${objectName} in this org`);
      return table(object);
    },
    defineObject(spec) {
      const object = schema.define(spec);
      tables.get(object.name)?.reindex(object);
      org.schemaChangedAt = clock.now();
    },
    tables: () => tables,
    sourceFor: (user) => ({
      schema,
      table,
      calendar: {
        now: clock.now(),
        timeZone: String(user.TimeZoneSidKey ?? 'GMT'),
        weekStartsOn: user.LocaleSidKey === 'en_US' ? 0 : 1,
      },
    }),
  };
  return org;
}
