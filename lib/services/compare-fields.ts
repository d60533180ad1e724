import type { FieldComparison } from '#lib/contracts/explain.ts';
import type { FieldMapping, ResolvedMapping } from '#lib/domain/field-mapping.ts';
import { comparableValue, readHubspotValue, readSalesforceValue } from '#lib/domain/field-values.ts';
import { checkMappings } from '#lib/domain/mapping-check.ts';
import type { FieldFault } from '#lib/domain/outcome.ts';
import type { PairDecision } from '#lib/domain/pair-decision.ts';
import type { SalesforceType, SalesforceValue } from '#lib/domain/records.ts';
import type { GatedPair } from './sync-pair.ts';
import type { SyncSession } from './sync-session.ts';

type Blocker = NonNullable<FieldComparison['blockedBy']>;

/** Both sides, mapped field by mapped field, with what the next sync does to each and what keeps it from crossing. */
export function compareFields(session: SyncSession, gated: GatedPair): FieldComparison[] {
  const salesforceType = gated.pair.salesforce?.salesforceType ?? typeToBe(gated);
  const { resolved, faults } = checkMappings(
    gated.rules.pinned.mappings.filter((mapping) => mapping.salesforceType === salesforceType),
    session.properties,
    session.fields,
  );
  const sound = new Map(resolved.map((mapping) => [keyOf(mapping), mapping]));
  const unsound = new Map(
    faults.toReversed().map(({ mapping, code }) => [keyOf(mapping), { mapping, code }]),
  );
  return gated.rules.pinned.mappings.flatMap((mapping) => {
    if (mapping.salesforceType !== salesforceType) return [];
    const known = sound.get(keyOf(mapping));
    if (known !== undefined) return [compareField(session, gated, known)];
    const fault = unsound.get(keyOf(mapping));
    return fault === undefined ? [] : [unreadField(session, fault)];
  });
}

function keyOf({ hubspotProperty, salesforceField }: FieldMapping): string {
  return `${hubspotProperty} ${salesforceField}`;
}

function compareField(session: SyncSession, gated: GatedPair, mapping: ResolvedMapping): FieldComparison {
  const { pair } = gated;
  const writes = writesOf(gated.decision);
  const hubspot = pair.contact?.properties[mapping.hubspotProperty] ?? null;
  const salesforce = pair.salesforce?.fields[mapping.salesforceField] ?? null;
  const canonical = {
    hubspot: comparableValue(readHubspotValue(hubspot, mapping, session.values), mapping),
    salesforce: comparableValue(readSalesforceValue(salesforce, mapping, session.values), mapping),
  };
  const isAlone = pair.contact === null || pair.salesforce === null;
  const isEqual = !isAlone && canonical.hubspot === canonical.salesforce;
  const { isOwner } = mapping.property;
  const fault = isEqual ? null : (writes.faults.find((each) => isOf(each, mapping)) ?? null);
  const hasBlank = canonical.hubspot === null || canonical.salesforce === null;
  return {
    ...namesOf(mapping, mapping.property.label, mapping.field.label),
    hubspotValue: (isOwner ? canonical.hubspot : null) ?? (hubspot || null),
    salesforceValue: (isOwner ? canonical.salesforce : null) ?? textOf(salesforce),
    ...(isEqual ? equal : stateOf(gated, mapping, writes, { isAlone, hasBlank, hasFault: fault !== null })),
    fault,
    mappingFault: null,
  };
}

const equal = { state: 'equal', blockedBy: null } as const;

function namesOf(mapping: FieldMapping, hubspotLabel: string, salesforceLabel: string) {
  const { hubspotProperty, salesforceField, rule, hasBlankProtection } = mapping;
  return { hubspotProperty, hubspotLabel, salesforceField, salesforceLabel, rule, hasBlankProtection };
}

/** A mapping that does not hold against the live schemas is left out of every sync, and its values are not read. */
function unreadField(
  { properties, fields }: SyncSession,
  { mapping, code }: { readonly mapping: FieldMapping; readonly code: string },
): FieldComparison {
  const { hubspotProperty, salesforceField, salesforceType } = mapping;
  const hubspotLabel = properties.get(hubspotProperty)?.label ?? hubspotProperty;
  const salesforceLabel = fields[salesforceType].get(salesforceField)?.label ?? salesforceField;
  return {
    ...namesOf(mapping, hubspotLabel, salesforceLabel),
    hubspotValue: null,
    salesforceValue: null,
    state: 'blocked',
    blockedBy: 'mapping',
    fault: null,
    mappingFault: code,
  };
}

/** The kind of record the contact would be compared with. */
function typeToBe({ pair, rules, decision }: GatedPair): SalesforceType {
  if (decision.kind === 'create_in_salesforce') return decision.salesforceType;
  const created = rules.pinned.createInSalesforce === 'contact' ? 'Contact' : 'Lead';
  return pair.link?.salesforceType ?? created;
}

type Writes = {
  readonly toHubspot: Readonly<Record<string, unknown>>;
  readonly toSalesforce: Readonly<Record<string, unknown>>;
  readonly faults: readonly FieldFault[];
};

function writesOf(decision: PairDecision): Writes {
  switch (decision.kind) {
    case 'sync':
      return decision.plan;
    case 'create_in_salesforce':
      return { toHubspot: {}, toSalesforce: decision.creation.fields, faults: decision.creation.faults };
    case 'create_in_hubspot':
      return { toHubspot: decision.creation.properties, toSalesforce: {}, faults: decision.creation.faults };
    default:
      return { toHubspot: {}, toSalesforce: {}, faults: [] };
  }
}

type Difference = { readonly isAlone: boolean; readonly hasBlank: boolean; readonly hasFault: boolean };

function stateOf(
  { decision, gate }: GatedPair,
  { rule, hasBlankProtection, hubspotProperty, salesforceField }: ResolvedMapping,
  { toHubspot, toSalesforce }: Writes,
  { isAlone, hasBlank, hasFault }: Difference,
): Pick<FieldComparison, 'state' | 'blockedBy'> {
  const blocked = (blockedBy: Blocker) => ({ state: 'blocked', blockedBy }) as const;
  if (rule === 'none') return blocked('rule');
  if (hasFault) return blocked('value');
  if (hubspotProperty in toHubspot) return { state: 'to_hubspot', blockedBy: null };
  if (salesforceField in toSalesforce) return { state: 'to_salesforce', blockedBy: null };
  if (isAlone) return { state: 'alone', blockedBy: null };
  if (decision.kind === 'wait') return blocked(gate.kind === 'unknown' ? 'unread_list' : 'evaluation');
  if (decision.kind === 'settle') {
    return blocked(decision.outcome.kind === 'excluded' ? 'inclusion_list' : 'person');
  }
  if (decision.kind === 'sync' && decision.isCreationSync) return blocked('one_way_once');
  if (hasBlankProtection && hasBlank) return blocked('blank_protection');
  return { state: 'kept', blockedBy: null };
}

function textOf(value: SalesforceValue): string | null {
  return value === null || value === '' ? null : String(value);
}

function isOf({ side, field }: FieldFault, mapping: ResolvedMapping): boolean {
  return field === (side === 'hubspot' ? mapping.hubspotProperty : mapping.salesforceField);
}
