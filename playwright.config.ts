import { defineConfig } from '@playwright/test';
import { findBrowser } from '#e2e/setup/find-browser.ts';

const executablePath = await findBrowser();
const jsonReport = process.env.PLAYWRIGHT_JSON_OUTPUT_NAME;

export default defineConfig({
  testDir: 'e2e',
  outputDir: 'test-results',
  globalSetup: './e2e/setup/global-setup.ts',
  forbidOnly: true,
  retries: 0,
  // Each file starts servers of its own; two at a time would compete for the same cores on a small machine.
  workers: 1,
  timeout: 300_000,
  expect: { timeout: 30_000 },
  reporter: [['list'], ...(jsonReport === undefined ? [] : [['json', { outputFile: jsonReport }] as const])],
  use: {
    locale: 'en-GB',
    timezoneId: 'Europe/Rome',
    viewport: { width: 1440, height: 900 },
    // An element that never comes fails its own step, not the whole time of the test.
    actionTimeout: 60_000,
    trace: 'retain-on-failure',
    screenshot: 'only-on-failure',
    launchOptions: { ...(executablePath === null ? {} : { executablePath }), args: ['--no-sandbox'] },
  },
});
