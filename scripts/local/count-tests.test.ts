import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { addTallies, countStage, describeTally } from './count-tests.ts';

const folder = mkdtempSync(join(tmpdir(), 'sluice-tally-'));
afterAll(() => rmSync(folder, { recursive: true }));

function writeReport(name: string, report: unknown): string {
  const file = join(folder, name);
  writeFileSync(file, JSON.stringify(report));
  return file;
}

const vitestReport = (passed: number, failed: number, pending = 0, todo = 0) =>
  writeReport('vitest.json', {
    numPassedTests: passed,
    numFailedTests: failed,
    numPendingTests: pending,
    numTodoTests: todo,
  });

const seedsReport = (seeds: number, failed: readonly number[]) =>
  writeReport('seeds.json', { seeds, failed });

const playwrightReport = (expected: number, unexpected: number, flaky = 0, skipped = 0) =>
  writeReport('playwright.json', { stats: { expected, unexpected, flaky, skipped } });

describe('counting the tests of a stage', () => {
  it.each([
    { kind: 'exit-code', file: '', code: 0, tally: { passed: 1, failed: 0, skipped: 0 } },
    { kind: 'exit-code', file: '', code: 2, tally: { passed: 0, failed: 1, skipped: 0 } },
    { kind: 'vitest', file: vitestReport(3, 0, 1, 1), code: 0, tally: { passed: 3, failed: 0, skipped: 2 } },
    { kind: 'seeds', file: seedsReport(100, [7]), code: 1, tally: { passed: 99, failed: 1, skipped: 0 } },
    {
      kind: 'playwright',
      file: playwrightReport(4, 1, 1, 2),
      code: 1,
      tally: { passed: 5, failed: 1, skipped: 2 },
    },
  ] as const)('reads $kind reports ($tally)', ({ kind, file, code, tally }) => {
    expect(countStage(kind, file, code)).toEqual(tally);
  });

  it('counts a failure when a test file cannot even be loaded', () => {
    expect(countStage('vitest', vitestReport(5, 0), 1)).toEqual({ passed: 5, failed: 1, skipped: 0 });
  });

  it('counts a failure when no test ran, although the tool was content', () => {
    expect(countStage('vitest', vitestReport(0, 0, 4), 0)).toEqual({ passed: 0, failed: 1, skipped: 4 });
    expect(countStage('playwright', join(folder, 'never-written.json'), 0).failed).toBe(1);
  });
});

describe('the closing line', () => {
  it('adds the stages up and names skipped tests only when there are some', () => {
    const sum = addTallies([
      { passed: 2, failed: 1, skipped: 0 },
      { passed: 3, failed: 0, skipped: 0 },
    ]);
    expect(describeTally(sum)).toBe('5 passed, 1 failed');
    expect(describeTally({ ...sum, skipped: 2 })).toBe('5 passed, 1 failed, 2 skipped');
  });
});
