import { workersForWaitingTests } from '@amplify-recipes/recipe-tests/workers';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    setupFiles: [
      '@amplify-recipes/recipe-tests/property-tests',
      '@amplify-recipes/recipe-tests/native-mod-pow',
    ],
    testTimeout: 180_000,
    hookTimeout: 240_000,
    // Half of the time of small test files is the import of what they share.
    isolate: false,
    maxWorkers: workersForWaitingTests,
  },
});
