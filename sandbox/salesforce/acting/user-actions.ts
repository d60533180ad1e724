import type { SObject } from '../metadata/schema.ts';
import { type Conversion, type Converted, convertLead } from '../records/convert-lead.ts';
import { mergeRecords, undeleteRecord } from '../records/merge-records.ts';
import { completeSaving, insistent, openSaving } from '../records/open-saving.ts';
import { normaliseRecordId } from '../records/record-ids.ts';
import type { Row } from '../records/row.ts';
import { createRecord, deleteRecord, findLiving, type Saving, updateRecord } from '../records/save-record.ts';
import type { Org } from '../world/org.ts';
import type { World } from '../world/world.ts';

type Values = Record<string, unknown>;

/** Somebody at work in one org. */
export type Person = { org: Org; user: Row };

/**
 * What a person does by hand, or Apex for a person. The rules of the org apply as on the pages: validation bites,
 * duplicates in Alert mode pass, assignment rules stay off. Nothing of it is an API call or counts as an API write.
 * What Salesforce would refuse throws an ApiFault and leaves nothing behind.
 */
export type UserActions = {
  create(objectName: string, values: Values): string;
  update(recordId: string, values: Values): void;
  delete(recordId: string): void;
  undelete(recordId: string): void;
  /** `values` are the field values kept on the master. */
  merge(masterId: string, loserIds: string[], values?: Values): void;
  convert(leadId: string, wish?: Partial<Conversion>): Converted;
};

/** The named user, else the first user of the org, else of the first org. */
export function findPerson(
  world: World,
  who: { username?: string | undefined; orgId?: string | undefined } = {},
): Person {
  const login = who.username === undefined ? undefined : world.findLogin(who.username);
  if (who.username !== undefined && !login) throw new Error(`No user ${who.username}`);
  const org = who.orgId === undefined ? (login?.org ?? world.orgs()[0]) : world.org(who.orgId);
  if (!org || (login && login.org !== org)) throw new Error(`No org ${who.orgId}`);
  const [first] = org.tableOf('User').rows();
  const user = login?.user ?? first;
  if (!user) throw new Error('This org has no user');
  return { org, user };
}

/** Saves as this person at the given time; only rules that nobody can override refuse it. */
export function saveAs<T>({ org, user }: Person, now: number, change: (saving: Saving) => T): T {
  const options = {
    now,
    channel: 'control',
    assignsOwner: false,
    duplicates: insistent,
    version: 'v67.0',
  } as const;
  return completeSaving(openSaving(org, user, options), change);
}

export function requireObject(org: Org, objectName: string): SObject {
  const object = org.schema.object(objectName);
  if (!object) throw new Error(`No object ${objectName}`);
  return object;
}

/** A record by id, in the recycle bin or not. */
function findRecord(org: Org, idText: string): { object: SObject; row: Row } {
  const recordId = normaliseRecordId(idText) ?? idText;
  const object = org.schema.objectByPrefix(recordId);
  const row = object && org.table(object).get(recordId);
  if (!object || !row) throw new Error(`No record ${idText}`);
  return { object, row };
}

function requireLiving(org: Org, idText: string): { object: SObject; row: Row } {
  const { object } = findRecord(org, idText);
  return { object, row: findLiving(org, object, idText, 'url') };
}

export function actAs(world: World, person: Person): UserActions {
  const { org } = person;
  const save = <T>(change: (saving: Saving) => T): T => saveAs(person, world.clock.now(), change);

  return {
    create: (objectName, values) =>
      save((saving) => createRecord(saving, requireObject(org, objectName), values).Id),
    update(recordId, values) {
      const { object, row } = requireLiving(org, recordId);
      save((saving) => updateRecord(saving, object, row, values));
    },
    delete(recordId) {
      const { object, row } = requireLiving(org, recordId);
      save((saving) => deleteRecord(saving, object, row));
    },
    undelete(recordId) {
      const { object, row } = findRecord(org, recordId);
      save((saving) => undeleteRecord(saving, object, row));
    },
    merge(masterId, loserIds, values = {}) {
      const { object, row } = requireLiving(org, masterId);
      const losers = loserIds.map((loserId) => findLiving(org, object, loserId, 'url'));
      save((saving) => mergeRecords(saving, object, row, losers, values));
    },
    convert(leadId, wish = {}) {
      const { row } = requireLiving(org, leadId);
      return save((saving) => convertLead(saving, row, { createsOpportunity: false, ...wish }));
    },
  };
}
