import { workersForWaitingTests } from '@amplify-recipes/recipe-tests/workers';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    setupFiles: '@amplify-recipes/recipe-tests/property-tests',
    testTimeout: 60_000,
    maxWorkers: workersForWaitingTests,
    // The tests expect no colours. Continuous integration would turn them on.
    env: { NO_COLOR: '1' },
  },
});
