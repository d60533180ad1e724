import { describe, expect, it } from 'vitest';
import { type DecisionRow, decisionRows } from './decision-rows.fixtures.ts';
import { possibleNames, type SituationName, situations } from './decision-situations.fixtures.ts';
import {
  type Circumstances,
  combine,
  describeDecision,
  dimensions,
  meet,
} from './decision-table.fixtures.ts';

/** Everything a row speaks of: what it leaves open takes every value it can have. */
function circumstancesOf({ of, when }: DecisionRow): Circumstances[] {
  const possible: readonly string[] = possibleNames[of] ?? dimensions.named;
  const named = (when.named ?? dimensions.named).filter((each) => possible.includes(each));
  return combine({ ...when, named });
}

/** Rule book, section 3: every inclusion answer and every setting, whoever named the pair. */
describe('the decision table', () => {
  it.each(decisionRows)('$of: $rule → $result', (row) => {
    const all = circumstancesOf(row);
    const wrong = all.flatMap((given) => {
      const result = describeDecision(meet(situations[row.of], given).decision);
      return result === row.result ? [] : [{ ...given, result }];
    });
    expect(all.length).toBeGreaterThan(0);
    expect(wrong.slice(0, 3), `${wrong.length} of ${all.length}`).toEqual([]);
  });

  it.each(Object.keys(situations) as SituationName[])('has exactly one row for all that can be: %s', (of) => {
    const named = possibleNames[of] ?? dimensions.named;
    const covered = decisionRows
      .filter((row) => row.of === of)
      .flatMap(circumstancesOf)
      .map((given) => JSON.stringify(given))
      .sort();
    expect(covered).toEqual(
      combine({ named })
        .map((given) => JSON.stringify(given))
        .sort(),
    );
  });
});
