import type { Failure, FieldFault, Outcome, Side } from '#lib/domain/outcome.ts';
import { type UndoPlan, undoOutcome } from '#lib/domain/plan-undo.ts';
import type { SalesforceValue } from '#lib/domain/records.ts';
import type { StoredAttempt } from '#lib/ports/attempts.ts';
import type { PendingChange } from '#lib/ports/inbox.ts';
import type { RecordLink } from '#lib/ports/links.ts';
import { hubspotBatchSize, type ProviderFailure, salesforceBatchSize } from '#lib/ports.ts';
import type { SyncSession } from './sync-session.ts';
import { type RecordWrite, type RecordWriteResult, writeRecords } from './write-records.ts';

/** One contact of an undo, as it was planned. */
export type UndoUnit = {
  readonly hubspotContactId: string;
  readonly email: string | null;
  readonly changes: readonly PendingChange[];
  readonly history: readonly StoredAttempt[];
  readonly link: RecordLink | null;
  readonly plan: UndoPlan;
};

/** A contact whose writes keep failing for passing reasons is reported after this many tries. */
const maxAttempts = 6;

type Write = { readonly unit: UndoUnit; readonly side: Side; readonly salesforceId: string | null };
type Results = ReadonlyMap<Write, RecordWriteResult>;

export type UndoWriting = { readonly results: Results; readonly interruption: ProviderFailure | null };

/** `refused`: side and field of what was not given back after all. */
export type UndoResult = { readonly outcome: Outcome; readonly refused: ReadonlySet<string> };

/** Writes what was planned, both platforms side by side. A dry run takes every write for done. */
export async function writeUndos(
  session: SyncSession,
  units: readonly UndoUnit[],
  isDryRun: boolean,
): Promise<UndoWriting> {
  const toHubspot = units.flatMap((unit) => hubspotWrite(unit));
  const toSalesforce = units.flatMap((unit) => salesforceWrites(unit));
  if (isDryRun) {
    const writes = [...toHubspot, ...toSalesforce];
    const done = { kind: 'written', recordId: '', faults: [] } as const;
    return { results: new Map(writes.map(({ key }) => [key, done])), interruption: null };
  }
  const [hubspot, salesforce] = await Promise.all([
    writeRecords(toHubspot, hubspotBatchSize, (batch) =>
      session.hubspot.updateContacts(
        batch.map(({ key, fields }) => ({
          hubspotContactId: key.unit.hubspotContactId,
          properties: fields,
        })),
      ),
    ),
    writeRecords(toSalesforce, salesforceBatchSize, (batch) =>
      session.salesforce.update(
        batch.map(({ key, fields }) => {
          const salesforceId = key.salesforceId ?? '';
          return { salesforceId, salesforceType: typeOf(key.unit, salesforceId), fields };
        }),
      ),
    ),
  ]);
  return {
    results: new Map([...hubspot.results, ...salesforce.results]),
    interruption: hubspot.interruption ?? salesforce.interruption,
  };
}

/** What one contact came to: `null` is tried again, `cut_off` was no try of its own. */
export function settleUndo(unit: UndoUnit, results: Results): UndoResult | null | 'cut_off' {
  const own = [...results].filter(([{ unit: each }]) => each === unit);
  if (own.some(([, { kind }]) => kind === 'lost')) return 'cut_off';
  const refusals = own.flatMap(([write, result]) =>
    result.kind === 'refused' ? [{ write, failure: result.failure }] : [],
  );
  const tries = Math.max(...unit.changes.map(({ attempts }) => attempts)) + 1;
  if (refusals.some(({ failure }) => failure.isRetryable) && tries < maxAttempts) return null;
  const faults = [
    ...unit.plan.faults,
    ...own.flatMap(([, result]) => (result.kind === 'written' ? result.faults : [])),
    ...refusals.flatMap(({ write, failure }) => faultsOf(write, failure)),
  ];
  const refused = new Set(faults.map(({ side, field }) => `${side} ${field}`));
  const changes = unit.plan.changes.filter(({ side, field }) => !refused.has(`${side} ${field}`));
  const [first] = refusals;
  const outcome: Outcome =
    first !== undefined && changes.length === 0
      ? { kind: 'failed', failure: first.failure }
      : undoOutcome({ ...unit.plan, changes, faults });
  return { outcome, refused };
}

function hubspotWrite(unit: UndoUnit): RecordWrite<Write, string>[] {
  const fields = unit.plan.toHubspot;
  const key: Write = { unit, side: 'hubspot', salesforceId: null };
  return Object.keys(fields).length === 0 ? [] : [{ key, fields, required: new Set() }];
}

function salesforceWrites(unit: UndoUnit): RecordWrite<Write, SalesforceValue>[] {
  return [...unit.plan.toSalesforce].map(([salesforceId, fields]) => ({
    key: { unit, side: 'salesforce', salesforceId },
    fields,
    required: new Set(),
  }));
}

function typeOf({ history }: UndoUnit, salesforceId: string): 'Lead' | 'Contact' {
  const written = history.find((attempt) => attempt.salesforceId === salesforceId);
  return written?.salesforceType ?? 'Lead';
}

/** A record that was refused as a whole has every one of its values refused. */
function faultsOf({ unit, side, salesforceId }: Write, { code }: Failure): FieldFault[] {
  const fields = side === 'hubspot' ? unit.plan.toHubspot : unit.plan.toSalesforce.get(salesforceId ?? '');
  return Object.entries(fields ?? {}).map(([field, value]) => ({
    side,
    field,
    code: code === 'read_only_field' ? 'read_only_field' : 'rejected_by_rule',
    valueLength: String(value ?? '').length,
  }));
}
