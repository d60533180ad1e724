import { baseAfterRestoring } from '#lib/domain/field-sync.ts';
import { planUndo } from '#lib/domain/plan-undo.ts';
import type { HubspotContact, SalesforceRecord, SalesforceType } from '#lib/domain/records.ts';
import type { Attempt, StoredAttempt } from '#lib/ports/attempts.ts';
import { type BaseChange, emptyRecord } from '#lib/ports/batches.ts';
import type { PendingChange } from '#lib/ports/inbox.ts';
import type { SyncRun } from '#lib/ports/runs.ts';
import { postpone } from './record-batch.ts';
import { resolveRules, type SyncSession } from './sync-session.ts';
import { settleUndo, type UndoResult, type UndoUnit, writeUndos } from './write-undos.ts';

/**
 * Reads both sides afresh and gives back what the undone run wrote, value by value, where it is still what the run
 * left. Nothing crosses between the sides, so the gate is not asked (docs/decisions/0008-undo-asks-no-gate.md).
 *
 * @throws ProviderFailure that cut the writing short; what was written before it is recorded all the same.
 */
export async function undoBatch(
  session: SyncSession,
  run: SyncRun,
  changes: readonly PendingChange[],
): Promise<void> {
  const { stores, clock, fence } = session;
  const { units, unread } = await planUnits(session, run, changes);
  // A process that stood still since it read would write what a younger drain has written already.
  await stores.batches.assertFence(fence);
  const { results, interruption } = await writeUndos(session, units, run.isDryRun);
  const now = clock.now();
  const settled = units.flatMap((unit) => {
    const result = settleUndo(unit, results);
    return result === 'cut_off' ? [] : [{ unit, result }];
  });
  await stores.batches.record(fence, new Date(now), {
    ...emptyRecord,
    isDryRun: run.isDryRun,
    settled: settled.flatMap(({ unit, result }) =>
      result === null ? [] : unit.changes.map((change) => ({ change, outcome: result.outcome })),
    ),
    postponed: [
      ...postpone(unread, now),
      ...settled.flatMap(({ unit, result }) => (result === null ? postpone(unit.changes, now) : [])),
    ],
    attempts: settled.flatMap(({ unit, result }) => (result === null ? [] : [toAttempt(run, unit, result)])),
    bases: run.isDryRun ? [] : settled.flatMap(({ unit, result }) => toBaseChange(unit, result)),
  });
  if (interruption !== null) throw interruption;
}

type Planned = { readonly units: readonly UndoUnit[]; readonly unread: readonly PendingChange[] };

async function planUnits(
  session: SyncSession,
  run: SyncRun,
  changes: readonly PendingChange[],
): Promise<Planned> {
  const { stores, hubspot, properties, fields, fingerprint } = session;
  const contactIds = changes.map(({ recordId }) => recordId);
  const history = await stores.attempts.listWrites(run.undoesRunId ?? '', contactIds);
  const { settings } = await stores.settings.readCurrent();
  const { mappings } = resolveRules(session, settings);
  const read = await hubspot.readContacts(contactIds, writtenFields(history, 'hubspot', properties));
  const isRead = ({ recordId }: PendingChange) => read.contacts.has(recordId) || read.gone.has(recordId);
  const records = await readRecords(session, history);
  const survivorOf = (contactId: string) => read.contacts.get(contactId)?.hubspotContactId ?? contactId;
  const byContact = Map.groupBy(changes.filter(isRead), ({ recordId }) => survivorOf(recordId));
  const links = await stores.links.findByHubspotIds([...byContact.keys()]);
  const units = [...byContact].map(([hubspotContactId, ofContact]): UndoUnit => {
    const named = new Set(ofContact.map(({ recordId }) => recordId));
    const own = history.filter((attempt) => named.has(attempt.hubspotContactId ?? ''));
    const contact: HubspotContact | null = read.contacts.get(ofContact[0]?.recordId ?? '') ?? null;
    const link = links.find((each) => each.hubspotContactId === hubspotContactId) ?? null;
    const plan = planUndo({
      history: own,
      contact,
      link,
      records,
      properties,
      fields,
      mappings,
      fingerprint,
      context: session.values,
    });
    const email = contact?.email ?? own.at(-1)?.email ?? null;
    return { hubspotContactId, email, changes: ofContact, history: own, link, plan };
  });
  return { units, unread: changes.filter((change) => !isRead(change)) };
}

/** The records that were written, by id. A converted Lead takes no more writes and counts as gone. */
async function readRecords(
  { salesforce, fields }: SyncSession,
  history: readonly StoredAttempt[],
): Promise<ReadonlyMap<string, SalesforceRecord>> {
  const readings = await Promise.all(
    (['Lead', 'Contact'] as const).map(async (type) => {
      const ofType = history.filter(({ salesforceType }) => salesforceType === type);
      const written = writtenFields(ofType, 'salesforce', fields[type]);
      return written.length === 0 ? [] : [...(await readType(type, ofType, written))];
    }),
  );
  return new Map(readings.flat().filter(([, { isConverted }]) => !isConverted));

  async function readType(
    type: SalesforceType,
    ofType: readonly StoredAttempt[],
    written: readonly string[],
  ): Promise<ReadonlyMap<string, SalesforceRecord>> {
    const ids = [...new Set(ofType.flatMap(({ salesforceId }) => salesforceId ?? []))];
    return (await salesforce.retrieve(type, ids, written)).records;
  }
}

/** Fields that were written on one side and are still there. */
function writtenFields(
  history: readonly StoredAttempt[],
  side: 'hubspot' | 'salesforce',
  known: ReadonlyMap<string, unknown>,
): readonly string[] {
  const written = history.flatMap(({ changes }) => changes.filter((change) => change.side === side));
  return [...new Set(written.map(({ field }) => field))].filter((field) => known.has(field));
}

function toAttempt(run: SyncRun, unit: UndoUnit, { outcome }: UndoResult): Attempt {
  const last = unit.history.at(-1);
  return {
    hubspotContactId: unit.hubspotContactId,
    salesforceType: last?.salesforceType ?? null,
    salesforceId: last?.salesforceId ?? null,
    email: unit.email,
    outcome,
    triggers: ['undo'],
    settingsRevision: run.settingsRevision,
    membership: null,
    runIds: [run.runId],
  };
}

/** The restored side now agrees to the value it was given back; the other one to what it agreed to before. */
function toBaseChange({ hubspotContactId, link, plan }: UndoUnit, result: UndoResult | null): BaseChange[] {
  if (link === null || result === null) return [];
  const entries: Record<string, string> = {};
  for (const { key, side, field, print } of plan.bases) {
    if (result.refused.has(`${side} ${field}`)) continue;
    const next = baseAfterRestoring(entries[key] ?? link.base[key], side, print);
    if (next !== undefined) entries[key] = next;
  }
  return Object.keys(entries).length === 0 ? [] : [{ hubspotContactId, entries }];
}
