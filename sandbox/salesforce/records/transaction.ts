import type { SObject } from '../metadata/schema.ts';
import type { RecordChange } from '../world/change-stream.ts';
import type { Org } from '../world/org.ts';
import type { FieldValue, Row } from './row.ts';

/** Who saves, when, and under which request options. */
export type Actor = {
  userId: string;
  now: number;
  channel: RecordChange['channel'];
  client?: string | undefined;
};

/**
 * A unit of work on one org. Changes are visible at once to the work itself; the change stream hears of them
 * only at commit, and a rollback puts every record back as it was. Inside another transaction a commit hands
 * everything to the outer one, whose rollback then undoes it too.
 */
export type Transaction = {
  insert(object: SObject, row: Row): void;
  update(object: SObject, row: Row, changes: Record<string, FieldValue>, kind?: RecordChange['kind']): void;
  commit(): void;
  rollback(): void;
  /** Takes over the finished work of an inner transaction. */
  adopt(undo: (() => void)[], changes: RecordChange[]): void;
};

export function openTransaction(org: Org, actor: Actor, outer?: Transaction): Transaction {
  let undo: (() => void)[] = [];
  let changes: RecordChange[] = [];

  function forget(): void {
    undo = [];
    changes = [];
  }

  function note(kind: RecordChange['kind'], object: SObject, row: Row, changedFields: string[]): void {
    changes.push({
      kind,
      objectName: object.name,
      recordId: row.Id,
      committedAt: actor.now,
      userId: actor.userId,
      channel: actor.channel,
      ...(actor.client === undefined ? {} : { client: actor.client }),
      changedFields,
    });
  }

  return {
    insert(object, row) {
      const table = org.table(object);
      table.insert(row);
      undo.push(() => table.remove(row));
      note('created', object, row, Object.keys(row));
    },
    update(object, row, changed, kind = 'updated') {
      const table = org.table(object);
      const before = Object.fromEntries(Object.keys(changed).map((name) => [name, row[name] ?? null]));
      table.update(row, changed);
      undo.push(() => table.update(row, before));
      note(kind, object, row, Object.keys(changed));
    },
    commit() {
      if (outer) outer.adopt(undo, changes);
      else for (const change of changes) org.changes.append(change);
      forget();
    },
    rollback() {
      for (const step of undo.reverse()) step();
      forget();
    },
    adopt(innerUndo, innerChanges) {
      undo.push(...innerUndo);
      changes.push(...innerChanges);
    },
  };
}
