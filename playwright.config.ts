import { defineConfig } from '@playwright/test';
import { findBrowser } from '#e2e/setup/find-browser.ts';

const executablePath = await findBrowser();
const jsonReport = process.env.PLAYWRIGHT_JSON_OUTPUT_NAME;

export default defineConfig({
  testDir: 'e2e',
  outputDir: 'test-results',
  globalSetup: './e2e/setup/global-setup.ts',
  forbidOnly: true,
  // A whole product and a browser share what may be two busy cores: a walk that fails is walked once more, on servers of
  // its own. One that needed that is told as flaky, with its first failure, and is to be mended like one that failed.
  retries: 1,
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
