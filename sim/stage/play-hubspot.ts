import type { ContactList } from '#sandbox/hubspot/lists/list-store.ts';
import type { Random } from '#sandbox/kernel/random.ts';
import { noteAddresses, takeAddress } from './addresses.ts';
import { criterion, mappedFields, type Tier, tiers, tooLong, unmappedProperty } from './fields.ts';
import {
  archivedRows,
  convertToStatic,
  createContact,
  deleteContact,
  deleteList,
  editContact,
  editCriteria,
  eraseContact,
  liveRows,
  mergeTwo,
  restoreContact,
  restoreList,
} from './hubspot-people.ts';
import { currentSettings, drawContact, type Scene, type TenantSide } from './scene.ts';

/** What one event does; `null` when there is nobody it could happen to. */
export type Play = (scene: Scene, side: TenantSide, random: Random) => string | null;

/** Somebody; in the afternoon more often somebody who is linked, because there an edit has somewhere to go. */
const pickRow = ({ product, afternoon }: TenantSide, random: Random): number | null => {
  const rows = liveRows(product.portal);
  const linked = rows.filter((row) => afternoon?.agreed.has(product.portal.contacts.idOf(row)));
  const among = linked.length > 0 && random.chance(0.7) ? linked : rows;
  return among.length === 0 ? null : random.pick(among);
};

/** Now and then a value that no field of Salesforce's is long enough for. */
const drawValue = (scene: Scene, random: Random): string =>
  random.chance(0.06) ? scene.newValue('H').padEnd(tooLong, '-') : scene.newValue('H');

export const edit: Play = (scene, side, random) => {
  const row = pickRow(side, random);
  if (row === null) return null;
  const field = random.pick(mappedFields);
  const value = field.mayBeBlank && random.chance(0.2) ? '' : drawValue(scene, random);
  editContact(side.product.portal, row, { [field.property]: value });
  return `${side.product.portal.contacts.idOf(row)} ${field.property}=${value}`;
};

/** Somebody gets another address. */
export const editEmail: Play = (scene, side, random) => {
  const row = pickRow(side, random);
  const email = takeAddress(scene, side, random, 'hubspot');
  if (row === null || email === null) return null;
  const { portal } = side.product;
  noteAddresses(side, portal.contacts.idOf(row), [portal.contacts.get(row, 'email'), email]);
  editContact(portal, row, { email });
  return `${portal.contacts.idOf(row)} ${email}`;
};

export const editUnmapped: Play = (scene, side, random) => {
  const row = pickRow(side, random);
  if (row === null) return null;
  editContact(side.product.portal, row, { [unmappedProperty]: scene.newValue('Hu') });
  return side.product.portal.contacts.idOf(row);
};

/** Joins or leaves the lists, together with an edit half of the time: what leaks then is worth most. */
export const changeTier: Play = (scene, side, random) => {
  const row = pickRow(side, random);
  if (row === null) return null;
  side.lastTier = { row, before: side.product.portal.contacts.get(row, criterion) };
  return setTier(scene, side, random, row, random.pick(tiers));
};

/** Whoever was moved last is what they were before, perhaps before HubSpot has looked at what they were in between. */
export const takeTierBack: Play = (scene, side, random) => {
  const { lastTier } = side;
  side.lastTier = null;
  if (lastTier === null || !side.product.portal.contacts.isLive(lastTier.row)) return null;
  return setTier(scene, side, random, lastTier.row, lastTier.before);
};

function setTier(
  scene: Scene,
  { product: { portal } }: TenantSide,
  random: Random,
  row: number,
  tier: string,
): string {
  const values: Record<string, string> = { [criterion]: tier };
  if (random.chance(0.5)) values[random.pick(mappedFields).property] = scene.newValue('H');
  editContact(portal, row, values);
  return `${portal.contacts.idOf(row)} ${JSON.stringify(values)}`;
}

export const create: Play = (scene, side, random) => {
  const email = takeAddress(scene, side, random, 'hubspot');
  if (email === null) return null;
  return `${createContact(side.product.portal, drawContact(scene, random, email))} ${email}`;
};

export const remove: Play = (_, side, random) => {
  const row = pickRow(side, random);
  if (row === null) return null;
  deleteContact(side.product.portal, row);
  return side.product.portal.contacts.idOf(row);
};

export const erase: Play = (scene, side, random) => {
  const row = pickRow(side, random);
  if (row === null) return null;
  const { contacts } = side.product.portal;
  const contactId = contacts.idOf(row);
  side.erased.push({ contactId, email: contacts.get(row, 'email'), isTold: isToldOf(scene, side) });
  eraseContact(side.product.portal, row);
  return contactId;
};

export const restore: Play = (_, side, random) => {
  const rows = archivedRows(side.product.portal);
  if (rows.length === 0) return null;
  const row = random.pick(rows);
  restoreContact(side.product.portal, row);
  return side.product.portal.contacts.idOf(row);
};

export const merge: Play = (_, side, random) => {
  const rows = liveRows(side.product.portal);
  if (rows.length < 4) return null;
  const survivor = random.pick(rows);
  const other = random.pick(rows.filter((row) => row !== survivor));
  mergeTwo(side.product.portal, survivor, other);
  return `${side.product.portal.contacts.idOf(other)} into ${side.product.portal.contacts.idOf(survivor)}`;
};

/** Whether what happens now will reach the app: no sweep can tell an erasure from a deletion. */
const isToldOf = ({ weather }: Scene, { isRevoked }: TenantSide): boolean =>
  weather.webhooks !== 'lost' && !isRevoked;

/** HubSpot cannot tell somebody's memberships for a while. */
export const hideMembership: Play = ({ weather }, side, random) => {
  const row = pickRow(side, random);
  if (row === null) return null;
  const contactId = side.product.portal.contacts.idOf(row);
  weather.unreadable.add(contactId);
  return contactId;
};

export const convertList: Play = (_, side, random) => {
  const list = side.product.portal.lists.find(random.pick(side.listIds));
  const isActive = list?.deletedAt === undefined && list?.processingType === 'DYNAMIC';
  if (list === undefined || !isActive) return null;
  convertToStatic(side.product.portal, list);
  return `list ${list.listId}`;
};

const tierChoices: readonly (readonly Tier[])[] = [['key'], ['standard'], ['key', 'standard'], ['small']];

export const changeCriteria: Play = (scene, side, random) => {
  const { portal } = side.product;
  const [keyId, wideId, nestedId] = side.listIds;
  const listId = random.chance(0.5) ? keyId : wideId;
  const list = portal.lists.find(listId ?? '');
  if (list === undefined || list.deletedAt !== undefined || list.processingType !== 'DYNAMIC') return null;
  const chosen = random.pick(tierChoices);
  editCriteria(portal, list, chosen);
  const change = { tiers: chosen, changedAt: scene.world.clock.now() };
  side.criteria.set(list.listId, change);
  if (list.listId === keyId && nestedId !== undefined) side.criteria.set(nestedId, change);
  return `list ${list.listId} asks for ${chosen.join(', ')}`;
};

/** The inclusion list more often than the others: what happens to them hardly matters. */
export const dropList: Play = (_, side, random) => {
  const { portal } = side.product;
  const inForce = currentSettings(side).inclusionList?.listId;
  const isOfInForce = inForce !== undefined && random.chance(0.6);
  const list = portal.lists.find(isOfInForce ? inForce : random.pick(side.listIds));
  if (list === undefined || list.deletedAt !== undefined) return null;
  deleteList(portal, list);
  return `list ${list.listId}`;
};

export const bringListBack: Play = (scene, side) => {
  const { portal } = side.product;
  const lists = side.listIds.flatMap((listId) => portal.lists.find(listId) ?? []);
  const deleted = lists.find(({ deletedAt }) => deletedAt !== undefined);
  if (deleted === undefined) return null;
  takeListBack(scene, side, deleted);
  return `list ${deleted.listId}`;
};

/** A deleted list is there again. It is evaluated anew, and so is the list that asks for its members. */
export function takeListBack({ world }: Scene, { product, criteria }: TenantSide, list: ContactList): void {
  restoreList(product.portal, list);
  for (const [listId, { tiers }] of criteria) criteria.set(listId, { tiers, changedAt: world.clock.now() });
}
