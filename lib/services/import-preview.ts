import type { Outcome } from '#lib/domain/outcome.ts';
import type { HubspotContact } from '#lib/domain/records.ts';
import type { ImportTally } from '#lib/ports/imports.ts';
import { type BatchRecord, emptyRecord, type PendingChange, type SyncRun } from '#lib/ports/stores.ts';
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
      foretell(run, change, link.hubspotContactId, { kind: 'unchanged' }, [
        'existing',
        ...sideOf(link.hubspotContactId),
      ]),
    ),
    ...groups.map((group) => {
      const contactId = contacts.get(group.email)?.hubspotContactId ?? null;
      const isKnown = contactId !== null || absent.has(group.email);
      const changesOfGroup = group.rows.map(({ change }) => change);
      if (!isKnown) return { ...emptyRecord, postponed: postpone(changesOfGroup, nowMs) };
      return previewGroup(run, group, contactId, contactId === null ? [] : sideOf(contactId));
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

/** One record of the address leads and becomes the contact, the others are duplicates. */
function previewGroup(
  run: SyncRun,
  { rows, chosen, email }: AddressGroup,
  contactId: string | null,
  sides: readonly ImportTally[],
): BatchRecord {
  const isSelectable = run.selection?.salesforceTypes.includes(chosen.salesforceType) ?? false;
  const ofChosen = rows.find(({ record }) => record.salesforceId === chosen.salesforceId);
  // The best record may come in a later wave, unless it is none of the import's.
  const leader = ofChosen ?? (isSelectable ? undefined : rows[0]);
  return mergeRecords(
    rows.map(({ change, record }) => {
      if (change !== leader?.change) {
        return mergeRecords([
          settleRow(run, change, record, contactId, { kind: 'skipped', reason: 'other_record_linked' }),
          tallyOf(run, 'duplicate'),
        ]);
      }
      const made = { side: 'hubspot', field: 'email', before: null, after: email } as const;
      const outcome: Outcome =
        contactId === null
          ? { kind: 'created_in_hubspot', changes: [made], faults: [] }
          : { kind: 'linked', faults: [] };
      return foretell(run, change, contactId, outcome, contactId === null ? ['new'] : ['existing', ...sides]);
    }),
  );
}

function foretell(
  run: SyncRun,
  change: PendingChange,
  contactId: string | null,
  outcome: Outcome,
  tallies: readonly ImportTally[],
): BatchRecord {
  return mergeRecords([
    settleRow(run, change, null, contactId, outcome),
    ...tallies.map((tally) => tallyOf(run, tally)),
  ]);
}
