import type { Outcome } from '#lib/domain/outcome.ts';
import type { HubspotContact } from '#lib/domain/records.ts';
import { type BatchRecord, emptyRecord } from '#lib/ports/batches.ts';
import type { ImportTally } from '#lib/ports/imports.ts';
import type { PendingChange } from '#lib/ports/inbox.ts';
import type { SyncRun } from '#lib/ports/runs.ts';
import { type AddressGroup, groupImported, type ImportGroups } from './import-groups.ts';
import { mergeRecords, settleRow, tallyOf } from './import-records.ts';
import { postpone } from './record-batch.ts';
import type { SyncSession } from './sync-session.ts';

/** Counts what an import would do to its records. Nothing is written to either platform. */
export async function previewRows(
  session: SyncSession,
  run: SyncRun,
  changes: readonly PendingChange[],
): Promise<void> {
  const { groups, linked, skipped } = await groupImported(session, changes);
  const emails = groups.map(({ email }) => email);
  const counted = await session.stores.attempts.findForetoldAddresses(run.runId, emails);
  const { contacts, absent } =
    emails.length === 0
      ? { contacts: new Map<string, HubspotContact>(), absent: new Set<string>() }
      : await session.hubspot.readContactsByEmail(emails, []);
  const there = [...new Set([...contacts.values()].map(({ hubspotContactId }) => hubspotContactId))];
  const sideOf = await readSides(session, [...there, ...linked.map(({ link }) => link.hubspotContactId)]);
  const nowMs = session.clock.now();
  const batch = mergeRecords([
    ...skipped.map((each) => previewSkipped(run, each)),
    ...linked.map(({ change, link }) =>
      foretellLinked(run, change, link.hubspotContactId, sideOf(link.hubspotContactId)),
    ),
    ...groups.map((group) => {
      const contactId = contacts.get(group.email)?.hubspotContactId ?? null;
      const isKnown = contactId !== null || absent.has(group.email);
      const changesOfGroup = group.rows.map(({ change }) => change);
      if (!isKnown) return { ...emptyRecord, postponed: postpone(changesOfGroup, nowMs) };
      const ofContact: readonly ImportTally[] =
        contactId === null ? ['new'] : ['existing', ...sideOf(contactId)];
      return previewGroup(run, group, contactId, counted.has(group.email) ? [] : ofContact);
    }),
  ]);
  await session.stores.batches.record(session.fence, new Date(nowMs), { ...batch, isDryRun: true });
}

/** Which side of the list contacts are on; nobody knows for those HubSpot does not tell of. */
async function readSides(
  { stores, hubspot }: SyncSession,
  contactIds: readonly string[],
): Promise<(contactId: string) => readonly ImportTally[]> {
  const { settings } = await stores.settings.readCurrent();
  const listId = settings.inclusionList?.listId;
  if (listId === undefined || contactIds.length === 0) return () => [];
  const memberships = await hubspot.readMemberships([...new Set(contactIds)]);
  return (contactId) => {
    const lists = memberships.get(contactId);
    if (lists === undefined) return [];
    return lists.has(listId) ? ['in_list'] : ['outside_list'];
  };
}

function previewSkipped(
  run: SyncRun,
  { change, record, reason }: ImportGroups['skipped'][number],
): BatchRecord {
  const tally: ImportTally =
    reason === 'no_email' ? 'without_email' : reason === 'invalid_email' ? 'invalid_email' : 'other';
  return mergeRecords([
    settleRow(run, change, record, null, { kind: 'skipped', reason }),
    tallyOf(run, tally),
  ]);
}

/**
 * An address is one contact, counted where it is met first; all its other records are duplicates. The contact is linked
 * with the best record, which may come in a later wave, or be none of the import's.
 */
function previewGroup(
  run: SyncRun,
  { rows, chosen, email }: AddressGroup,
  contactId: string | null,
  perContact: readonly ImportTally[],
): BatchRecord {
  const made = { side: 'hubspot', field: 'email', before: null, after: email } as const;
  const outcome: Outcome =
    contactId === null
      ? { kind: 'created_in_hubspot', changes: [made], faults: [] }
      : { kind: 'linked', faults: [] };
  const passedOver: Outcome = { kind: 'skipped', reason: 'other_record_linked' };
  const duplicates = perContact.length === 0 ? rows : rows.slice(1);
  return mergeRecords([
    ...rows.map(({ change, record }) => {
      const isChosen = record.salesforceId === chosen.salesforceId;
      return settleRow(run, change, record, contactId, isChosen ? outcome : passedOver);
    }),
    ...perContact.map((tally) => tallyOf(run, tally)),
    ...duplicates.map(() => tallyOf(run, 'duplicate')),
  ]);
}

function foretellLinked(
  run: SyncRun,
  change: PendingChange,
  contactId: string,
  sides: readonly ImportTally[],
): BatchRecord {
  const tallies: readonly ImportTally[] = ['existing', ...sides];
  return mergeRecords([
    settleRow(run, change, null, contactId, { kind: 'unchanged' }),
    ...tallies.map((tally) => tallyOf(run, tally)),
  ]);
}
