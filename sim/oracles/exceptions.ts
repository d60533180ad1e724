import type { Activity } from '#sim/machine/activities.ts';
import type { Exchange } from '#sim/machine/wire.ts';
import { company, mappedFields, type RecordType } from '#sim/stage/fields.ts';
import type { Scene, TenantSide } from '#sim/stage/scene.ts';
import type { Knowledge, RecordRead } from './knowledge.ts';
import { refusedIn, type Write, writesIn } from './writes.ts';

/** Creation syncs that went out and were recorded, by tenant and record. */
type Ledger = { readonly used: Set<string>; readonly sent: Map<Activity, Map<string, Sent>> };
/** A creation sync under way: the request, and its input in it. */
type Sent = { readonly exchange: Exchange; readonly write: { readonly traceId: string } };
const ledgers = new WeakMap<Scene, Ledger>();

/** Notes which records have had their one sync past the gate: sent, heard, and recorded. */
export function keepLedger(scene: Scene): void {
  const ledger: Ledger = { used: new Set(), sent: new Map() };
  ledgers.set(scene, ledger);
  scene.onRecorded.push((activity) => {
    if (activity === undefined) return;
    for (const [key, sent] of ledger.sent.get(activity) ?? []) if (isKnownDone(sent)) ledger.used.add(key);
    ledger.sent.delete(activity);
  });
}

/** Nobody can remember a creation whose answer was lost, and one that was refused is none. */
function isKnownDone({ exchange, write }: Sent): boolean {
  const { isHeard, status } = exchange;
  if (!isHeard || status === null || status >= 300) return false;
  const index = writesIn(exchange).findIndex((each) => 'traceId' in each && each.traceId === write.traceId);
  return !refusedIn(exchange).has(index);
}

/**
 * The exceptions to the gate: a record whose type creates contacts makes its contact, or, made after that was
 * switched on, is synced once into the one there is. Answers why it is neither; `null` when it is one of them.
 */
export function whyNoException(
  scene: Scene,
  side: TenantSide,
  exchange: Exchange,
  knowledge: Knowledge,
  write: Write,
): string | null {
  if (write.kind !== 'create_contact' && write.kind !== 'update_contact') return 'no creation sync';
  const ledger = ledgers.get(scene);
  const { activity } = exchange;
  if (ledger === undefined || activity === undefined) return 'nobody keeps the ledger';
  const reasons: string[] = [];
  for (const [recordId, readings] of knowledge.records) {
    const read = readings.findLast((each) => carries(each, recordId, write));
    if (read === undefined) continue;
    const key = `${side.product.tenant}/${recordId}`;
    const isIntoExisting = write.kind === 'update_contact';
    // A contact that was made and then deleted by somebody may be made again: there is none.
    const isSecond = isIntoExisting && ledger.used.has(key);
    const reason = isSecond
      ? `${recordId} has had its creation sync`
      : whyOff(side, activity, read, recordId, isIntoExisting);
    if (reason !== null) {
      reasons.push(reason);
      continue;
    }
    const sent = ledger.sent.get(activity) ?? new Map<string, Sent>();
    ledger.sent.set(activity, sent.set(key, { exchange, write }));
    return null;
  }
  return reasons.join(', ') || 'no record that was read holds these values';
}

const typeOf = (recordId: string): RecordType => (recordId.startsWith('00Q') ? 'Lead' : 'Contact');

/** Whether the record held what is written when it was read. */
function carries({ fields }: RecordRead, recordId: string, { values }: Write): boolean {
  const type = typeOf(recordId);
  const names = Object.keys(values).filter((name) => name !== 'email' && name !== company.property);
  const email = String(fields.Email ?? '').toLowerCase();
  if (values.email !== undefined && values.email?.toLowerCase() !== email) return false;
  return names.every((name) => {
    const field = mappedFields.find(({ property }) => property === name);
    return field !== undefined && (fields[field[type]] ?? null) === values[name];
  });
}

/** What was switched on since the work was taken up: one wave goes by the settings that it began with. */
function whyOff(
  { history }: TenantSide,
  { tookUpAt }: Activity,
  { fields }: RecordRead,
  recordId: string,
  isIntoExisting: boolean,
): string | null {
  const inForce = history.filter((_, index) => (history[index + 1]?.tick ?? Infinity) > tookUpAt);
  const switchedOn = inForce.flatMap(({ settings }) => settings.autoCreateSince[typeOf(recordId)] ?? []);
  if (switchedOn.length === 0) return `automatic creation from ${recordId} is off`;
  const createdAt = Date.parse(String(fields.CreatedDate).replace('+0000', 'Z'));
  const isYoung = switchedOn.some((since) => createdAt >= Math.floor(Date.parse(since) / 1_000) * 1_000);
  return isIntoExisting && !isYoung ? `${recordId} is older than automatic creation` : null;
}
