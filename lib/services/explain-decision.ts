import type { Explanation, ExplanationCode } from '#lib/contracts/explain.ts';
import type { Outcome, SkipReason, UndoSkipReason } from '#lib/domain/outcome.ts';
import type { GatedPair } from './sync-pair.ts';

type Cause = Readonly<NonNullable<Explanation['failure']>>;
type Verdict = Pick<Explanation, 'code' | 'failure'>;

/** A decision as one code. */
export function explainDecision({ pair, gate, decision }: GatedPair): Verdict {
  switch (decision.kind) {
    case 'wait':
      return verdict(gate.kind === 'unknown' ? 'list_unusable' : 'list_being_evaluated');
    case 'needs_edit_times':
    case 'needs_account':
      return verdict('would_update');
    case 'create_in_salesforce':
      return verdict('would_create_in_salesforce');
    case 'create_in_hubspot':
      return verdict('would_create_in_hubspot');
    case 'archive_in_hubspot':
      return verdict('would_archive');
    case 'settle':
      return explainOutcome(decision.outcome);
    case 'sync': {
      const { changes, faults } = decision.plan;
      const [fault] = faults;
      if (decision.isCreationSync) return verdict('would_sync_once');
      if (changes.length > 0) return verdict('would_update', fault);
      if (fault !== undefined) return verdict('cannot_sync', fault);
      return verdict(pair.isLinked ? 'in_sync' : 'would_link');
    }
  }
}

function explainOutcome(outcome: Outcome): Verdict {
  switch (outcome.kind) {
    case 'excluded':
      return verdict('excluded');
    case 'conflict':
      return verdict('link_conflict');
    case 'failed':
      return outcome.failure.code === 'salesforce_record_not_visible'
        ? verdict('salesforce_record_not_visible')
        : verdict('cannot_sync', outcome.failure);
    case 'skipped':
      return verdict(skipCodes[outcome.reason] ?? 'in_sync');
    default:
      return verdict('in_sync');
  }
}

/** Reasons of an undo are not among them: an undo is never what the next change leads to. */
const skipCodes: Readonly<
  Record<SkipReason, ExplanationCode> & Partial<Record<UndoSkipReason, ExplanationCode>>
> = {
  no_email: 'no_email',
  invalid_email: 'no_email',
  no_salesforce_record: 'no_salesforce_record',
  creation_disabled: 'creation_disabled',
  person_account: 'person_account',
  other_record_linked: 'other_record_linked',
  hubspot_contact_gone: 'hubspot_contact_gone',
  salesforce_record_gone: 'salesforce_record_gone',
};

function verdict(code: ExplanationCode, cause: Cause | null = null): Verdict {
  const failure = cause && { code: cause.code, side: cause.side, field: cause.field };
  return { code, failure };
}
