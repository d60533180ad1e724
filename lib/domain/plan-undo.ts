import type { ResolvedMapping } from './field-mapping.ts';
import { comparableValue, readHubspotValue, readSalesforceValue, type ValueContext } from './field-values.ts';
import { baseKey, type Fingerprint } from './field-writes.ts';
import type { LiveFields } from './mapping-check.ts';
import type { FieldChange, FieldFault, Outcome, OutcomeKind, Side } from './outcome.ts';
import type { HubspotContact, SalesforceRecord, SalesforceType, SalesforceValue } from './records.ts';

/** One thing that the run did for a contact. */
export type PastWrite = {
  readonly outcome: OutcomeKind;
  readonly salesforceType: SalesforceType | null;
  readonly salesforceId: string | null;
  readonly changes: readonly FieldChange[];
};

export type UndoInput = {
  /** Oldest first. */
  readonly history: readonly PastWrite[];
  /** `null`: gone. */
  readonly contact: Pick<HubspotContact, 'properties'> | null;
  /** With what the contact is joined now, whose base the undo changes. */
  readonly link: { readonly salesforceId: string; readonly salesforceType: SalesforceType } | null;
  /** By id; what is not in it is gone, or a Lead that was converted and takes no more writes. */
  readonly records: ReadonlyMap<string, Pick<SalesforceRecord, 'fields' | 'salesforceType'>>;
  readonly properties: ReadonlyMap<string, { readonly isWritable: boolean }>;
  readonly fields: LiveFields;
  readonly mappings: Readonly<Record<SalesforceType, readonly ResolvedMapping[]>>;
  readonly fingerprint: Fingerprint;
  readonly context: ValueContext;
};

/** What one side counts as having agreed to: afterwards the value it is given back is no news. */
export type RestoredBase = {
  readonly key: string;
  readonly side: Side;
  readonly field: string;
  readonly print: string;
};

export type UndoPlan = {
  readonly toHubspot: Readonly<Record<string, string>>;
  readonly toSalesforce: ReadonlyMap<string, Readonly<Record<string, SalesforceValue>>>;
  /** From what stands there now to what stood there before the run. */
  readonly changes: readonly FieldChange[];
  readonly faults: readonly FieldFault[];
  readonly bases: readonly RestoredBase[];
  /** Why nothing may be left to do. */
  readonly skip: 'created_record_kept' | 'hubspot_contact_gone' | 'salesforce_record_gone' | null;
};

/** What a run did to one value, several writes taken together. */
type NetChange = FieldChange & {
  readonly salesforceId: string | null;
  readonly salesforceType: SalesforceType | null;
};

/**
 * Plans how the values that a run wrote are given back (rule book, section 7). A value that is no longer the one
 * the run left has been edited since and is reported, not forced. A record that the run created is kept.
 */
export function planUndo(input: UndoInput): UndoPlan {
  const plan = {
    toHubspot: {} as Record<string, string>,
    toSalesforce: new Map<string, Record<string, SalesforceValue>>(),
    changes: [] as FieldChange[],
    faults: [] as FieldFault[],
    bases: [] as RestoredBase[],
  };
  let skip: UndoPlan['skip'] = input.history.some(isCreation) ? 'created_record_kept' : null;
  for (const net of netChanges(input.history)) {
    const current = readCurrent(net, input);
    if (current === undefined) {
      skip ??= net.side === 'hubspot' ? 'hubspot_contact_gone' : 'salesforce_record_gone';
      continue;
    }
    const step = judge(net, current, input);
    if (step === 'edited_since' || step === 'read_only_field') {
      const valueLength = asText(current)?.length ?? 0;
      plan.faults.push({ side: net.side, field: net.field, code: step, valueLength });
      continue;
    }
    plan.bases.push(...restoredBase(net, input));
    if (step === 'restored_already') continue;
    plan.changes.push({ side: net.side, field: net.field, before: asText(current), after: net.before });
    if (net.side === 'hubspot') plan.toHubspot[net.field] = net.before ?? '';
    else addWrite(plan.toSalesforce, net, input);
  }
  return { ...plan, skip };
}

/** What the undo of one contact came to, after `refused` fields were taken out of the changes. */
export function undoOutcome(
  plan: Pick<UndoPlan, 'changes' | 'faults' | 'skip'>,
): Extract<Outcome, { kind: 'updated' | 'skipped' | 'unchanged' }> {
  const { changes, faults, skip } = plan;
  if (changes.length > 0) return { kind: 'updated', changes, faults };
  if (faults.length > 0) return { kind: 'skipped', reason: 'edited_since', faults };
  return skip === null ? { kind: 'unchanged' } : { kind: 'skipped', reason: skip, faults };
}

function isCreation({ outcome }: PastWrite): boolean {
  return outcome === 'created_in_salesforce' || outcome === 'created_in_hubspot';
}

/** The first value before and the last value after, by record and field. What made a record is no change of it. */
function netChanges(history: readonly PastWrite[]): readonly NetChange[] {
  const created = new Set(history.filter(isCreation).map((write) => recordKey(createdSide(write), write)));
  const net = new Map<string, NetChange>();
  for (const write of history) {
    const { salesforceId, salesforceType } = write;
    for (const change of write.changes) {
      if (created.has(recordKey(change.side, write))) continue;
      const key = `${recordKey(change.side, write)} ${change.field}`;
      const before = (net.get(key) ?? change).before;
      net.set(key, { ...change, before, salesforceId, salesforceType });
    }
  }
  return [...net.values()];
}

function createdSide({ outcome }: PastWrite): Side {
  return outcome === 'created_in_hubspot' ? 'hubspot' : 'salesforce';
}

/** A contact has one side in HubSpot and may have been joined with several records. */
function recordKey(side: Side, { salesforceId }: PastWrite): string {
  return side === 'hubspot' ? 'hubspot' : `salesforce ${salesforceId}`;
}

/** The value as it stands now; `undefined` when its record is gone. */
function readCurrent(net: NetChange, { contact, records }: UndoInput): SalesforceValue | undefined {
  if (net.side === 'hubspot') return contact === null ? undefined : (contact.properties[net.field] ?? null);
  const record = records.get(net.salesforceId ?? '');
  return record === undefined ? undefined : (record.fields[net.field] ?? null);
}

type Step = 'restore' | 'restored_already' | 'edited_since' | 'read_only_field';

function judge(net: NetChange, current: SalesforceValue, input: UndoInput): Step {
  const read = reader(net, input);
  const now = asText(current);
  if (now === net.before) return 'restored_already';
  if (read(now) !== read(net.after)) {
    return read(now) === read(net.before) ? 'restored_already' : 'edited_since';
  }
  return isWritable(net, input) ? 'restore' : 'read_only_field';
}

/** Reads a value as both sides mean it, so that a form the platform gave it (a number, a time) is no edit. */
function reader(net: NetChange, input: UndoInput): (text: string | null) => string | null {
  const mapping = mappingOf(net, input);
  if (mapping === undefined) return (text) => text;
  const read = net.side === 'hubspot' ? readHubspotValue : readSalesforceValue;
  return (text) => read(text, mapping, input.context);
}

function mappingOf({ side, field, salesforceType }: NetChange, { mappings }: UndoInput) {
  if (salesforceType === null) return undefined;
  return mappings[salesforceType].find(
    (mapping) => field === (side === 'hubspot' ? mapping.hubspotProperty : mapping.salesforceField),
  );
}

function isWritable(net: NetChange, { properties, fields }: UndoInput): boolean {
  if (net.side === 'hubspot') return properties.get(net.field)?.isWritable === true;
  return net.salesforceType !== null && fields[net.salesforceType].get(net.field)?.isUpdateable === true;
}

/** A record that the contact is not joined with any more has no base to be changed. */
function restoredBase(net: NetChange, input: UndoInput): RestoredBase[] {
  const { link, fingerprint } = input;
  if (link === null || (net.side === 'salesforce' && net.salesforceId !== link.salesforceId)) return [];
  const mapping = mappingOf({ ...net, salesforceType: link.salesforceType }, input);
  if (mapping === undefined) return [];
  const comparable = comparableValue(reader(net, input)(net.before), mapping);
  return [{ key: baseKey(mapping), side: net.side, field: net.field, print: fingerprint(comparable) }];
}

function addWrite(
  writes: Map<string, Record<string, SalesforceValue>>,
  { salesforceId, salesforceType, field, before }: NetChange,
  { fields }: UndoInput,
): void {
  if (salesforceId === null || salesforceType === null) return;
  const ofRecord = writes.get(salesforceId) ?? {};
  ofRecord[field] = fromText(before, fields[salesforceType].get(field)?.type ?? 'string');
  writes.set(salesforceId, ofRecord);
}

const numbers: ReadonlySet<string> = new Set(['int', 'long', 'double', 'currency', 'percent']);

/** History keeps text; Salesforce wants its own type back. */
function fromText(text: string | null, type: string): SalesforceValue {
  if (type === 'boolean') return text === 'true';
  if (text === null) return null;
  return numbers.has(type) ? Number(text) : text;
}

function asText(value: SalesforceValue): string | null {
  return value === null || value === '' ? null : String(value);
}
