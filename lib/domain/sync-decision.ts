import type { SyncRule } from './field-mapping.ts';
import type { Side } from './outcome.ts';

/** One side of a field whose two values differ. */
export type SideState = {
  readonly isBlank: boolean;
  /** Differs from the base of the last successful sync; true when no base is known. */
  readonly isChanged: boolean;
  readonly isWritable: boolean;
};

export type Disagreement = {
  readonly rule: SyncRule;
  readonly hasBlankProtection: boolean;
  /** No base is known for this field. */
  readonly isFirstContact: boolean;
  readonly hubspot: SideState;
  readonly salesforce: SideState;
};

/** Whose value both sides shall hold. `newer_edit` needs the edit times; `nobody` leaves both as they are. */
export type Winner = Side | 'newer_edit' | 'nobody';

/**
 * Decides one field whose two values differ, by the table of the rule book, section 5.
 *
 * - First contact: a blank side takes the other's value under every rule but `none`, because nothing was ever
 *   cleared there. Only where the rule never writes the blank side and that side is read-only (a formula field
 *   under "Always use Salesforce") the rule decides.
 * - Blank protection: a blank that would win is blocked, and the value it would have erased is put back on the
 *   cleared side where the rule ever writes that side, so that both agree again. Where it never does (the
 *   "always" rules), both sides stay as they are and the base is kept: nothing is written until the leading
 *   side has a value again, and nothing loops.
 */
export function decideWinner(disagreement: Disagreement): Winner {
  const { rule, hasBlankProtection, isFirstContact, hubspot, salesforce } = disagreement;
  if (rule === 'none') return 'nobody';
  const valued = hubspot.isBlank ? 'salesforce' : salesforce.isBlank ? 'hubspot' : null;
  if (valued !== null && isFirstContact) {
    const target = valued === 'hubspot' ? 'salesforce' : 'hubspot';
    if (disagreement[target].isWritable || ruleWrites(rule, target)) return valued;
  }
  const winner = winnerByRule(rule, hubspot, salesforce);
  if (valued === null || !hasBlankProtection) return winner;
  return ruleWrites(rule, valued === 'hubspot' ? 'salesforce' : 'hubspot') ? valued : 'nobody';
}

/** True when a rule, after first contact, ever writes a side. */
export function ruleWrites(rule: SyncRule, side: Side): boolean {
  switch (rule) {
    case 'prefer_salesforce_unless_blank':
    case 'prefer_hubspot_unless_blank':
    case 'two_way':
      return true;
    case 'always_salesforce':
      return side === 'hubspot';
    case 'always_hubspot':
      return side === 'salesforce';
    case 'none':
      return false;
  }
}

function winnerByRule(rule: Exclude<SyncRule, 'none'>, hubspot: SideState, salesforce: SideState): Winner {
  switch (rule) {
    case 'always_salesforce':
      return 'salesforce';
    case 'always_hubspot':
      return 'hubspot';
    case 'prefer_salesforce_unless_blank':
      return wasBlankAlready(salesforce) ? 'hubspot' : 'salesforce';
    case 'prefer_hubspot_unless_blank':
      return wasBlankAlready(hubspot) ? 'salesforce' : 'hubspot';
    case 'two_way':
      if (hubspot.isChanged && salesforce.isChanged) return 'newer_edit';
      return hubspot.isChanged ? 'hubspot' : 'salesforce';
  }
}

/** "Unless blank" yields to the other side; a clearing since the last sync is an edit and does not. */
function wasBlankAlready(side: SideState): boolean {
  return side.isBlank && !side.isChanged;
}
