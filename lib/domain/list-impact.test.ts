import { describe, expect, it } from 'vitest';
import { countImpact, type ImpactBasis, type ImpactTally, isLargeChange } from './list-impact.ts';

const basis: ImpactBasis = {
  isEstimate: false,
  isLimitedBefore: true,
  isLimitedAfter: true,
  membersBefore: 40_000,
  membersAfter: 60_000,
  linked: 20_000,
};
const tally: ImpactTally = {
  listed: 1_000,
  listedBefore: 400,
  listedUnlinked: 500,
  stopping: 100,
  drawn: 1_000,
  drawnAfter: 800,
};

describe('counting the impact of another list', () => {
  it('tells what was found when everybody was looked at', () => {
    expect(countImpact(basis, tally, { created_in_salesforce: 300, updated: 7 })).toMatchObject({
      start: 600,
      stop: 100,
      unchanged: 400,
      creates: 300,
      outcomes: { created_in_salesforce: 300, updated: 7, failed: 0 },
    });
  });

  it('lets the sample speak for everybody', () => {
    const counts = countImpact({ ...basis, isEstimate: true }, tally, { created_in_salesforce: 250 });
    // Of 20,000 linked contacts 800 in 1,000 stay, so 44,000 of 60,000 members have no record: half of them get one.
    expect(counts).toMatchObject({ start: 36_000, stop: 2_000, unchanged: 24_000, creates: 22_000 });
    expect(counts.outcomes.created_in_salesforce).toBe(15_000);
  });

  it('starts nobody when there was no limit before', () => {
    const counts = countImpact({ ...basis, isEstimate: true, isLimitedBefore: false }, tally, {});
    expect(counts).toMatchObject({ start: 0, unchanged: 60_000 });
  });

  it('knows without a sample who goes on when the limit is lifted', () => {
    const lifted = { ...basis, isEstimate: true, isLimitedAfter: false };
    expect(countImpact(lifted, tally, {})).toMatchObject({ start: 20_000, unchanged: 40_000 });
  });

  it('tells nothing of an empty sample', () => {
    const nobody = { listed: 0, listedBefore: 0, listedUnlinked: 0, stopping: 0, drawn: 0, drawnAfter: 0 };
    const counts = countImpact({ ...basis, isEstimate: true }, nobody, {});
    expect(counts).toMatchObject({ stop: 0, creates: 0 });
  });
});

describe('a large change', () => {
  it.each([
    [0, 0, 0, false],
    [1, 100, 0, true],
    [10, 100, 10, false],
    [11, 100, 10, true],
    [100, 100, 100, false],
  ])('is %i of %i linked contacts at %i %%: %s', (stopping, linked, percent, isLarge) => {
    expect(isLargeChange(stopping, linked, percent)).toBe(isLarge);
  });
});
