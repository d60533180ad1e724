import type { Random } from '#sandbox/kernel/random.ts';
import { noteAddresses, takeAddress } from './addresses.ts';
import { mappedFields, unmappedField } from './fields.ts';
import type { Play } from './play-hubspot.ts';
import {
  addRecord,
  bringBack,
  convert,
  deletedRecords,
  editRecord,
  type FoundRecord,
  liveRecords,
  mergeInto,
  removeRecord,
} from './salesforce-people.ts';
import { drawRecord, type Scene, type TenantSide } from './scene.ts';

const nowOf = (scene: Scene): number => scene.world.clock.now();

/** Records that were linked at noon. */
const linkedIdsOf = ({ afternoon }: TenantSide): ReadonlySet<string> =>
  new Set([...(afternoon?.agreed.values() ?? [])].map(({ recordId }) => recordId));

/** Somebody; in the afternoon more often somebody who is linked, because there an edit has somewhere to go. */
const pickRecord = (side: TenantSide, random: Random): FoundRecord | null => {
  const records = liveRecords(side.product.org);
  const linkedIds = linkedIdsOf(side);
  const linked = records.filter(({ row }) => linkedIds.has(row.Id));
  const among = linked.length > 0 && random.chance(0.7) ? linked : records;
  return among.length === 0 ? null : random.pick(among);
};

export const edit: Play = (scene, side, random) => {
  const record = pickRecord(side, random);
  if (record === null) return null;
  const field = random.pick(mappedFields);
  const value = field.mayBeBlank && random.chance(0.2) ? null : scene.newValue('S');
  editRecord(side.product.org, nowOf(scene), record, { [field[record.type]]: value });
  return `${record.row.Id} ${field[record.type]}=${value}`;
};

/** Somebody gets another address, which may be that of another contact. */
export const editEmail: Play = (scene, side, random) => {
  const record = pickRecord(side, random);
  if (record === null) return null;
  const email = takeAddress(scene, side, random, 'salesforce') ?? '';
  noteAddresses(side, record.row.Id, [String(record.row.Email ?? ''), email]);
  editRecord(side.product.org, nowOf(scene), record, { Email: email });
  return `${record.row.Id} ${email}`;
};

export const editUnmapped: Play = (scene, side, random) => {
  const record = pickRecord(side, random);
  if (record === null) return null;
  editRecord(side.product.org, nowOf(scene), record, { [unmappedField[record.type]]: scene.newValue('z') });
  return record.row.Id;
};

export const create: Play = (scene, side, random) => {
  const email = takeAddress(scene, side, random, 'salesforce') ?? '';
  const type = random.chance(0.6) ? 'Lead' : 'Contact';
  const recordId = addRecord(side.product.org, nowOf(scene), type, drawRecord(scene, random, type, email));
  return `${recordId} ${email}`;
};

export const remove: Play = (scene, side, random) => {
  const records = liveRecords(side.product.org);
  if (records.length === 0) return null;
  const record = random.pick(records);
  removeRecord(side.product.org, nowOf(scene), record);
  return record.row.Id;
};

export const undelete: Play = (scene, side, random) => {
  const records = deletedRecords(side.product.org);
  if (records.length === 0) return null;
  const record = random.pick(records);
  bringBack(side.product.org, nowOf(scene), record);
  return record.row.Id;
};

export const convertOne: Play = (scene, side, random) => {
  const leads = liveRecords(side.product.org).filter(({ type }) => type === 'Lead');
  if (leads.length === 0) return null;
  const lead = random.pick(leads);
  convert(side.product.org, nowOf(scene), lead);
  side.afternoon?.successors.set(lead.row.Id, String(lead.row.ConvertedContactId));
  return lead.row.Id;
};

export const merge: Play = (scene, side, random) => {
  const type = random.chance(0.5) ? 'Lead' : 'Contact';
  const records = liveRecords(side.product.org).filter((record) => record.type === type);
  if (records.length < 3) return null;
  // A linked one into a stranger more often: only then is there a link to move and a place for it.
  const linkedIds = linkedIdsOf(side);
  const strangers = records.filter(({ row }) => !linkedIds.has(row.Id));
  const isMove = strangers.length > 0 && random.chance(0.6);
  const winner = random.pick(isMove ? strangers : records);
  const others = records.filter(({ row }) => row !== winner.row);
  const linked = others.filter(({ row }) => linkedIds.has(row.Id));
  const loser = random.pick(isMove && linked.length > 0 ? linked : others);
  mergeInto(side.product.org, nowOf(scene), winner, loser);
  side.afternoon?.successors.set(loser.row.Id, winner.row.Id);
  return `${loser.row.Id} into ${winner.row.Id}`;
};

/** Somebody's long transaction: nobody sees its change before it ends, and then with the stamp of now. */
export const beginLate: Play = (scene, side, random) => {
  const { product, openTransactions } = side;
  const record = pickRecord(side, random);
  if (record === null || openTransactions.length > 1) return null;
  const { type, row } = record;
  const values = { [random.pick(mappedFields)[type]]: scene.newValue('S') };
  const change = { object: type, recordId: row.Id, values };
  openTransactions.push(scene.world.salesforce.transactions.begin([change], product.org.orgId));
  return `${row.Id} will have ${JSON.stringify(values)}`;
};

export const commitLate: Play = (scene, { openTransactions }) => {
  const transactionId = openTransactions.shift();
  if (transactionId === undefined) return null;
  scene.world.salesforce.transactions.commit(transactionId);
  return '';
};
