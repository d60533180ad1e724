import { conflict, HubspotError, objectNotFound } from '#sandbox/hubspot/api/errors.ts';
import type { Portal } from '#sandbox/hubspot/portal.ts';
import type { ChangeSource } from './changes.ts';
import { checkValues, invalidValues, type ValueFault } from './property-values.ts';

/** A write that passed every check and has not happened yet. */
export interface PlannedWrite {
  values: Map<string, string>;
}

const LIFECYCLE = 'lifecyclestage';

/** Checks a creation. Throws the 400 or 409 HubSpot answers. */
export function planCreate(portal: Portal, input: Record<string, unknown>): PlannedWrite {
  const values = checkedValues(portal, input);
  refuseTakenIdentity(portal, values, undefined);
  appendOptions(portal, undefined, values);
  return { values };
}

/**
 * Checks an update of one live contact; `row` decides about e-mail conflicts and the lifecycle stage, which only a
 * person in HubSpot's pages may set back (`byPerson`).
 */
export function planUpdate(
  portal: Portal,
  row: number,
  input: Record<string, unknown>,
  { byPerson = false } = {},
): PlannedWrite {
  const values = checkedValues(portal, input);
  refuseTakenIdentity(portal, values, row);
  if (!byPerson) keepLifecycleForward(portal, row, values);
  appendOptions(portal, row, values);
  return { values };
}

/** Creates the planned contact and returns its row. */
export function executeCreate(portal: Portal, plan: PlannedWrite, source: ChangeSource): number {
  const now = portal.clock.now();
  const values = new Map(plan.values);
  if (!values.has(LIFECYCLE)) values.set(LIFECYCLE, 'lead');
  if (values.get('hubspot_owner_id')) values.set('hubspot_owner_assigneddate', new Date(now).toISOString());
  return portal.contacts.create(values, source, now);
}

export function executeUpdate(portal: Portal, row: number, plan: PlannedWrite, source: ChangeSource): void {
  const now = portal.clock.now();
  const values = new Map(plan.values);
  const owner = values.get('hubspot_owner_id');
  if (owner && owner !== portal.contacts.get(row, 'hubspot_owner_id')) {
    values.set('hubspot_owner_assigneddate', new Date(now).toISOString());
  }
  portal.contacts.update(row, values, source, now);
}

function checkedValues(portal: Portal, input: Record<string, unknown>): Map<string, string> {
  const { values, faults } = checkValues(portal.properties, input, portal.isOwner);
  if (faults.length > 0) throw invalidValues(faults, portal.portalId);
  return values;
}

/** E-mail addresses are unique across primary and additional ones, and unique properties across contacts. */
function refuseTakenIdentity(
  portal: Portal,
  values: ReadonlyMap<string, string>,
  row: number | undefined,
): void {
  const { identities } = portal.contacts;
  const email = values.get('email');
  const emailOwner = email ? identities.rowOfEmail(email) : undefined;
  if (emailOwner !== undefined && emailOwner !== row) {
    throw conflict(`Contact already exists. Existing ID: ${portal.contacts.idOf(emailOwner)}`);
  }
  const faults: ValueFault[] = [];
  for (const [name, value] of values) {
    const owner = value === '' ? undefined : identities.rowOfValue(name, value);
    if (owner === undefined || owner === row) continue;
    const holder = portal.contacts.idOf(owner);
    faults.push({
      name,
      error: 'CONFLICTING_UNIQUE_VALUE',
      message: `Cannot set PropertyValueCoordinates{portalId=${portal.portalId}, objectTypeId=ObjectTypeId{legacyObjectType=CONTACT}, propertyName=${name}, value=${value}} on this object. ${holder} already has that value.`,
    });
  }
  if (faults.length > 0) throw invalidValues(faults, portal.portalId);
}

/** HubSpot ignores a step back without a word; the stage must be cleared first. */
function keepLifecycleForward(portal: Portal, row: number, values: Map<string, string>): void {
  const next = values.get(LIFECYCLE);
  const current = portal.contacts.get(row, LIFECYCLE);
  if (!next || current === '') return;
  const order = (portal.properties.find(LIFECYCLE)?.options ?? []).map((option) => option.value);
  if (order.indexOf(next) < order.indexOf(current)) values.delete(LIFECYCLE);
}

/** A value that begins with `;` is added to a multiple checkbox instead of replacing it. */
function appendOptions(portal: Portal, row: number | undefined, values: Map<string, string>): void {
  for (const [name, value] of values) {
    if (!value.startsWith(';') || portal.properties.find(name)?.type !== 'enumeration') continue;
    const present = row === undefined ? [] : portal.contacts.get(row, name).split(';');
    values.set(name, [...new Set([...present, ...value.split(';')])].filter((part) => part !== '').join(';'));
  }
}

/** The live row a single-contact route addresses, by record id (old ids of merged contacts work) or unique property. */
export function findLiveRow(portal: Portal, contactId: string, idProperty: string | undefined): number {
  const row =
    idProperty === undefined
      ? rowByRecordId(portal, contactId)
      : rowByProperty(portal, idProperty, contactId);
  if (row === undefined || !portal.contacts.isLive(row))
    throw objectNotFound('resource not found', contactId);
  return row;
}

export function rowByRecordId(portal: Portal, contactId: string): number | undefined {
  const row = portal.contacts.rowOf(contactId);
  return row === undefined ? undefined : portal.contacts.survivorOf(row);
}

/** Throws the 400 for a property that is unknown or not unique. */
export function rowByProperty(portal: Portal, idProperty: string, value: string): number | undefined {
  if (idProperty === 'hs_object_id') return rowByRecordId(portal, value);
  if (idProperty === 'email') return portal.contacts.identities.rowOfEmail(value);
  if (!portal.properties.find(idProperty)?.hasUniqueValue) {
    throw new HubspotError(400, {
      message: `Property "${idProperty}" is not a unique property of CONTACT and cannot be used as idProperty.`,
      category: 'VALIDATION_ERROR',
    });
  }
  return portal.contacts.identities.rowOfValue(idProperty, value);
}
