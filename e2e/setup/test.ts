import { test as base, expect } from '@playwright/test';
import type { Stack } from '#scripts/local/stack.ts';
import { startSluice } from './start-sluice.ts';

type Fixtures = {
  /** The sandbox's starting world: `test.use({ scenario: 'members-5000' })`. */
  scenario: string;
  /** Console errors that belong to what a test shows, such as the browser's own line for an expected 422. */
  expectedConsoleErrors: RegExp[];
  /** Servers and database of this test alone. */
  sluice: Stack;
};

/** Playwright's test with the product running behind it. A console error nobody expects fails the test. */
export const test = base.extend<Fixtures>({
  scenario: ['demo', { option: true }],
  expectedConsoleErrors: [[], { option: true }],
  sluice: [
    async ({ scenario }, use, testInfo) => {
      const stack = await startSluice({ scenario, logDirectory: testInfo.outputPath('logs') });
      await use(stack);
      await stack.stop();
    },
    { timeout: 120_000 },
  ],
  baseURL: async ({ sluice }, use) => {
    await use(sluice.appUrl);
  },
  page: async ({ page, expectedConsoleErrors }, use) => {
    const errors: string[] = [];
    page.on('pageerror', (error) => errors.push(error.message));
    page.on('console', (message) => {
      if (message.type() === 'error') errors.push(message.text());
    });
    await use(page);
    const unexpected = errors.filter((text) => !expectedConsoleErrors.some((pattern) => pattern.test(text)));
    expect(unexpected, 'the browser console holds no error').toEqual([]);
  },
});

export { expect };
