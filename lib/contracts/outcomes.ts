/** The words of outcomes, for those who only show them: no schema comes with this file. */
export {
  type ConflictReason,
  type ExclusionReason,
  type FieldFaultCode,
  type Fixer,
  type OutcomeKind,
  outcomeKinds,
  type SkipReason,
  type UndoSkipReason,
} from '#lib/domain/outcome.ts';

export { type SyncTrigger, syncTriggers } from '#lib/domain/sync-trigger.ts';
