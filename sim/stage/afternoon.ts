import type { FieldMapping } from '#lib/domain/field-mapping.ts';
import { mappedFields, type RecordType } from './fields.ts';
import { liveRows } from './hubspot-people.ts';
import { findRecord, liveRecords } from './salesforce-people.ts';
import { currentSettings, type TenantSide } from './scene.ts';

/** Values by platform, record and HubSpot's name of the field. */
export type Values = ReadonlyMap<string, Readonly<Record<string, string>>>;

/** Every mapped value that is there now, on both platforms. */
export function valuesOf({ product: { portal, org } }: TenantSide): Values {
  const values = new Map<string, Record<string, string>>();
  for (const row of liveRows(portal)) {
    const ofRow = mappedFields.map(({ property }) => [property, portal.contacts.get(row, property)]);
    values.set(portal.contacts.idOf(row), Object.fromEntries(ofRow));
  }
  for (const { type, row } of liveRecords(org)) {
    const ofRow = mappedFields.map((field) => [field.property, String(row[field[type]] ?? '')]);
    values.set(row.Id, Object.fromEntries(ofRow));
  }
  return values;
}

/** Events that move whole records; what changes in them is no edit of one field. */
const stirring = /_(create|delete|undelete|restore|merge|convert)$/;

/** Notes what an event that has just happened changed; nothing but people acts in between. */
export function noteEdits(side: TenantSide, kind: string, before: Values): void {
  const { afternoon } = side;
  if (afternoon === null) return;
  // A merge leaves no mark on the one that stays.
  if (kind === 'hubspot_merge') afternoon.newcomers.clear();
  const after = valuesOf(side);
  for (const recordId of new Set([...before.keys(), ...after.keys()])) {
    const [was, is] = [before.get(recordId), after.get(recordId)];
    if (was === undefined || is === undefined) afternoon.stirred.add(recordId);
    if (was === undefined && kind === 'hubspot_create') afternoon.newcomers.add(recordId);
    if (was === undefined || is === undefined) continue;
    for (const [property, value] of Object.entries(is)) {
      if (was[property] === value) continue;
      afternoon.edits.push({ recordId, property, value });
      if (stirring.test(kind)) afternoon.stirred.add(recordId);
    }
  }
}

/** Whether the contact is in the list by what HubSpot has evaluated; without a list everybody is. */
export function isMember(side: TenantSide, row: number): boolean {
  const { inclusionList } = currentSettings(side);
  if (inclusionList === null) return true;
  return side.product.portal.lists.find(inclusionList.listId)?.members.has(row) ?? false;
}

/** Notes who is not in the inclusion list now. A deleted list has nobody out: what changes meanwhile has to wait. */
export function noteOutsiders(side: TenantSide): void {
  const { afternoon, product } = side;
  if (afternoon === null) return;
  for (const row of liveRows(product.portal)) {
    if (!isMember(side, row)) afternoon.outsiders.add(product.portal.contacts.idOf(row));
  }
}

/** The afternoon begins: what the linked pairs agree on now is what its edits are judged by. */
export function beginAfternoon(side: TenantSide, links: readonly Link[], firstWrite: number): void {
  const { org } = side.product;
  const values = valuesOf(side);
  const agreed = links.flatMap(({ hubspotContactId: contactId, salesforceId: recordId }) => {
    const [here, there] = [values.get(contactId), values.get(recordId)];
    const type = findRecord(org, recordId)?.type;
    if (here === undefined || there === undefined || type === undefined) return [];
    const both = Object.entries(here).filter(([property, value]) => there[property] === value);
    return [[contactId, { contactId, recordId, type, values: Object.fromEntries(both) }] as const];
  });
  const nobody = { stirred: new Set<string>(), newcomers: new Set<string>(), outsiders: new Set<string>() };
  side.afternoon = { agreed: new Map(agreed), firstWrite, edits: [], successors: new Map(), ...nobody };
  noteOutsiders(side);
}

type Link = { readonly hubspotContactId: string; readonly salesforceId: string };

/** How a field of such records is mapped now. */
export function mappingOf(side: TenantSide, type: RecordType, property: string): FieldMapping | undefined {
  return currentSettings(side).mappings.find(
    ({ salesforceType, hubspotProperty }) => salesforceType === type && hubspotProperty === property,
  );
}
