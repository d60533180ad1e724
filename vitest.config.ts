import { defineConfig } from 'vitest/config';

const integration = '**/*.integration.test.ts';

export default defineConfig({
  test: {
    exclude: ['**/node_modules/**', '.next/**', '.data/**'],
    // Some unit tests start small programs; a busy machine takes its time over that.
    testTimeout: 20_000,
    hookTimeout: 20_000,
    projects: [
      {
        extends: true,
        test: { name: 'unit', include: ['**/*.test.{ts,tsx}'], exclude: ['**/node_modules/**', integration] },
      },
      {
        extends: true,
        test: {
          name: 'integration',
          include: [integration],
          globalSetup: 'scripts/local/integration-setup.ts',
          testTimeout: 60_000,
          hookTimeout: 60_000,
        },
      },
    ],
  },
});
