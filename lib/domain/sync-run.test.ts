import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { outcomeKinds } from './outcome.ts';
import {
  countOutcomes,
  keepRecentSamples,
  type ProgressSample,
  type RunState,
  ratePerMinute,
  runTransitions,
  statesBefore,
  unfinishedStates,
} from './sync-run.ts';

const states = Object.keys(runTransitions) as RunState[];
const ended: RunState[] = ['completed', 'completed_with_errors', 'canceled', 'failed'];

describe('the states of a run', () => {
  it.each(ended)('%s is the end', (state) => {
    expect(runTransitions[state]).toEqual([]);
  });

  it('are unfinished exactly while something can still follow', () => {
    expect(states.filter((state) => runTransitions[state].length > 0)).toEqual([...unfinishedStates]);
  });

  it.each(unfinishedStates)('%s can be canceled', (state) => {
    expect(runTransitions[state]).toContain('canceled');
  });

  it('never lead from a pause to an end that says all was done', () => {
    expect(runTransitions.paused).toEqual(['running', 'canceled']);
  });

  it('can be read backwards', () => {
    for (const next of states) {
      expect(statesBefore(next)).toEqual(states.filter((state) => runTransitions[state].includes(next)));
    }
    expect(statesBefore('queued')).toEqual([]);
    expect(statesBefore('running')).toEqual(['queued', 'paused']);
  });
});

describe('counting outcomes', () => {
  it('adds up to the number of outcomes', () => {
    const anyKind = fc.constantFrom(...outcomeKinds).map((kind) => ({ kind }) as never);
    fc.assert(
      fc.property(fc.array(anyKind), (outcomes) => {
        const counts = Object.values(countOutcomes(outcomes));
        expect(counts.reduce((sum, count) => sum + count, 0)).toBe(outcomes.length);
      }),
    );
  });
});

/** Moments in ascending order with the records processed by then. */
const progress = fc
  .array(fc.tuple(fc.integer({ min: 0, max: 20_000 }), fc.nat(500)), { maxLength: 60 })
  .map((steps) => {
    let at = 0;
    let processed = 0;
    return steps.map(([gapMs, done]): ProgressSample => {
      at += gapMs;
      processed += done;
      return [at, processed];
    });
  });

const keepAll = (all: readonly ProgressSample[]) =>
  all.reduce<ProgressSample[]>((kept, next) => keepRecentSamples(kept, next), []);

describe('samples of progress', () => {
  it('end with the newest, go back a minute at the most, and stay few', () => {
    fc.assert(
      fc.property(progress, (all) => {
        const kept = keepAll(all);
        const newest = all.at(-1);
        expect(kept.at(-1)).toEqual(newest);
        if (newest !== undefined) expect(kept.every(([at]) => at >= newest[0] - 60_000)).toBe(true);
        expect(kept.length).toBeLessThanOrEqual(62);
      }),
    );
  });

  it('are one a second however often progress is made', () => {
    const all = Array.from({ length: 300 }, (_, index): ProgressSample => [index * 10, index]);
    expect(keepAll(all).length).toBeLessThanOrEqual(5);
  });
});

describe('the rate', () => {
  it('cannot be told from one moment, nor from a burst', () => {
    expect(ratePerMinute([])).toBeNull();
    expect(ratePerMinute([[1_000, 5]])).toBeNull();
    expect(
      ratePerMinute([
        [1_000, 200],
        [1_800, 1_000],
      ]),
    ).toBeNull();
  });

  it('is what was done between the first and the last moment, a minute', () => {
    expect(
      ratePerMinute([
        [0, 100],
        [10_000, 150],
        [30_000, 400],
      ]),
    ).toBe(600);
  });

  it('is the steady rate of steady work', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 500 }), fc.integer({ min: 6, max: 90 }), (perSecond, seconds) => {
        const all = Array.from(
          { length: seconds },
          (_, second): ProgressSample => [second * 1_000, second * perSecond],
        );
        expect(ratePerMinute(keepAll(all))).toBeCloseTo(perSecond * 60);
      }),
    );
  });
});
