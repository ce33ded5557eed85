import { workersForWaitingTests } from '@amplify-recipes/recipe-tests/workers';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    setupFiles: '@amplify-recipes/recipe-tests/property-tests',
    testTimeout: 180_000,
    hookTimeout: 240_000,
    maxWorkers: workersForWaitingTests,
    // The tests expect no colours. Continuous integration would turn them on.
    env: { NO_COLOR: '1' },
    projects: [
      { extends: true, test: { name: 'apps', include: ['e2e/**/*.test.ts'] } },
      {
        extends: true,
        // Half of the time of small test files is the import of what they share.
        test: { name: 'units', include: ['src/**/*.test.ts'], isolate: false },
      },
    ],
  },
});
