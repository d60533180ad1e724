/**
 * What can name a record (rule book, section 2). A trigger is a hint: it carries no value, and both sides are read
 * afresh. Several of one record coalesce into one unit of work.
 */
export const syncTriggers = [
  'contact_created',
  'contact_changed',
  'contact_merged',
  'contact_restored',
  'contact_deleted',
  'contact_erased',
  'list_joined',
  'list_left',
  'record_created',
  'record_changed',
  'record_converted',
  'record_merged',
  'record_deleted',
  'record_undeleted',
  'record_freed',
  'manual_resync',
  'settings_changed',
  'undo',
  'import',
  'backfill',
  'reconciliation',
] as const;
export type SyncTrigger = (typeof syncTriggers)[number];

/**
 * Triggers that say no more than "this record holds other values now". When its mapped values equal the base, they
 * were our own write coming back, and the other side need not be asked.
 */
const valueTriggers: ReadonlySet<string> = new Set([
  'contact_changed',
  'record_changed',
] satisfies SyncTrigger[]);

const editTriggers: ReadonlySet<string> = new Set([
  ...valueTriggers,
  'contact_created',
  'record_created',
] satisfies string[]);

/** True when somebody made or edited the record: the time of the hint is the time of the edit. */
export function isEdit(triggers: readonly string[]): boolean {
  return triggers.some((trigger) => editTriggers.has(trigger));
}

/** True when nothing but a change of values named the record. */
export function mayBeEcho(triggers: readonly string[]): boolean {
  return triggers.length > 0 && triggers.every((trigger) => valueTriggers.has(trigger));
}
