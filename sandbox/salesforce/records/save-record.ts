import type { SObject } from '../metadata/schema.ts';
import type { Org } from '../world/org.ts';
import { ApiFault, fault, notFound } from './api-fault.ts';
import { checkDuplicates, type DuplicateOptions } from './duplicate-rules.ts';
import {
  type Changes,
  checkReferences,
  checkRequired,
  checkUnique,
  type Payload,
  readPayload,
} from './read-payload.ts';
import { normaliseRecordId } from './record-ids.ts';
import type { FieldValue, Row } from './row.ts';
import type { RuleBook } from './rule-book.ts';
import type { Actor, Transaction } from './transaction.ts';

/** Everything a save depends on besides the record: the org, the unit of work, the user, the request's options. */
export type Saving = {
  org: Org;
  transaction: Transaction;
  actor: Actor;
  ruleBook: RuleBook;
  /** `Sforce-Auto-Assign`; on unless the caller says FALSE. */
  assignsOwner: boolean;
  duplicates: DuplicateOptions;
  version: string;
};

/** How a missing record is told: by URL it is a missing page, inside a collection a bad reference. */
export type MissingStyle = 'url' | 'collection';

const wholeSecond = (milliseconds: number): number => Math.floor(milliseconds / 1000) * 1000;

/** Finds a living record by 15- or 18-character id, or throws what Salesforce answers instead. */
export function findLiving(org: Org, object: SObject, idText: string, missing: MissingStyle): Row {
  const recordId = normaliseRecordId(idText);
  if (!recordId?.startsWith(object.spec.keyPrefix)) {
    if (missing === 'url') {
      throw notFound(`Provided external ID field does not exist or is not accessible: ${idText}`);
    }
    throw fault(400, 'MALFORMED_ID', `${object.spec.label} ID: id value of incorrect type: ${idText}`, [
      'Id',
    ]);
  }
  const row = org.table(object).get(recordId);
  if (row?.IsDeleted) throw fault(404, 'ENTITY_IS_DELETED', 'entity is deleted', []);
  if (row) return row;
  if (missing === 'url') throw notFound();
  throw fault(400, 'INVALID_CROSS_REFERENCE_KEY', 'invalid cross reference id', []);
}

/** A long transaction keeps the rows it changed until its end, so that no newer stamp can overtake its older one. */
function isHeldByTransaction(org: Org, recordId: string): boolean {
  for (const { changes } of org.openTransactions.values())
    if (changes.some((change) => change.recordId === recordId)) return true;
  return false;
}

/** Somebody else holds the record: a running transaction, or a test that asks for it, once or for good. */
function refuseLocked(org: Org, recordIds: (FieldValue | undefined)[]): void {
  for (const recordId of recordIds) {
    if (typeof recordId !== 'string') continue;
    if (!isHeldByTransaction(org, recordId) && !org.locks.take(recordId)) continue;
    const message = `unable to obtain exclusive access to this record or 1 records: ${recordId}`;
    throw fault(400, 'UNABLE_TO_LOCK_ROW', message, []);
  }
}

/** What a test arranged for saves of this object or record. */
function refuseAsArranged(org: Org, object: SObject, recordId: string): void {
  const error = org.refusals.take(object.name, recordId);
  if (error) throw new ApiFault(400, [error]);
}

function runRules(saving: Saving, object: SObject, candidate: Row, isNew: boolean): void {
  const { org, ruleBook, duplicates, version } = saving;
  refuseAsArranged(org, object, candidate.Id);
  const broken = ruleBook.validate(object, candidate);
  if (broken.length > 0) throw new ApiFault(400, broken);
  const duplicate = checkDuplicates(org, object.name, candidate, isNew, duplicates, version);
  if (duplicate) throw new ApiFault(400, [duplicate]);
}

function defaultsOf(object: SObject, userId: string): Changes {
  const defaults: Changes = {};
  for (const field of object.spec.fields) {
    if (field.default !== undefined)
      defaults[field.name] = field.default === '$user' ? userId : field.default;
  }
  return defaults;
}

function assignedOwner(saving: Saving, object: SObject, candidate: Row): Changes {
  const owner = saving.assignsOwner ? saving.ruleBook.assignOwner(object, candidate) : null;
  return owner && owner !== candidate.OwnerId ? { OwnerId: owner } : {};
}

/** Inserts a record. Throws an ApiFault and leaves nothing behind when any rule refuses it. */
export function createRecord(saving: Saving, object: SObject, payload: Payload): Row {
  const { org, transaction, actor } = saving;
  if (!object.spec.createable) {
    throw fault(
      400,
      'CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY',
      `entity type cannot be inserted: ${object.spec.label}`,
      [],
    );
  }
  if (Object.keys(payload).some((name) => name.toLowerCase() === 'id')) {
    throw fault(400, 'INVALID_FIELD_FOR_INSERT_UPDATE', 'cannot specify Id in an insert call', ['Id']);
  }
  const changes = readPayload(org, object, payload, true);
  const stamp = wholeSecond(actor.now);
  const candidate: Row = {
    Id: '',
    ...defaultsOf(object, actor.userId),
    ...Object.fromEntries(Object.entries(changes).filter(([, value]) => value !== null)),
    CreatedDate: stamp,
    CreatedById: actor.userId,
    LastModifiedDate: stamp,
    LastModifiedById: actor.userId,
    SystemModstamp: stamp,
  };
  checkRequired(object, candidate);
  checkReferences(org, object, changes);
  checkUnique(org, object, '', changes);
  refuseLocked(org, [changes.AccountId]);
  runRules(saving, object, candidate, true);
  Object.assign(candidate, saving.ruleBook.automate(object, candidate));
  Object.assign(candidate, assignedOwner(saving, object, candidate));
  candidate.Id = org.table(object).nextId();
  transaction.insert(object, candidate);
  return candidate;
}

/**
 * Changes a record. Even a change to the same values moves its stamp, as in Salesforce, where a save is a save.
 */
export function updateRecord(saving: Saving, object: SObject, row: Row, payload: Payload): Row {
  const { org, transaction, actor } = saving;
  if (row.IsConverted)
    throw fault(400, 'CANNOT_UPDATE_CONVERTED_LEAD', 'cannot reference converted lead', []);
  const changes = readPayload(org, object, payload, false);
  refuseLocked(org, [row.Id, changes.AccountId]);
  const candidate: Row = { ...row, ...changes };
  checkRequired(object, candidate);
  checkReferences(org, object, changes);
  checkUnique(org, object, row.Id, changes);
  runRules(saving, object, candidate, false);
  const stamp = wholeSecond(actor.now);
  transaction.update(object, row, {
    ...changes,
    ...saving.ruleBook.automate(object, candidate),
    ...assignedOwner(saving, object, candidate),
    LastModifiedDate: stamp,
    LastModifiedById: actor.userId,
    SystemModstamp: stamp,
  });
  return row;
}

/** Moves a record, and the children that cannot live without it, to the recycle bin. */
export function deleteRecord(saving: Saving, object: SObject, row: Row, extra: Changes = {}): void {
  const { org, transaction, actor } = saving;
  if (!object.spec.deletable) {
    throw fault(400, 'INVALID_TYPE', `entity type ${object.spec.label} does not support delete`, []);
  }
  refuseLocked(org, [row.Id]);
  refuseAsArranged(org, object, row.Id);
  for (const { child, field } of org.schema.children(object)) {
    if (!field.cascadeDelete) continue;
    for (const orphan of [...org.table(child).find(field.name, row.Id)]) {
      if (!orphan.IsDeleted) deleteRecord(saving, child, orphan);
    }
  }
  const stamp = wholeSecond(actor.now);
  const removal = {
    IsDeleted: true,
    LastModifiedDate: stamp,
    LastModifiedById: actor.userId,
    SystemModstamp: stamp,
  };
  transaction.update(object, row, { ...removal, ...extra }, 'deleted');
}
