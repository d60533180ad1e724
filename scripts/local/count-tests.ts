import { existsSync, readFileSync } from 'node:fs';
import { z } from 'zod';

/** How the tests of one stage, or of all of them, came out. */
export type Tally = { passed: number; failed: number; skipped: number };

const vitestReportSchema = z.object({
  numPassedTests: z.number(),
  numFailedTests: z.number(),
  numPendingTests: z.number(),
  numTodoTests: z.number(),
});

const playwrightReportSchema = z.object({
  stats: z.object({
    expected: z.number(),
    unexpected: z.number(),
    flaky: z.number(),
    skipped: z.number(),
  }),
});

const seedsReportSchema = z.object({ seeds: z.number(), failed: z.array(z.number()) });

/** Where a stage's numbers come from: its exit code alone, or the report that its tool writes. */
export type ReportKind = 'exit-code' | 'vitest' | 'playwright' | 'seeds';

function readReport(kind: ReportKind, reportFile: string): Tally | null {
  if (kind === 'exit-code' || !existsSync(reportFile)) return null;
  const report: unknown = JSON.parse(readFileSync(reportFile, 'utf8'));
  if (kind === 'vitest') {
    const counted = vitestReportSchema.parse(report);
    return {
      passed: counted.numPassedTests,
      failed: counted.numFailedTests,
      skipped: counted.numPendingTests + counted.numTodoTests,
    };
  }
  if (kind === 'seeds') {
    const { seeds, failed } = seedsReportSchema.parse(report);
    return { passed: seeds - failed.length, failed: failed.length, skipped: 0 };
  }
  const { stats } = playwrightReportSchema.parse(report);
  // One that passed at its second try is named by Playwright, with what went wrong at the first.
  return { passed: stats.expected + stats.flaky, failed: stats.unexpected, skipped: stats.skipped };
}

/**
 * The tally of one stage. A stage that ended badly, or in which no test ran, counts at least one failure: silence is
 * not success.
 */
export function countStage(kind: ReportKind, reportFile: string, exitCode: number): Tally {
  if (kind === 'exit-code')
    return { passed: exitCode === 0 ? 1 : 0, failed: exitCode === 0 ? 0 : 1, skipped: 0 };
  const tally = readReport(kind, reportFile) ?? { passed: 0, failed: 0, skipped: 0 };
  const ranNothing = tally.passed + tally.failed === 0;
  return ranNothing || exitCode !== 0 ? { ...tally, failed: Math.max(1, tally.failed) } : tally;
}

export function addTallies(tallies: readonly Tally[]): Tally {
  return tallies.reduce(
    (sum, tally) => ({
      passed: sum.passed + tally.passed,
      failed: sum.failed + tally.failed,
      skipped: sum.skipped + tally.skipped,
    }),
    { passed: 0, failed: 0, skipped: 0 },
  );
}

/** "12 passed, 0 failed", with the skipped ones only when there are some. */
export function describeTally({ passed, failed, skipped }: Tally): string {
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`;
}
