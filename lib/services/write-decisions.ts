import type { SalesforceType, SalesforceValue } from '#lib/domain/records.ts';
import { hubspotBatchSize, type ProviderFailure, salesforceBatchSize } from '#lib/ports.ts';
import type { GatedPair } from './sync-pair.ts';
import type { SyncSession } from './sync-session.ts';
import {
  type RecordWrite,
  type RecordWriteResult,
  type RecordWrites,
  writeRecords,
} from './write-records.ts';

/** What the writes of one pair came to; a side that had nothing to write is absent. */
export type PairWriteResults = {
  readonly salesforce?: RecordWriteResult;
  readonly hubspot?: RecordWriteResult;
};

export type Writing = {
  readonly results: ReadonlyMap<GatedPair, PairWriteResults>;
  readonly interruption: ProviderFailure | null;
};

const requiredInSalesforce = {
  Lead: new Set(['LastName', 'Company', 'Email']),
  Contact: new Set(['LastName', 'Email']),
} as const satisfies Record<SalesforceType, ReadonlySet<string>>;

/** Carries out every decision that writes: both platforms side by side, each in its largest batches. */
export async function writeDecisions(session: SyncSession, pairs: readonly GatedPair[]): Promise<Writing> {
  const [ofSalesforce, ofHubspot] = await Promise.all([
    Promise.all([createInSalesforce(session, pairs), updateSalesforce(session, pairs)]),
    Promise.all([
      createInHubspot(session, pairs),
      updateHubspot(session, pairs),
      archiveInHubspot(session, pairs),
    ]),
  ]);
  const resultOf = (all: readonly RecordWrites<GatedPair>[], pair: GatedPair) =>
    all.flatMap(({ results }) => results.get(pair) ?? [])[0];
  const results = new Map(
    pairs.map((pair) => {
      const salesforce = resultOf(ofSalesforce, pair);
      const hubspot = resultOf(ofHubspot, pair);
      return [pair, { ...(salesforce && { salesforce }), ...(hubspot && { hubspot }) }];
    }),
  );
  const all = [...ofSalesforce, ...ofHubspot];
  return { results, interruption: all.flatMap(({ interruption }) => interruption ?? [])[0] ?? null };
}

type SalesforcePairWrite = RecordWrite<GatedPair, SalesforceValue>;

function createInSalesforce(
  session: SyncSession,
  pairs: readonly GatedPair[],
): Promise<RecordWrites<GatedPair>> {
  const writes = pairs.flatMap((pair): SalesforcePairWrite[] => {
    if (pair.decision.kind !== 'create_in_salesforce') return [];
    const { salesforceType, creation } = pair.decision;
    return [{ key: pair, fields: creation.fields, required: requiredInSalesforce[salesforceType] }];
  });
  return writeRecords(writes, salesforceBatchSize, (batch) =>
    session.salesforce.create(
      batch.map(({ key, fields }) => ({ salesforceType: typeToCreate(key), fields })),
    ),
  );
}

function typeToCreate({ decision }: GatedPair): SalesforceType {
  return decision.kind === 'create_in_salesforce' ? decision.salesforceType : 'Lead';
}

function updateSalesforce(
  session: SyncSession,
  pairs: readonly GatedPair[],
): Promise<RecordWrites<GatedPair>> {
  const targets = new Map(
    pairs.flatMap((pair) =>
      pair.decision.kind === 'sync' && Object.keys(pair.decision.plan.toSalesforce).length > 0
        ? [[pair, pair.decision] as const]
        : [],
    ),
  );
  const writes = [...targets].map(
    ([pair, { plan }]): SalesforcePairWrite => ({
      key: pair,
      fields: plan.toSalesforce,
      required: new Set(),
    }),
  );
  return writeRecords(writes, salesforceBatchSize, (batch) =>
    session.salesforce.update(
      batch.flatMap(({ key, fields }) => {
        const target = targets.get(key)?.salesforce;
        if (target === undefined) return [];
        const { salesforceId, salesforceType } = target;
        return [{ salesforceId, salesforceType, fields }];
      }),
    ),
  );
}

function updateHubspot(session: SyncSession, pairs: readonly GatedPair[]): Promise<RecordWrites<GatedPair>> {
  const writes = pairs.flatMap((pair): RecordWrite<GatedPair, string>[] => {
    if (pair.decision.kind !== 'sync') return [];
    const { toHubspot } = pair.decision.plan;
    return Object.keys(toHubspot).length === 0 ? [] : [{ key: pair, fields: toHubspot, required: new Set() }];
  });
  return writeRecords(writes, hubspotBatchSize, (batch) =>
    session.hubspot.updateContacts(
      batch.flatMap(({ key, fields }) => {
        const { hubspotContactId } = key.pair;
        return hubspotContactId === null ? [] : [{ hubspotContactId, properties: fields }];
      }),
    ),
  );
}

const requiredInHubspot: ReadonlySet<string> = new Set(['email']);

function createInHubspot(
  session: SyncSession,
  pairs: readonly GatedPair[],
): Promise<RecordWrites<GatedPair>> {
  const writes = pairs.flatMap((pair): RecordWrite<GatedPair, string>[] =>
    pair.decision.kind === 'create_in_hubspot'
      ? [{ key: pair, fields: pair.decision.creation.properties, required: requiredInHubspot }]
      : [],
  );
  return writeRecords(writes, hubspotBatchSize, (batch) =>
    session.hubspot.createContacts(batch.map(({ fields }) => fields)),
  );
}

/** Contacts whose Salesforce record was deleted follow it, where the admin has chosen so. */
function archiveInHubspot(
  session: SyncSession,
  pairs: readonly GatedPair[],
): Promise<RecordWrites<GatedPair>> {
  const writes = pairs.flatMap((pair): RecordWrite<GatedPair, string>[] =>
    pair.decision.kind === 'archive_in_hubspot' && pair.pair.hubspotContactId !== null
      ? [{ key: pair, fields: {}, required: new Set() }]
      : [],
  );
  return writeRecords(writes, hubspotBatchSize, async (batch) => {
    const contactIds = batch.flatMap(({ key }) => key.pair.hubspotContactId ?? []);
    await session.hubspot.archiveContacts(contactIds);
    return contactIds.map((recordId) => ({ isWritten: true, recordId }));
  });
}
