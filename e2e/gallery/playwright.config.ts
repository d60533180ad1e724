import { defineConfig } from '@playwright/test';
import journeys from '../../playwright.config.ts';

/** `npm run screenshots`: pictures of every page for people to look at. No check, and no part of the tests. */
export default defineConfig({
  ...journeys,
  testDir: import.meta.dirname,
  testMatch: 'pictures.ts',
  outputDir: '../../test-results',
  globalSetup: '../setup/global-setup.ts',
  timeout: 1_200_000,
});
