import { describe, expect, it } from 'vitest';
import { computeShare } from './run-share.ts';

describe('computeShare', () => {
  it.each([
    ['counts against what was enumerated', [50, 200, 1_000, true], { total: 200, percent: 25 }],
    [
      'counts against the expected size while enumerating',
      [50, 200, 1_000, false],
      { total: 1_000, percent: 5 },
    ],
    ['grows beyond an expectation that was too low', [50, 200, 100, false], { total: 200, percent: 25 }],
    ['knows no total before anything is known', [0, 0, null, false], { total: null, percent: 0 }],
    ['is complete when there was nobody', [0, 0, null, true], { total: 0, percent: 100 }],
    ['never rounds up to done', [999, 1_000, null, true], { total: 1_000, percent: 99 }],
  ] as const)('%s', (_name, [processed, enumerated, expectedTotal, isEnumerationComplete], expected) => {
    expect(computeShare({ processed, enumerated, expectedTotal, isEnumerationComplete })).toEqual(expected);
  });
});
