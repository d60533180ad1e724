import type { ResolvedMapping } from './field-mapping.ts';
import { comparableValue, readHubspotValue, readSalesforceValue, type ValueContext } from './field-values.ts';
import {
  agreedBase,
  type BaseValues,
  baseKey,
  crossToHubspot,
  crossToSalesforce,
  type FieldWrites,
  type Fingerprint,
  isBaseOf,
  noWrites,
  openBase,
  placeholderBase,
  sortMappings,
} from './field-writes.ts';
import { readSecond } from './normalise.ts';
import type { FieldChange, Side } from './outcome.ts';
import type { HubspotContact, SalesforceRecord } from './records.ts';
import { decideWinner, type SideState, type Winner } from './sync-decision.ts';

export {
  type BaseValues,
  baseAfterRestoring,
  baseKey,
  type FieldWrites,
  type Fingerprint,
} from './field-writes.ts';
export { planHubspotCreate, planSalesforceCreate } from './record-creation.ts';

export type FieldSyncInput = {
  /** Of the record's own Salesforce type. */
  readonly mappings: readonly ResolvedMapping[];
  readonly hubspot: Pick<HubspotContact, 'properties'>;
  readonly salesforce: Pick<SalesforceRecord, 'fields' | 'lastModifiedAt'>;
  /** `null` at the first contact of a pair. */
  readonly base: BaseValues | null;
  /** HubSpot property → ISO 8601 time of its newest edit that was not ours; `null` when not read yet. */
  readonly editTimes: ReadonlyMap<string, string> | null;
  readonly fingerprint: Fingerprint;
  readonly context: ValueContext;
};

export type FieldSyncPlan =
  /** Read the history of these properties and plan again. */
  | { readonly kind: 'needs_edit_times'; readonly properties: string[] }
  | ({ readonly kind: 'plan' } & FieldWrites);

/** One mapping with what both sides hold now. */
type Row = {
  readonly mapping: ResolvedMapping;
  readonly hubspot: string | null;
  readonly salesforce: string | null;
  readonly winner: Winner | 'agreed' | 'placeholder' | 'apart';
};

/**
 * Plans one pair by the sync rules (rule book, section 5). The same input gives the same plan in any order of
 * mappings, and a pair to which a plan was applied needs no further write.
 */
export function planFieldSync(input: FieldSyncInput): FieldSyncPlan {
  const rows = sortMappings(input.mappings).map((mapping) => readRow(mapping, input));
  const { editTimes } = input;
  const contested = rows.filter(({ winner }) => winner === 'newer_edit');
  if (editTimes === null && contested.length > 0) {
    return {
      kind: 'needs_edit_times',
      properties: [...new Set(contested.map(({ mapping }) => mapping.hubspotProperty))],
    };
  }
  const writes = noWrites();
  for (const row of rows) applyRow(row, writes, input);
  return { kind: 'plan', ...writes };
}

function readRow(mapping: ResolvedMapping, input: FieldSyncInput): Row {
  const { context, fingerprint } = input;
  const hubspot = readHubspotValue(input.hubspot.properties[mapping.hubspotProperty], mapping, context);
  const salesforce = readSalesforceValue(input.salesforce.fields[mapping.salesforceField], mapping, context);
  if (comparableValue(hubspot, mapping) === comparableValue(salesforce, mapping)) {
    return { mapping, hubspot, salesforce, winner: 'agreed' };
  }
  const base = agreedBase(input.base?.[baseKey(mapping)]);
  const holdsPlaceholder = base === placeholderBase(fingerprint(comparableValue(salesforce, mapping)));
  if (holdsPlaceholder && hubspot === null) return { mapping, hubspot, salesforce, winner: 'placeholder' };
  const stateOf = (side: Side, value: string | null, isWritable: boolean): SideState => ({
    isBlank: value === null,
    isChanged: !isBaseOf(base, side, fingerprint(comparableValue(value, mapping))),
    isWritable,
  });
  const states = {
    hubspot: stateOf('hubspot', hubspot, mapping.property.isWritable),
    salesforce: stateOf('salesforce', holdsPlaceholder ? null : salesforce, mapping.field.isUpdateable),
  };
  const isLeftApart = !states.hubspot.isChanged && !states.salesforce.isChanged && !holdsPlaceholder;
  if (isLeftApart) return { mapping, hubspot, salesforce, winner: 'apart' };
  const winner = decideWinner({
    rule: mapping.rule,
    hasBlankProtection: mapping.hasBlankProtection,
    isFirstContact: base === undefined || holdsPlaceholder,
    ...states,
  });
  return { mapping, hubspot, salesforce, winner };
}

function applyRow(row: Row, writes: FieldWrites, input: FieldSyncInput): void {
  const { mapping, winner } = row;
  // A base kept through "Don't sync" would make a later rule take old differences for fresh edits.
  if (mapping.rule === 'none') return;
  const key = baseKey(mapping);
  if (winner === 'agreed') {
    writes.nextBase[key] = input.fingerprint(comparableValue(row.hubspot, mapping));
    return;
  }
  const change = crossRow(row, writes, input);
  if (change === null) {
    const base = input.base?.[key];
    const isMeant = winner === 'placeholder' || winner === 'apart';
    if (base !== undefined) writes.nextBase[key] = isMeant ? base : openBase(base);
    return;
  }
  const settled = change.side === 'hubspot' ? row.salesforce : row.hubspot;
  writes.nextBase[key] = input.fingerprint(comparableValue(settled, mapping));
  if (winner === 'newer_edit') writes.lost.push(change);
}

/** Writes the winner's value to the other side; `null` when nothing crossed. */
function crossRow(row: Row, writes: FieldWrites, input: FieldSyncInput): FieldChange | null {
  const { mapping } = row;
  const winner = row.winner === 'newer_edit' ? newerEdit(mapping, input) : row.winner;
  if (winner === 'salesforce') {
    return crossToHubspot(row.salesforce, mapping, writes, input.context, {
      before: input.hubspot.properties[mapping.hubspotProperty] ?? null,
      isWritable: mapping.property.isWritable,
    });
  }
  if (winner === 'hubspot') {
    return crossToSalesforce(row.hubspot, mapping, writes, input.context, {
      before: input.salesforce.fields[mapping.salesforceField] ?? null,
      isWritable: mapping.field.isUpdateable,
    });
  }
  return null;
}

/**
 * The side that was edited later. Salesforce keeps whole seconds only, and one stamp for the whole record; two
 * edits within one second are a tie, and Salesforce wins it. So does a property whose history shows no edit
 * but our own, or a time that cannot be read.
 */
function newerEdit(mapping: ResolvedMapping, { editTimes, salesforce }: FieldSyncInput): Side {
  const hubspotSecond = readSecond(editTimes?.get(mapping.hubspotProperty) ?? '');
  const salesforceSecond = readSecond(salesforce.lastModifiedAt);
  if (hubspotSecond === null || salesforceSecond === null) return 'salesforce';
  return hubspotSecond > salesforceSecond ? 'hubspot' : 'salesforce';
}
