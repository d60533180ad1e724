import { join } from 'node:path';
import { test as base, expect } from '@playwright/test';
import { recordingsDirectory } from '#scripts/contract/recordings.ts';
import type { Stack } from '#scripts/local/stack.ts';
import { startSluice } from './start-sluice.ts';

type Fixtures = {
  /** Console errors that belong to what a test shows, such as the browser's own line for an expected 422. */
  expectedConsoleErrors: RegExp[];
};

type WorkerFixtures = {
  /** The sandbox's starting world: `test.use({ scenario: 'members-5000' })`. */
  scenario: string;
  /** Files that name the same stack share its servers and database; each file names its own. */
  stack: string;
  /** How often the product asks both platforms for changes. */
  sweepIntervalSeconds: number;
  sluice: Stack;
};

/** Playwright's test with the product running behind it. A console error nobody expects fails the test. */
export const test = base.extend<Fixtures, WorkerFixtures>({
  scenario: ['demo', { option: true, scope: 'worker' }],
  stack: ['default', { option: true, scope: 'worker' }],
  sweepIntervalSeconds: [60, { option: true, scope: 'worker' }],
  sluice: [
    async ({ scenario, stack, sweepIntervalSeconds }, use, { project, workerIndex }) => {
      const logDirectory = join(project.outputDir, 'logs', `${stack}-${workerIndex}`);
      const sandboxRecordFile = join(recordingsDirectory, `${stack}-${workerIndex}.jsonl`);
      const sluice = await startSluice({
        scenario,
        logDirectory,
        sandboxRecordFile,
        sweepIntervalSeconds,
      });
      await use(sluice);
      await sluice.stop();
    },
    { scope: 'worker', timeout: 120_000 },
  ],
  expectedConsoleErrors: [[], { option: true }],
  baseURL: async ({ sluice }, use) => {
    await use(sluice.appUrl);
  },
  context: async ({ context, expectedConsoleErrors }, use) => {
    const errors: string[] = [];
    context.on('weberror', (failure) => errors.push(failure.error().message));
    context.on('console', (message) => {
      if (message.type() === 'error') errors.push(message.text());
    });
    await use(context);
    const unexpected = errors.filter((text) => !expectedConsoleErrors.some((pattern) => pattern.test(text)));
    expect(unexpected, 'the browser console holds no error').toEqual([]);
  },
});

export { expect };
