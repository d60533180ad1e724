import type { SObject } from '../metadata/schema.ts';
import { fault } from './api-fault.ts';
import type { Payload } from './read-payload.ts';
import type { Row } from './row.ts';
import { deleteRecord, type Saving, updateRecord } from './save-record.ts';

const mostLosers = 2;

/**
 * Merges up to two records into a third of the same type. The losers go to the recycle bin and name the winner in
 * MasterRecordId; what referred to them refers to the winner from now on. `values` are the field values kept.
 */
export function mergeRecords(
  saving: Saving,
  object: SObject,
  winner: Row,
  losers: Row[],
  values: Payload,
): void {
  const { org, transaction } = saving;
  if (!object.spec.mergeable)
    throw fault(400, 'INVALID_TYPE', `entity type ${object.name} cannot be merged`, []);
  if (losers.length === 0 || losers.length > mostLosers || losers.includes(winner)) {
    throw fault(400, 'INVALID_ARGUMENT_TYPE', 'A merge takes a master and one or two other records.', []);
  }
  if ([winner, ...losers].some((row) => row.IsConverted)) {
    throw fault(400, 'CANNOT_UPDATE_CONVERTED_LEAD', 'cannot reference converted lead', []);
  }
  for (const child of org.schema.objects()) {
    for (const field of child.fields.filter(
      ({ referenceTo, access }) => referenceTo?.includes(object.name) && access !== 'read',
    )) {
      const orphans = [...org.table(child).rows()].filter((row) =>
        losers.some((loser) => row[field.name] === loser.Id),
      );
      for (const orphan of orphans) transaction.update(child, orphan, { [field.name]: winner.Id });
    }
  }
  for (const loser of losers) deleteRecord(saving, object, loser, { MasterRecordId: winner.Id });
  updateRecord(
    { ...saving, assignsOwner: false, duplicates: { allowSave: true, includeRecordDetails: false } },
    object,
    winner,
    values,
  );
}

/**
 * Takes a record out of the recycle bin again, and with it the children that went there in the same save. A merge
 * loser comes back as a record of its own.
 */
export function undeleteRecord(saving: Saving, object: SObject, row: Row): void {
  if (!row.IsDeleted) throw fault(400, 'UNDELETE_FAILED', 'Entity is not in the recycle bin', []);
  const stamp = Math.floor(saving.actor.now / 1000) * 1000;
  const restored = { IsDeleted: false, MasterRecordId: null };
  const touched = { LastModifiedDate: stamp, LastModifiedById: saving.actor.userId, SystemModstamp: stamp };
  for (const { child, field } of saving.org.schema.children(object)) {
    if (!field.cascadeDelete) continue;
    for (const orphan of [...saving.org.table(child).find(field.name, row.Id)]) {
      if (orphan.IsDeleted && orphan.SystemModstamp === row.SystemModstamp)
        undeleteRecord(saving, child, orphan);
    }
  }
  saving.transaction.update(object, row, { ...restored, ...touched }, 'undeleted');
}
