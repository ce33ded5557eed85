import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    include: ['src/**/*.test.ts', 'testing/**/*.test.ts', 'e2e/**/*.test.ts'],
    setupFiles: '@amplify-recipes/recipe-tests/property-tests',
    testTimeout: 60_000,
    hookTimeout: 120_000,
  },
});
