import { workersForWaitingTests } from '@amplify-recipes/recipe-tests/workers';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['e2e/**/*.test.ts', 'src/**/*.test.ts'],
    globalSetup: 'e2e/build-once.ts',
    setupFiles: '@amplify-recipes/recipe-tests/native-mod-pow',
    // They wait for pages and for functions.
    maxWorkers: workersForWaitingTests + 1,
    testTimeout: 60_000,
    hookTimeout: 120_000,
  },
});
