import type { HubspotContact } from '#lib/domain/records.ts';
import { type BatchRecord, emptyRecord } from '#lib/ports/batches.ts';
import type { PendingChange } from '#lib/ports/inbox.ts';
import type { SyncRun } from '#lib/ports/runs.ts';
import { hubspotBatchSize, type ProviderFailure } from '#lib/ports.ts';
import { type AddressGroup, groupImported, type ImportGroups } from './import-groups.ts';
import {
  isContactLimit,
  joinRows,
  mergeRecords,
  recordCreation,
  recordHeld,
  settleRow,
} from './import-records.ts';
import { postpone } from './record-batch.ts';
import type { SyncSession } from './sync-session.ts';
import { workBatches } from './work-batches.ts';
import { type RecordWrites, writeRecords } from './write-records.ts';

/**
 * The first phase of an import: contacts that are not there are made with their address and nothing else, those that
 * are there stay as they are, and every pair is linked. What is joined stays in the inbox for its full sync.
 *
 * @throws the first failure of a batch; what was written before it is recorded.
 */
export async function importRows(
  session: SyncSession,
  run: SyncRun,
  changes: readonly PendingChange[],
): Promise<void> {
  const groups = await groupImported(session, changes);
  await record(session, recordUngrouped(session, run, groups));
  await workBatches(groups.groups, hubspotBatchSize, (batch) => importGroups(session, run, batch));
}

/** Records that need no contact: linked ones go on to their sync, the others have come to nothing. */
function recordUngrouped(
  { clock }: SyncSession,
  run: SyncRun,
  { linked, skipped }: ImportGroups,
): BatchRecord {
  return mergeRecords([
    joinRows(
      linked.map(({ change }) => change),
      clock.now(),
    ),
    ...skipped.map(({ change, record: read, reason }) =>
      settleRow(run, change, read, null, { kind: 'skipped', reason }),
    ),
  ]);
}

async function importGroups(
  session: SyncSession,
  run: SyncRun,
  groups: readonly AddressGroup[],
): Promise<void> {
  const reading = await readContacts(session, groups);
  const nowMs = session.clock.now();
  const taken = new Set<string>();
  const known = groups.flatMap((group): BatchRecord[] => {
    const contact = reading.contacts.get(group.email);
    if (contact !== undefined) {
      // Two addresses of one contact: it is linked with the records of the first.
      const isTaken = taken.has(contact.hubspotContactId);
      taken.add(contact.hubspotContactId);
      return [recordHeld(run, group, contact, isTaken || reading.isHeld(contact), nowMs)];
    }
    const isAbsent = reading.absent.has(group.email);
    return isAbsent ? [] : [{ ...emptyRecord, postponed: postpone(changesOf(group), nowMs) }];
  });
  const missing = groups.filter(({ email }) => reading.absent.has(email));
  const { results, interruption } = await createContacts(session, missing);
  const settleMs = await readSettleMs(session);
  const made = missing.flatMap((group) => {
    const result = results.get(group);
    return result === undefined ? [] : [recordCreation(run, group, result, session.clock.now(), settleMs)];
  });
  await session.stores.inbox.addHints(hintOutsiders(groups, nowMs));
  await record(session, mergeRecords([...known, ...made]));
  if ([...results.values()].some(isContactLimit)) {
    await session.stores.runs.changeState(run.runId, 'paused', 'hubspot_contact_limit');
  }
  if (interruption !== null) throw interruption;
}

/** With a list, a contact that was just made is asked about once HubSpot had time to evaluate it. */
async function readSettleMs({ stores }: SyncSession): Promise<number> {
  const { settings } = await stores.settings.readCurrent();
  return settings.inclusionList === null ? 0 : settings.settleDelaySeconds * 1_000;
}

async function readContacts({ hubspot, stores }: SyncSession, groups: readonly AddressGroup[]) {
  const { contacts, absent } = await hubspot.readContactsByEmail(
    groups.map(({ email }) => email),
    [],
  );
  const idsOf = ({ hubspotContactId, mergedIds }: HubspotContact) => [hubspotContactId, ...mergedIds];
  const links = await stores.links.findByHubspotIds([...contacts.values()].flatMap(idsOf));
  const held = new Set(links.map((link) => link.hubspotContactId));
  return {
    contacts,
    absent,
    isHeld: (contact: HubspotContact) => idsOf(contact).some((id) => held.has(id)),
  };
}

const required: ReadonlySet<string> = new Set(['email']);

async function createContacts(
  { stores, hubspot, fence }: SyncSession,
  groups: readonly AddressGroup[],
): Promise<RecordWrites<AddressGroup> & { readonly interruption: ProviderFailure | null }> {
  if (groups.length === 0) return { results: new Map(), interruption: null };
  // A process that stood still since it read would make contacts that a younger drain has made already.
  await stores.batches.assertFence(fence);
  const writes = groups.map((group) => ({ key: group, fields: { email: group.email }, required }));
  return writeRecords(writes, hubspotBatchSize, (batch) =>
    hubspot.createContacts(batch.map(({ fields }) => fields)),
  );
}

/**
 * The record a contact was linked with can be none of the import's own: a Contact with the address of an imported
 * Lead. It gets its full sync by a hint of its own.
 */
function hintOutsiders(groups: readonly AddressGroup[], nowMs: number) {
  return groups.flatMap(({ chosen, rows }) => {
    if (rows.some(({ record: row }) => row.salesforceId === chosen.salesforceId)) return [];
    const { salesforceType, salesforceId } = chosen;
    const occurredAt = new Date(nowMs).toISOString();
    const key = { side: 'salesforce', recordKind: salesforceType, recordId: salesforceId } as const;
    return [{ ...key, trigger: 'import', occurredAt } as const];
  });
}

function changesOf({ rows }: AddressGroup): readonly PendingChange[] {
  return rows.map(({ change }) => change);
}

async function record({ stores, fence, clock }: SyncSession, batch: BatchRecord): Promise<void> {
  if (batch.settled.length === 0 && batch.postponed.length === 0) return;
  await stores.batches.record(fence, new Date(clock.now()), batch);
}
